"""Opening graph files, and looking into them with SQLite itself."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from hub.graph.opening import present
from hub.graph.shape import Shape
from hub.graph.sqlite.store import SqliteGraph
from tests.contract.world import SHAPE

Table = list[tuple[object, ...]]


@dataclass(slots=True)
class Opener:
    """Opens graphs on one file."""

    file: Path
    opened: list[SqliteGraph] = field(default_factory=list)

    def connect(self, *, shape: Shape = SHAPE, file: Path | None = None) -> SqliteGraph:
        """Return a graph on the file, or on another, not migrated."""
        graph = SqliteGraph(str(file or self.file), shape=shape, clock=present)
        self.opened.append(graph)
        return graph

    async def open(self, *, shape: Shape = SHAPE, file: Path | None = None) -> SqliteGraph:
        """Return a migrated graph on the file, or on another."""
        graph = self.connect(shape=shape, file=file)
        await graph.migrate()
        return graph

    async def close(self) -> None:
        """Close all that were opened."""
        for graph in self.opened:
            await graph.close()


@contextmanager
def looking_into(file: Path) -> Iterator[apsw.Connection]:
    """Look into a graph file, or write it, behind the graph's back."""
    with closing(apsw.Connection(str(file))) as connection:
        yield connection


def contents(file: Path) -> bytes | None:
    """Return the bytes of a file, None where there is no file."""
    return file.read_bytes() if file.exists() else None


def fill(file: Path, data: bytes) -> None:
    """Write a file anew."""
    file.write_bytes(data)


def remove(*files: Path) -> None:
    """Delete files, and the log beside each."""
    for file in files:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{file}{suffix}").unlink(missing_ok=True)


def soundness(file: Path) -> str:
    """Return what SQLite finds wrong with a file: `ok` where nothing is."""
    with looking_into(file) as connection:
        verdict = connection.execute("PRAGMA integrity_check").get
    return str(verdict)


def filed(file: Path) -> dict[str, Table]:
    """Return what the tables made from the shape hold, their full-text indexes term by term."""
    found: dict[str, Table] = {}
    with looking_into(file) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for name in names:
            if name.startswith(("of_", "listed_", "rest_")):
                found[name] = _rows(connection, name)
        for name in [name for name in found if name.startswith("rest_")]:
            terms = name.replace("rest_", "terms_")
            connection.execute(f"CREATE VIRTUAL TABLE temp.v_{terms} USING fts5vocab (main, {terms}, instance)")
            found[terms] = _rows(connection, f"v_{terms}")
    return found


def _rows(connection: apsw.Connection, table: str) -> Table:
    return sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)  # noqa: S608 – a name from the schema
