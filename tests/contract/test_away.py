"""A store that is away is a clear `StoreUnavailable` from every verb; when it is back, the same graph goes on.

Memory cannot be away. A server is away when it is stopped, when the way to it is cut, and when nothing answers at
all; a file is away when its folder is missing, and to writers when another process holds it.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.errors import StoreUnavailable
from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Direction
from hub.graph.values import Revision
from tests.contract.relay import Relay, relay_to
from tests.contract.stores import file_url, opened
from tests.contract.world import ALL, LEADS, THINGS, found, ident, idents, put, thing, writing
from tests.servers.neo4j import Server

PATIENCE = 10.0  # seconds within which a caller is told that a store is away
SLACK = 1.5  # seconds for everything else that this machine does meanwhile

READING: dict[str, Callable[[Graph], Awaitable[object]]] = {
    "get": lambda graph: graph.get(idents("a"), sight=PUBLIC),
    "get as of": lambda graph: graph.get(idents("a"), sight=PUBLIC, as_of=Revision(1)),
    "expand": lambda graph: graph.expand(idents("a"), LEADS, window=ALL, sight=PUBLIC),
    "degree": lambda graph: graph.degree(idents("a"), LEADS, sight=PUBLIC),
    "reach": lambda graph: graph.reach(
        idents("a"), edges=frozenset({"LEADS_TO"}), direction=Direction.OUT, depth=1, budget=1, sight=PUBLIC
    ),
    "find": lambda graph: graph.find(THINGS, window=ALL, sight=PUBLIC),
    "count": lambda graph: graph.count(THINGS, sight=PUBLIC),
    "history": lambda graph: graph.history(ident("a"), sight=PUBLIC),
    "ledger": lambda graph: graph.ledger(after=Revision(0), first=1),
    "head": lambda graph: graph.head(),
    "revision_at": lambda graph: graph.revision_at(datetime(2026, 1, 1, tzinfo=UTC)),
    "ping": lambda graph: graph.ping(),
}
VERBS = {**READING, "commit": lambda graph: graph.commit(writing(thing("b")))}


async def _told(graph: Graph, ask: Callable[[Graph], Awaitable[object]]) -> str:
    """Return that a verb answered, or the code of what it raised, or that this took longer than anyone should wait."""
    start = time.monotonic()
    try:
        await ask(graph)
    except StoreUnavailable as away:
        took = time.monotonic() - start
        return away.code if away.message and took < PATIENCE + SLACK else f"{away} after {took:.1f} s"
    return "answered"


AWAY = dict.fromkeys(VERBS, "STORE_UNAVAILABLE")
BACK = dict.fromkeys(VERBS, "answered")


async def _while_away(graph: Graph) -> dict[str, str]:
    """Return what all verbs tell, asked at once."""
    told = await asyncio.gather(*(_told(graph, ask) for ask in VERBS.values()))
    return dict(zip(VERBS, told, strict=True))


async def _when_back(graph: Graph) -> dict[str, str]:
    """Return what all verbs tell, asked one after the other."""
    return {name: await _told(graph, ask) for name, ask in VERBS.items()}


@pytest.fixture
async def relay(empty_neo4j: str) -> AsyncIterator[Relay]:
    """A wire to an empty Neo4j."""
    async with relay_to(empty_neo4j) as wire:
        yield wire


@pytest.fixture
async def distant(relay: Relay) -> AsyncIterator[Graph]:
    """A graph at the other end of the wire, with a node a."""
    async with opened(relay.url) as graph:
        await graph.migrate()
        await put(graph, thing("a"))
        yield graph


async def test_a_server_that_was_stopped_and_started(neo4j_server: Server, empty_neo4j: str) -> None:
    """While a server is stopped every verb says so in time; when it runs again everything is as it was."""
    async with opened(empty_neo4j) as graph:
        await graph.migrate()
        await put(graph, thing("a"))
        await asyncio.to_thread(neo4j_server.stop)
        try:
            assert await _while_away(graph) == AWAY
        finally:
            await asyncio.to_thread(neo4j_server.start)
        assert await found(graph, THINGS) == idents("a")
        assert await _when_back(graph) == BACK


async def test_a_server_that_is_not_there_at_first(relay: Relay) -> None:
    """A graph may be opened before its server runs."""
    await relay.cut()
    async with opened(relay.url) as graph:
        with pytest.raises(StoreUnavailable):
            await graph.migrate()
        await relay.mend()
        await graph.migrate()
        assert await put(graph, thing("a")) == 1


async def test_a_wire_that_was_cut(relay: Relay, distant: Graph) -> None:
    """A cut wire is told in time, and forgotten when it is mended."""
    await relay.cut()
    assert await _while_away(distant) == AWAY
    await relay.mend()
    assert await _when_back(distant) == BACK
    assert await found(distant, THINGS) == idents("ab")


async def test_a_wire_that_was_cut_and_mended_unnoticed(relay: Relay, distant: Graph) -> None:
    """Connections that broke while nobody used them disturb no call."""
    assert await _while_away(distant) == BACK
    await relay.cut()
    await relay.mend()
    assert await _when_back(distant) == BACK


async def test_a_server_that_does_not_answer(relay: Relay, distant: Graph) -> None:
    """A server that takes everything and says nothing is away as well."""
    relay.silent = True
    assert await _while_away(distant) == AWAY
    await relay.mend()
    assert await _when_back(distant) == BACK


async def test_a_commit_whose_answer_is_lost_is_applied_once(relay: Relay, distant: Graph) -> None:
    """A commit whose answer is lost is told as unavailable and never sent again: it may have been applied."""
    relay.losing = True
    assert await _told(distant, lambda graph: graph.commit(writing(thing("b")))) == "STORE_UNAVAILABLE"
    await relay.mend()
    assert [entry.sequence for entry in await distant.ledger(after=Revision(0), first=9)] == [1, 2]
    assert await found(distant, THINGS) == idents("ab")


async def test_a_folder_that_was_moved_away(tmp_path: Path) -> None:
    """While a file's folder is missing every verb says so; when it is back everything is as it was."""
    here, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    async with opened(file_url(here)) as graph:
        await graph.migrate()
        await put(graph, thing("a"))
        here.rename(elsewhere)
        assert await _while_away(graph) == AWAY
        assert not here.exists()
        elsewhere.rename(here)
        assert await found(graph, THINGS) == idents("a")
        assert await _when_back(graph) == BACK


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file in the place of its folder keeps a graph from opening until it is gone."""
    obstacle = tmp_path / "here"
    obstacle.write_text("not a folder", encoding="utf-8")
    async with opened(file_url(obstacle)) as graph:
        with pytest.raises(StoreUnavailable):
            await graph.migrate()
        obstacle.unlink()
        await graph.migrate()
        assert await put(graph, thing("a")) == 1


LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
"""


async def test_a_file_that_another_process_holds(tmp_path: Path) -> None:
    """While another process holds the file, writing says so in time; when it lets go, writing goes on."""
    async with opened(file_url(tmp_path)) as graph:
        await graph.migrate()
        await put(graph, thing("a"))
        pipe = asyncio.subprocess.PIPE
        path = str(tmp_path / "graph.db")
        locker = await asyncio.create_subprocess_exec(sys.executable, "-c", LOCKER, path, stdin=pipe, stdout=pipe)
        assert locker.stdout is not None
        assert await locker.stdout.readline() == b"locked\n"
        assert await _told(graph, VERBS["commit"]) == "STORE_UNAVAILABLE"
        await locker.communicate(b"\n")
        assert await found(graph, THINGS) == idents("a")
        assert await put(graph, thing("c")) == 2
