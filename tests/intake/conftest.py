"""Empty graphs on both real stores, and the real catalogue of Guizhou and Harbin."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.shape import SHAPE
from tests.contract.stores import IN_MEMORY
from tests.servers.clearing import emptied


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def graph(request: pytest.FixtureRequest) -> AsyncIterator[Graph]:
    """An empty graph of the catalogue's shape on each store."""
    url = IN_MEMORY if request.param == "sqlite" else await emptied(request.getfixturevalue("neo4j_url"))
    opened = await open_graph(url, shape=SHAPE)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
async def quick() -> AsyncIterator[Graph]:
    """An empty graph in memory, for what has nothing to do with the store."""
    opened = await open_graph(IN_MEMORY, shape=SHAPE)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def real(shared_data: Path) -> Path:
    """The real catalogue: 598 datasets of 61 departments with 2,466 columns."""
    return shared_data / "cn-catalogue" / "guizhou_harbin.jsonl"
