"""A WebSocket lives as long as the token that opened it."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from graph_seed.accounts import PROGRAM
from tests.servers.hub import served_hub
from tests.servers.tokens import token_of_program

PATIENCE = 60


async def _heard(socket: ClientConnection) -> list[str]:
    """Give signs of life until the hub closes, and return the types of what it said before."""
    heard = []
    async with asyncio.timeout(PATIENCE):
        with suppress(ConnectionClosed):
            while True:
                heard.append(json.loads(await socket.recv())["type"])
                await socket.send(json.dumps({"type": "pong"}))
    return heard


async def test_a_socket_ends_with_its_token(tmp_path: Path) -> None:
    """A token that is revoked ends the connection with 4403 at the next sign of life, though nothing happened."""
    with served_hub(tmp_path, HUB_STREAM_HEARTBEAT_SECONDS="1", HUB_ANONYMOUS_CATALOGUE="off") as site:
        secret = orjson.loads((tmp_path / "demo.json").read_bytes())["secret"]
        token = token_of_program(site, PROGRAM, secret, scope="catalogue:read")
        protocol = [Subprotocol("graphql-transport-ws")]
        async with connect(f"{site.replace('http', 'ws', 1)}/graphql", subprotocols=protocol) as socket:
            await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}))
            query = {"query": "subscription { changes { action } }"}
            await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": query}))
            assert json.loads(await socket.recv()) == {"type": "connection_ack"}
            async with httpx.AsyncClient() as client:
                gone = await client.post(f"{site}/oauth/revoke", data={"token": token}, auth=(PROGRAM, secret))
            assert gone.is_success
            assert "next" not in await _heard(socket)
            assert (socket.close_code, "The access token is not valid" in str(socket.close_reason)) == (4403, True)


async def test_a_socket_without_a_token_is_closed_where_nobody_is_anonymous(tmp_path: Path) -> None:
    """It says how to come in."""
    with served_hub(tmp_path, HUB_ANONYMOUS_CATALOGUE="off") as site:
        protocol = [Subprotocol("graphql-transport-ws")]
        async with connect(f"{site.replace('http', 'ws', 1)}/graphql", subprotocols=protocol) as socket:
            await socket.send(json.dumps({"type": "connection_init"}))
            assert await _heard(socket) == []
            assert (socket.close_code, "sign in, or send one" in str(socket.close_reason)) == (4403, True)
