import asyncio
import signal
import sys
from pathlib import Path

from hub.graph.ledger import broken_link
from hub.graph.query import PUBLIC
from hub.graph.sqlite.store import SqliteGraph
from hub.graph.values import Revision
from tests.contract.world import ident
from tests.graph.files import Opener, filed, looking_into, soundness

ROOT = Path(__file__).parents[2]
SECONDS = (0.3, 0.05, 0.21, 0.11, 0.4, 0.17)  # from the first receipts to each death
WRITERS = 2

# Each change replaces a node, puts new ones with texts, links and ends; its receipt is printed when it has returned.
WRITER = """
import asyncio, sys
from hub.graph.change import Change
from hub.graph.opening import present
from hub.graph.sqlite.store import SqliteGraph
from tests.contract.world import SHAPE, ident, leads, thing

async def main(path: str, name: str) -> None:
    graph = SqliteGraph(path, shape=SHAPE, clock=present)
    for lap in range(10**9):
        news = [thing(f"{name}{lap}.{at}", name=f"人口{at}", tags=["t"], kind="k") for at in range(lap % 40)]
        links = [leads(name, f"{name}{lap}.{at}") for at in range(len(news))]
        ends = tuple(ident(f"{name}{lap - 1}.{at}") for at in range(0, (lap - 1) % 40 if lap else 0, 3))
        change = Change(name, "test.write", puts=(thing(name, size=lap), *news), links=tuple(links), ends=ends)
        receipt = await graph.commit(change)
        print(receipt.revision, receipt.hash, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


async def _write_until_killed(file: Path, names: list[str], *, seconds: float) -> dict[Revision, str]:
    """Let processes write at once, kill them all after a while, and return what they had acknowledged."""
    writers = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, str(file), name, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        for name in names
    ]
    lines = []
    for writer in writers:
        assert writer.stdout is not None
        lines.append(await writer.stdout.readline())
    await asyncio.sleep(seconds)
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
    for writer in writers:
        rest, _ = await writer.communicate()
        assert writer.returncode == -signal.SIGKILL
        # A line that was cut short by the death was not acknowledged.
        lines += [line for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
    pairs = (line.split() for line in lines)
    return {Revision(int(revision)): digest.decode() for revision, digest in pairs}


async def test_nothing_acknowledged_is_lost_in_many_deaths(file: Path, opener: Opener) -> None:
    """Two processes write at once and are killed, again and again: every receipt stays, the chain has no gap."""
    await (await opener.open()).close()
    acknowledged: dict[Revision, str] = {}
    for death in range(len(SECONDS)):
        names = [f"w{death}{at}" for at in range(WRITERS)]
        acknowledged |= await _write_until_killed(file, names, seconds=SECONDS[death])
        graph = await opener.open()
        ledger = await graph.ledger(after=Revision(0), first=1_000_000)
        assert [entry.sequence for entry in ledger] == list(range(1, len(ledger) + 1))
        assert broken_link(ledger) is None
        hashes = {entry.sequence: entry.hash for entry in ledger}
        assert {revision: hashes.get(revision) for revision in acknowledged} == acknowledged
        # Of each process at most the change that was under way when it died is more than it told.
        assert len(ledger) <= len(acknowledged) + WRITERS * (death + 1)
        await _require_as_told(graph, names, {entry.actor: entry.sequence for entry in ledger})
        await graph.close()
        assert soundness(file) == "ok"
    await _require_in_step(file, opener)


async def _require_as_told(graph: SqliteGraph, names: list[str], newest: dict[str, Revision]) -> None:
    """Each writer's node is as the newest of its entries left it."""
    nodes = await graph.get([ident(name) for name in names], sight=PUBLIC)
    assert [node and node.revision for node in nodes] == [newest[name] for name in names]


async def _require_in_step(file: Path, opener: Opener) -> None:
    """The tables made from the shape are those that making them anew leaves."""
    kept = filed(file)
    with looking_into(file) as connection:
        connection.execute("UPDATE layout SET plan = 'of old'")
    await (await opener.open()).close()
    assert filed(file) == kept
