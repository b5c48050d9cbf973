"""The tables that every graph file has, in numbered steps; what depends on the shape is in `layout`.

Ids are long and repeated, so tables refer to nodes by a small number, the `rid`, which is never reused: history refers
to it. `identity` knows every id that was ever put, with its latest audience, and is narrow, so that walking edges
reads little; `node` holds what is so now; what is replaced or ended is moved to `node_past` and `edge_past` by
triggers, so that no statement can forget to.
"""

from typing import Final

from hub.errors import MalformedSetting
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.failures import no_graph

APPLICATION: Final = 0x48756247
"""Marks a file as a hub's graph: "HubG"."""

_NOW: Final = "(SELECT max(sequence) FROM ledger)"  # a commit appends its ledger entry before anything else

STEPS: Final = (
    (
        """
        CREATE TABLE ledger (
            sequence INTEGER PRIMARY KEY,
            recorded INTEGER NOT NULL, -- microseconds since 1970-01-01 UTC
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subjects TEXT NOT NULL, -- JSON, like readers, properties and values below
            content TEXT NOT NULL,
            previous TEXT NOT NULL,
            hash TEXT NOT NULL
        )
        """,
        "CREATE INDEX ledger_recorded ON ledger (recorded)",
        # Code 0 means everyone and has no row.
        "CREATE TABLE audience (code INTEGER PRIMARY KEY, readers TEXT NOT NULL UNIQUE)",
        "CREATE TABLE admits (reader TEXT, audience INTEGER, PRIMARY KEY (reader, audience)) WITHOUT ROWID",
        "CREATE TABLE value (code INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE)",
        "CREATE TABLE edge_type (code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        "CREATE TABLE layout (label TEXT PRIMARY KEY, plan TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE identity (rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, audience INTEGER NOT NULL)",
        """
        CREATE TABLE node (
            rid INTEGER PRIMARY KEY, since INTEGER NOT NULL, audience INTEGER NOT NULL, properties TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE node_past (
            rid INTEGER, since INTEGER, until INTEGER NOT NULL, audience INTEGER NOT NULL, properties TEXT NOT NULL,
            PRIMARY KEY (rid, since)
        ) WITHOUT ROWID
        """,
        f"""
        CREATE TRIGGER node_replaced AFTER UPDATE ON node BEGIN
            INSERT INTO node_past VALUES (old.rid, old.since, {_NOW}, old.audience, old.properties);
        END
        """,
        f"""
        CREATE TRIGGER node_ended AFTER DELETE ON node BEGIN
            INSERT INTO node_past VALUES (old.rid, old.since, {_NOW}, old.audience, old.properties);
        END
        """,
        """
        CREATE TABLE edge (
            type INTEGER, source INTEGER, target INTEGER, since INTEGER NOT NULL, properties TEXT NOT NULL,
            PRIMARY KEY (type, source, target)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX edge_back ON edge (type, target, source)",
        """
        CREATE TABLE edge_past (
            type INTEGER, source INTEGER, target INTEGER, since INTEGER, until INTEGER NOT NULL,
            properties TEXT NOT NULL,
            PRIMARY KEY (type, source, target, since)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX edge_past_back ON edge_past (type, target, source)",
        f"""
        CREATE TRIGGER edge_replaced AFTER UPDATE ON edge BEGIN
            INSERT INTO edge_past VALUES (old.type, old.source, old.target, old.since, {_NOW}, old.properties);
        END
        """,
        f"""
        CREATE TRIGGER edge_ended AFTER DELETE ON edge BEGIN
            INSERT INTO edge_past VALUES (old.type, old.source, old.target, old.since, {_NOW}, old.properties);
        END
        """,
    ),
)
"""Each step is applied once and never changed after it has been published; a new need is a new step."""


def require_readable(connection: Connection, path: str) -> None:
    """Raise `MalformedSetting` unless the file is empty, or a graph that this version of the hub can read."""
    if _number(connection, "application_id") != APPLICATION:
        if _number(connection, "schema_version"):
            raise no_graph(path)
        return
    version = _number(connection, "user_version")
    if version > len(STEPS):
        message = (
            f"The graph '{path}' was written by a newer hub (schema {version}, this hub knows {len(STEPS)}): "
            f"run that hub, or name another file."
        )
        raise MalformedSetting(message, setting="HUB_GRAPH_URL")


def is_current(connection: Connection) -> bool:
    """Tell whether the file has seen every step."""
    return _number(connection, "user_version") == len(STEPS)


def advance(connection: Connection) -> None:
    """Apply the steps that the file has not seen yet; inside a transaction."""
    for statements in STEPS[_number(connection, "user_version") :]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")


def _number(connection: Connection, pragma: str) -> int:
    return int(connection.value(f"PRAGMA {pragma}"))
