"""Which stores a test runs on. A test asks for `graph`, or for `store` where it opens a graph more than once.

Tests of what outlives a process take `durable` instead: the reference and `sqlite:///:memory:` live as long as their
object, which is what they are for.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.graph.port import Graph
from tests.contract.stores import IN_MEMORY, Store, emptied, file_url

NEO4J = pytest.param("neo4j", marks=pytest.mark.neo4j)


async def _store(kind: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    match kind:
        case "reference":
            return Store(None)
        case "sqlite":
            return Store(file_url(folder))
        case "sqlite-memory":
            return Store(IN_MEMORY)
        case _:
            return Store(await emptied(request.getfixturevalue("neo4j_url")))


@pytest.fixture(params=["reference", "sqlite", "sqlite-memory", NEO4J])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store of each kind."""
    made = await _store(request.param, request, tmp_path)
    yield made
    await made.close()


@pytest.fixture(params=["sqlite", NEO4J])
async def durable(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store of each kind that outlives the process."""
    made = await _store(request.param, request, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def graph(store: Store) -> Graph:
    """An empty graph on each store."""
    return await store.open()
