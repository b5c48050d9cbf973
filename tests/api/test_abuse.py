"""Abuse over HTTP: requests beyond the limits, and the checks of graphql-cop, each asked of the whole application."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from hub.app import build_app
from hub.errors import MalformedSetting
from hub.graph.port import Graph
from hub.settings import read_settings
from schema.endpoint import Endpoint
from schema.execution.limits import Limits
from schema.service import Service

RESPONSE: Final = {"accept": "application/graphql-response+json"}

OPEN = {"HUB_ANONYMOUS_CATALOGUE": "on"}


@pytest.fixture(scope="module")
async def http(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application with its default limits."""
    app = build_app(read_settings(OPEN | {"HUB_DATA_DIR": str(tmp_path_factory.mktemp("hub"))}))
    async with app.router.lifespan_context(app), _client(app) as client:
        yield client


def _client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://hub", headers=RESPONSE)


def _error(response: httpx.Response) -> dict[str, Any]:
    assert list(response.json()) == ["errors"]
    (error,) = response.json()["errors"]
    facts: dict[str, Any] = error["extensions"]
    return facts


def _nested(levels: int) -> bytes:
    return b'{"query": "{ viewer { anonymous } }", "variables": {"a": ' + b"[" * levels + b"]" * levels + b"}}"


@pytest.mark.parametrize(
    ("body", "status", "limit", "found"),
    [
        (b" " * 10_000_000, 413, ("body_bytes", 1_000_000), 10_000_000),
        (b'{"query": "' + b" " * 60_000 + b'{ viewer { anonymous } }"}', 400, ("characters", 50_000), 60_024),
        (_nested(21), 400, ("input_depth", 20), 21),
        (_nested(1_000), 400, ("input_depth", 20), 1_000),
        (_nested(2_000), 400, ("input_depth", 20), 1_025),
        (b'{"query": "{' + b" viewer { anonymous }" * 30 + b'}"}', 400, ("root_fields", 20), 30),
    ],
    ids=["body", "document", "input", "deep input", "input that is not read", "root fields"],
)
async def test_request_beyond_a_limit(
    http: httpx.AsyncClient, body: bytes, status: int, limit: tuple[str, int], found: int
) -> None:
    """The refusal names the limit, its value and the request's."""
    response = await http.post("/graphql", content=body, headers={"content-type": "application/json"})
    facts = {"code": "LIMIT_EXCEEDED", "limit": limit[0], "value": limit[1], "found": found}
    assert (response.status_code, _error(response)) == (status, facts)


async def test_deepest_input_that_is_allowed(http: httpx.AsyncClient) -> None:
    """Twenty levels of lists are read."""
    response = await http.post("/graphql", content=_nested(20), headers={"content-type": "application/json"})
    assert response.json() == {"data": {"viewer": {"anonymous": True}}}


async def test_cost_is_told_to_those_who_ask(http: httpx.AsyncClient) -> None:
    """A request may ask for its cost, and no other answer has extensions."""
    body: dict[str, object] = {"query": "{ a: viewer { anonymous } b: viewer { anonymous } }"}
    data = {"a": {"anonymous": True}, "b": {"anonymous": True}}
    for asked, answer in (
        ({"cost": True}, {"data": data, "extensions": {"cost": {"found": 2, "limit": 200_000}}}),
        ({"cost": False}, {"data": data}),
        (None, {"data": data}),
    ):
        response = await http.post("/graphql", json=body | {"extensions": asked})
        assert response.json() == answer


async def test_limits_are_settings(tmp_path: Path) -> None:
    """A limit that the environment sets holds in place of the default."""
    app = build_app(read_settings(OPEN | {"HUB_DATA_DIR": str(tmp_path), "HUB_LIMIT_DEPTH": "1"}))
    async with app.router.lifespan_context(app), _client(app) as client:
        response = await client.post("/graphql", json={"query": "{ viewer { anonymous } }"})
    assert _error(response) == {"code": "LIMIT_EXCEEDED", "limit": "depth", "value": 1, "found": 2}


@pytest.mark.parametrize("value", ["0", "-1", "many", "2,000", "1" * 10])
def test_unusable_limits_are_refused(value: str) -> None:
    """A limit is a whole number above nothing; there is no value that switches one off."""
    with pytest.raises(MalformedSetting, match="use a whole number from 1 to 999,999,999") as refused:
        read_settings({"HUB_LIMIT_TOKENS": value})
    assert refused.value.facts == {"setting": "HUB_LIMIT_TOKENS"}


async def test_answer_that_takes_too_long(graph: Graph) -> None:
    """An answer for which the store is too slow is broken off: the hub did not answer in time, status 504."""
    endpoint = Endpoint(Service(lambda: graph, limits=Limits(seconds=0)), metadata="http://hub/metadata")
    async with _client(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as client:
        response = await client.post("/graphql", json={"query": "{ datasets { nodes { code } } }"})
    assert (response.status_code, _error(response)) == (504, {"code": "TIMEOUT", "limit": "seconds", "value": 0})


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ " + " ".join(f"alias{n}: __typename" for n in range(101)) + " }", "LIMIT_EXCEEDED"),
        ("{ " + "__typename " * 500 + "}", "LIMIT_EXCEEDED"),
        ("{ __typename " + "@aa" * 10 + " }", "LIMIT_EXCEEDED"),
        (
            "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }",
            "LIMIT_EXCEEDED",
        ),
        ("{ dataset(code: 1) { titel } }", "GRAPHQL_VALIDATION_FAILED"),
    ],
    ids=["alias overload", "field duplication", "directive overload", "circular introspection", "field suggestions"],
)
async def test_overload_is_refused_without_hints(http: httpx.AsyncClient, query: str, code: str) -> None:
    """What asks for too much is refused in one error, and no mistake is answered with a name that was not asked for."""
    response = await http.post("/graphql", json={"query": query})
    codes = {error["extensions"]["code"] for error in response.json()["errors"]}
    assert (response.status_code, codes, "Did you mean" in response.text) == (400, {code}, False)


async def test_no_operation_comes_in_another_way(http: httpx.AsyncClient) -> None:
    """Batches and forms are refused, and nothing is traced or debugged for those who ask."""
    batch = await http.post("/graphql", json=[{"query": "{ __typename }"}] * 10)
    form = await http.post("/graphql", data={"query": "{ __typename }"})
    assert (batch.status_code, form.status_code) == (400, 415)
    headers = {"apollo-tracing": "1", "x-apollo-tracing": "1", "debug": "1"}
    traced = await http.post("/graphql?debug=1", json={"query": "{ __typename }"}, headers=headers)
    assert traced.json() == {"data": {"__typename": "Query"}}
