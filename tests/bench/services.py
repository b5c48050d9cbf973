"""Services as their users start them: processes of their own, asked over HTTP on loopback."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.processes import family, own_of, peak_of, spent_by
from tests.servers.npm import installed
from tests.servers.ports import free_port

_PATIENCE: Final = 600.0  # seconds until a service must take connections: a store may have indexes to make first


@dataclass(frozen=True, slots=True)
class Service:
    """A running service."""

    port: int
    pid: int

    def peak(self) -> int:
        """Return the most memory its processes had resident, in bytes: each one's most, mapped files included."""
        return sum(peak_of(pid) for pid in family(self.pid))

    def own(self) -> int:
        """Return the memory that its processes have to themselves now, in bytes."""
        return sum(own_of(pid) for pid in family(self.pid))

    def spent(self) -> float:
        """Return the processor time that its processes have used until now, in seconds."""
        return sum(spent_by(pid) for pid in family(self.pid))


@asynccontextmanager
async def hub(url: str, **further: str) -> AsyncIterator[Service]:
    """Serve the graph at a URL by a hub with one worker, and further settings, until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        settings = {"HUB_GRAPH_URL": url, "HUB_DATA_DIR": folder, "HUB_LOG_LEVEL": "warning"}
        settings |= {"HUB_ANONYMOUS_CATALOGUE": "on", **further}
        command = (sys.executable, "-m", "hub", "serve", "--port", str(port))
        async with started(command, port=port, settings=settings) as service:
            yield service


@asynccontextmanager
async def peer(url: str) -> AsyncIterator[Service]:
    """Serve the graph on a Neo4j server by @neo4j/graphql, in one process, until the block ends.

    Raises `tests.servers.Unobtainable` where this machine has no npm.
    """
    port = free_port()
    command = ("node", str(installed(Path(__file__).parent / "peer" / "peer.mjs")), url, str(port))
    async with started(command, port=port, settings={"NODE_ENV": "production"}) as service:
        yield service


@asynccontextmanager
async def started(command: Sequence[str], *, port: int, settings: Mapping[str, str]) -> AsyncIterator[Service]:
    """Run a command that serves on a port until the block ends; `settings` are added to its environment."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    process = await asyncio.create_subprocess_exec(
        *command, env={**inherited, **settings}, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await _taking(port, process)
        yield Service(port, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _taking(port: int, process: asyncio.subprocess.Process) -> None:
    """Return when a process takes connections."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    while not await _takes(port):
        if process.returncode is not None or asyncio.get_running_loop().time() > deadline:
            message = f"no service came up on port {port}"
            raise RuntimeError(message)
        await asyncio.sleep(0.1)


async def _takes(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
