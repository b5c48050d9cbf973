"""A stream of events as an HTTP response: the distinct connections mode of GraphQL over Server-Sent Events.

Each result is an event `next`, the end is an event `complete`; errors that kept the operation from being run, or broke
it off, are a result of their own. Comments keep the connection open while nothing happens.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
from graphql import ExecutionResult
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from schema.errors import told
from schema.execution.engine import Prepared
from schema.leaving import left
from schema.negotiation import EVENTS
from schema.service import Renewal, Service, content_of

_HEADERS: Final = {
    "content-type": f"{EVENTS}; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",  # nginx would hold events back
    "x-content-type-options": "nosniff",
}
_BEAT: Final = b":\n\n"
_COMPLETE: Final = b"event: complete\ndata:\n\n"
_PATIENCE: Final = 4
"""How many heartbeats a caller may take nothing for: then he is gone, or holds a place for nothing."""


class EventStream(Response):
    """Sends the results of an operation as they come, until there are no more, the caller leaves or the hub stops."""

    def __init__(
        self, service: Service, prepared: Prepared | ExecutionResult, renew: Renewal, *, wants_cost: bool
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._service = service
        self._prepared = prepared
        self._renew = renew
        self._wants_cost = wants_cost

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; what the caller waits for is cancelled when he leaves."""
        del scope
        with self._service.streaming():
            # Where the hub stops, nothing says that the events are complete: clients come again.
            sides = (self._send(send), left(receive), self._service.ended())
            work = [asyncio.ensure_future(side) for side in sides]
            try:
                await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with aclosing(self._events()) as events:
            async for event in events:
                async with asyncio.timeout(_PATIENCE * self._service.pace.heartbeat_seconds):
                    await send({"type": "http.response.body", "body": event, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _events(self) -> AsyncGenerator[bytes, None]:
        try:
            async with aclosing(_beating(self._results(), seconds=self._service.pace.heartbeat_seconds)) as results:
                async for result in results:
                    if result is None:
                        await self._renew()
                        yield _BEAT
                    else:
                        yield _next(content_of(result, wants_cost=self._wants_cost))
        except Exception as error:  # noqa: BLE001 – whatever ends the stream is told before it ends
            yield _next({"errors": told(error)})
        yield _COMPLETE

    async def _results(self) -> AsyncGenerator[ExecutionResult, None]:
        if isinstance(self._prepared, ExecutionResult):
            yield self._prepared
            return
        async with aclosing(self._service.results(self._prepared, self._renew)) as results:
            async for result in results:
                yield result


def _next(content: dict[str, Any]) -> bytes:
    # JSON has no line ends: one line of data is enough.
    return b"event: next\ndata: " + orjson.dumps(content) + b"\n\n"


async def _beating(
    results: AsyncGenerator[ExecutionResult, None], *, seconds: float
) -> AsyncGenerator[ExecutionResult | None, None]:
    """Yield results as they come, and None whenever none has come for some seconds."""
    waiting: asyncio.Future[ExecutionResult | None] | None = None
    async with aclosing(results):
        try:
            while True:
                waiting = waiting or asyncio.ensure_future(anext(results, None))
                await asyncio.wait([waiting], timeout=seconds)
                if not waiting.done():
                    yield None
                    continue
                result, waiting = waiting.result(), None
                if result is None:
                    return
                yield result
        finally:
            # A generator that is being asked for its next result cannot be closed.
            if waiting is not None:
                waiting.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await waiting
