"""What a graph file knows of the ids that a change names, before the change."""

from dataclasses import dataclass

import orjson

from hub.graph.change import Change
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.filing import Properties
from hub.graph.sqlite.fragments import ASKED, asked
from hub.graph.values import EdgeKey, NodeId, Revision


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file knows of an id: its rid and, where the node exists now, its revision, audience and properties.

    The properties are read only of nodes that the change puts or ends.
    """

    rid: int
    since: Revision | None
    audience: int
    properties: str | None

    def content(self) -> Properties:
        """Return the properties of the present node."""
        found: Properties = orjson.loads(self.properties or "{}")
        return found


Known = dict[NodeId, Stored]


def known_of(connection: Connection, change: Change) -> Known:
    """Return what the file knows of every id that the change names."""
    contents = dict.fromkeys((*(node.id for node in change.puts), *ended_nodes(change)))
    keys = (*(edge.key for edge in change.links), *ended_edges(change))
    ends = (end for key in keys for end in (key.source, key.target))
    ids = list(dict.fromkeys((*contents, *ends, *(expected.node for expected in change.expects))))
    rows = connection.execute(
        f"""
        SELECT j.key, i.rid, n.since, i.audience, CASE WHEN j.key < :contents THEN n.properties END
        FROM {ASKED} LEFT JOIN node n ON n.rid = i.rid
        """,
        {**asked(ids), "contents": len(contents)},
    )
    return {ids[at]: Stored(*row) for at, *row in rows}


def ended_nodes(change: Change) -> list[NodeId]:
    """Return the ids of the nodes that a change ends, each once."""
    return list(dict.fromkeys(end for end in change.ends if not isinstance(end, EdgeKey)))


def ended_edges(change: Change) -> list[EdgeKey]:
    """Return the keys of the edges that a change ends by name, each once."""
    return list(dict.fromkeys(end for end in change.ends if isinstance(end, EdgeKey)))
