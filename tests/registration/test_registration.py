"""Registering clients and their documents: what is written, what is refused, and who sees it."""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from hub.catalogue.identifiers import parse_global_id
from hub.catalogue.nouns import AUTHORITY, id_of, reader
from hub.clients import add_client, bind_client, list_clients
from hub.codes import Code, document_id
from hub.documents import list_documents, register_documents, withdraw_documents
from hub.errors import Conflict, MalformedId, NotFound
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, Selection, Sight, Step, Window
from hub.graph.values import NodeId, Revision
from hub.model import Client, Department, TrustedDocument
from hub.shape import SHAPE
from schema.building import sdl
from tests.api.world import HEALTH, POLICE, planting
from tests.servers.clearing import emptied

TEXT, OTHER = "{ viewer { anonymous } }", "{ viewer { scopes } }"
BOARD = Client(code=Code("board"), title="看板", department=HEALTH.code, restricted=True)
JOB = Client(code=Code("job"), title="夜间作业", department=POLICE.code)


@asynccontextmanager
async def _planted(url: str) -> AsyncIterator[Graph]:
    """Open a graph with the small world and two clients."""
    opened = await open_graph(url, shape=SHAPE)
    try:
        await opened.migrate()
        await opened.commit(planting())
        for client in (BOARD, JOB):
            await add_client(opened, client, actor="test")
        yield opened
    finally:
        await opened.close()


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    """Return an embedded graph with the small world and two clients."""
    async with _planted("sqlite:///:memory:") as opened:
        yield opened


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def each(request: pytest.FixtureRequest) -> AsyncIterator[Graph]:
    """As `graph`, of each kind."""
    embedded = request.param == "sqlite"
    url = "sqlite:///:memory:" if embedded else await emptied(request.getfixturevalue("neo4j_url"))
    async with _planted(url) as opened:
        yield opened


async def _written(graph: Graph) -> Sequence[tuple[str, str, tuple[NodeId, ...]]]:
    """Return actor, action and subjects of what was written since the clients were added."""
    return [(each.actor, each.action, each.subjects) for each in await graph.ledger(after=Revision(3), first=99)]


