"""Trusted documents: who may run which, asked over HTTP, and what finding them costs the store."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from hub.admission import CAPACITY, FRESH_SECONDS, Admission, Documents
from hub.catalogue.nouns import node_of
from hub.clients import add_client, bind_client
from hub.codes import Code, document_id
from hub.documents import register_documents, withdraw_documents
from hub.errors import UnknownDocument
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.model import Client
from hub.principals import Principal
from hub.scopes import CATALOGUE
from hub.vocabulary import Role
from schema.endpoint import Endpoint
from schema.pace import Pace
from schema.service import Service
from schema.sockets import Sockets
from tests.api.counting import CountedGraph
from tests.api.world import HEALTH, POLICE, RESIDENTS
from tests.transports.driving import Connection, conversing, listening

TITLE: Final = 'query Title($code: String = "residents") { dataset(code: $code) { title } }'
OTHER: Final = "{ datasets { totalCount } }"
UNREGISTERED: Final = "{ viewer { scopes } }"
CHANGES: Final = "subscription { changes(after: 1) { action } }"
ANSWERS: Final = {
    TITLE: {"data": {"dataset": {"title": "常住人口"}}},
    OTHER: {"data": {"datasets": {"totalCount": 2}}},
    UNREGISTERED: {"data": {"viewer": {"scopes": ["catalogue:read"]}}},
}
BOUND, FREE, STRANGER = Code("bound"), Code("free"), Code("stranger")
RESPONSE: Final = "application/graphql-response+json"


@pytest.fixture
async def registered(graph: Graph) -> Graph:
    """Return the small world with a restricted and a free client, each with a document of its own."""
    for code, department, restricted in ((BOUND, HEALTH.code, True), (FREE, POLICE.code, False)):
        client = Client(code=code, title=code, department=department, restricted=restricted)
        assert await add_client(graph, client, actor="test")
    await register_documents(graph, BOUND, [TITLE], actor="test")
    await register_documents(graph, FREE, [OTHER], actor="test")
    return graph


async def _named(token: str) -> Principal:
    return Principal(department=Code("gd-mzt"), role=Role.CONSUMER, client=Code(token), rights=CATALOGUE)


@asynccontextmanager
async def _hub(graph: Graph, documents: Documents = Documents.ANY) -> AsyncIterator[httpx.AsyncClient]:
    endpoint = Endpoint(
        Service(lambda: graph, documents=documents, principal_of=_named), metadata="http://hub/metadata"
    )
    app = Starlette(routes=[Route("/graphql", endpoint.answer, methods=["GET", "POST"])])
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub", headers={"accept": RESPONSE}) as client:
        yield client


async def _ask(hub: httpx.AsyncClient, client: str | None, **body: object) -> tuple[int, Any]:
    response = await hub.post("/graphql", json=body, headers={"Authorization": f"Bearer {client}"} if client else {})
    answer = response.json()
    answer.pop("extensions", None)  # whether something was withheld is told to whoever brings a token
    return response.status_code, answer


def _refused(response: tuple[int, Any]) -> tuple[int, str]:
    return response[0], _refusal(response[1])


def _refusal(answer: Any) -> str:  # noqa: ANN401 – JSON
    assert list(answer) == ["errors"]
    (error,) = answer["errors"]
    code: str = error["extensions"]["code"]
    return code


def test_id_is_the_one_of_the_specification() -> None:
    """The id is made as the appendix of GraphQL over HTTP makes it, of its own two examples."""
    spread = "query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}"
    assert document_id(spread) == "sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"
    packed = "query($id:ID!){user(id:$id){name}}"
    assert document_id(packed) == "sha256:71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b"


async def test_document_by_post_and_by_get(registered: Graph) -> None:
    """A registered document is run by its id, in a body or in an address, with variables and the rest."""
    asked = {"documentId": document_id(TITLE), "operationName": "Title"}
    children = {"data": {"dataset": {"title": "适龄儿童人口名册"}}}
    async with _hub(registered) as hub:
        assert await _ask(hub, None, **asked) == (200, ANSWERS[TITLE])
        assert await _ask(hub, None, **asked, variables={"code": "children"}) == (200, children)
        got = await hub.get("/graphql", params={**asked, "variables": '{"code":"children"}'})
        assert (got.status_code, got.json()) == (200, children)


@pytest.mark.parametrize(
    "asked",
    [
        {"documentId": document_id(TITLE), "query": TITLE},
        {"documentId": document_id(TITLE).upper()},
        {"documentId": document_id(TITLE)[:-1]},
        {"documentId": document_id(TITLE).removeprefix("sha256:")},
        {"documentId": document_id(TITLE) + "\n"},
        {"documentId": f"md5:{'0' * 32}"},
        {"documentId": ""},
        {"documentId": 1},
    ],
    ids=["with a query", "upper case", "short", "no prefix", "line end", "another hash", "empty", "number"],
)
async def test_ids_that_are_none(registered: Graph, asked: dict[str, object]) -> None:
    """An id that can be none, or a query beside it, is a request that is to be mended."""
    async with _hub(registered) as hub:
        status, answer = await _ask(hub, None, **asked)
    assert _refused((status, answer)) == (400, "MALFORMED_REQUEST")


async def test_unknown_id(registered: Graph) -> None:
    """An id that is not registered is answered by one error, as one for what cannot be run: callers of old get 200."""
    params = {"documentId": document_id(UNREGISTERED)}
    async with _hub(registered) as hub:
        for accept, status in ((RESPONSE, 400), ("application/json", 200)):
            response = await hub.get("/graphql", params=params, headers={"accept": accept})
            assert (response.status_code, _refusal(response.json())) == (status, "DOCUMENT_UNKNOWN")
            assert response.json()["errors"][0]["extensions"]["document"] == params["documentId"]


ALL, REGISTERED = {TITLE, OTHER, UNREGISTERED}, {TITLE, OTHER}


@pytest.mark.parametrize("documents", Documents)
@pytest.mark.parametrize("caller", [None, FREE, BOUND, STRANGER])
async def test_who_may_run_what(registered: Graph, caller: Code | None, documents: Documents) -> None:
    """Who is bound sends no text; a restricted client runs its own documents, an unknown one runs none."""
    anonymous = ALL if documents is Documents.ANY else set()
    texts, ids = {
        None: (anonymous, REGISTERED),
        FREE: (ALL, REGISTERED),
        BOUND: (set(), {TITLE}),
        STRANGER: (set(), set()),
    }[caller]
    async with _hub(registered, documents) as hub:
        for text, expected in ANSWERS.items():
            sent = await _ask(hub, caller, query=text)
            named = await _ask(hub, caller, documentId=document_id(text))
            assert (sent if text in texts else _refused(sent)) == (
                (200, expected) if text in texts else (403, "DOCUMENT_REQUIRED")
            )
            assert (named if text in ids else _refused(named)) == (
                (200, expected) if text in ids else (400, "DOCUMENT_UNKNOWN")
            )


async def test_documents_of_others_are_as_if_absent(registered: Graph) -> None:
    """A restricted client is told the same of another's document as of one that nobody registered."""
    async with _hub(registered) as hub:
        answers = [await _ask(hub, BOUND, documentId=document_id(text)) for text in (OTHER, UNREGISTERED)]
    other, none = (str(answer) for answer in answers)
    assert other.replace(document_id(OTHER), document_id(UNREGISTERED)) == none


