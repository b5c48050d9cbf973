"""Compressing what is large, where nothing secret can be learnt from how well it compresses.

A body whose length tells how much of it repeats what the attacker chose gives secrets away (BREACH), if a browser can
be made to send the request with the victim's credentials. So nothing is compressed that answers a request with a
cookie, and nothing but what asks for it here: see docs/decisions/transports.md.
"""

import asyncio
from gzip import compress
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

from hub.web.assets import accepts_gzip

SMALLEST: Final = 1_000
"""Bytes below which a body fits into a packet or two in any case."""

_LARGE: Final = 100_000
"""Bytes from which on another thread does it, so that nobody else waits."""

_LEVEL: Final = 4
"""A third of the time of the highest level for some hundredths more of length."""


async def compressed(response: Response, headers: Headers) -> Response:
    """Return the response to a request with these headers, its body in gzip where that is worth it and safe."""
    response.headers.add_vary_header("accept-encoding")
    body = bytes(response.body)
    if len(body) < SMALLEST or "cookie" in headers or not accepts_gzip(headers.get("accept-encoding", "")):
        return response
    if len(body) < _LARGE:
        response.body = compress(body, _LEVEL, mtime=0)
    else:
        response.body = await asyncio.to_thread(compress, body, _LEVEL, mtime=0)
    response.headers["content-encoding"] = "gzip"
    response.headers["content-length"] = str(len(response.body))
    return response
