"""Connections to a graph file, and the transactions on them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from hub.errors import StoreUnavailable

IN_MEMORY: Final = ":memory:"
VERSION: Final = apsw.sqlite_lib_version()
PATIENCE: Final = 10.0
"""How many seconds a statement waits for another process's lock."""

# SQLite counts the memory it uses, under one lock for all connections: with two threads that read, a third of their
# processor time went into waiting for it. Only before it is used can it be told not to.
if not apsw.connections():
    apsw.shutdown()
    apsw.config(apsw.SQLITE_CONFIG_MEMSTATUS, False)  # noqa: FBT003 – SQLite's own switch
    apsw.initialize()

# synchronous=FULL: in WAL mode NORMAL already survives the death of the process, since the log is in the operating
# system's hands when a commit returns; FULL also syncs the log, so that a receipt outlives a loss of power. It costs
# one sync per commit. The file is not mapped into memory: a fifth faster, but a fault of the disk, or a file cut short
# by somebody, would kill the process where it now is an error. The cache (64 MB) is per connection.
_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA wal_autocheckpoint = 4000",
)
_STATEMENTS: Final = 512
_WALK: Final = (
    "CREATE TEMP TABLE reached (at INTEGER PRIMARY KEY, rid INTEGER NOT NULL UNIQUE, distance INTEGER NOT NULL)"
)


class Connection(apsw.Connection):
    """A connection that remembers codes of values and audiences; a code never changes once it is committed."""

    values: dict[str | tuple[type, str | float], int]
    audiences: dict[tuple[str, ...], int]

    def value(self, statement: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> Any:  # noqa: ANN401 – whatever it answers
        """Return the one value of the one row that a statement answers, None where it answers none."""
        return self.execute(statement, parameters).get

    def forget(self) -> None:
        """Forget the codes: some may belong to a transaction that was taken back."""
        self.values = {}
        self.audiences = {}


def connected(path: str) -> Connection:
    """Return a new connection to a file that exists, for the calling thread alone; it waits for locks."""
    connection = Connection(path, flags=apsw.SQLITE_OPEN_READWRITE, statementcachesize=_STATEMENTS)
    # A plan depends on the statement alone: without this, SQLite plans anew whenever another limit is bound.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    connection.set_busy_timeout(round(PATIENCE * 1000))
    connection.forget()
    for statement in (*_PRAGMAS, _WALK):
        connection.execute(statement)
    return connection


class Line:
    """One thread's connection to a graph file, opened when it is first needed and again when the file was replaced.

    The file itself must exist by then: a path that lost its file is an outage, not a new and empty graph.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._place = Path(path)
        self._connection: Connection | None = None
        self._file: tuple[int, int] | None = None

    def connection(self) -> Connection:
        """Return the connection; raises `StoreUnavailable` where the file is missing."""
        file = self._present()
        if self._connection is None or file != self._file:
            self.drop()
            self._connection, self._file = connected(self.path), file
        return self._connection

    def drop(self) -> None:
        """Close the connection, if there is one; the next call opens another."""
        held, self._connection = self._connection, None
        if held is not None:
            held.close()

    def _present(self) -> tuple[int, int] | None:
        if self.path == IN_MEMORY:
            return None
        try:
            status = self._place.stat()
        except OSError as error:
            message = f"The graph file '{self.path}' is missing: restore it, or migrate to begin a new one."
            raise StoreUnavailable(message) from error
        return status.st_dev, status.st_ino


@contextmanager
def reading(connection: Connection) -> Iterator[None]:
    """Let all statements inside see one state of the file."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        _take_back(connection)


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """Commit all statements inside, or none of them; only one process is inside at a time."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.forget()
        _take_back(connection)
        raise


def _take_back(connection: Connection) -> None:
    if connection.in_transaction:  # an error of the disk may have ended it already
        connection.execute("ROLLBACK")


def copied(connection: Connection, path: str) -> None:
    """Copy everything that one connection sees at this moment to a file, in a single step, so that nothing shifts."""
    target = apsw.Connection(path)
    try:
        with target.backup("main", connection, "main") as backup:
            backup.step()
    finally:
        target.close()
