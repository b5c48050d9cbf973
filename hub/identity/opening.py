"""Opening the identity store that belongs to a graph."""

from pathlib import Path
from typing import Final

from hub.graph.sqlite.connection import IN_MEMORY
from hub.identity.neo4j import NeoIdentities
from hub.identity.port import Identities
from hub.identity.sqlite import SqliteIdentities

_SQLITE: Final = "sqlite:///"


def open_identities(graph_url: str) -> Identities:
    """Return the identity store beside the graph that a URL names, not yet connected and not migrated.

    Beside `sqlite:///PATH/graph.sqlite` it is the file `PATH/graph.identity.sqlite`, beside a graph in memory it is in
    memory, and beside a Neo4j it is on the same server. Raises `MalformedSetting` as `open_graph` does.
    """
    if not graph_url.startswith(_SQLITE):
        return NeoIdentities(graph_url)
    path = graph_url.removeprefix(_SQLITE)
    return SqliteIdentities(path if path == IN_MEMORY else str(Path(path).with_suffix(".identity.sqlite")))
