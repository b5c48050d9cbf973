"""The ledger's entries in the file."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

from hub.graph.change import Change, LedgerEntry
from hub.graph.ledger import GENESIS, canonical, entry_for
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import bindable
from hub.graph.values import NodeId, Revision

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def entries(connection: Connection, *, after: Revision, first: int) -> Sequence[LedgerEntry]:
    """Return the first entries after a sequence number, in their order; see the port."""
    rows = connection.execute(
        """
        SELECT sequence, recorded, actor, action, subjects, content, previous, hash FROM ledger
        WHERE sequence > ? ORDER BY sequence LIMIT ?
        """,
        (bindable(after), bindable(max(first, 0))),
    )
    return [
        LedgerEntry(sequence, _moment(recorded), actor, action, _subjects(subjects), content, previous, hash_)
        for sequence, recorded, actor, action, subjects, content, previous, hash_ in rows
    ]


def head(connection: Connection) -> tuple[Revision, str]:
    """Return the newest entry's sequence number and hash; see the port."""
    sequence, _, hash_ = _newest(connection)
    return sequence, hash_


def revision_at(connection: Connection, moment: datetime) -> Revision:
    """Return the newest revision recorded at or before a moment; see the port."""
    statement = "SELECT sequence FROM ledger WHERE recorded <= ? ORDER BY recorded DESC, sequence DESC LIMIT 1"
    row = connection.execute(statement, (_microseconds(moment),)).fetchone()
    return Revision(row[0] if row else 0)


def append(connection: Connection, change: Change, moment: datetime) -> LedgerEntry:
    """Append the entry of a change, recorded at a moment or when the entry before it was, if that is later."""
    sequence, recorded, previous = _newest(connection)
    recorded = max(recorded, _microseconds(moment))
    entry = entry_for(change, sequence=Revision(sequence + 1), recorded=_moment(recorded), previous=previous)
    subjects = canonical(entry.subjects).decode()
    connection.execute(
        "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (entry.sequence, recorded, entry.actor, entry.action, subjects, entry.content, entry.previous, entry.hash),
    )
    return entry


def _newest(connection: Connection) -> tuple[Revision, int, str]:
    statement = "SELECT sequence, recorded, hash FROM ledger WHERE sequence = (SELECT max(sequence) FROM ledger)"
    row: tuple[Revision, int, str] | None = connection.execute(statement).fetchone()
    return row or (Revision(0), _microseconds(datetime.min.replace(tzinfo=UTC)), GENESIS)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def _subjects(text: str) -> tuple[NodeId, ...]:
    return tuple(orjson.loads(text))
