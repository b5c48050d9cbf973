"""Every corner of graphql-transport-ws, asked of a served hub message by message."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.transports.conftest import ELSEWHERE

CHANGES = {"query": "subscription { changes { sequence } }"}
PAST = {"query": "subscription { changes(after: 0) { sequence } }"}
VIEWER = {"query": "{ viewer { anonymous } }"}
ANSWER = {"data": {"viewer": {"anonymous": True}}}
PATIENCE = 60


@asynccontextmanager
async def _opened(
    site: str,
    *,
    protocol: str | None = "graphql-transport-ws",
    origin: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[ClientConnection]:
    address = f"{site.replace('http', 'ws', 1)}/graphql"
    subprotocols = [Subprotocol(protocol)] if protocol else None
    async with connect(
        address,
        subprotocols=subprotocols,
        origin=Origin(origin) if origin else None,
        additional_headers=headers,
        open_timeout=PATIENCE,
    ) as socket:
        yield socket


async def _say(socket: ClientConnection, *messages: object) -> None:
    for message in messages:
        await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))


async def _hear(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        told: dict[str, Any] = json.loads(await socket.recv())
    return told


async def _closed(socket: ClientConnection) -> tuple[int | None, str | None]:
    """Return the code and reason with which the hub closes, having said nothing more."""
    with pytest.raises(ConnectionClosed):
        await _hear(socket)
    return socket.close_code, socket.close_reason


@pytest.fixture
async def socket(site: str) -> AsyncIterator[ClientConnection]:
    """A connection that has begun."""
    async with _opened(site) as opened:
        await _say(opened, {"type": "connection_init"})
        assert await _hear(opened) == {"type": "connection_ack"}
        yield opened


def _subscribe(key: str, payload: object) -> dict[str, object]:
    return {"id": key, "type": "subscribe", "payload": payload}


async def test_a_query(socket: ClientConnection) -> None:
    """A query is answered once and is complete; the answer tells its cost where that is asked for."""
    await _say(socket, _subscribe("1", VIEWER))
    assert [await _hear(socket), await _hear(socket)] == [
        {"id": "1", "type": "next", "payload": ANSWER},
        {"id": "1", "type": "complete"},
    ]
    await _say(socket, _subscribe("1", VIEWER | {"extensions": {"cost": True}}))
    told = await _hear(socket)
    assert told["payload"] == ANSWER | {"extensions": {"cost": {"found": 1, "limit": 200_000}}}


APPLY = """mutation {
  applyForAccess(input: {
    items: ["gd-gat.resident-population#registered_address"]
    purpose: "gd-wjw.matter.birth-certificate"
    statement: "签发出生医学证明时核对父母住址"
  }) { ... on ApplicationStep { state } ... on Refusal { code } }
}"""


async def test_a_mutation(site: str, token: str) -> None:
    """A mutation runs as whoever opened the connection, and once."""
    async with _opened(site) as socket:
        await _say(socket, {"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        await _hear(socket)
        told = []
        for key in ("1", "2"):
            await _say(socket, _subscribe(key, {"query": APPLY}))
            told += [await _hear(socket), await _hear(socket)]
    answers = [message["payload"]["data"]["applyForAccess"] for message in told if message["type"] == "next"]
    assert answers == [{"state": "SUBMITTED"}, {"code": "ALREADY_APPLIED"}]
    assert [message["type"] for message in told] == ["next", "complete"] * 2


async def test_a_caller_who_is_not_believed(site: str) -> None:
    """A connection of a caller whose token is not to be believed is closed with 4403, which says why."""
    async with _opened(site, headers={"Authorization": "Bearer king"}) as socket:
        await _say(socket, {"type": "connection_init"})
        code, reason = await _closed(socket)
        assert (code, "The access token is not valid" in str(reason)) == (4403, True)


async def test_two_tokens_are_one_too_many(site: str, token: str) -> None:
    """One in the handshake and one in `connection_init` could be two callers'."""
    async with _opened(site, headers={"Authorization": f"Bearer {token}"}) as socket:
        await _say(socket, {"type": "connection_init", "payload": {"headers": {"authorization": f"Bearer {token}"}}})
        code, reason = await _closed(socket)
        assert (code, "more than one access token" in str(reason)) == (4403, True)


