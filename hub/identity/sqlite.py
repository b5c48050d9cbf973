"""The identity store in a SQLite file of its own, next to the graph's.

Not in the graph's file: a copy of the graph can then be handed on without a secret in it, signing in never waits for a
long import, which holds that file's only writer, and this file alone can be kept from other users of the machine.
"""

import asyncio
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import orjson

from hub.errors import Conflict, MalformedSetting, StoreUnavailable
from hub.graph.sqlite.connection import IN_MEMORY, Connection, writing
from hub.graph.sqlite.workers import Workers
from hub.identity.port import Entry, Kind, Write

_READERS: Final = 2
_LAYOUT: Final = 1
_OWNER_ONLY: Final = 0o600
_TABLES: Final = (
    """
    CREATE TABLE identity (
      kind TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL, version INTEGER NOT NULL, expires TEXT,
      PRIMARY KEY (kind, key)
    ) WITHOUT ROWID""",
    "CREATE INDEX identity_version ON identity (kind, version)",
    "CREATE INDEX identity_expires ON identity (expires) WHERE expires IS NOT NULL",
    "CREATE TABLE counter (version INTEGER NOT NULL)",
    "INSERT INTO counter VALUES (0)",
    f"PRAGMA user_version = {_LAYOUT}",
)
_COLUMNS: Final = "SELECT kind, key, body, version, expires FROM identity"

_Row = tuple[str, str, bytes, int, str | None]


class SqliteIdentities:
    """The port (`hub.identity.port`) on one file, or in memory where the path is `:memory:`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._writer = Workers(path, size=1)
        self._readers = self._writer if path == IN_MEMORY else Workers(path, size=_READERS)

    async def migrate(self) -> None:
        """Make the file, for its owner alone, and its tables; see the port."""
        await asyncio.to_thread(_prepare, self._path)
        await self._writer.run(lambda line: _migrate(line, self._path))

    async def get(self, kind: Kind, key: str) -> Entry | None:
        """Return what is stored; see the port."""
        return await self._readers.run(lambda line: _get(line, kind, key))

    async def newer(self, kind: Kind, *, than: int = 0) -> Sequence[Entry]:
        """Return the entries written after a version; see the port."""
        return await self._readers.run(lambda line: _newer(line, kind, than))

    async def write(self, *writes: Write) -> int:
        """Apply all writes in one transaction; see the port."""
        return await self._writer.run(lambda line: _write(line, writes))

    async def sweep(self, now: datetime) -> int:
        """Erase what expired; see the port."""
        return await self._writer.run(lambda line: _sweep(line, now))

    async def close(self) -> None:
        """Finish what was asked for and close the file; doing it again changes nothing."""
        await self._readers.close()
        await self._writer.close()


def _prepare(path: str) -> None:
    if path == IN_MEMORY:
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, _OWNER_ONLY))
    except OSError as error:
        message = f"The identity file '{path}' cannot be made ({error.strerror}): name a place that may be written."
        raise StoreUnavailable(message) from error


def _migrate(connection: Connection, path: str) -> None:
    found = connection.value("PRAGMA user_version")
    if found == _LAYOUT:
        return
    if found > _LAYOUT:
        message = f"'{path}' was written by a newer hub: use that one, or name another graph in HUB_GRAPH_URL."
        raise MalformedSetting(message, setting="HUB_GRAPH_URL")
    connection.execute("PRAGMA journal_mode = WAL")
    with writing(connection):
        if connection.value("PRAGMA user_version") == 0:  # another process may have been first
            for statement in _TABLES:
                connection.execute(statement)


def _get(connection: Connection, kind: Kind, key: str) -> Entry | None:
    row = connection.execute(f"{_COLUMNS} WHERE kind = ? AND key = ?", (kind, key)).fetchone()
    return None if row is None else _entry(row)


def _newer(connection: Connection, kind: Kind, than: int) -> list[Entry]:
    rows = connection.execute(f"{_COLUMNS} WHERE kind = ? AND version > ? ORDER BY version, key", (kind, than))
    return [_entry(row) for row in rows]


def _write(connection: Connection, writes: Sequence[Write]) -> int:
    connection.execute("PRAGMA secure_delete = ON")
    with writing(connection):
        for write in writes:
            _require(connection, write)
        connection.execute("UPDATE counter SET version = version + 1")
        version = connection.value("SELECT version FROM counter")
        for write in writes:
            _apply(connection, write, version)
    if any(write.body is None for write in writes):
        _forget(connection)
    return int(version)


def _require(connection: Connection, write: Write) -> None:
    if write.expects is None:
        return
    held = _get(connection, write.kind, write.key)
    if (0 if held is None else held.version) != write.expects:
        raise Conflict(f"Somebody changed this {write.kind} meanwhile: read it again, and repeat the change.")


def _apply(connection: Connection, write: Write, version: int) -> None:
    if write.body is None:
        connection.execute("DELETE FROM identity WHERE kind = ? AND key = ?", (write.kind, write.key))
        return
    row = (write.kind, write.key, orjson.dumps(write.body), version, _moment_text(write.expires))
    connection.execute("INSERT OR REPLACE INTO identity VALUES (?, ?, ?, ?, ?)", row)


def _sweep(connection: Connection, now: datetime) -> int:
    connection.execute("PRAGMA secure_delete = ON")
    with writing(connection):
        connection.execute("DELETE FROM identity WHERE expires < ?", (_moment_text(now),))
        swept = connection.changes()
    _forget(connection)
    return swept


def _forget(connection: Connection) -> None:
    """Empty the log of writes as far as readers allow, for it still holds what was erased."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _entry(row: _Row) -> Entry:
    kind, key, body, version, expires = row
    moment = None if expires is None else datetime.fromisoformat(expires)
    return Entry(kind=Kind(kind), key=key, body=orjson.loads(body), version=version, expires=moment)


def _moment_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")
