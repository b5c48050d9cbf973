"""GraphQL over HTTP, health and what is not there, asked of the whole application."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.app import build_app
from hub.graph.opening import open_graph
from hub.identity.opening import open_identities
from hub.settings import read_settings
from hub.shape import SHAPE
from schema.execution.limits import DEFAULTS
from tests.api.world import planting

QUERY = '{ dataset(code: "residents") { title } }'
ANSWER = {"data": {"dataset": {"title": "常住人口"}}}
RESPONSE = "application/graphql-response+json"


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the application on a file that holds the small world."""
    settings = read_settings({"HUB_DATA_DIR": str(tmp_path), "HUB_ANONYMOUS_CATALOGUE": "on"})
    graph = await open_graph(settings.graph_url, shape=SHAPE)
    await graph.migrate()
    await graph.commit(planting())
    await graph.close()
    identities = open_identities(settings.graph_url)
    await identities.migrate()
    await identities.close()
    app = build_app(settings)
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://hub") as client,
    ):
        yield client


def _code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    assert error["message"].endswith((".", "'", '"'))
    code: str = error["extensions"]["code"]
    return code


async def test_query_by_post_and_by_get(http: httpx.AsyncClient) -> None:
    """A query is answered whether it comes in a body or in the address, with its variables."""
    posted = await http.post("/graphql", json={"query": QUERY})
    assert (posted.status_code, posted.json()) == (200, ANSWER)
    assert posted.headers["content-type"] == "application/json; charset=utf-8"
    query = "query A($code: String!) { dataset(code: $code) { title } } query B { viewer { anonymous } }"
    asked = {"query": query, "variables": '{"code": "residents"}', "operationName": "A"}
    got = await http.get("/graphql", params=asked)
    assert (got.status_code, got.json()) == (200, ANSWER)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (RESPONSE, RESPONSE),
        (f"{RESPONSE}, application/json;q=0.9", RESPONSE),
        (f"application/json, {RESPONSE}", RESPONSE),
        (f"{RESPONSE};q=0.1, application/json", "application/json"),
        (f"application/*;q=0.5, {RESPONSE};q=0", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
async def test_media_type_is_negotiated(http: httpx.AsyncClient, accept: str | None, media_type: str) -> None:
    """The answer has the media type that the caller likes best, `application/json` where it does not matter."""
    headers = {"accept": accept} if accept else {}
    request = http.build_request("POST", "/graphql", json={"query": QUERY}, headers=headers)
    if accept is None:
        del request.headers["accept"]
    response = await http.send(request)
    assert (response.status_code, response.json()) == (200, ANSWER)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", f"{RESPONSE};q=0", "application/json;q=nonsense"])
async def test_nothing_acceptable(http: httpx.AsyncClient, accept: str) -> None:
    """A caller that accepts nothing that the hub offers is told so."""
    response = await http.post("/graphql", json={"query": QUERY}, headers={"accept": accept})
    assert (response.status_code, _code(response)) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query ($id: ID!) { node(id: $id) { id } }", {}, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_request_errors(http: httpx.AsyncClient, query: str, variables: dict[str, Any] | None, code: str) -> None:
    """What cannot be run has no data: status 400, or 200 for callers of old."""
    for accept, status in ((RESPONSE, 400), ("application/json", 200)):
        body = {"query": query, "variables": variables}
        response = await http.post("/graphql", json=body, headers={"accept": accept})
        assert (response.status_code, "data" in response.json(), _code(response)) == (status, False, code)


async def test_partial_answer_is_a_success(http: httpx.AsyncClient) -> None:
    """A field that fails leaves status 200, its data null and the error beside it."""
    response = await http.post(
        "/graphql", json={"query": '{ dataset(code: "!") { title } }'}, headers={"accept": RESPONSE}
    )
    assert (response.status_code, response.json()["data"], _code(response)) == (
        200,
        {"dataset": None},
        "MALFORMED_CODE",
    )


@pytest.mark.parametrize(
    ("content", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "MALFORMED_REQUEST"),
        (b"[]", "application/json", 400, "MALFORMED_REQUEST"),
        (b"3", "application/json", 400, "MALFORMED_REQUEST"),
        (b"{}", "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": ""}', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": 3}', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": "{x}", "variables": []}', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": "{x}", "operationName": 1}', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": "{x}", "extensions": 1}', "application/json", 400, "MALFORMED_REQUEST"),
        (b'{"query": "\\ud800"}', "application/json", 400, "MALFORMED_REQUEST"),
        (b"query=%7Bx%7D", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b"{viewer{anonymous}}", "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b'{"query": "{x}"}', "application/json; charset=gbk", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (b" " * (DEFAULTS.body_bytes + 1), "application/json", 413, "LIMIT_EXCEEDED"),
    ],
)
async def test_bodies_that_are_no_requests(
    http: httpx.AsyncClient, content: bytes, kind: str, status: int, code: str
) -> None:
    """A body that is no GraphQL request in JSON is refused with one clear sentence, as JSON."""
    response = await http.post("/graphql", content=content, headers={"content-type": kind})
    assert (response.status_code, _code(response)) == (status, code)


