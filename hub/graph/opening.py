"""Opening the graph that a URL names."""

from collections.abc import Callable
from datetime import UTC, datetime

from hub.errors import MalformedSetting
from hub.graph.neo4j.store import NeoGraph
from hub.graph.port import Graph
from hub.graph.shape import Shape
from hub.graph.sqlite.store import SqliteGraph


def present() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


async def open_graph(url: str, *, shape: Shape, clock: Callable[[], datetime] = present) -> Graph:
    """Return the store that a URL names, connected lazily and not yet migrated.

    `sqlite:///PATH` is a file (made with its folder where missing; `sqlite:////PATH` is absolute),
    `sqlite:///:memory:` lives as long as the object; `bolt://`, `neo4j://` and their `+s`/`+ssc` forms, with
    `user:password@` where the server asks for it, are a Neo4j server. Raises `MalformedSetting` for any other URL.
    """
    scheme, separator, rest = url.partition(":///")
    if scheme == "sqlite" and separator and rest:
        return SqliteGraph(rest, shape=shape, clock=clock)
    if url.startswith(("bolt:", "bolt+", "neo4j:", "neo4j+")):
        return NeoGraph(url, shape=shape, clock=clock)
    message = f"'{url}' names no graph store: write sqlite:///PATH, neo4j://HOST or bolt://HOST."
    raise MalformedSetting(message, setting="HUB_GRAPH_URL")
