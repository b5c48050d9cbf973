"""A wire between a hub and a server that can be cut, fall silent, and lose the answer to a commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

COMMIT: Final = b"\x00\x02\xb0\x12\x00\x00"  # Bolt: a message of two bytes, a structure without fields, signature 12


class Relay:
    """Passes bytes on in both directions, on one port that it keeps."""

    def __init__(self, host: str, port: int) -> None:
        self._there = host, port
        self._port = 0
        self._listener: asyncio.Server | None = None
        self._wires: set[asyncio.StreamWriter] = set()
        self._joined: set[asyncio.Future[tuple[None, None]]] = set()
        self.silent = False
        self.losing = False

    @property
    def url(self) -> str:
        """The address to open instead of the server's."""
        return f"bolt://127.0.0.1:{self._port}"

    async def mend(self) -> None:
        """Take connections again, and pass everything on."""
        self.silent = self.losing = False
        if self._listener is None:
            self._listener = await asyncio.start_server(self._join, "127.0.0.1", self._port)
            self._port = self._listener.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Break every connection and refuse new ones."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        for wire in self._wires:
            wire.transport.abort()

    async def close(self) -> None:
        """Cut the wire for good."""
        await self.cut()
        if self._joined:
            await asyncio.wait(self._joined)

    async def _join(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        there, forth = await asyncio.open_connection(*self._there)
        wires = {back, forth}
        self._wires |= wires
        ways = self._pass(here, forth, asking=True), self._pass(there, back, asking=False)
        joined = asyncio.gather(*ways)
        self._joined.add(joined)
        await joined
        self._joined.discard(joined)
        self._wires -= wires

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, asking: bool) -> None:
        try:
            while chunk := await source.read(65_536):
                lost = asking and self.losing and COMMIT in chunk
                if lost:
                    self.silent = True
                if lost or not self.silent:
                    target.write(chunk)
                    await target.drain()
                if lost:
                    await asyncio.sleep(0.5)  # the server applies the commit meanwhile
                    await self.cut()
        except OSError:
            pass
        finally:
            target.close()


@asynccontextmanager
async def relay_to(url: str) -> AsyncIterator[Relay]:
    """Run a relay to the server of a URL until the block ends."""
    address = urlsplit(url)
    assert address.hostname is not None
    relay = Relay(address.hostname, address.port or 7687)
    await relay.mend()
    try:
        yield relay
    finally:
        await relay.close()
