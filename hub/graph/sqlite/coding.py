"""Codes: values and audiences recur in many nodes, so that tables and indexes hold a number for each."""

from typing import Final

from hub.graph.ledger import canonical
from hub.graph.sqlite.connection import Connection

EVERYONE: Final = 0
"""The code of the audience `None`."""

_REMEMBERED: Final = 200_000  # codes; about 20 MB


def coded_value(connection: Connection, value: str | float) -> int:
    """Return the code of a filter's value; inside a writing transaction."""
    # Python takes 1, 1.0 and True for the same key.
    key = value if type(value) is str else (type(value), value)
    code = connection.values.get(key)
    if code is None:
        if len(connection.values) >= _REMEMBERED:
            connection.values.clear()
        text = canonical(value).decode()
        connection.execute("INSERT OR IGNORE INTO value (json) VALUES (?)", (text,))
        code = connection.values[key] = _code(connection, "SELECT code FROM value WHERE json = ?", text)
    return code


def coded_audience(connection: Connection, audience: tuple[str, ...] | None) -> int:
    """Return the code of an audience; inside a writing transaction."""
    if audience is None:
        return EVERYONE
    code = connection.audiences.get(audience)
    if code is None:
        code = connection.audiences[audience] = _new_audience(connection, audience)
    return code


def _new_audience(connection: Connection, audience: tuple[str, ...]) -> int:
    text = canonical(audience).decode()
    connection.execute("INSERT OR IGNORE INTO audience (readers) VALUES (?)", (text,))
    code = _code(connection, "SELECT code FROM audience WHERE readers = ?", text)
    admitted = ((canonical(reader).decode(), code) for reader in audience)
    connection.executemany("INSERT OR IGNORE INTO admits VALUES (?, ?)", admitted)
    return code


def _code(connection: Connection, statement: str, text: str) -> int:
    code = connection.value(statement, (text,))
    return int(code)
