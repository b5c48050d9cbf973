"""A hub in the test's own process, and connections to it at which the test decides what happens when."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.routing import Route, WebSocketRoute

from hub.errors import HubError
from hub.graph.port import Graph
from schema.endpoint import Endpoint
from schema.execution.limits import DEFAULTS, Limits
from schema.pace import Pace
from schema.service import Renewal, Service
from schema.sockets import PROTOCOL, Sockets

PATIENCE = 60
"""Seconds until something that must happen has not."""


class RightEnded(HubError):
    """A caller may be here no longer."""

    code: ClassVar[str] = "RIGHT_ENDED"


@dataclass(slots=True)
class Guard:
    """Whom the hub lets in, and what they came with; `open` says whether they may stay, `stop` stops the hub."""

    open: bool = True
    stop: Callable[[], None] = lambda: None
    credentials: list[Mapping[str, Any] | None] = field(default_factory=list)

    def check(self) -> None:
        """Raise what ends a stream."""
        if not self.open:
            message = "Your right has ended: sign in again."
            raise RightEnded(message)


class GuardedService(Service):
    """A service that asks a guard, as it will ask whoever signs callers in."""

    guard: Guard

    async def admit(self, connection: HTTPConnection, credentials: Mapping[str, Any] | None = None) -> Renewal:
        """Let in whom the guard lets in."""
        if credentials == {"fault": True}:
            raise RuntimeError
        self.guard.credentials.append(credentials)
        renew = await super().admit(connection, credentials)

        async def guarded() -> Any:  # noqa: ANN401 – a context
            self.guard.check()
            return await renew()

        return guarded


def hub(
    graph: Graph, guard: Guard, *, limits: Limits = DEFAULTS, heartbeat: float = PATIENCE, init: float = PATIENCE
) -> Starlette:
    """Return the application on a graph."""
    pace = Pace(poll_milliseconds=20, heartbeat_seconds=heartbeat, init_seconds=init)
    service = GuardedService(lambda: graph, limits=limits, pace=pace)
    service.guard = guard
    guard.stop = service.end_streams
    return Starlette(
        routes=[
            Route("/graphql", Endpoint(service, metadata="http://hub/metadata").answer, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", Sockets(service).converse),
        ]
    )


class Connection:
    """What a client of an application says, and what it hears."""

    def __init__(self, *said: Mapping[str, Any]) -> None:
        self._said: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._heard: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self.deaf = asyncio.Event()
        for message in said:
            self._said.put_nowait(message)

    async def receive(self) -> Mapping[str, Any]:
        """Return what the client says next."""
        return await self._said.get()

    async def send(self, message: Mapping[str, Any]) -> None:
        """Let the client hear something, unless it is deaf: then whoever sends it waits for ever."""
        if self.deaf.is_set():
            await asyncio.Event().wait()
        self._heard.put_nowait(message)

    async def hear(self) -> Mapping[str, Any]:
        """Return what the client hears next."""
        async with asyncio.timeout(PATIENCE):
            return await self._heard.get()

    @property
    def silent(self) -> bool:
        """Whether there is nothing more to hear."""
        return self._heard.empty()

    @property
    def unheeded(self) -> int:
        """How much of what the client said nobody has taken yet."""
        return self._said.qsize()

    def leave(self, kind: str) -> None:
        """Go away: `http` or `websocket`."""
        self._said.put_nowait({"type": f"{kind}.disconnect"})

    def say(self, message: Mapping[str, Any]) -> None:
        """Say something over a WebSocket."""
        self._said.put_nowait({"type": "websocket.receive", "text": orjson.dumps(message).decode()})

    async def told(self) -> Any:  # noqa: ANN401 – JSON
        """Return the next message over a WebSocket, or why it was closed, as code and reason."""
        heard = await self.hear()
        if heard["type"] == "websocket.close":
            return heard["code"], heard["reason"]
        return orjson.loads(heard["text"])


@asynccontextmanager
async def _connected(app: Starlette, scope: Mapping[str, Any], line: Connection) -> AsyncIterator[asyncio.Future[None]]:
    base = {"asgi": {"version": "3.0"}, "path": "/graphql", "query_string": b"", "root_path": "", "scheme": "http"}
    work = asyncio.ensure_future(app({**base, **scope}, line.receive, line.send))  # type: ignore[arg-type]  # plain mappings
    try:
        yield work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


@asynccontextmanager
async def asking(
    app: Starlette, query: str, *, accept: str = "*/*"
) -> AsyncIterator[tuple[Connection, asyncio.Future[None]]]:
    """Ask by POST; yield the connection on which nothing was heard yet, and what works the answer out."""
    body = orjson.dumps({"query": query})
    line = Connection({"type": "http.request", "body": body, "more_body": False})
    headers = [(b"content-type", b"application/json"), (b"accept", accept.encode())]
    async with _connected(app, {"type": "http", "method": "POST", "headers": headers}, line) as work:
        yield line, work


@asynccontextmanager
async def listening(app: Starlette, query: str) -> AsyncIterator[tuple[Connection, asyncio.Future[None]]]:
    """Ask for a stream of events; yield the connection behind its headers, and what runs it."""
    async with asking(app, query, accept="text/event-stream") as (line, work):
        begun = await line.hear()
        assert begun["status"] == 200
        yield line, work


@asynccontextmanager
async def conversing(
    app: Starlette, credentials: Mapping[str, Any] | None = None, *, begun: bool = True
) -> AsyncIterator[tuple[Connection, asyncio.Future[None]]]:
    """Open a WebSocket and, unless told otherwise, begin; yield the connection and what runs it."""
    line = Connection({"type": "websocket.connect"})
    scope = {"type": "websocket", "headers": [(b"host", b"hub")], "subprotocols": [PROTOCOL]}
    async with _connected(app, scope, line) as work:
        assert (await line.hear())["subprotocol"] == PROTOCOL
        if begun:
            line.say({"type": "connection_init", "payload": credentials})
            assert await line.told() == {"type": "connection_ack"}
        yield line, work
