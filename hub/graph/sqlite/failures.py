"""SQLite's errors in the words of the port."""

from typing import Final

import apsw

from hub.errors import HubError, MalformedSetting, StoreUnavailable

_REMEDIES: Final = {
    apsw.SQLITE_BUSY: "is held by another process: send the request again, or stop what holds it",
    apsw.SQLITE_LOCKED: "is held by another process: send the request again, or stop what holds it",
    apsw.SQLITE_FULL: "cannot grow because its disk is full: make room and send the request again",
    apsw.SQLITE_READONLY: "may not be written: give this process the right to write it and its folder",
    apsw.SQLITE_CANTOPEN: "cannot be opened: check that it exists and that this process may read its folder",
    apsw.SQLITE_IOERR: "cannot be read or written: check its disk and send the request again",
    apsw.SQLITE_CORRUPT: "is damaged: stop the hub and restore a backup",
}
_BROKEN: Final = frozenset({apsw.SQLITE_IOERR, apsw.SQLITE_CORRUPT, apsw.SQLITE_CANTOPEN, apsw.SQLITE_NOTADB})


def told(error: apsw.Error, path: str) -> HubError:
    """Return what an error of SQLite means for whoever uses the graph file at `path`."""
    code = _code(error)
    if code == apsw.SQLITE_NOTADB:
        return no_graph(path)
    if str(error).startswith("no such table"):
        return StoreUnavailable(f"The graph file '{path}' has not been set up: migrate it first.")
    remedy = _REMEDIES.get(code, f"does not answer ({error}): send the request again, and report it if it stays so")
    return StoreUnavailable(f"The graph file '{path}' {remedy}.")


def no_graph(path: str) -> MalformedSetting:
    """Return the refusal of a file that holds something else."""
    message = f"'{path}' is not a hub's graph: name another file, or move this one away."
    return MalformedSetting(message, setting="HUB_GRAPH_URL")


def breaks_connection(error: apsw.Error) -> bool:
    """Tell whether only a new connection can be trusted after this error."""
    return _code(error) in _BROKEN


def _code(error: apsw.Error) -> int:
    # Errors of the Python module itself, such as a closed connection, carry no code.
    return getattr(error, "result", apsw.SQLITE_MISUSE)
