"""Kept-alive HTTP connections to a service on loopback, as cheap as a client in Python can be."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

_OK: Final = (b"HTTP/1.1 200", b"HTTP/1.1 201")
_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding: chunked", re.IGNORECASE)


class Unanswered(Exception):
    """A question that was not answered; while a service warms up that is no more than slow."""


class Line:
    """One kept-alive connection; one question at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def post(self, path: str, body: bytes, **headers: str) -> bytes:
        """Return the body of the answer to a JSON body; raise `Unanswered` where the status is no success.

        Further headers are named as Python can, `Content_Encoding` for `Content-Encoding`.
        """
        status, text = await self.exchange(path, body, **headers)
        if not status.startswith(_OK):
            message = f"{path} answered {status!r} {text[:300]!r}"
            raise Unanswered(message)
        return text

    async def exchange(self, path: str, body: bytes, **headers: str) -> tuple[bytes, bytes]:
        """Return the head and the body of the answer to a JSON body, whatever its status; headers as in `post`."""
        further = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n{further}\r\n"
        )
        self._writer.write(head.encode() + body)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        if _CHUNKED.search(answer):
            return answer, await self._chunks()
        length = _LENGTH.search(answer)
        return answer, await self._reader.readexactly(int(length[1]) if length else 0)

    async def _chunks(self) -> bytes:
        parts = []
        while size := int(await self._reader.readline(), 16):
            parts.append(await self._reader.readexactly(size))
            await self._reader.readline()
        await self._reader.readline()
        return b"".join(parts)

    async def hang_up(self) -> None:
        """Close the connection."""
        self._writer.close()
        await self._writer.wait_closed()


async def connected(port: int) -> Line:
    """Return a connection to a port of this machine."""
    return Line(*await asyncio.open_connection("127.0.0.1", port))


@asynccontextmanager
async def lines(port: int, *, number: int) -> AsyncIterator[Sequence[Line]]:
    """Open some connections to a port of this machine until the block ends."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(number):
            line = await connected(port)
            stack.push_async_callback(line.hang_up)
            found.append(line)
        yield found
