"""Answers that do not tell which software gives them: the server would name itself where the application does not."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NAME: Final = (b"server", b"hub")


class Nameless:
    """An application whose answers over HTTP are the hub's, and no known server's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _NAME]
            await send(message)

        await self._app(scope, receive, send_named)
