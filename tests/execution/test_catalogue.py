"""The catalogue's own schema over the demonstration world: every operation is answered by both executors, alike."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Final, get_args

import pytest
from graphql import DocumentNode, ExecutionResult, GraphQLSchema, StringValueNode
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import queries

from graph_seed.seeding import plant_world
from hub.catalogue.identifiers import global_id
from hub.catalogue.nouns import AUTHORITY, noun_of
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Selection, Sight, Window
from hub.graph.values import key_of
from hub.graph.watch import Watch
from hub.model import Noun
from hub.shape import SHAPE
from hub.web.graphiql import read_examples
from schema.batching import Context
from schema.building import build_engine, build_schema
from schema.execution.engine import Engine
from schema.execution.limits import Limits
from tests.api.twice import EngineAskedTwice
from tests.execution.dressing import Dresser, Fitting
from tests.execution.failing import Fate, failing_engine

README: Final = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PRINTED: Final = [
    text
    for text in (*re.findall(r"^```graphql\n(.*?)^```$", README, re.MULTILINE | re.DOTALL), *read_examples())
    if not re.search(r"^(subscription\b|# signed in as )", text, re.MULTILINE)
]

EXAMPLES: Final = 25 if os.environ.get("CI") == "true" else 4
"""How many queries the library makes for each root field."""

DRESSES: Final = 5
"""In how many ways each of them is dressed."""

SCHEMA: Final[GraphQLSchema] = build_schema()._schema  # noqa: SLF001 – Strawberry has no public name for it
ROOTS: Final = tuple(SCHEMA.query_type.fields) if SCHEMA.query_type else ()
LIMITS: Final = Limits(aliases=10_000, cost=20_000)
MOMENTS: Final = ("2000-01-01T00:00:00Z", "2100-01-01T00:00:00+08:00", "2026-01-01T00:00:00")
SIGHT: Final = Sight(frozenset({AUTHORITY}))


@pytest.fixture(scope="module")
async def graph() -> AsyncIterator[Graph]:
    """The demonstration world, in memory."""
    opened = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await opened.migrate()
    await plant_world(opened)
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def engine() -> Engine:
    """The engine, every answer of which the stock executor confirms."""
    return build_engine(LIMITS, kind=EngineAskedTwice)


@pytest.fixture(scope="module")
def failing() -> tuple[Engine, Fate]:
    """An engine whose resolvers fail here and there, and what decides where."""
    fate = Fate()
    return failing_engine(fate, LIMITS), fate


@pytest.fixture(scope="module")
async def fitting(graph: Graph, engine: Engine) -> Fitting:
    """What finds something in the demonstration world."""
    nodes = {}
    for kind in get_args(Noun):
        page = await graph.find(Selection(kind.__name__), window=Window(60), sight=EVERYTHING)
        nodes[kind] = [hit.node for hit in page.hits]
    codes = {kind.__name__: [key_of(node.id) for node in found] for kind, found in nodes.items()}
    ask = "{ datasets(first: 9) { edges { cursor } } departments(first: 9) { edges { cursor } } }"
    pages = (await engine.answer(ask, context=_context(graph))).data or {}
    return {
        "dataset.code": codes["Dataset"],
        "dataItem.code": codes["DataItem"],
        "department.code": codes["Department"],
        "department": codes["Department"],
        "dataset": codes["Dataset"],
        "library": codes["Library"],
        "region": ["44", "4401", "440106"],
        "id": [global_id(noun_of(kind, node)) for kind, found in nodes.items() for node in found],
        "asOf": ["2100-01-01T00:00:00+08:00"],
        "search": ["人口", "常住 人口", "a", "企业", "号"],
        "after": [edge["cursor"] for page in pages.values() for edge in page["edges"]],
    }


@pytest.mark.parametrize("query", PRINTED)
async def test_printed_queries(graph: Graph, engine: Engine, query: str) -> None:
    """Each query of README and of GraphiQL's tabs has the same answer from both, without errors."""
    result = await engine.answer(query, context=_context(graph))
    assert result.errors is None
    assert result.data


def _context(graph: Graph) -> Context:
    return Context(graph=graph, watch=Watch(graph.head, seconds=1), sight=SIGHT)


def _queries(root: str) -> st.SearchStrategy[DocumentNode]:
    """Return the library's queries for one root field."""
    moments = st.sampled_from(MOMENTS).map(lambda moment: StringValueNode(value=moment))
    return queries(SCHEMA, fields=[root], custom_scalars={"DateTime": moments}, print_ast=lambda document: document)


_GENERATED: Final = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


async def _answer_dressed(
    root: str, data: st.DataObject, *, graph: Graph, engine: Engine, fitting: Fitting
) -> AsyncIterator[ExecutionResult]:
    """Yield the answers to queries for a root field, perhaps with another beside it, each dressed in several ways."""
    others = st.lists(st.sampled_from([each for each in ROOTS if each != root]), max_size=1)
    plain = [data.draw(_queries(each)) for each in (root, *data.draw(others))]
    dice = Random(data.draw(st.integers(0, 2**32)))  # noqa: S311 – reproducible, not secret
    for _ in range(DRESSES):
        dresser = Dresser(SCHEMA, dice, fitting)
        text, name = dresser.dress(*plain)
        context = _context(graph)
        yield await engine.answer(text, context=context, variables=dresser.values, operation_name=name)


@pytest.mark.parametrize("root", ROOTS)
@_GENERATED
@given(data=st.data())
async def test_generated_queries(
    root: str, graph: Graph, engine: Engine, fitting: Fitting, data: st.DataObject
) -> None:
    """Each query that the library makes, dressed in several ways, is run and has the same answer from both."""
    async for result in _answer_dressed(root, data, graph=graph, engine=engine, fitting=fitting):
        assert _was_run(result)


@pytest.mark.parametrize("root", ROOTS)
@_GENERATED
@given(data=st.data())
async def test_generated_queries_with_failures(
    root: str, graph: Graph, failing: tuple[Engine, Fate], fitting: Fitting, data: st.DataObject
) -> None:
    """As above, where about every tenth resolver fails, or has nothing where something must be, for some parents."""
    engine, fate = failing
    fate.seed = data.draw(st.integers(0, 2**32))
    async for result in _answer_dressed(root, data, graph=graph, engine=engine, fitting=fitting):
        assert _was_run(result)


def _was_run(result: ExecutionResult) -> bool:
    """Tell whether a query was run; one that asks for too much may be refused."""
    codes = [(error.extensions or {}).get("code") for error in result.errors or ()]
    return result.extensions is not None or codes == ["LIMIT_EXCEEDED"]
