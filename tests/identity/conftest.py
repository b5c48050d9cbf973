"""The identity stores: a test that asks for `identities` runs on each, empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from hub.identity.opening import open_identities
from hub.identity.port import Identities
from tests.identity.clock import Clock

NEO4J = pytest.param("neo4j", marks=pytest.mark.neo4j)


@pytest.fixture
def bare_neo4j(neo4j_url: str) -> str:
    """The address of a Neo4j without nodes."""
    with GraphDatabase.driver(neo4j_url, notifications_min_severity="OFF") as driver:
        driver.execute_query("MATCH (node) DETACH DELETE node")
    return neo4j_url


@pytest.fixture(params=["sqlite", "sqlite-memory", NEO4J])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty graph of each kind."""
    match request.param:
        case "sqlite":
            return f"sqlite:///{tmp_path / 'graph.sqlite'}"
        case "sqlite-memory":
            return "sqlite:///:memory:"
        case _:
            return str(request.getfixturevalue("bare_neo4j"))


@pytest.fixture
async def identities(store_url: str) -> AsyncIterator[Identities]:
    """An empty identity store of each kind."""
    opened = open_identities(store_url)
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until the test moves it."""
    return Clock()


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[Identities]:
    """An empty identity store in a file."""
    opened = open_identities(f"sqlite:///{tmp_path / 'graph.sqlite'}")
    await opened.migrate()
    yield opened
    await opened.close()
