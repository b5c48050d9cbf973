"""A served hub that is told to stop while streams are open."""

import json
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.servers.hub import served_hub

PATIENCE = 60
"""Seconds until something that must happen has not."""

QUERY = {"query": "subscription { changes(after: 0) { sequence } }"}


def test_open_streams_do_not_keep_a_hub_from_stopping(tmp_path: Path) -> None:
    """Told to stop, the hub stops: WebSockets are closed with 1001, streams break off, and clients come again."""
    with ExitStack() as following:
        with served_hub(tmp_path) as site:
            headers = {"accept": "text/event-stream"}
            asked = httpx.stream("POST", f"{site}/graphql", json=QUERY, headers=headers, timeout=PATIENCE)
            stream = following.enter_context(asked)
            lines = stream.iter_lines()
            assert next(lines) == "event: next"
            address = f"{site.replace('http', 'ws', 1)}/graphql"
            opening = connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], open_timeout=PATIENCE)
            socket = following.enter_context(opening)
            socket.send(json.dumps({"type": "connection_init"}))
            assert json.loads(socket.recv(PATIENCE)) == {"type": "connection_ack"}
        with pytest.raises(ConnectionClosed):
            socket.recv(PATIENCE)
        assert (socket.close_code, socket.close_reason) == (1001, "The hub stops: come again")
        with pytest.raises(httpx.RemoteProtocolError):
            list(lines)
