"""SQLite's errors in the words of the port."""

import sqlite3
from typing import Final

from hub.errors import HubError, MalformedSetting, StoreUnavailable

_REMEDIES: Final = {
    sqlite3.SQLITE_BUSY: "is held by another process: send the request again, or stop what holds it",
    sqlite3.SQLITE_LOCKED: "is held by another process: send the request again, or stop what holds it",
    sqlite3.SQLITE_FULL: "cannot grow because its disk is full: make room and send the request again",
    sqlite3.SQLITE_READONLY: "may not be written: give this process the right to write it and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: check that it exists and that this process may read its folder",
    sqlite3.SQLITE_IOERR: "cannot be read or written: check its disk and send the request again",
    sqlite3.SQLITE_CORRUPT: "is damaged: stop the hub and restore a backup",
}
_PRIMARY: Final = 0xFF  # the low byte of an extended result code is the primary one
_BROKEN: Final = frozenset(
    {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB}
)


def told(error: sqlite3.Error, path: str) -> HubError:
    """Return what an error of SQLite means for whoever uses the graph file at `path`."""
    code = _code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return no_graph(path)
    if str(error).startswith("no such table"):
        return StoreUnavailable(f"The graph file '{path}' has not been set up: migrate it first.")
    remedy = _REMEDIES.get(code, f"does not answer ({error}): send the request again, and report it if it stays so")
    return StoreUnavailable(f"The graph file '{path}' {remedy}.")


def no_graph(path: str) -> MalformedSetting:
    """Return the refusal of a file that holds something else."""
    message = f"'{path}' is not a hub's graph: name another file, or move this one away."
    return MalformedSetting(message, setting="HUB_GRAPH_URL")


def breaks_connection(error: sqlite3.Error) -> bool:
    """Tell whether only a new connection can be trusted after this error."""
    return _code(error) in _BROKEN


def _code(error: sqlite3.Error) -> int:
    # Errors of the Python module itself, such as a closed connection, carry no code.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & _PRIMARY