async def test_introspection_is_a_document_too(registered: Graph) -> None:
    """Where anonymous callers are bound, so is introspection; the refusal says what to send."""
    async with _hub(registered, Documents.REGISTERED) as hub:
        status, answer = await _ask(hub, None, query="{ __schema { queryType { name } } }")
    assert (status, _refusal(answer)) == (403, "DOCUMENT_REQUIRED")
    assert "send the `documentId`" in answer["errors"][0]["message"]


async def test_store_that_does_not_answer(registered: Graph) -> None:
    """Nothing is run for a caller of whom the store cannot be asked."""
    async with _hub(registered) as hub:
        await registered.close()
        for asked in ({"query": UNREGISTERED}, {"documentId": document_id(TITLE)}):
            status, answer = await _ask(hub, BOUND, **asked)
            assert (status, _refusal(answer)) == (503, "STORE_UNAVAILABLE")


@asynccontextmanager
async def _told(app: Starlette, **payload: object) -> AsyncIterator[Connection]:
    """Ask over a WebSocket, and yield the line on which the answers come."""
    async with conversing(app) as (line, _):
        line.say({"id": "1", "type": "subscribe", "payload": payload})
        yield line


async def test_every_way_in_is_bound(registered: Graph) -> None:
    """Over a WebSocket, and in a stream of events, bound callers run registered documents and nothing else."""
    await register_documents(registered, BOUND, [CHANGES], actor="test")
    app = _streaming(registered)
    for text in (UNREGISTERED, CHANGES):
        async with _told(app, query=text) as line:
            (error,) = (await line.told())["payload"]
        assert error["extensions"]["code"] == "DOCUMENT_REQUIRED"
        async with listening(app, text) as (line, _):
            event = (await line.hear())["body"]
        assert b"DOCUMENT_REQUIRED" in event
    async with _told(app, documentId=document_id(TITLE)) as line:
        assert (await line.told())["payload"] == ANSWERS[TITLE]


