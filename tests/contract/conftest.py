"""Which stores a test runs on. A test asks for `graph`, or for `store` where it opens a graph more than once.

Tests of what outlives a process take `durable` instead: the reference and `sqlite:///:memory:` live as long as their
object, which is what they are for.
"""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from hub.graph.port import Graph
from tests.contract.stores import IN_MEMORY, Store, file_url

NEO4J = pytest.param("neo4j", marks=pytest.mark.neo4j)


@pytest.fixture(scope="session")
def sweeper(neo4j_url: str) -> Iterator[Driver]:
    """A connection of the suite's own to the Neo4j server."""
    with GraphDatabase.driver(neo4j_url, notifications_min_severity="OFF") as driver:
        yield driver


@pytest.fixture
def empty_neo4j(neo4j_url: str, sweeper: Driver) -> str:
    """The address of a Neo4j server without nodes and edges; constraints and indexes stay, as they cost most."""
    sweeper.execute_query("MATCH (node) DETACH DELETE node")
    return neo4j_url


def _store(kind: str, request: pytest.FixtureRequest, folder: Path) -> Store:
    match kind:
        case "reference":
            return Store(None)
        case "sqlite":
            return Store(file_url(folder))
        case "sqlite-memory":
            return Store(IN_MEMORY)
        case _:
            return Store(request.getfixturevalue("empty_neo4j"))


@pytest.fixture(params=["reference", "sqlite", "sqlite-memory", NEO4J])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store of each kind."""
    made = _store(request.param, request, tmp_path)
    yield made
    await made.close()


@pytest.fixture(params=["sqlite", NEO4J])
async def durable(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store of each kind that outlives the process."""
    made = _store(request.param, request, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def graph(store: Store) -> Graph:
    """An empty graph on each store."""
    return await store.open()
