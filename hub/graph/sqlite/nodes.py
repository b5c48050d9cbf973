"""Reading nodes by their ids."""

from collections.abc import Mapping, Sequence
from functools import cache

import orjson

from hub.graph.query import Sight
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import (
    ASKED,
    Moment,
    answer,
    asked,
    content,
    gathered,
    moment_of,
    packed,
    shown,
    version,
)
from hub.graph.sqlite.sight import View, asker, view_of
from hub.graph.values import Node, NodeId, Revision, Value

Content = tuple[Revision, list[str] | None, Mapping[str, Value]]
"""What `fragments.content` packs: revision, readers, properties."""


def node_from(name: NodeId, since: Revision, audience: list[str] | None, properties: Mapping[str, Value]) -> Node:
    """Return a node from its id and the parts of its content."""
    return Node(name, properties, None if audience is None else tuple(audience), since)


def get(
    connection: Connection, nodes: Sequence[NodeId], *, sight: Sight, as_of: Revision | None
) -> Sequence[Node | None]:
    """Return the node of each id; see the port."""
    parameters = {**asked(nodes), **asker(sight), "as_of": as_of}
    statement = _get(moment_of(as_of), view_of(sight))
    rows: list[tuple[int, Revision, list[str] | None, dict[str, Value]]]
    rows = orjson.loads(answer(connection, statement, parameters))
    found: list[Node | None] = [None] * len(nodes)
    for at, since, audience, properties in rows:
        found[at] = node_from(nodes[at], since, audience, properties)
    return found


@cache
def _get(moment: Moment, view: View) -> str:
    source = f"FROM {ASKED} {version('i.rid', moment)} WHERE {shown('i', moment, view)}"
    return gathered(packed("j.key", *content(moment)), source)
