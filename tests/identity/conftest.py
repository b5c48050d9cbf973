"""The identity stores: a test that asks for `identities` runs on each, empty."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from neo4j import GraphDatabase
from starlette.applications import Starlette

from hub.graph.opening import open_graph
from hub.identity import sessions
from hub.identity.oauth.issuer import new_issuer
from hub.identity.oauth.routes import routes
from hub.identity.opening import open_identities
from hub.identity.passwords import Passwords
from hub.identity.port import Identities
from hub.kv.memory import MemoryKeys
from hub.shape import SHAPE
from tests.api.world import planting
from tests.identity.clock import Clock
from tests.identity.flows import ADDRESS, PASSWORD, Flows
from tests.identity.sharing import opening

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


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of the password that people have in tests, which takes long to make."""
    return asyncio.run(Passwords().hashed(PASSWORD))


@pytest.fixture
async def flows(embedded: Identities, clock: Clock, password_hash: str) -> AsyncIterator[Flows]:
    """An authorization server on embedded stores with the small world, without clients and people."""
    graph = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await graph.migrate()
    await graph.commit(planting())
    await graph.commit(opening())
    kv = MemoryKeys(clock=clock.seconds)
    issuer = new_issuer(ADDRESS, graph=graph, identities=embedded, kv=kv, clock=clock)
    app = Starlette(routes=routes(lambda: issuer))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
        yield Flows(issuer=issuer, graph=graph, clock=clock, http=http, hash=password_hash)
    await graph.close()


@pytest.fixture
async def signed_in(flows: Flows) -> Flows:
    """The same with the client `app`, and a browser in which the person `li` is signed in."""
    await flows.client()
    await flows.person()
    # Not by the page, which takes the time that a password takes; its own tests sign in by it.
    session = await sessions.begin(flows.issuer.kv, person=flows.people["li"], now=flows.clock.now)
    flows.http.cookies.set("__Host-hub-session", session.secret, domain="hub.example")
    return flows
