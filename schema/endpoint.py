"""The GraphQL endpoint over HTTP."""

from collections.abc import Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse

from hub.graph.port import Graph
from schema.batching import Context
from schema.building import build_schema


class Endpoint(GraphQL[Context, None]):
    """Answers GraphQL over HTTP from the graph that `graph` returns once the hub has started."""

    def __init__(self, graph: Callable[[], Graph]) -> None:
        super().__init__(build_schema(), graphql_ide=None, subscription_protocols=())
        self._graph = graph

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return the context of one request."""
        del request, response
        return Context(graph=self._graph())

    def encode_json(self, data: GraphQLHTTPResponse | Any) -> bytes:  # noqa: ANN401 – what the base class declares
        """Return a response as JSON in UTF-8."""
        return orjson.dumps(data)

    def decode_json(self, data: str | bytes) -> object:
        """Return the document of a JSON text; unlike the standard library, refuse lone surrogates."""
        return orjson.loads(data)
