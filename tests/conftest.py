"""Fixtures for the whole suite: real servers and the shared real-life data."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import Unobtainable
from tests.servers.neo4j import SHORT_LIVED, Server, neo4j_server
from tests.servers.npm import installed
from tests.servers.redis import RedisServer, redis_server

# How long an example takes says more of the machine than of us.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

SERVERS = {"neo4j_server": "neo4j", "neo4j_url": "neo4j", "redis_running": "redis", "redis_url": "redis"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that asks for a server, so that `-m 'not neo4j'` leaves it out."""
    for item in items:
        if isinstance(item, pytest.Function):
            for fixture in SERVERS.keys() & set(item.fixturenames):
                item.add_marker(SERVERS[fixture])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, not once per test, why tests were skipped."""
    skipped = terminalreporter.getreports("skipped")
    reasons = Counter(report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"{tests} skipped: {reason.removeprefix('Skipped: ')}")


@pytest.fixture(scope="session", name="neo4j_server")
def running_neo4j() -> Iterator[Server]:
    """A Neo4j server for the whole run; a test that stops it starts it again."""
    with ExitStack() as running:
        try:
            server = running.enter_context(neo4j_server(options=SHORT_LIVED))
        except Unobtainable as reason:
            why = f"Neo4j: {reason}"
        else:
            yield server
            return
    missing(why)


@pytest.fixture(scope="session")
def neo4j_url(neo4j_server: Server) -> str:
    """The address of a Neo4j server, which may hold what an earlier test left."""
    return neo4j_server.url


@pytest.fixture(scope="session")
def redis_running() -> Iterator[RedisServer]:
    """A Redis server for the whole run; a test that stops it starts it again."""
    with ExitStack() as running:
        try:
            server = running.enter_context(redis_server())
        except Unobtainable as reason:
            why = f"Redis: {reason}"
        else:
            yield server
            return
    missing(why)


@pytest.fixture(scope="session")
def redis_url(redis_running: RedisServer) -> str:
    """The address of a Redis server, which may hold what an earlier test left."""
    return redis_running.url


@pytest.fixture(scope="session")
def shared_data(pytestconfig: pytest.Config) -> Path:
    """The folder of real catalogues and standards, read where it lies beside the repository."""
    data = pytestconfig.rootpath.parent / "shared" / "data"
    if not data.is_dir():
        missing("the shared data is not beside the repository, in ../shared/data")
    return data


def missing(what: str) -> NoReturn:
    """Skip the test for want of something; in CI a skipped contract is no contract, so there it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def script_with_packages(script: Path) -> Path:
    """Return a copy of a script beside its packages of npm; skips the test where they cannot be had, fails in CI."""
    try:
        return installed(script)
    except Unobtainable as reason:
        missing(str(reason))
