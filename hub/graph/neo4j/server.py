"""The connection to the server: sessions, retries, time limits, and what the driver's errors mean for the port."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import Any, Final, TypeVar
from urllib.parse import unquote, urlsplit

import neo4j
from neo4j.exceptions import (
    AuthConfigurationError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    TransientError,
)

from hub.errors import Conflict, MalformedSetting, StoreUnavailable

Answer = Mapping[str, Any]
"""One record: names and values as the driver gives them."""

Run = Callable[..., Awaitable[Answer]]
"""Runs a statement that answers one record, or none (then empty): `await run(text, name=value, …)`.

All parameters go into one map, `$p.name`: the server plans a statement anew for every combination of types and sizes of
its parameters, but a map is a map whatever it holds.
"""

Result = TypeVar("Result")

READ_LIMIT: Final = 30.0  # seconds for one reading statement; the slowest known takes one
WRITE_LIMIT: Final = 120.0  # seconds for a writing transaction, waiting for other writers included
SILENCE: Final = 3.0  # seconds of waiting after which the server is asked whether it is still there
RETRY_LIMIT: Final = 4.0  # seconds during which the driver repeats a writing transaction
CONNECT_LIMIT: Final = 3.0  # seconds
DRIVER_LOG: Final = logging.getLogger("neo4j")
POOL: Final = 100  # connections; what asks for more waits its turn
PAUSES: Final = (0.05, 0.25)  # seconds before a reading statement is repeated


class Server:
    """A Neo4j server, connected when it is first asked."""

    def __init__(self, url: str) -> None:
        """Take `bolt://` or `neo4j://` with `user:password@` where needed, percent-encoded; `MalformedSetting` else."""
        userinfo, _, self.address = urlsplit(url).netloc.rpartition("@")
        user, _, password = userinfo.partition(":")
        self._credentials = (unquote(user), unquote(password)) if userinfo else None
        self._url = f"{urlsplit(url).scheme}://{self.address}"
        self._driver: neo4j.AsyncDriver | None = None
        self._closed = False
        self._heard = 0.0
        self._bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager()
        if not _names_a_server(url):
            self._refuse_setting()

    async def ask(self, statement: str, **parameters: object) -> Answer:
        """Run one reading statement in its own transaction and return its record.

        Repeated twice at most, where that can help. Raises `StoreUnavailable`.
        """
        return await self._ask(neo4j.READ_ACCESS, statement, parameters)

    async def ask_writer(self, statement: str, **parameters: object) -> Answer:
        """Run it likewise, where writes go first: a follower in a cluster may not know the newest ones yet."""
        return await self._ask(neo4j.WRITE_ACCESS, statement, parameters)

    async def _ask(self, access: str, statement: str, parameters: dict[str, object]) -> Answer:
        start = monotonic()
        for pause in PAUSES:
            try:
                return await self._ask_once(access, statement, parameters)
            except StoreUnavailable as error:
                if not _passing(error.__cause__) or monotonic() - start > CONNECT_LIMIT:
                    raise
            await asyncio.sleep(pause)
        return await self._ask_once(access, statement, parameters)

    async def _ask_once(self, access: str, statement: str, parameters: dict[str, object]) -> Answer:
        async with self._session(access, READ_LIMIT) as session:
            return await self._one(await session.run(statement, p=parameters))

    async def _one(self, result: neo4j.AsyncResult) -> Answer:
        record = await result.single()
        self._heard = monotonic()
        return {} if record is None else dict(record)

    async def transact(self, work: Callable[[Run], Awaitable[Result]], *, limit: float = WRITE_LIMIT) -> Result:
        """Do some work in one writing transaction, again from the start where the server asks for that.

        `limit` is in seconds. Raises `StoreUnavailable`, `Conflict` where a uniqueness constraint is violated, and
        whatever the work raises, which undoes it.
        """

        async def unit(transaction: neo4j.AsyncManagedTransaction) -> Result:
            async def run(statement: str, **parameters: object) -> Answer:
                return await self._one(await transaction.run(statement, p=parameters))

            return await work(run)

        async with self._session(neo4j.WRITE_ACCESS, limit) as session:
            return await session.execute_write(unit)

    async def define(self, statement: str, *, limit: float = WRITE_LIMIT) -> None:
        """Run a statement that changes the schema, or waits for that; `limit` is in seconds."""
        async with self._session(neo4j.WRITE_ACCESS, limit) as session:
            await (await session.run(statement)).consume()

    async def close(self) -> None:
        """Close all connections for good."""
        self._closed = True
        if self._driver is not None:
            await self._driver.close()
            self._driver = None

    @asynccontextmanager
    async def _session(self, access: str, limit: float) -> AsyncIterator[neo4j.AsyncSession]:
        driver = self._connected()
        try:
            async with asyncio.timeout(limit) as deadline:
                with self._watched(deadline):
                    async with driver.session(default_access_mode=access, bookmark_manager=self._bookmarks) as session:
                        yield session
        except (DriverError, Neo4jError, OSError) as error:  # a TimeoutError is an OSError
            raise self._translated(error) from error

    @contextmanager
    def _watched(self, deadline: asyncio.Timeout) -> Iterator[None]:
        """Give up on a server that no longer answers anybody, long before the deadline for what merely takes long."""
        loop = asyncio.get_running_loop()
        watches: list[asyncio.Task[None]] = []
        timer = loop.call_later(SILENCE, lambda: watches.append(loop.create_task(self._watch(deadline))))
        try:
            yield
        finally:
            timer.cancel()
            for watch in watches:
                watch.cancel()

    async def _watch(self, deadline: asyncio.Timeout) -> None:
        try:
            while True:
                if monotonic() - self._heard > SILENCE:
                    # Not through the pool, all of whose connections may be waiting for answers.
                    async with asyncio.timeout(CONNECT_LIMIT), self._driver_of(pool=1) as driver:
                        await driver.verify_connectivity()
                await asyncio.sleep(SILENCE)
        except (DriverError, Neo4jError, OSError):
            deadline.reschedule(asyncio.get_running_loop().time())

    def _connected(self) -> neo4j.AsyncDriver:
        if self._closed:
            raise StoreUnavailable(f"The graph on {self.address} was closed: open it again.")
        if self._driver is None:
            self._driver = self._driver_of(pool=POOL)
        return self._driver

    def _driver_of(self, *, pool: int) -> neo4j.AsyncDriver:
        # What the driver has to report is raised, and told once by whoever catches it.
        if DRIVER_LOG.level == logging.NOTSET:
            DRIVER_LOG.setLevel(logging.CRITICAL)
        try:
            return neo4j.AsyncGraphDatabase.driver(
                self._url,
                auth=self._credentials,
                connection_timeout=CONNECT_LIMIT,
                connection_acquisition_timeout=READ_LIMIT,
                max_connection_pool_size=pool,
                max_transaction_retry_time=RETRY_LIMIT,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except (ConfigurationError, ValueError) as error:
            self._refuse_setting(error)
            raise

    def _refuse_setting(self, cause: Exception | None = None) -> None:
        message = (
            f"'{self._url}' names no Neo4j server: write bolt://HOST:PORT or neo4j://HOST:PORT and nothing after it."
        )
        raise MalformedSetting(message, setting="HUB_GRAPH_URL") from cause

    def _translated(self, error: Exception) -> Exception:
        """Return what an error of the driver means; a statement that the server refuses is a fault of ours."""
        if isinstance(error, ConstraintError):
            return Conflict("Somebody else wrote the same at the same time; read it again and repeat the change.")
        if isinstance(error, AuthConfigurationError) or _concerns_security(error):
            message = f"The Neo4j server at {self.address} refuses the hub: set its user and password in HUB_GRAPH_URL."
            return StoreUnavailable(message, setting="HUB_GRAPH_URL")
        if isinstance(error, DriverError | TransientError | OSError):
            return StoreUnavailable(f"The Neo4j server at {self.address} does not answer: try again in a moment.")
        return RuntimeError(f"The Neo4j server refused a statement of the hub: {error}")


def _names_a_server(url: str) -> bool:
    parts = urlsplit(url)
    try:
        parts.port  # noqa: B018 – raises where the port is no number
    except ValueError:
        return False
    return bool(parts.hostname) and not parts.path.strip("/") and not parts.query


def _concerns_security(error: Exception) -> bool:
    return isinstance(error, Neo4jError) and (error.code or "").startswith("Neo.ClientError.Security.")


def _passing(cause: BaseException | None) -> bool:
    return isinstance(cause, DriverError | Neo4jError) and cause.is_retryable()
