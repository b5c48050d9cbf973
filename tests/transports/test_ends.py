"""How streams end: when callers leave, fall silent, or may stay no longer; and what they are told while they wait."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any, cast

import httpx
import orjson
import pytest

from hub.catalogue.nouns import node_of
from hub.errors import StoreUnavailable
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.shape import SHAPE
from schema.execution.limits import Limits
from tests.api.counting import CountedGraph
from tests.api.world import RESIDENTS, planting
from tests.transports.driving import Connection, Guard, conversing, hub, listening

CHANGES = "subscription { changes { changedCount } }"
EVENT = {"data": {"changes": {"changedCount": 1}}}
ENDED = {
    "message": "Your right has ended: sign in again.",
    "extensions": {"code": "RIGHT_ENDED"},
}
BEAT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    """An embedded graph that holds the small world."""
    opened = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await opened.migrate()
    await opened.commit(planting())
    yield opened
    await opened.close()


async def _change(graph: Graph, title: str) -> None:
    put = node_of(replace(RESIDENTS.dataset, title=title))
    await graph.commit(Change(actor="test", action="dataset.change", puts=(put,)))


async def _event(line: Connection) -> bytes:
    body: bytes = (await line.hear())["body"]
    return body


def _next(event: bytes) -> Any:  # noqa: ANN401 – JSON
    assert event.startswith(b"event: next\ndata: ")
    return orjson.loads(event.removeprefix(b"event: next\ndata: "))


def _error(content: Mapping[str, Any]) -> dict[str, Any]:
    assert list(content) == ["errors"]
    (error,) = content["errors"]
    return {name: error[name] for name in ("message", "extensions")}


async def test_signs_of_life_while_nothing_happens(graph: Graph) -> None:
    """A stream of events is kept open by comments, and an event comes as it happens."""
    async with listening(hub(graph, Guard(), heartbeat=0.05), CHANGES) as (line, _):
        assert [await _event(line), await _event(line)] == [BEAT, BEAT]
        await _change(graph, "新")
        event = await _event(line)
        while event == BEAT:
            event = await _event(line)
        assert _next(event) == EVENT


async def test_who_leaves_a_stream_is_waited_for_no_more(graph: Graph) -> None:
    """When the caller leaves, the stream ends and the store is asked no more."""
    counted = CountedGraph(graph)
    app = hub(cast("Graph", counted), Guard())
    async with listening(app, CHANGES) as (line, work):
        await asyncio.sleep(0.1)
        line.leave("http")
        await asyncio.wait_for(work, 60)
    asked = counted.calls["head"]
    assert asked > 1
    await asyncio.sleep(0.1)
    assert counted.calls["head"] == asked


async def test_who_leaves_a_conversation_is_waited_for_no_more(graph: Graph) -> None:
    """When the caller leaves, all his operations end and the store is asked no more."""
    counted = CountedGraph(graph)
    async with conversing(hub(cast("Graph", counted), Guard())) as (line, work):
        for key in "ab":
            line.say({"id": key, "type": "subscribe", "payload": {"query": CHANGES}})
        await asyncio.sleep(0.2)
        line.leave("websocket")
        await asyncio.wait_for(work, 60)
    asked = counted.calls["head"]
    assert asked > 2
    await asyncio.sleep(0.1)
    assert counted.calls["head"] == asked


async def test_who_leaves_before_the_beginning(graph: Graph) -> None:
    """A caller who leaves without having begun leaves nothing behind."""
    async with conversing(hub(graph, Guard()), begun=False) as (line, work):
        line.leave("websocket")
        await asyncio.wait_for(work, 60)


async def test_a_right_that_ends_between_events(graph: Graph) -> None:
    """Once the right has ended no event is told any more: the stream says why, and ends."""
    guard = Guard()
    async with listening(hub(graph, guard), CHANGES) as (line, work):
        guard.open = False
        await _change(graph, "新")
        told = _next(await _event(line))
        assert [told["errors"][0].pop("path"), _error(told)] == [["changes"], ENDED]
        assert await _event(line) == COMPLETE
        await asyncio.wait_for(work, 60)


async def test_a_right_that_ends_while_nothing_happens(graph: Graph) -> None:
    """A stream ends at its next sign of life, though nothing has happened."""
    guard = Guard()
    async with listening(hub(graph, guard, heartbeat=0.05), CHANGES) as (line, work):
        assert await _event(line) == BEAT
        guard.open = False
        event = await _event(line)
        while event == BEAT:
            event = await _event(line)
        assert _error(_next(event)) == ENDED
        assert await _event(line) == COMPLETE
        await asyncio.wait_for(work, 60)


async def test_a_right_that_ends_in_a_conversation(graph: Graph) -> None:
    """An operation whose caller's right ends is told so; at the next sign of life the connection is closed."""
    guard = Guard()
    async with conversing(hub(graph, guard, heartbeat=1)) as (line, _):
        line.say({"id": "1", "type": "subscribe", "payload": {"query": CHANGES}})
        await asyncio.sleep(0.1)
        guard.open = False
        line.say({"id": "2", "type": "subscribe", "payload": {"query": "{ viewer { anonymous } }"}})
        told = await line.told()
        assert (told["id"], told["type"], told["payload"]) == ("2", "error", [ENDED])
        assert await line.told() == (4403, ENDED["message"])


