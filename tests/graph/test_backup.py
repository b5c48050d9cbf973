import asyncio
from pathlib import Path

import pytest

from hub.errors import BadInput
from hub.graph.ledger import broken_link
from hub.graph.opening import present
from hub.graph.query import EVERYTHING, Selection
from hub.graph.sqlite.store import SqliteGraph
from hub.graph.values import Revision
from tests.contract.world import SHAPE, THINGS, found, ident, leads, put, thing, whole
from tests.graph.files import Opener, soundness


async def test_a_backup_is_one_moment_of_a_graph_that_is_being_written(tmp_path: Path, opener: Opener) -> None:
    """While changes come in one after the other, a copy holds the first of them, whole, and nothing of the rest."""
    graph = await opener.open()
    await put(graph, *(thing(f"a{at}", name="人口" * 50) for at in range(2_000)))
    stop = asyncio.Event()

    async def write() -> int:
        laps = 0
        while not stop.is_set():
            laps += 1
            await put(graph, thing("last", size=laps), thing(f"n{laps}", name="新"), leads("last", f"n{laps}"))
        return laps

    writer = asyncio.create_task(write())
    copies = [tmp_path / f"copy{at}" / "graph.db" for at in range(3)]
    for copy in copies:
        copy.parent.mkdir()
        await graph.backup(str(copy))
    stop.set()
    laps = await writer
    assert laps > 1
    for copy in copies:
        await _require_whole(opener, copy)
        assert [one.name for one in copy.parent.iterdir() if one.suffix == ".partial"] == []


async def _require_whole(opener: Opener, copy: Path) -> None:
    graph = await opener.open(file=copy)
    revision, _ = await graph.head()
    ledger = await graph.ledger(after=Revision(0), first=100_000)
    assert broken_link(ledger) is None
    assert len(ledger) == revision
    (last,) = await graph.get([ident("last")], sight=EVERYTHING)
    laps = revision - 1
    assert (last.properties["size"] if last else 0) == laps
    assert len(await found(graph, Selection("Thing", text="新"))) == laps
    await graph.close()
    assert soundness(copy) == "ok"


async def test_a_backup_never_overwrites(file: Path, tmp_path: Path, opener: Opener) -> None:
    """Neither the graph itself nor an earlier copy is a place for a backup."""
    graph = await opener.open()
    await put(graph, thing("a"))
    await graph.backup(str(tmp_path / "copy.db"))
    for taken in (file, tmp_path / "copy.db"):
        with pytest.raises(BadInput, match="exists already"):
            await graph.backup(str(taken))
    assert await found(graph, THINGS) == [ident("a")]


async def test_a_graph_in_memory_can_be_kept(tmp_path: Path, opener: Opener) -> None:
    """The backup of a graph in memory is a file like any other."""
    graph = SqliteGraph(":memory:", shape=SHAPE, clock=present)
    await graph.migrate()
    await put(graph, thing("a", name="人口"), thing("b"), leads("a", "b"))
    kept = tmp_path / "kept.db"
    await graph.backup(str(kept))
    assert await whole(await opener.open(file=kept)) == await whole(graph)
    await graph.close()
