"""Bringing a graph file up to date, and copying it."""

from collections.abc import Collection, Mapping
from pathlib import Path

from hub.errors import BadInput, StoreUnavailable
from hub.graph.shape import LabelShape
from hub.graph.sqlite.connection import IN_MEMORY, Connection, copied, writing
from hub.graph.sqlite.filing import refile
from hub.graph.sqlite.layout import Layout
from hub.graph.sqlite.schema import advance, is_current, require_readable


def prepare(path: str) -> None:
    """Make an empty file, and its folder, where there is none; raises `StoreUnavailable` where that cannot be."""
    if path == IN_MEMORY:
        return
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch()
    except OSError as error:
        message = f"The graph file '{path}' cannot be made ({error.strerror}): name a place that may be written."
        raise StoreUnavailable(message) from error


def migrate(connection: Connection, path: str, *, layouts: Mapping[str, Layout], edges: Collection[str]) -> None:
    """Bring the tables up to date with this version of the hub and with the shape; see the port.

    A file that is up to date is not written, so that a start waits for no other process. Raises `MalformedSetting` for
    a file that a newer hub wrote, or that holds something else.
    """
    require_readable(connection, path)
    if is_current(connection) and _fits(connection, layouts, edges):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with writing(connection):
        require_readable(connection, path)
        advance(connection)
        connection.executemany("INSERT OR IGNORE INTO edge_type (name) VALUES (?)", ((kind,) for kind in edges))
        _lay_out(connection, layouts)


def _fits(connection: Connection, layouts: Mapping[str, Layout], edges: Collection[str]) -> bool:
    types = {kind for (kind,) in connection.execute("SELECT name FROM edge_type")}
    return types.issuperset(edges) and _plans(connection) == {one.label: one.plan for one in layouts.values()}


def _plans(connection: Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT label, plan FROM layout"))


def _lay_out(connection: Connection, layouts: Mapping[str, Layout]) -> None:
    """Make the tables of every label whose shape is new or has changed, and drop those of labels without one.

    Tables that are kept while nobody keeps them in step would be wrong when their label comes back.
    """
    plans = _plans(connection)
    for label in plans.keys() - layouts.keys():
        for statement in Layout(label, LabelShape()).drop():
            connection.execute(statement)
        connection.execute("DELETE FROM layout WHERE label = ?", (label,))
    for layout in layouts.values():
        if plans.get(layout.label) != layout.plan:
            refile(connection, layout)
            connection.execute("INSERT OR REPLACE INTO layout VALUES (?, ?)", (layout.label, layout.plan))


def backup(connection: Connection, path: str) -> None:
    """Copy the whole graph, as it is at one moment, to a new file; others read and write meanwhile.

    The copy gets its name only when it is whole. Raises `BadInput` where that file exists.
    """
    target, partial = Path(path), Path(f"{path}.partial")
    if target.exists():
        raise BadInput(f"'{path}' exists already: name a new file for the backup.")
    partial.unlink(missing_ok=True)
    copied(connection, str(partial))
    partial.rename(target)
