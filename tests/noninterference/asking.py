"""Requests of every kind, and a hub that answers them to whoever a test likes."""

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any, Final, get_args

import httpx
from graphql import StringValueNode
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries
from starlette.applications import Starlette
from starlette.routing import Route

from hub.catalogue.identifiers import global_id
from hub.catalogue.nouns import noun_of
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Selection, Window
from hub.graph.values import key_of
from hub.model import Noun
from hub.principals import Principal
from schema.building import build_engine
from schema.endpoint import Endpoint
from schema.service import Service
from tests.execution.dressing import Dresser, Fitting
from tests.noninterference.worlds import HIDDEN, WORDS, hidden_items

NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
IN_CI: Final = os.environ.get("CI") == "true"
EXAMPLES: Final = int(os.environ.get("NONINTERFERENCE_EXAMPLES", "4" if IN_CI else "2"))
"""How many queries the library makes for each root field; each is dressed in several ways."""

DRESSES: Final = 3
CORE: Final = build_engine().schema
ROOTS: Final = tuple(CORE.query_type.fields) if CORE.query_type else ()

Body = dict[str, Any]
Ask = Callable[[Body], Awaitable[tuple[int, bytes]]]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody from whom entries are hidden; `principal` is None where nobody signed in."""

    name: str
    principal: Principal | None


async def fitting_of(graph: Graph) -> Fitting:
    """Return what finds something in a world, what is hidden in it included."""
    nodes = {}
    for kind in get_args(Noun):
        page = await graph.find(Selection(kind.__name__), window=Window(60), sight=EVERYTHING)
        nodes[kind] = [hit.node for hit in page.hits]
    codes = {kind.__name__: [key_of(node.id) for node in found] for kind, found in nodes.items()}
    items = [*codes["DataItem"], *hidden_items()]
    return {
        "dataset.code": codes["Dataset"],
        "dataItem.code": items,
        "department.code": codes["Department"],
        "department": codes["Department"],
        "dataset": codes["Dataset"],
        "library": codes["Library"],
        "items": items,
        "item": items,
        "purpose": codes["BusinessMatter"],
        "region": ["44", "4401"],
        "id": [global_id(noun_of(kind, node)) for kind, found in nodes.items() for node in found],
        "ids": [global_id(noun_of(kind, node)) for kind, found in nodes.items() for node in found],
        "search": list(WORDS),
    }


def generated(fitting: Fitting) -> list[Body]:
    """Return requests that the library makes for every root field, dressed with what finds something."""
    made: list[Body] = []
    for root in ROOTS:
        _collect(root, fitting, made)
    return made


def _collect(root: str, fitting: Fitting, made: list[Body]) -> None:
    moments = st.just(StringValueNode(value=NOW.isoformat()))
    strategy = queries(CORE, fields=[root], custom_scalars={"DateTime": moments}, print_ast=lambda document: document)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(document=strategy, seed=st.integers(0, 2**32))
    def collect(document: Any, seed: int) -> None:  # noqa: ANN401 – a document
        dice = Random(seed)  # noqa: S311 – reproducible, not secret
        for _ in range(DRESSES):
            dresser = Dresser(CORE, dice, fitting)
            text, name = dresser.dress(document)
            made.append({"query": text, "variables": dresser.values, "operationName": name})

    collect()


def written() -> Iterator[Body]:
    """Yield requests that look for what is hidden by every road: codes, words, totals, lineage, law and errors."""
    code, item = HIDDEN[0], hidden_items()[0]
    lists = "edges { cursor node { code } } totalCount pageInfo { hasNextPage endCursor }"
    facets = "facets { name values { value count title } }"
    lineage = f"upstream {{ {lists} }} downstream {{ {lists} }}"
    around = f"libraries {{ datasets {{ {lists} }} }} conditions {{ datasets {{ {lists} }} }}"
    own = f"items {{ nodes {{ {lineage} concept {{ items {{ {lists} }} }} }} }}"
    entry = f'input: {{code: "{code}", title: "甲", items: []}}'
    refused = "__typename ... on DatasetRefused { refusals { code sentence remedy } }"
    wish = f'items: ["{item}"], purpose: "gz-health.duty"'
    for text in (
        f'{{ dataset(code: "{code}") {{ title }} }}',
        f'{{ dataItem(code: "{item}") {{ title }} }}',
        f"{{ datasets(first: 3) {{ {lists} {facets} }} }}",
        f"{{ dataItems(first: 3) {{ {lists} {facets} }} }}",
        *(f'{{ datasets(search: "{word}") {{ {lists} {facets} }} }}' for word in WORDS),
        *(f'{{ dataItems(search: "{word}", first: 2) {{ {lists} {facets} }} }}' for word in WORDS),
        f"{{ departments {{ nodes {{ datasets {{ {lists} }} systems {{ {lists} }} }} totalCount }} }}",
        f"{{ datasets {{ nodes {{ {lineage} {own} {around} }} }} }}",
        f"{{ access({wish}) {{ outcome reasons {{ rule }} }} }}",
        f'{{ whoCanSee(item: "{item}") {{ everyone }} }}',
        '{ whatCanISee(purpose: "gz-health.duty") { lookedAt hasNextPage nodes { dataset { code } } } }',
        "{ contestedItems { totalCount nodes { code } } }",
        "{ applications { totalCount } grants { totalCount } }",
        f"mutation {{ applyForAccess(input: {{{wish}}}) {{ __typename }} }}",
        f'mutation {{ confirmShareType(items: ["{item}"]) {{ __typename }} }}',
        f"mutation {{ updateDataset({entry}) {{ {refused} }} }}",
        f"mutation {{ registerDataset({entry}) {{ {refused} }} }}",
    ):
        yield {"query": text}


def asking(graph: Graph, asker: Asker) -> tuple[httpx.AsyncClient, Ask]:
    """Return a client of a hub on a graph, and what asks it for somebody; the cost is always asked for."""

    async def known(_: str) -> Principal:
        assert asker.principal is not None
        return asker.principal

    service = Service(lambda: graph, principal_of=known, clock=lambda: NOW)
    app = Starlette(
        routes=[Route("/graphql", Endpoint(service, metadata="http://hub/metadata").answer, methods=["POST"])]
    )
    headers: Mapping[str, str] = {} if asker.principal is None else {"authorization": "Bearer t"}
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hub", headers=headers)

    async def ask(body: Body) -> tuple[int, bytes]:
        response = await client.post("/graphql", json={**body, "extensions": {"cost": True}})
        return response.status_code, response.content

    return client, ask
