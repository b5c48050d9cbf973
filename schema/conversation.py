"""One connection of graphql-transport-ws: its messages, its operations, and why it is closed.

Codes below are those of the protocol's document; 4499 is what its reference implementation closes with where a caller
gives no sign of life.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any, Final

import orjson
from graphql import ExecutionResult
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub.errors import HubError
from schema.errors import formatted, told
from schema.execution.limits import exceeded
from schema.requests import Parameters, Refusal, checked, parsed
from schema.service import Renewal, Service, content_of

_LOG: Final = logging.getLogger("hub.graphql")
_GOING_AWAY: Final = 1001
_TOO_BIG: Final = 1009
_INVALID: Final = 4400
_UNAUTHORIZED: Final = 4401
_FORBIDDEN: Final = 4403
_INIT_TIMEOUT: Final = 4408
_SUBSCRIBER_EXISTS: Final = 4409
_TOO_MANY_INITS: Final = 4429
_TERMINATED: Final = 4499
_FAULT: Final = 4500
_REASON_BYTES: Final = 123
_PATIENCE: Final = 4
"""How many heartbeats a caller may take nothing for."""


class Closing(Exception):
    """The socket is to be closed."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        # A control frame has room for so much (RFC 6455, section 5.5), and no half characters.
        self.reason = reason.encode()[:_REASON_BYTES].decode(errors="ignore")


