from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from hub.access.memory import Memory
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import Sight
from hub.graph.watch import Watch
from hub.principals import Principal, sight_of
from hub.shape import SHAPE
from schema.batching import Context
from schema.building import build_engine
from schema.errors import formatted
from schema.execution.engine import Engine
from tests.api.counting import CountedGraph
from tests.api.twice import EngineAskedTwice
from tests.api.world import planting

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    """Return an embedded graph that holds the small world."""
    opened = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await opened.migrate()
    await opened.commit(planting())
    yield opened
    await opened.close()


@pytest.fixture
def counted(graph: Graph) -> CountedGraph:
    """Return the graph with its calls counted."""
    return CountedGraph(graph)


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return the engine of the hub's schema, every answer of which the stock executor confirms."""
    return build_engine(kind=EngineAskedTwice)


@pytest.fixture
def ask(graph: Graph, counted: CountedGraph, engine: Engine) -> Ask:
    """Return a function that answers a query for a principal or a sight, for an anonymous caller by default."""
    # One for all questions of a test, so that what was remembered meets what was written since.
    memory = Memory(graph.head)

    async def answer(
        query: str,
        *,
        sight: Sight | None = None,
        principal: Principal | None = None,
        now: datetime | None = None,
        **variables: object,
    ) -> dict[str, Any]:
        context = Context(
            graph=cast("Graph", counted),
            watch=Watch(graph.head, seconds=1),
            sight=sight_of(principal) if sight is None else sight,
            principal=principal,
            memory=memory,
            now=now or datetime.now(UTC),
        )
        result = await engine.answer(query, context=context, variables=variables)
        return {"data": result.data, "errors": formatted(result.errors or ())}

    return answer
