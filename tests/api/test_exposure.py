"""What the hub tells of itself: the schema, the page to explore it, and the software behind it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from hub.app import build_app
from hub.errors import MalformedSetting
from hub.settings import read_settings
from hub.web.graphiql import read_examples

MUTATION: Final = 'mutation { submitApplication(application: "a") { __typename } }'
SCHEMA: Final = "{ __schema { queryType { name } } }"
SOFTWARE: Final = (
    "ariadne",
    "granian",
    "graphene",
    "graphql-core",
    "python",
    "site-packages",
    "sqlite",
    "starlette",
    "strawberry",
    "traceback",
    "uvicorn",
)
PROBES: Final = (
    "aaa",
    "query @deprecated { __typename }",
    "query @skip { __typename }",
    "{ __typename @abc }",
    "{ __typename @include }",
    "{ __typename } }",
    "queryy { __typename }",
    "{ alias$: __typename }",
    "{ nothing }",
    "query ($a: Nothing) { __typename }",
    "{ ...Nothing }",
    "fragment A on Query { __typename }",
    "subscription { nothing }",
    "mutation { nothing }",
    '{ datasets(first: "1") { totalCount } }',
    "{ viewer }",
)
"""Mistakes that tell engines apart by the words of their errors, in the manner of graphw00f."""


@asynccontextmanager
async def _hub(folder: Path, **settings: str) -> AsyncIterator[httpx.AsyncClient]:
    app = build_app(read_settings({"HUB_DATA_DIR": str(folder), "HUB_ANONYMOUS_CATALOGUE": "on", **settings}))
    headers = {"accept": "application/graphql-response+json"}
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://hub", headers=headers) as client,
    ):
        yield client


@pytest.fixture(scope="module")
async def http(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application with its default settings."""
    async with _hub(tmp_path_factory.mktemp("hub")) as client:
        yield client


async def _ask(client: httpx.AsyncClient, query: str) -> tuple[int, Any]:
    response = await client.post("/graphql", json={"query": query})
    return response.status_code, response.json()


async def test_schema_and_page_are_shown_by_default(http: httpx.AsyncClient) -> None:
    """Developers find the page and the schema; the page brings no cookie and lets no other site frame it."""
    assert await _ask(http, SCHEMA) == (200, {"data": {"__schema": {"queryType": {"name": "Query"}}}})
    page = await http.get("/graphiql")
    assert (page.status_code, "set-cookie" in page.headers) == (200, False)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_schema_is_not_told_where_introspection_is_off(tmp_path: Path) -> None:
    """No way leads to the schema, whatever it is wrapped in; names of types, which clients need, are still told."""
    asked = (
        SCHEMA,
        '{ a: __type(name: "Query") { name } }',
        "{ ...A } fragment A on Query { ... { " + SCHEMA[2:] + " }",
    )
    async with _hub(tmp_path, HUB_INTROSPECTION="off") as client:
        for query in asked:
            status, answer = await _ask(client, query)
            assert (status, list(answer)) == (400, ["errors"])
            assert {error["extensions"]["code"] for error in answer["errors"]} == {"GRAPHQL_VALIDATION_FAILED"}
        assert await _ask(client, "{ __typename }") == (200, {"data": {"__typename": "Query"}})


async def test_page_is_not_served_where_it_is_off(tmp_path: Path) -> None:
    """Neither the page nor its files are there, and nothing leads to it; the API is."""
    async with _hub(tmp_path, HUB_GRAPHIQL="off") as client:
        for path in ("/", "/graphiql", "/static/graphiql.js"):
            response = await client.get(path)
            (error,) = response.json()["errors"]
            assert (response.status_code, error["message"]) == (
                404,
                f"There is nothing at {path}: the API is at /graphql.",
            )
        assert await _ask(client, "{ __typename }") == (200, {"data": {"__typename": "Query"}})


async def test_anonymous_callers_are_bound_by_a_setting(tmp_path: Path) -> None:
    """Where the setting says so, anonymous callers may run neither introspection nor any text of their own."""
    async with _hub(tmp_path, HUB_DOCUMENTS="registered") as client:
        for query in (SCHEMA, "{ __typename }", read_examples()[0]):
            status, answer = await _ask(client, query)
            assert (status, [error["extensions"]["code"] for error in answer["errors"]]) == (403, ["DOCUMENT_REQUIRED"])


@pytest.mark.parametrize(
    ("name", "value"),
    [("HUB_INTROSPECTION", "no"), ("HUB_GRAPHIQL", "0"), ("HUB_DOCUMENTS", "none"), ("HUB_LOG_LEVEL", "loud")],
)
def test_unusable_settings_are_refused(name: str, value: str) -> None:
    """A value that means nothing is refused with those that do, so that no exposure comes of a slip."""
    with pytest.raises(MalformedSetting, match=f"{name} is '{value}': use one of ") as refused:
        read_settings({name: value})
    assert refused.value.facts == {"setting": name}


async def test_nothing_is_changed_by_a_link_or_a_form(http: httpx.AsyncClient) -> None:
    """A mutation is taken as JSON by POST alone, which no page of another site can send unasked."""
    linked = await http.get("/graphql", params={"query": MUTATION})
    form = await http.post("/graphql", data={"query": MUTATION})
    plain = await http.post("/graphql", content=MUTATION, headers={"content-type": "text/plain"})
    assert [linked.status_code, form.status_code, plain.status_code] == [405, 415, 415]
    assert linked.headers["allow"] == "POST"


@pytest.mark.parametrize("probe", PROBES)
async def test_software_is_not_told_by_mistakes(http: httpx.AsyncClient, probe: str) -> None:
    """A mistake is answered with a code of the hub's and no data; neither words nor headers name the software."""
    response = await http.post("/graphql", json={"query": probe})
    answer = response.json()
    codes = {error["extensions"]["code"] for error in answer["errors"]}
    assert (response.status_code, list(answer)) == (400, ["errors"])
    assert codes <= {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}
    told = f"{response.headers} {response.text}".lower()
    assert [name for name in SOFTWARE if name in told] == []
    assert response.headers["server"] == "hub"


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b'{"query": {"a": 1}}', b'{"query": null}', b'{"variables": {}}', b"nul"]
)
async def test_software_is_not_told_by_bodies(http: httpx.AsyncClient, body: bytes) -> None:
    """What is no request is answered as clearly, and says as little."""
    response = await http.post("/graphql", content=body, headers={"content-type": "application/json"})
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]) == (400, {"code": "MALFORMED_REQUEST"})
    assert [name for name in SOFTWARE if name in f"{response.headers} {response.text}".lower()] == []