class Conversation:
    """Reads what the caller says, and runs what he asks for side by side."""

    def __init__(self, socket: WebSocket, service: Service) -> None:
        self._socket = socket
        self._service = service
        self._renew: Renewal | None = None
        self._operations: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lively = True

    async def hold(self) -> None:
        """Converse until the caller leaves or has to; all that he waits for is cancelled then."""
        sides = [asyncio.ensure_future(side) for side in (self._read(), self._beat(), self._stop())]
        try:
            await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended = [task for task in sides if task.done()]
            for task in (*sides, *self._tasks):
                task.cancel()
            await asyncio.gather(*sides, *self._tasks, return_exceptions=True)
        for task in ended:
            await self._close(task.exception())

    async def _close(self, error: BaseException | None) -> None:
        if error is None:
            return
        if not isinstance(error, Closing):
            _LOG.error("a conversation broke off unexpectedly", exc_info=error)
            error = Closing(_FAULT, "Internal server error")
        # Who does not take what he is sent does not take this either.
        with suppress(TimeoutError, WebSocketDisconnect):
            async with asyncio.timeout(self._service.pace.heartbeat_seconds):
                await self._socket.close(error.code, error.reason)

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(self._service.pace.init_seconds):
                while self._renew is None:
                    await self._hear(await self._message())
        except TimeoutError:
            raise Closing(_INIT_TIMEOUT, "Connection initialisation timeout") from None
        except WebSocketDisconnect:
            return
        with suppress(WebSocketDisconnect):
            while True:
                await self._hear(await self._message())

    async def _message(self) -> Mapping[str, Any]:
        received = await self._socket.receive()
        if received["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(received.get("code") or 1005)
        self._lively = True
        text = received.get("text")
        if text is None:
            raise Closing(_INVALID, "Messages are JSON texts")
        if len(text) > self._service.limits.body_bytes:
            raise Closing(_TOO_BIG, f"A message has at most {self._service.limits.body_bytes:,} bytes")
        try:
            message = parsed(text, "The message", self._service.limits)
        except Refusal as refusal:
            raise Closing(_INVALID, refusal.message) from refusal
        if not isinstance(message, dict):
            raise Closing(_INVALID, "A message is a JSON object")
        return message

    async def _hear(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"type": "ping" | "pong", "payload": payload} if not isinstance(payload, dict | None):
                raise Closing(_INVALID, "`payload` must be a JSON object")
            case {"type": "ping", **rest}:
                await self._say({"type": "pong", **{name: rest[name] for name in rest if name == "payload"}})
            case {"type": "pong"}:
                pass
            case {"type": "connection_init"}:
                await self._begin(message.get("payload"))
            case {"type": "subscribe", "id": str(key), "payload": dict(payload)} if key:
                await self._subscribe(key, payload)
            case {"type": "complete", "id": str(key)} if key:
                if key in self._operations:
                    self._operations.pop(key).cancel()
            case {"type": str(kind)}:
                raise Closing(_INVALID, f"A message of type '{kind[:40]}' that is none of this protocol")
            case _:
                raise Closing(_INVALID, "A message has a `type`")

    async def _begin(self, credentials: object) -> None:
        if self._renew is not None:
            raise Closing(_TOO_MANY_INITS, "Too many initialisation requests")
        if not isinstance(credentials, dict | None):
            raise Closing(_INVALID, "`payload` must be a JSON object")
        try:
            renew = await self._service.admit(self._socket, credentials)
            await renew()
        except HubError as error:
            raise Closing(_FORBIDDEN, error.message) from error
        self._renew = renew
        await self._say({"type": "connection_ack"})

    async def _subscribe(self, key: str, payload: Mapping[str, Any]) -> None:
        if self._renew is None:
            raise Closing(_UNAUTHORIZED, "Unauthorized")
        if key in self._operations:
            raise Closing(_SUBSCRIBER_EXISTS, f"Subscriber for {key} already exists")
        try:
            asked = checked(payload)
        except Refusal as refusal:
            raise Closing(_INVALID, refusal.message) from refusal
        limit = self._service.limits.operations
        if len(self._operations) < limit:
            await self._start(key, asked, self._renew)
            return
        error = exceeded("operations", value=limit, found=limit + 1)
        await self._say({"id": key, "type": "error", "payload": told(error)})

    async def _start(self, key: str, asked: Parameters, renew: Renewal) -> None:
        # Operations that ended wait to tell it: who takes nothing of what he is told is not listened to either.
        while len(self._tasks) >= 2 * self._service.limits.operations:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        task = asyncio.ensure_future(self._operate(key, asked, renew))
        self._operations[key] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _operate(self, key: str, asked: Parameters, renew: Renewal) -> None:
        """Run one operation; its last message frees its id, unless the caller did so before."""
        last: Mapping[str, Any] = {"id": key, "type": "complete"}
        try:
            await self._tell(key, asked, renew)
        except (WebSocketDisconnect, asyncio.CancelledError):
            return
        except _Unrun as error:
            last = {"id": key, "type": "error", "payload": error.errors}
        except Exception as error:  # noqa: BLE001 – whatever ends the operation is told
            last = {"id": key, "type": "error", "payload": told(error)}
        self._operations.pop(key, None)
        with suppress(WebSocketDisconnect):
            await self._say(last)

    async def _tell(self, key: str, asked: Parameters, renew: Renewal) -> None:
        prepared = await self._service.prepare(asked, await renew())
        if isinstance(prepared, ExecutionResult):
            raise _Unrun(formatted(prepared.errors or ()))
        renew = self._service.while_admitted(asked, renew)
        async with aclosing(self._service.results(prepared, renew)) as results:
            async for result in results:
                content = content_of(result, wants_cost=asked.wants_cost)
                await self._say({"id": key, "type": "next", "payload": content})

    async def _say(self, message: Mapping[str, Any]) -> None:
        await self._socket.send_text(orjson.dumps(message).decode())

    async def _beat(self) -> None:
        """Ask for signs of life, and whether the caller may still be here."""
        seconds = self._service.pace.heartbeat_seconds
        while True:
            await asyncio.sleep(seconds)
            if self._renew is None:
                continue
            if not self._lively:
                raise Closing(_TERMINATED, "Terminated")
            await self._ask(self._renew)

    async def _stop(self) -> None:
        await self._service.ended()
        raise Closing(_GOING_AWAY, "The hub stops: come again")

    async def _ask(self, renew: Renewal) -> None:
        try:
            await renew()
            self._lively = False
            async with asyncio.timeout(_PATIENCE * self._service.pace.heartbeat_seconds):
                await self._say({"type": "ping"})
        except HubError as error:
            raise Closing(_FORBIDDEN, error.message) from error
        except TimeoutError:
            raise Closing(_TERMINATED, "Terminated") from None


class _Unrun(Exception):
    """The operation could not be run; `errors` are those of its response."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__()
        self.errors = errors
