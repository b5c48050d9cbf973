"""Reading every version of a node or an edge."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import orjson

from hub.graph.change import Version
from hub.graph.query import Sight, Subject
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import ASKED, answer, asked, gathered, packed, readers
from hub.graph.sqlite.nodes import node_from
from hub.graph.sqlite.sight import View, asker, seen, view_of
from hub.graph.values import Edge, EdgeKey, NodeId, Revision, Value

_FOREVER: Final = (1 << 63) - 1
"""The `until` of what is so now."""


def history(connection: Connection, subject: Subject, *, sight: Sight) -> Sequence[Version]:
    """Return every version of a node or an edge, oldest first; see the port."""
    if isinstance(subject, EdgeKey):
        return _of_edge(connection, subject, sight)
    return _of_node(connection, subject, sight)


def _of_node(connection: Connection, node: NodeId, sight: Sight) -> list[Version]:
    found = answer(connection, _node_statement(view_of(sight)), {**asked([node]), **asker(sight)})
    rows: list[tuple[Revision, Revision, list[str] | None, dict[str, Value]]] = orjson.loads(found)
    rows.sort(key=lambda row: row[0])
    return [
        Version(node_from(node, since, audience, properties), since, _until(until))
        for since, until, audience, properties in rows
    ]


def _of_edge(connection: Connection, edge: EdgeKey, sight: Sight) -> list[Version]:
    parameters = {**asked([edge.source, edge.target]), **asker(sight), "edge": edge.type}
    found = answer(connection, _edge_statement(view_of(sight)), parameters)
    rows: list[tuple[Revision, Revision, dict[str, Value]]] = orjson.loads(found)
    rows.sort(key=lambda row: row[0])
    return [Version(Edge(edge, properties, since), since, _until(until)) for since, until, properties in rows]


def _until(until: Revision) -> Revision | None:
    return None if until == _FOREVER else until


_NODE_TABLES: Final = (("node_past", "v.until"), ("node", str(_FOREVER)))
_EDGE_TABLES: Final = (("edge_past", "v.until"), ("edge", str(_FOREVER)))


def _spans(columns: str, view: View) -> str:
    """Return every version that the asker may see of the nodes asked for, with `since` and `until`."""
    visible = f"{seen('i.audience', view)} AND {seen('v.audience', view)}"
    return " UNION ALL ".join(
        f"SELECT j.key AS at, v.since AS since, {until} AS until{columns} "
        f"FROM {ASKED} CROSS JOIN {table} v ON v.rid = i.rid WHERE {visible}"
        for table, until in _NODE_TABLES
    )


@cache
def _node_statement(view: View) -> str:
    row = packed("since", "until", readers("audience"), "properties")
    return gathered(row, f"FROM ({_spans(', v.audience AS audience, v.properties AS properties', view)})")


@cache
def _edge_statement(view: View) -> str:
    # An edge's version is shown where its time and those of shown versions of both its ends overlap.
    versions = " UNION ALL ".join(
        f"SELECT v.since, {until} AS until, v.properties FROM edge_type y CROSS JOIN {table} v ON v.type = y.code "
        f"AND v.source = (SELECT i.rid FROM {ASKED} WHERE j.key = 0) "
        f"AND v.target = (SELECT i.rid FROM {ASKED} WHERE j.key = 1) WHERE y.name = :edge"
        for table, until in _EDGE_TABLES
    )
    together = "max(v.since, s.since, t.since) < min(v.until, s.until, t.until)"
    shown = f"SELECT 1 FROM span s CROSS JOIN span t WHERE s.at = 0 AND t.at = 1 AND {together}"
    row = packed("v.since", "v.until", "v.properties")
    with_spans = f"WITH span AS MATERIALIZED ({_spans('', view)})"
    return f"{with_spans} {gathered(row, f'FROM ({versions}) v WHERE EXISTS ({shown})')}"