async def test_field_errors_leave_the_operation_alive(socket: ClientConnection) -> None:
    """An answer with errors is an answer."""
    await _say(socket, _subscribe("1", {"query": '{ dataset(code: "!") { title } }'}))
    told = await _hear(socket)
    assert (told["type"], told["payload"]["data"]) == ("next", {"dataset": None})
    assert [error["extensions"]["code"] for error in told["payload"]["errors"]] == ["MALFORMED_CODE"]
    assert await _hear(socket) == {"id": "1", "type": "complete"}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "subscription { changes { sequence } more: changes { sequence } }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "query ($id: ID!) { node(id: $id) { id } }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{" + "a: __typename " * 60 + "}"}, "LIMIT_EXCEEDED"),
        ({"query": "subscription { changes(after: -1) { sequence } }"}, "MALFORMED_CURSOR"),
        ({"query": "subscription { changes(after: 0) { changed { ... @stream { id } } } }"}, "INCREMENTAL_DELIVERY"),
        ({"documentId": "sha256:" + "0" * 64}, "DOCUMENT_UNKNOWN"),
    ],
)
async def test_what_cannot_be_run(socket: ClientConnection, payload: object, code: str) -> None:
    """What cannot be run has an error of its own in place of results, and frees its id; the same limits hold."""
    await _say(socket, _subscribe("1", payload))
    told = await _hear(socket)
    assert (told["id"], told["type"]) == ("1", "error")
    assert [error["extensions"]["code"] for error in told["payload"]] == [code]
    await _say(socket, _subscribe("1", VIEWER))
    assert (await _hear(socket))["payload"] == ANSWER


async def test_complete_ends_a_subscription(socket: ClientConnection) -> None:
    """After the client's `complete` nothing more is heard of an operation, and its id is free at once."""
    await _say(socket, _subscribe("1", PAST))
    first, second = await _hear(socket), await _hear(socket)
    assert first["payload"]["data"]["changes"]["sequence"] < second["payload"]["data"]["changes"]["sequence"]
    await _say(socket, _subscribe("2", CHANGES), {"id": "2", "type": "complete"}, {"id": "9", "type": "complete"})
    await _say(socket, {"id": "1", "type": "complete"}, _subscribe("1", VIEWER))
    told = await _hear(socket)
    while "changes" in told["payload"]["data"]:  # on their way before `complete` came in
        told = await _hear(socket)
    assert told == {"id": "1", "type": "next", "payload": ANSWER}


async def test_operations_run_side_by_side_up_to_the_limit(socket: ClientConnection) -> None:
    """One operation more than may run at once is refused, and the others go on; a place that is freed is taken."""
    await _say(socket, _subscribe("1", CHANGES), _subscribe("2", CHANGES), _subscribe("3", VIEWER))
    told = await _hear(socket)
    (error,) = told["payload"]
    assert (told["id"], told["type"]) == ("3", "error")
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "operations", "value": 2, "found": 3}
    await _say(socket, {"id": "1", "type": "complete"}, _subscribe("3", VIEWER))
    assert await _hear(socket) == {"id": "3", "type": "next", "payload": ANSWER}


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("payload", [{}, {"payload": {"n": 1}}, {"payload": None}])
async def test_ping(site: str, payload: dict[str, object], begun: bool) -> None:  # noqa: FBT001 – the parameter of the case
    """A ping is answered by a pong with the same payload, at any time; a pong is taken."""
    async with _opened(site) as socket:
        if begun:
            await _say(socket, {"type": "connection_init", "payload": {"any": "thing"}})
            await _hear(socket)
        await _say(socket, {"type": "pong"}, {"type": "ping", **payload})
        assert await _hear(socket) == {"type": "pong", **payload}