async def test_subscription_ends_with_the_right_to_its_document(registered: Graph) -> None:
    """A stream whose document is withdrawn tells no further event: it ends with the error of an unknown document."""
    await register_documents(registered, BOUND, [CHANGES], actor="test")
    async with _told(_streaming(registered), documentId=document_id(CHANGES)) as line:
        await _change(registered, "一")
        assert (await line.told())["payload"] == {"data": {"changes": {"action": "dataset.change"}}}
        await withdraw_documents(registered, BOUND, [document_id(CHANGES)], actor="test")
        await asyncio.sleep(FRESH_SECONDS)
        await _change(registered, "二")
        ended = await line.told()
    assert (ended["type"], [error["extensions"]["code"] for error in ended["payload"]]) == (
        "error",
        ["DOCUMENT_UNKNOWN"],
    )


def _streaming(graph: Graph) -> Starlette:
    service = Service(lambda: graph, documents=Documents.REGISTERED, pace=Pace(poll_milliseconds=20))
    routes = [
        Route("/graphql", Endpoint(service, metadata="http://hub/metadata").answer, methods=["POST"]),
        WebSocketRoute("/graphql", Sockets(service).converse),
    ]
    return Starlette(routes=routes)


async def _change(graph: Graph, title: str) -> None:
    put = node_of(replace(RESIDENTS.dataset, title=title))
    await graph.commit(Change(actor="test", action="dataset.change", puts=(put,)))


class Clock:
    """A clock that goes on when it is told to."""

    now = 100.0

    def __call__(self) -> float:
        """Return the seconds that it shows."""
        return self.now


class Watched:
    """An admission with its clock, and the calls that it makes to the store."""

    def __init__(self, graph: Graph) -> None:
        self.clock = Clock()
        self._graph = CountedGraph(graph)
        self._admission = Admission(lambda: cast("Graph", self._graph), clock=self.clock)

    async def find(self, text: str = TITLE, client: Code | None = BOUND) -> dict[str, int]:
        """Find a registered document, and return how often which verb was called."""
        self._graph.calls = Counter()
        assert await self._admission.text_registered(document_id(text), client=client) == text
        return dict(self._graph.calls)

    async def is_known(self, text: str = TITLE, client: Code | None = BOUND) -> bool:
        """Tell whether a document is found."""
        try:
            await self.find(text, client)
        except UnknownDocument:
            return False
        return True


