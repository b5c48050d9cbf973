"""GraphQL over WebSocket: the subprotocol graphql-transport-ws, for operations of every kind.

Of `schema.conversation` this module is the door: who may come in, and in which language.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import orjson
from starlette.responses import Response
from starlette.websockets import WebSocket

from schema.conversation import Conversation
from schema.execution.limits import exceeded
from schema.requests import Refusal, refusal_of
from schema.service import Service

PROTOCOL: Final = "graphql-transport-ws"
_UNACCEPTABLE: Final = 4406


class Sockets:
    """Takes WebSockets of programs, of the hub's own pages, and of pages of the origins that are named."""

    def __init__(self, service: Service, *, origins: frozenset[str] = frozenset()) -> None:
        self._service = service
        self._origins = origins

    async def converse(self, socket: WebSocket) -> None:
        """Hold one conversation, from the handshake until the socket is closed."""
        refusal = self._refusal(socket)
        if refusal is not None:
            headers = {"content-type": "application/json; charset=utf-8"}
            content = orjson.dumps({"errors": [refusal.told]})
            await socket.send_denial_response(Response(content, status_code=refusal.status, headers=headers))
        elif PROTOCOL not in socket.scope["subprotocols"]:
            # A browser tells its page the code of a socket that was closed, not the status of one that was refused.
            await socket.accept()
            await socket.close(_UNACCEPTABLE, f"Subprotocol not acceptable: use {PROTOCOL}")
        else:
            await socket.accept(subprotocol=PROTOCOL)
            with self._service.streaming():
                await Conversation(socket, self._service).hold()

    def _refusal(self, socket: WebSocket) -> Refusal | None:
        if not self._is_welcome(socket):
            message = (
                "A page of another origin may not open a WebSocket here: HUB_ALLOWED_ORIGINS names those that may."
            )
            return Refusal(HTTPStatus.FORBIDDEN, "ORIGIN_NOT_ALLOWED", message)
        if self._service.is_full:
            limit = self._service.limits.streams
            return refusal_of(exceeded("streams", value=limit, found=limit + 1), HTTPStatus.SERVICE_UNAVAILABLE)
        return None

    def _is_welcome(self, socket: WebSocket) -> bool:
        """Tell whether a handshake comes from a program, which sends no origin, or from a page that may."""
        origin = socket.headers.get("origin", "").lower()
        if "origin" not in socket.headers or origin in self._origins:
            return True
        try:
            host = urlsplit(origin).netloc
        except ValueError:
            return False
        return bool(host) and host == socket.headers.get("host", "").lower()