async def _rights(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Return the clients of each document, having seen that the edges say the same as the documents."""
    documents = await list_documents(graph)
    step = Step("MAY_RUN", Direction.IN, "Client")
    nodes = [id_of(TrustedDocument, document.code) for document in documents]
    found = await graph.expand(nodes, step, window=Window(99), sight=EVERYTHING)
    assert [sorted(link.node.id for link in each.links) for each in found] == [
        sorted(id_of(Client, code) for code in document.clients) for document in documents
    ]
    return {document.text: document.clients for document in documents}


async def test_client_belongs_to_its_department(graph: Graph) -> None:
    """A client is listed, and its department leads to it; the very same again changes nothing."""
    assert await list_clients(graph) == [BOARD, JOB]
    step = Step("OPERATES", Direction.OUT, "Client")
    (operated,) = await graph.expand([id_of(Department, HEALTH.code)], step, window=Window(9), sight=EVERYTHING)
    assert [link.node.id for link in operated.links] == [id_of(Client, BOARD.code)]
    assert not await add_client(graph, BOARD, actor="test")
    assert await _written(graph) == []


@pytest.mark.parametrize(
    ("client", "error"),
    [
        (Client(code=BOARD.code, title="别的", department=HEALTH.code, restricted=True), Conflict),
        (Client(code=BOARD.code, title=BOARD.title, department=HEALTH.code), Conflict),
        (Client(code=Code("new"), title="新", department=Code("nobody")), NotFound),
    ],
    ids=["another title", "not restricted", "no department"],
)
async def test_clients_that_cannot_be(graph: Graph, client: Client, error: type[Exception]) -> None:
    """A taken code and an unknown department are refused; a registered client is not changed by the way."""
    with pytest.raises(error):
        await add_client(graph, client, actor="test")
    assert await list_clients(graph) == [BOARD, JOB]
    assert await _written(graph) == []


async def test_client_is_restricted_and_allowed(graph: Graph) -> None:
    """Restricting and allowing are in the ledger, each once, and keep all else of the client."""
    assert await bind_client(graph, JOB.code, restricted=True, actor="test")
    assert not await bind_client(graph, JOB.code, restricted=True, actor="test")
    restricted = await list_clients(graph)
    assert await bind_client(graph, JOB.code, restricted=False, actor="test")
    assert (restricted[1].restricted, restricted[1].title, await list_clients(graph)) == (True, JOB.title, [BOARD, JOB])
    own = (id_of(Client, JOB.code),)
    assert await _written(graph) == [("test", "client.restrict", own), ("test", "client.allow", own)]
    with pytest.raises(NotFound, match="There is no client 'nobody'"):
        await bind_client(graph, Code("nobody"), restricted=True, actor="test")


async def test_documents_are_registered_once(graph: Graph) -> None:
    """What a client registers is one change with the ids in its order; the same again writes nothing."""
    texts = [TEXT, OTHER, TEXT]
    expected = [document_id(text) for text in texts]
    assert await register_documents(graph, BOARD.code, texts, actor="test") == expected
    assert await register_documents(graph, BOARD.code, texts, actor="test") == expected
    subjects = (id_of(Client, BOARD.code), *(id_of(TrustedDocument, each) for each in expected[:2]))
    assert await _written(graph) == [("test", "document.register", subjects)]
    assert await _rights(graph) == {TEXT: ("board",), OTHER: ("board",)}
    with pytest.raises(NotFound):
        await register_documents(graph, Code("nobody"), [TEXT], actor="test")


async def test_document_of_several_clients(each: Graph) -> None:
    """A document is kept until the last of its clients lets go of it, and each client lists its own."""
    await register_documents(each, BOARD.code, [TEXT, OTHER], actor="test")
    await register_documents(each, JOB.code, [TEXT], actor="test")
    assert await _rights(each) == {TEXT: ("board", "job"), OTHER: ("board",)}
    assert [each.text for each in await list_documents(each, JOB.code)] == [TEXT]
    ids = [document_id(TEXT), document_id(OTHER), document_id(TEXT)]
    await withdraw_documents(each, BOARD.code, ids, actor="test")
    assert await _rights(each) == {TEXT: ("job",)}
    await withdraw_documents(each, JOB.code, [document_id(TEXT)], actor="test")
    assert await _rights(each) == {}
    await register_documents(each, BOARD.code, [TEXT], actor="test")
    assert await _rights(each) == {TEXT: ("board",)}


async def test_what_is_not_registered_cannot_be_taken(graph: Graph) -> None:
    """One id that is not the client's refuses them all, and a list for nobody is refused too."""
    await register_documents(graph, BOARD.code, [TEXT], actor="test")
    await register_documents(graph, JOB.code, [OTHER], actor="test")
    for ids in ([document_id(TEXT), document_id(OTHER)], [document_id(TEXT), "nothing"]):
        with pytest.raises(NotFound, match="is registered for no client 'board'"):
            await withdraw_documents(graph, BOARD.code, ids, actor="test")
    assert await _rights(graph) == {TEXT: ("board",), OTHER: ("job",)}
    with pytest.raises(NotFound, match="There is no client 'nobody'"):
        await list_documents(graph, Code("nobody"))


async def test_registering_side_by_side_loses_nothing(graph: Graph) -> None:
    """Of two that register one document at the same moment, each has it or is told to repeat."""
    clients = (BOARD.code, JOB.code)
    tasks = (register_documents(graph, client, [TEXT], actor="test") for client in clients)
    done = await asyncio.gather(*tasks, return_exceptions=True)
    succeeded = tuple(client for client, outcome in zip(clients, done, strict=True) if isinstance(outcome, list))
    assert all(isinstance(outcome, list | Conflict) for outcome in done)
    assert succeeded
    assert {text: set(codes) for text, codes in (await _rights(graph)).items()} == {TEXT: set(succeeded)}


async def test_registrations_exist_for_no_reader(each: Graph) -> None:
    """Whoever asks sees neither clients nor documents: no verb, no global id, and nothing in the schema."""
    await register_documents(each, BOARD.code, [TEXT], actor="test")
    nodes = [id_of(Client, BOARD.code), id_of(TrustedDocument, document_id(TEXT))]
    assert None not in await each.get(nodes, sight=EVERYTHING)
    for sight in (PUBLIC, Sight(frozenset({AUTHORITY, reader(HEALTH.code), reader(POLICE.code)}))):
        assert list(await each.get(nodes, sight=sight)) == [None, None]
        for label in ("Client", "TrustedDocument"):
            assert (await each.count(Selection(label), sight=sight)).total == 0
        assert [list(await each.history(node, sight=sight)) for node in nodes] == [[], []]
        operates = Step("OPERATES", Direction.OUT)
        assert list(await each.degree([id_of(Department, HEALTH.code)], operates, sight=sight)) == [0]
    for node in nodes:
        with pytest.raises(MalformedId):
            parse_global_id(base64.urlsafe_b64encode(node.encode()).decode())
    assert "TrustedDocument" not in sdl()
    assert "type Client" not in sdl()