@pytest.mark.parametrize(
    "message",
    [
        "{",
        b"{}",
        "[]",
        "3",
        {},
        {"type": 1},
        {"type": "start", "id": "1", "payload": VIEWER},
        {"type": "next", "id": "1"},
        {"type": "subscribe", "payload": VIEWER},
        {"type": "subscribe", "id": "", "payload": VIEWER},
        {"type": "subscribe", "id": 1, "payload": VIEWER},
        {"type": "subscribe", "id": "1"},
        {"type": "subscribe", "id": "1", "payload": {}},
        {"type": "subscribe", "id": "1", "payload": {"query": 1}},
        {"type": "subscribe", "id": "1", "payload": VIEWER | {"variables": []}},
        {"type": "complete"},
        {"type": "ping", "payload": "x"},
        {"type": "connection_ack"},
        '{"type": "ping", "payload": ' + '{"a":' * 2_000 + "1" + "}" * 2_000 + "}",
        {"type": "x" * 1_000},
    ],
)
async def test_messages_that_are_none(socket: ClientConnection, message: object) -> None:
    """A message that the protocol does not know closes the connection with 4400."""
    await _say(socket, message)
    code, reason = await _closed(socket)
    assert (code, bool(reason)) == (4400, True)


async def test_credentials_that_are_none(site: str) -> None:
    """The payload of `connection_init` is an object or nothing."""
    async with _opened(site) as socket:
        await _say(socket, {"type": "connection_init", "payload": "token"})
        assert await _closed(socket) == (4400, "`payload` must be a JSON object")


async def test_message_beyond_the_limit(socket: ClientConnection) -> None:
    """A message that is larger than a body may be closes the connection with 1009."""
    await _say(socket, " " * 1_000_001)
    assert await _closed(socket) == (1009, "A message has at most 1,000,000 bytes")


async def test_operation_before_the_beginning(site: str) -> None:
    """An operation before `connection_init` closes the connection with 4401."""
    async with _opened(site) as socket:
        await _say(socket, _subscribe("1", VIEWER))
        assert await _closed(socket) == (4401, "Unauthorized")


async def test_second_beginning(socket: ClientConnection) -> None:
    """A second `connection_init` closes the connection with 4429."""
    await _say(socket, {"type": "connection_init"})
    assert await _closed(socket) == (4429, "Too many initialisation requests")


async def test_id_that_is_taken(socket: ClientConnection) -> None:
    """A subscription under the id of another closes the connection with 4409; a long id is told as far as it fits."""
    key = "数" * 100
    await _say(socket, _subscribe(key, CHANGES), _subscribe(key, CHANGES))
    code, reason = await _closed(socket)
    assert (code, reason) == (4409, "Subscriber for " + "数" * 36)


@pytest.mark.parametrize("protocol", [None, "graphql-ws", "soap"])
async def test_other_subprotocols(site: str, protocol: str | None) -> None:
    """The legacy subprotocol, another one and none are refused with 4406, which a page can see."""
    async with _opened(site, protocol=protocol) as socket:
        assert await _closed(socket) == (4406, "Subprotocol not acceptable: use graphql-transport-ws")
        assert socket.subprotocol is None


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1", "null", "http://[", ELSEWHERE + ".evil"]
)
async def test_pages_of_other_origins(site: str, origin: str) -> None:
    """A page of another origin cannot open a WebSocket."""
    with pytest.raises(InvalidStatus) as refused:
        async with _opened(site, origin=origin):
            pass
    response = refused.value.response
    assert response.status_code == 403
    assert json.loads(response.body or b"")["errors"][0]["extensions"] == {"code": "ORIGIN_NOT_ALLOWED"}


async def test_pages_that_may(site: str) -> None:
    """The hub's own pages can open a WebSocket, and so can those of the origins that are named."""
    for origin in (site, ELSEWHERE, ELSEWHERE.upper()):
        async with _opened(site, origin=origin) as socket:
            await _say(socket, {"type": "connection_init"})
            assert await _hear(socket) == {"type": "connection_ack"}
