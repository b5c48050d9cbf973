"""The hub as its users start it: a process of its own, asked over HTTP on loopback."""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from tests.bench.processes import family, own_of, peak_of, spent_by
from tests.bench.timing import Unanswered
from tests.servers.ports import free_port

_PATIENCE: Final = 60.0  # seconds until a hub must answer
_OK: Final = b"HTTP/1.1 200"
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hub:
    """A running hub."""

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
async def serving(url: str) -> AsyncIterator[Hub]:
    """Serve the graph at a URL with one worker until the block ends."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "hub", "serve", "--port", str(port)),
            env=os.environ | {"HUB_GRAPH_URL": url, "HUB_DATA_DIR": folder, "HUB_LOG_LEVEL": "warning"},
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            await _ready(port, process)
            yield Hub(port, process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


class Line:
    """A kept-alive connection to a hub's GraphQL endpoint."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, body: bytes) -> int:
        """Post a request body; return the size of the answer in bytes. Raises `Unanswered` where it has errors."""
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(answer)
        text = await self._reader.readexactly(int(length[1]) if length else 0)
        if not answer.startswith(_OK) or b'"errors":' in text or b'"data":' not in text:
            message = f"the hub answered {answer[:60]!r} {text[:300]!r}"
            raise Unanswered(message)
        return len(text)

    async def hang_up(self) -> None:
        """Close the connection."""
        self._writer.close()
        await self._writer.wait_closed()


@asynccontextmanager
async def lines(hub: Hub, *, number: int) -> AsyncIterator[list[Line]]:
    """Open some connections to a hub until the block ends."""
    found = [Line(*await asyncio.open_connection("127.0.0.1", hub.port)) for _ in range(number)]
    try:
        yield found
    finally:
        for line in found:
            await line.hang_up()


async def _ready(port: int, process: asyncio.subprocess.Process) -> None:
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    while not await _answers(port):
        if process.returncode is not None or asyncio.get_running_loop().time() > deadline:
            message = "the hub did not start"
            raise RuntimeError(message)
        await asyncio.sleep(0.1)


async def _answers(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    except OSError:
        return False
    return answer.startswith(_OK)
