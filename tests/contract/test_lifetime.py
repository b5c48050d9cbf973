"""What a store is from its opening to its closing, and what outlives a process."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from hub.errors import MalformedSetting
from hub.graph.ledger import broken_link
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Selection
from hub.graph.values import Revision
from tests.contract.stores import IN_MEMORY, Store, file_url, opened
from tests.contract.world import (
    MIDNIGHT,
    SHAPE,
    THINGS,
    Clock,
    end,
    found,
    ident,
    idents,
    leads,
    put,
    thing,
    whole,
    writing,
)

WRITES_BEFORE_THE_KILL = 15
WRITER = """
import asyncio, sys
from hub.graph.opening import open_graph
from tests.contract.world import SHAPE, leads, thing, writing

async def main() -> None:
    graph = await open_graph(sys.argv[1], shape=SHAPE)
    for size in range(10**9):
        receipt = await graph.commit(writing(thing("a", size=size), thing(f"n{size}"), leads("a", f"n{size}")))
        print(receipt.revision, receipt.hash, flush=True)

asyncio.run(main())
"""


async def test_migrating_again_changes_nothing(graph: Graph) -> None:
    """The schema is brought up to date as often as one likes; what is stored stays, and no revision is used up."""
    await graph.migrate()
    await put(graph, thing("a", name="人口"), thing("b"), leads("a", "b"))
    before = await whole(graph)
    await graph.migrate()
    assert await whole(graph) == before
    assert await found(graph, Selection("Thing", text="人口")) == idents("a")


async def test_two_hubs_migrate_at_once(durable: Store) -> None:
    """Hubs that start together on one store do not disturb each other."""
    graphs = [await durable.open(), await durable.open()]
    await asyncio.gather(*(graph.migrate() for graph in graphs for _ in range(3)))
    assert await put(graphs[0], thing("a")) == 1
    assert await put(graphs[1], thing("b")) == 2


async def test_a_store_tells_what_it_is(graph: Graph) -> None:
    """A store answers with its name and its version."""
    told = await graph.ping()
    assert {"name", "version"} <= told.keys()
    assert all(told.values())


async def test_everything_is_there_after_reopening(durable: Store) -> None:
    """Graph, history and ledger outlive the closing; revisions, chain and moments go on from where they were."""
    clock = Clock()
    graph = await durable.open(clock=clock)
    await put(
        graph, thing("a", name="人口", size=1, audience=("r",)), thing("b"), thing("c"), leads("a", "b", weight=0.5)
    )
    await put(graph, thing("a", name="常住人口", size=2))
    await end(graph, ident("c"))
    before = await whole(graph, ident("c"))
    await durable.close()
    clock.advance(days=-1)
    again = await durable.open(clock=clock)
    assert await whole(again, ident("c")) == before
    assert await found(again, Selection("Thing", text="常住")) == idents("a")
    receipt = await again.commit(writing(thing("c")))
    assert (receipt.revision, receipt.recorded) == (4, MIDNIGHT)
    assert broken_link(await again.ledger(after=Revision(0), first=9)) is None


async def test_nothing_acknowledged_is_lost_when_the_process_dies(durable: Store) -> None:
    """A process killed while writing leaves whole changes only: all acknowledged, at most one more."""
    graph = await durable.open()
    assert durable.url is not None
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, durable.url, cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout is not None
    for _ in range(WRITES_BEFORE_THE_KILL):
        assert await writer.stdout.readline()
    writer.send_signal(signal.SIGKILL)
    acknowledged = WRITES_BEFORE_THE_KILL + len((await writer.stdout.read()).split(b"\n")) - 1
    assert await writer.wait() == -signal.SIGKILL
    written = (await graph.head())[0]
    assert written in (acknowledged, acknowledged + 1)
    ledger = await graph.ledger(after=Revision(0), first=100_000)
    assert [entry.sequence for entry in ledger] == list(range(1, written + 1))
    assert broken_link(ledger) is None
    (a,) = await graph.get(idents("a"), sight=PUBLIC)
    assert a is not None
    assert (a.revision, a.properties) == (written, {"size": written - 1})
    assert len(await found(graph, THINGS)) == written + 1
    assert await put(graph, thing("b")) == written + 1


async def test_memory_lives_as_long_as_its_graph() -> None:
    """Two graphs in memory have nothing in common."""
    async with opened(IN_MEMORY) as other:
        await other.migrate()
        async with opened(IN_MEMORY) as one:
            await one.migrate()
            await put(one, thing("a"))
            assert await found(other, THINGS) == []
        assert await put(other, thing("b")) == 1


async def test_a_file_is_made_with_its_folder(tmp_path: Path) -> None:
    """A graph file may lie in a folder that does not exist yet; opening alone makes nothing."""
    folder = tmp_path / "年 鉴" / "a%20b?#"
    async with opened(file_url(folder)) as graph:
        assert not folder.exists()
        await graph.migrate()
        assert await put(graph, thing("a")) == 1
    assert (folder / "graph.db").is_file()


@pytest.mark.parametrize(
    "url",
    ["", "graph.db", "sqlite://graph.db", "sqlite:///", "mysql://host/db", "http://localhost:7474", "/tmp/graph"],  # noqa: S108
)
async def test_urls_that_name_no_store(url: str) -> None:
    """Any other URL is refused with a sentence that names it and the forms there are."""
    with pytest.raises(MalformedSetting, match="names no graph store") as raised:
        await open_graph(url, shape=SHAPE)
    assert f"'{url}'" in raised.value.message


async def test_a_closed_graph_lets_go_of_the_store(durable: Store) -> None:
    """After the closing of one graph another one has the store to itself."""
    for size in range(5):
        graph = await durable.open()
        assert await put(graph, thing("a", size=size)) == size + 1
        assert len(await graph.history(ident("a"), sight=EVERYTHING)) == size + 1
        await durable.close()