async def test_credentials_reach_whoever_lets_callers_in(graph: Graph) -> None:
    """What `connection_init` brings is what the caller is judged by; who is not let in is told why, with 4403."""
    guard = Guard()
    app = hub(graph, guard)
    async with conversing(app, {"token": "t"}):
        assert guard.credentials == [{"token": "t"}]
    guard.open = False
    async with conversing(app, begun=False) as (line, _):
        line.say({"type": "connection_init"})
        assert await line.told() == (4403, ENDED["message"])


async def test_who_does_not_begin(graph: Graph) -> None:
    """A connection that does not begin in time is closed with 4408, whatever else it says."""
    async with conversing(hub(graph, Guard(), init=0.1), begun=False) as (line, _):
        line.say({"type": "ping"})
        assert await line.told() == {"type": "pong"}
        assert await line.told() == (4408, "Connection initialisation timeout")


async def test_who_gives_no_sign_of_life(graph: Graph) -> None:
    """A ping that is answered keeps the connection; one that is not ends it."""
    async with conversing(hub(graph, Guard(), heartbeat=0.3)) as (line, _):
        for _ in range(2):
            assert await line.told() == {"type": "ping"}
            line.say({"type": "pong"})
        assert await line.told() == {"type": "ping"}
        assert await line.told() == (4499, "Terminated")


async def test_who_takes_nothing(graph: Graph) -> None:
    """A caller who takes nothing of what he is sent loses his place."""
    app = hub(graph, Guard(), heartbeat=0.05)
    async with conversing(app) as (socket, work):
        socket.deaf.set()
        await asyncio.wait_for(work, 60)
    async with listening(app, CHANGES) as (line, work):
        line.deaf.set()
        await asyncio.wait_for(work, 60)


@pytest.mark.parametrize("query", ["{ viewer { anonymous } }", CHANGES])
async def test_who_takes_nothing_is_not_listened_to(graph: Graph, query: str) -> None:
    """However much a caller asks for who takes no answer, little of it is held for him, whether it has ended or not."""
    async with conversing(hub(graph, Guard(), limits=Limits(operations=2))) as (line, work):
        line.deaf.set()
        for key in range(100):
            line.say({"id": str(key), "type": "subscribe", "payload": {"query": query}})
        await asyncio.sleep(0.3)
        assert line.unheeded >= 100 - 5
        work.cancel()


async def test_a_hub_that_stops(graph: Graph) -> None:
    """When the hub stops every stream ends, unfinished: clients come again."""
    guard = Guard()
    app = hub(graph, guard)
    async with listening(app, CHANGES) as (line, work), conversing(app) as (socket, _):
        await asyncio.sleep(0.1)
        guard.stop()
        assert await socket.told() == (1001, "The hub stops: come again")
        await asyncio.wait_for(work, 60)
        assert line.silent


async def test_a_place_for_each_stream(graph: Graph) -> None:
    """As many streams and conversations as the limit says are open at once; a place that is freed is taken."""
    app = hub(graph, Guard(), limits=Limits(streams=2))
    body = {"query": CHANGES}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub") as client:
        async with conversing(app), listening(app, CHANGES):
            refused = await client.post("/graphql", json=body, headers={"accept": "text/event-stream"})
            (error,) = refused.json()["errors"]
            facts = {"code": "LIMIT_EXCEEDED", "limit": "streams", "value": 2, "found": 3}
            assert (refused.status_code, error["extensions"]) == (503, facts)
            answered = await client.post("/graphql", json={"query": "{ viewer { anonymous } }"})
            assert answered.status_code == 200
            line = Connection({"type": "websocket.connect"})
            scope: dict[str, object] = {
                "type": "websocket",
                "path": "/graphql",
                "headers": [],
                "subprotocols": [],
                "query_string": b"",
            }
            await app(scope | {"extensions": {"websocket.http.response": {}}}, line.receive, line.send)  # type: ignore[arg-type]  # plain mappings
            assert (await line.hear())["status"] == 503
        async with listening(app, CHANGES), listening(app, CHANGES):
            pass


async def test_faults_are_masked(graph: Graph) -> None:
    """A fault of the hub closes the connection with 4500, and tells nothing of itself."""
    async with conversing(hub(graph, Guard()), begun=False) as (line, _):
        line.say({"type": "connection_init", "payload": {"fault": True}})
        assert await line.told() == (4500, "Internal server error")


class FadingGraph(CountedGraph):
    """A store that answers once."""

    async def head(self) -> tuple[Revision, str]:
        """Answer once."""
        self.calls["head"] += 1
        if self.calls["head"] > 1:
            message = "The store does not answer: try again."
            raise StoreUnavailable(message)
        return Revision(1), ""


async def test_a_store_that_goes_away(graph: Graph) -> None:
    """A subscription that the store breaks off says so, and only that operation ends."""
    app = hub(cast("Graph", FadingGraph(graph)), Guard())
    expected = {"message": "The store does not answer: try again.", "extensions": {"code": "STORE_UNAVAILABLE"}}
    async with listening(app, CHANGES) as (line, _):
        told = _next(await _event(line))
        assert [told["errors"][0].pop("path"), _error(told)] == [["changes"], expected]
        assert await _event(line) == COMPLETE
    async with conversing(hub(cast("Graph", FadingGraph(graph)), Guard())) as (line, _):
        line.say({"id": "1", "type": "subscribe", "payload": {"query": CHANGES}})
        told = await line.told()
        assert (told["type"], _error({"errors": told["payload"]})) == ("error", expected)
        line.say({"id": "2", "type": "subscribe", "payload": {"query": "{ viewer { anonymous } }"}})
        assert (await line.told())["payload"] == {"data": {"viewer": {"anonymous": True}}}
