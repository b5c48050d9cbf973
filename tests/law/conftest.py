"""The graph in which every case is planted, on each store; planted once, as the tests only read it."""

from collections.abc import AsyncIterator

import pytest

from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.shape import SHAPE
from schema.building import build_engine
from schema.execution.engine import Engine
from tests.law.casebook import casebook
from tests.law.planting import Planted, numbered, plant_cases
from tests.servers.clearing import emptied


@pytest.fixture(scope="session")
def planted() -> tuple[Planted, ...]:
    """Every case under codes of its own."""
    return tuple(numbered(number, case) for number, case in enumerate(casebook()))


@pytest.fixture(scope="session")
def engine() -> Engine:
    """The engine of the hub's schema."""
    return build_engine()


@pytest.fixture(scope="package", params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def town(request: pytest.FixtureRequest, planted: tuple[Planted, ...]) -> AsyncIterator[Graph]:
    """A graph that holds the world of every case."""
    url = "sqlite:///:memory:"
    if request.param == "neo4j":
        url = await emptied(request.getfixturevalue("neo4j_url"))
    graph = await open_graph(url, shape=SHAPE)
    await graph.migrate()
    await plant_cases(graph, planted)
    yield graph
    await graph.close()
