"""Codes: values and audiences recur in many nodes, so that tables and indexes hold a number for each."""

from collections.abc import Iterable
from typing import Final

import orjson

from hub.graph.ledger import canonical
from hub.graph.sqlite.connection import Connection

EVERYONE: Final = 0
"""The code of the audience `None`."""

_REMEMBERED: Final = 200_000  # codes; about 30 MB


def coded_values(connection: Connection, texts: Iterable[str]) -> dict[str, int]:
    """Return a code for each JSON text of a value, among others; inside a writing transaction."""
    if len(connection.values) > _REMEMBERED:
        connection.values = {}
    new = list(set(texts) - connection.values.keys())
    if new:
        connection.executemany("INSERT OR IGNORE INTO value (json) VALUES (?)", ((text,) for text in new))
        connection.values.update(
            connection.execute(
                "SELECT v.json, v.code FROM json_each(?) j CROSS JOIN value v ON v.json = j.value",
                (orjson.dumps(new).decode(),),
            )
        )
    return connection.values


def coded_audience(connection: Connection, audience: tuple[str, ...] | None) -> int:
    """Return the code of an audience; inside a writing transaction."""
    if audience is None:
        return EVERYONE
    text = canonical(audience).decode()
    code = connection.audiences.get(text)
    if code is None:
        code = connection.audiences[text] = _audience(connection, audience, text)
    return code


def _audience(connection: Connection, audience: tuple[str, ...], text: str) -> int:
    connection.execute("INSERT OR IGNORE INTO audience (readers) VALUES (?)", (text,))
    (code,) = connection.execute("SELECT code FROM audience WHERE readers = ?", (text,)).fetchone()
    admitted = ((canonical(reader).decode(), code) for reader in audience)
    connection.executemany("INSERT OR IGNORE INTO admits VALUES (?, ?)", admitted)
    return int(code)