@pytest.mark.parametrize("parameters", [{}, {"query": QUERY, "variables": "{"}, {"query": QUERY, "extensions": "1"}])
async def test_addresses_that_are_no_requests(http: httpx.AsyncClient, parameters: dict[str, str]) -> None:
    """An address without a query, or with parameters that are no JSON objects, is refused."""
    response = await http.get("/graphql", params=parameters)
    assert (response.status_code, _code(response)) == (400, "MALFORMED_REQUEST")


async def test_charset_that_is_named(http: httpx.AsyncClient) -> None:
    """UTF-8 may be named in the content type, in any case and in quotes."""
    headers = {"content-type": 'application/json; charset="UTF-8"'}
    response = await http.post("/graphql", content=b'{"query": "{ viewer { anonymous } }"}', headers=headers)
    assert response.json() == {"data": {"viewer": {"anonymous": True}}}


async def test_other_methods(http: httpx.AsyncClient) -> None:
    """Other methods than GET and POST are told which ones there are."""
    response = await http.put("/graphql", json={"query": QUERY})
    assert (response.status_code, _code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert {method.strip() for method in response.headers["allow"].split(",")} >= {"GET", "POST"}


async def test_introspection_works(http: httpx.AsyncClient) -> None:
    """Introspection, which GraphiQL needs, is answered."""
    response = await http.post("/graphql", json={"query": '{ __type(name: "Dataset") { kind } viewer { anonymous } }'})
    assert response.json() == {"data": {"__type": {"kind": "OBJECT"}, "viewer": {"anonymous": True}}}


async def test_health(http: httpx.AsyncClient) -> None:
    """The hub says that it lives, and that its store answers."""
    assert (await http.get("/health/live")).json() == {"status": "live"}
    ready = (await http.get("/health/ready")).json()
    assert (ready["status"], ready["graph"]["name"], ready["kv"]) == ("ready", "SQLite", "memory")


async def test_unknown_address(http: httpx.AsyncClient) -> None:
    """An address at which there is nothing says where the API is."""
    response = await http.get("/graphq")
    assert (response.status_code, _code(response)) == (404, "NOT_FOUND")
    assert "/graphiql" in response.json()["errors"][0]["message"]


LONG = "{ __schema { types { name description } } }"


async def test_large_answers_are_compressed(http: httpx.AsyncClient) -> None:
    """A large answer comes in gzip to whoever accepts it, and the same as it is to whoever does not."""
    answers = []
    for accepted, encoding in (("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("identity", None)):
        response = await http.post("/graphql", json={"query": LONG}, headers={"accept-encoding": accepted})
        told = (response.headers.get("content-encoding"), response.headers["vary"])
        assert told == (encoding, "accept, accept-encoding")
        answers.append((response.content, int(response.headers["content-length"])))
    (zipped, small), _, (plain, large), _ = answers
    assert zipped == plain
    assert (len(plain) == large, small < large / 2) == (True, True)


async def test_very_large_answers_are_compressed(http: httpx.AsyncClient) -> None:
    """An answer that another thread compresses is the same."""
    fields = " ".join(f"a{n}: __schema {{ types {{ name description fields {{ description }} }} }}" for n in range(5))
    query = {"query": f"{{ {fields} }}"}
    plain = await http.post("/graphql", json=query, headers={"accept-encoding": "identity"})
    zipped = await http.post("/graphql", json=query, headers={"accept-encoding": "gzip"})
    assert len(plain.content) > 100_000
    assert (zipped.headers["content-encoding"], zipped.json()) == ("gzip", plain.json())


@pytest.mark.parametrize(
    ("query", "headers"),
    [(QUERY, {}), ("{ nothing }", {}), (LONG, {"cookie": "session=secret"}), (LONG, {"accept": "text/event-stream"})],
    ids=["small", "error", "cookie", "stream"],
)
async def test_what_is_not_compressed(http: httpx.AsyncClient, query: str, headers: dict[str, str]) -> None:
    """Small answers are sent as they are, and so is what answers a cookie, and a stream of events."""
    response = await http.post("/graphql", json={"query": query}, headers={"accept-encoding": "gzip", **headers})
    assert "content-encoding" not in response.headers
    assert response.headers["vary"].startswith("accept")


async def test_refusals_vary_as_answers_do(http: httpx.AsyncClient) -> None:
    """A refusal that depends on what is accepted says so to caches."""
    response = await http.post("/graphql", json={"query": QUERY}, headers={"accept": "text/html"})
    assert (response.status_code, response.headers["vary"]) == (406, "accept, accept-encoding")


async def test_the_page_is_compressed(http: httpx.AsyncClient) -> None:
    """The page of GraphiQL comes in gzip to whoever accepts it."""
    plain = await http.get("/graphiql", headers={"accept-encoding": "identity"})
    zipped = await http.get("/graphiql", headers={"accept-encoding": "gzip"})
    assert (zipped.headers["content-encoding"], zipped.headers["vary"]) == ("gzip", "accept-encoding")
    assert zipped.text == plain.text


async def test_a_mutation_goes_by_post_alone(http: httpx.AsyncClient) -> None:
    """What changes something is refused by GET, as a link could send it, and does what it says by POST."""
    query = 'mutation { withdrawApplication(application: "none") { __typename } }'
    refused = await http.get("/graphql", params={"query": query})
    assert (refused.status_code, _code(refused), refused.headers["allow"]) == (405, "METHOD_NOT_ALLOWED", "POST")
    sent = await http.post("/graphql", json={"query": query})
    assert _code(sent) == "UNAUTHENTICATED"
