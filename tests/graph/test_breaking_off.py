"""A reading that nobody waits for any more stops, so that slow questions do not hold the store's threads."""

import asyncio
import time
from functools import partial
from pathlib import Path

import pytest

from hub.errors import StoreUnavailable
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.workers import Workers

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT max(i) FROM n"
PATIENCE = 30


def count(connection: Connection) -> object:
    """Do what takes hours."""
    return connection.execute(ENDLESS).fetchone()


def doze(seconds: float, _: Connection) -> None:
    """Hold the thread without a statement."""
    time.sleep(seconds)


def one(connection: Connection) -> object:
    """Do what takes no time."""
    return connection.execute("SELECT 1").fetchone()


@pytest.fixture
def path(tmp_path: Path) -> str:
    """An empty file."""
    (tmp_path / "graph.sqlite").touch()
    return str(tmp_path / "graph.sqlite")


async def test_a_reading_that_is_cancelled_stops_and_the_next_is_answered(path: str) -> None:
    """The one thread is free again at once, and its connection is as good as before."""
    readers = Workers(path, size=1, only_reads=True)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await readers.run(count)
        async with asyncio.timeout(PATIENCE):
            assert await readers.run(one) == (1,)
    await readers.close()


async def test_only_the_reading_that_is_cancelled_stops(path: str) -> None:
    """Readings before and after it on the same thread are answered, whenever the cancellation comes."""
    readers = Workers(path, size=1, only_reads=True)
    for turn in range(40):
        doomed = asyncio.create_task(readers.run(partial(doze, turn % 4 / 2000)))
        spared = [asyncio.create_task(readers.run(one)) for _ in range(5)]
        await asyncio.sleep(turn / 10_000)
        doomed.cancel()
        assert await asyncio.gather(*spared) == [(1,)] * 5
    await readers.close()


async def test_what_writes_is_carried_through(path: str) -> None:
    """Whoever stops waiting for a change may find it done, never half of it."""
    writer = Workers(path, size=1)
    await writer.run(lambda connection: connection.execute("CREATE TABLE t (a)"))

    def write(connection: Connection) -> None:
        connection.execute("INSERT INTO t SELECT value FROM json_each(?)", (str(list(range(50_000))),))

    task = asyncio.create_task(writer.run(write))
    await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    found = await writer.run(lambda connection: connection.value("SELECT count(*) FROM t"))
    assert found in {0, 50_000}
    await writer.close()


async def test_a_reading_that_is_stopped_without_being_cancelled_is_told(path: str) -> None:
    """An interruption from elsewhere is an outage like others, not an answer."""
    readers = Workers(path, size=1, only_reads=True)

    def stopped(connection: Connection) -> object:
        connection.set_progress_handler(lambda: True, 1000)
        try:
            return count(connection)
        finally:
            connection.set_progress_handler(None)

    with pytest.raises(StoreUnavailable, match="send the request again"):
        await readers.run(stopped)
    await readers.close()
