"""Callers who close the connection before they are answered."""

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import pytest

from hub.graph.extract import Content, Extracted, Origin
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import Sight
from hub.shape import SHAPE
from schema import leaving
from tests.transports.driving import PATIENCE, Guard, asking, hub

SOON = 0.05
QUERY = "{ datasets { nodes { title } } }"


class SlowGraph:
    """A graph whose extracts wait until they are let go; it knows what has begun and what was given up."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.begun, self.given_up, self.go = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def extract(self, origin: Origin, content: Content, *, sight: Sight) -> Extracted:
        """Wait before asking the graph."""
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.given_up.set()
            raise
        return await self._graph.extract(origin, content, sight=sight)

    def __getattr__(self, verb: str) -> object:
        return getattr(self._graph, verb)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it looked early whether callers are there."""
    monkeypatch.setattr(leaving, "LOOK", SOON)


@pytest.fixture
async def slow() -> AsyncIterator[SlowGraph]:
    """A slow graph without entries."""
    opened = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await opened.migrate()
    yield SlowGraph(opened)
    await opened.close()


async def test_a_query_ends_with_its_caller(slow: SlowGraph) -> None:
    """What the store still works out is given up, and the request ends without a fault."""
    async with asking(hub(cast("Graph", slow), Guard()), QUERY) as (line, work), asyncio.timeout(PATIENCE):
        await slow.begun.wait()
        line.leave("http")
        await work
    assert slow.given_up.is_set()


async def test_who_stays_is_answered_however_long_it_takes(slow: SlowGraph) -> None:
    """Somebody looks whether the caller is there, and he is."""
    async with asking(hub(cast("Graph", slow), Guard()), QUERY) as (line, work):
        await slow.begun.wait()
        await asyncio.sleep(SOON * 3)
        slow.go.set()
        begun, body = await line.hear(), await line.hear()
        await work
    assert (begun["status"], body["body"]) == (200, b'{"data":{"datasets":{"nodes":[]}}}')
    assert not slow.given_up.is_set()


async def test_a_server_that_stops_is_not_a_caller_who_leaves(slow: SlowGraph) -> None:
    """Whoever cancels the request gets his cancellation."""
    async with asking(hub(cast("Graph", slow), Guard()), QUERY) as (_, work):
        await slow.begun.wait()
        await asyncio.sleep(SOON * 2)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
    assert slow.given_up.is_set()