async def test_finding_a_document_costs_one_call_at_most(registered: Graph) -> None:
    """Document and client are read by one call, kept for a second, and then as long as nothing was written."""
    watched = Watched(registered)
    assert await watched.find() == {"get": 1}
    assert [await watched.find() for _ in range(3)] == [{}, {}, {}]
    watched.clock.now += 1
    assert await watched.find() == {"head": 1, "get": 1}
    assert await watched.find(OTHER, FREE) == {"get": 1}
    watched.clock.now += 1
    assert await watched.find() == {"head": 1}
    assert await watched.find(OTHER, None) == {}
    await registered.commit(Change(actor="test", action="test.write"))
    assert await watched.find() == {}
    watched.clock.now += 1
    assert await watched.find() == {"head": 1, "get": 1}


async def test_what_is_registered_later_is_found_at_once(registered: Graph) -> None:
    """That a document is unknown is not remembered."""
    watched = Watched(registered)
    assert not await watched.is_known(UNREGISTERED)
    await register_documents(registered, BOUND, [UNREGISTERED], actor="test")
    assert await watched.is_known(UNREGISTERED)


async def test_what_is_taken_away_is_unknown_after_a_second(registered: Graph) -> None:
    """A withdrawal and a restriction hold a second later at the latest, however often the document is asked for."""
    watched = Watched(registered)
    assert await watched.is_known()
    assert await watched.is_known(TITLE, FREE)
    await withdraw_documents(registered, BOUND, [document_id(TITLE)], actor="test")
    await register_documents(registered, FREE, [TITLE], actor="test")
    await bind_client(registered, FREE, restricted=True, actor="test")
    for _ in range(7):
        watched.clock.now += 1 / 8
        await watched.is_known()
    watched.clock.now += 1 / 8
    assert not await watched.is_known()
    assert await watched.is_known(TITLE, FREE)
    assert await watched.is_known(OTHER, FREE)


async def test_what_is_kept_is_bounded(registered: Graph) -> None:
    """However many documents are asked for, what is kept of them stays within its capacity."""
    size = CAPACITY // 4
    texts = [f"{{ viewer {{ anonymous }} }} # {letter * size}" for letter in "abcde"]
    await register_documents(registered, BOUND, texts, actor="test")
    watched = Watched(registered)
    assert [await watched.find(text) for text in texts] == [{"get": 1}] * 5
    assert [await watched.find(texts[0]), await watched.find(texts[4])] == [{"get": 1}, {}]


class Slow:
    """A store that answers `get` only when it is let go."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.released = asyncio.Event()
        self.asked = asyncio.Event()

    async def head(self) -> object:
        """Return the head at once."""
        return await self._graph.head()

    async def get(self, nodes: Any, **given: Any) -> object:  # noqa: ANN401 – as the port's
        """Read at once, and answer late."""
        read = await self._graph.get(nodes, **given)
        self.asked.set()
        await self.released.wait()
        return read


async def test_what_was_read_before_a_newer_revision_is_not_kept(registered: Graph) -> None:
    """A slow answer that is older than what another request has seen serves its own request alone."""
    store, clock = Slow(registered), Clock()
    admission = Admission(lambda: cast("Graph", store), clock=clock)
    store.released.set()
    await admission.text_registered(document_id(OTHER), client=FREE)
    store.released.clear()
    store.asked.clear()
    clock.now += 1
    async with asyncio.TaskGroup() as requests:
        slow = requests.create_task(admission.text_registered(document_id(TITLE), client=BOUND))
        await store.asked.wait()
        await withdraw_documents(registered, BOUND, [document_id(TITLE)], actor="test")
        requests.create_task(admission.text_registered(document_id(OTHER), client=FREE))
        await asyncio.sleep(0.05)
        store.released.set()
    assert slow.result() == TITLE
    with pytest.raises(UnknownDocument):
        await admission.text_registered(document_id(TITLE), client=BOUND)
