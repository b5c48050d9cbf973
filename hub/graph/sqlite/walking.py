"""Walking edges breadth-first from some nodes.

The set of visited nodes is a table in the connection's memory, and each level is one statement: no path is ever
enumerated, and the interpreter's lock is free while a level of a hundred thousand edges is walked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import orjson

from hub.graph.query import Completeness, Direction, Reach, Sight
from hub.graph.sqlite.connection import Connection, reading
from hub.graph.sqlite.fragments import (
    ASKED,
    Moment,
    Parameters,
    answer,
    asked,
    gathered,
    moment_of,
    packed,
    shown,
    version,
)
from hub.graph.sqlite.neighbours import table_of
from hub.graph.sqlite.sight import View, asker, seen, view_of
from hub.graph.values import Edge, EdgeKey, NodeId, Revision, Value


@dataclass(frozen=True, slots=True)
class Walk:
    """What makes the statements of a walk: the moment, the asker, and which end of an edge it leaves by."""

    moment: Moment
    view: View
    direction: Direction


def reach(
    connection: Connection,
    roots: Sequence[NodeId],
    *,
    edges: frozenset[str],
    direction: Direction,
    depth: int,
    budget: int,
    sight: Sight,
    as_of: Revision | None,
) -> Reach:
    """Walk breadth-first, each node once; see the port."""
    walk = Walk(moment_of(as_of), view_of(sight), direction)
    parameters: Parameters = {**asked(roots), **asker(sight), "edges": orjson.dumps(sorted(edges)).decode()}
    parameters |= {"as_of": as_of, "depth": depth}
    with reading(connection):
        completeness = _walked(connection, walk, parameters, depth=depth, budget=budget)
        distances = _distances(connection)
        found = _edges(connection, walk, parameters, {rid: name for rid, name, _ in distances})
    return Reach(
        distances={name: distance for _, name, distance in distances},
        edges=found,
        completeness=completeness,
        unknown=_unknown(roots, distances),
    )


Reached = Sequence[tuple[int, NodeId, int]]
"""The rid, the id and the distance of each node reached, nearest first, then by id."""


def _unknown(roots: Sequence[NodeId], distances: Reached) -> tuple[NodeId, ...]:
    known = {name for _, name, distance in distances if distance == 0}
    return tuple(root for root in dict.fromkeys(roots) if root not in known)


def _walked(connection: Connection, walk: Walk, parameters: Parameters, *, depth: int, budget: int) -> Completeness:
    """Fill the table of visited nodes and tell whether that is all there is."""
    connection.execute("DELETE FROM reached")
    connection.execute(_roots(walk), parameters)
    low, high = 0, connection.changes()
    room = max(budget, 0)
    for distance in range(1, depth + 1):
        level = parameters | {"low": low, "high": high, "distance": distance}
        connection.execute(_level(walk), level)
        more = connection.changes()
        if more > room:
            connection.execute(_TRIM, {"low": high, "room": room})
            return Completeness.BUDGET_SPENT
        if not more:
            return Completeness.COMPLETE
        low, high, room = high, high + more, room - more
    beyond = connection.value(_beyond(walk), parameters | {"low": low, "high": high})
    return Completeness.DEPTH_REACHED if beyond else Completeness.COMPLETE


def _distances(connection: Connection) -> Reached:
    row = packed("r.rid", "json_quote(i.id)", "r.distance")
    source = "FROM reached r CROSS JOIN identity i ON i.rid = r.rid"
    found: list[tuple[int, NodeId, int]] = orjson.loads(answer(connection, gathered(row, source), {}))
    found.sort(key=lambda node: (node[2], node[1]))
    return found


def _edges(connection: Connection, walk: Walk, parameters: Parameters, names: Mapping[int, NodeId]) -> tuple[Edge, ...]:
    rows: list[tuple[str, int, int, Revision, dict[str, Value]]]
    rows = orjson.loads(answer(connection, _kept(walk), parameters))
    found = [
        Edge(EdgeKey(names[source], kind, names[target]), properties, since)
        for kind, source, target, since, properties in rows
    ]
    found.sort(key=lambda edge: (edge.key.source, edge.key.type, edge.key.target))
    return tuple(found)


_TRIM = """
    DELETE FROM reached WHERE at > :low AND rid NOT IN (
        SELECT r.rid FROM reached r CROSS JOIN identity i ON i.rid = r.rid WHERE r.at > :low ORDER BY i.id LIMIT :room
    )
"""


@cache
def _roots(walk: Walk) -> str:
    there = f"{version('i.rid', walk.moment)} WHERE {shown('i', walk.moment, walk.view)}"
    return f"INSERT OR IGNORE INTO reached (rid, distance) SELECT i.rid, 0 FROM {ASKED} {there}"


@cache
def _level(walk: Walk) -> str:
    return f"INSERT OR IGNORE INTO reached (rid, distance) SELECT far, :distance FROM ({_beyond_level(walk)})"


@cache
def _beyond(walk: Walk) -> str:
    return f"SELECT EXISTS ({_beyond_level(walk)})"


def _beyond_level(walk: Walk) -> str:
    """Return the nodes not visited yet that edges from the last level lead to."""
    _, far = _ends(walk)
    if walk.moment is Moment.NOW:
        there, visible = "", seen("t.audience", walk.view)
    else:
        there, visible = version("t.rid", walk.moment), shown("t", walk.moment, walk.view)
    new = f"NOT EXISTS (SELECT 1 FROM reached x WHERE x.rid = e.{far})"
    level = "r.at > :low AND r.at <= :high"
    return " UNION ALL ".join(
        f"SELECT e.{far} AS far FROM reached r {edges} CROSS JOIN identity t ON t.rid = e.{far} {there} "
        f"WHERE {level} AND {new} AND {visible}"
        for edges in _tables(walk)
    )


@cache
def _kept(walk: Walk) -> str:
    _, far = _ends(walk)
    name = "json_quote((SELECT name FROM edge_type WHERE code = g.type))"
    arms = " UNION ALL ".join(
        f"SELECT e.type, e.source, e.target, e.since, e.properties FROM reached r {edges} "
        f"CROSS JOIN reached x ON x.rid = e.{far} WHERE r.distance < :depth"
        for edges in _tables(walk)
    )
    return gathered(packed(name, "g.source", "g.target", "g.since", "g.properties"), f"FROM ({arms}) g")


def _tables(walk: Walk) -> list[str]:
    """Return the joins of the edges `e` that lead on from the visited nodes `r`: those of now, and past ones."""
    near, _ = _ends(walk)
    types = "SELECT code FROM edge_type WHERE name IN (SELECT value FROM json_each(:edges))"
    join = f"e.type IN ({types}) AND e.{near} = r.rid"
    if walk.moment is Moment.NOW:
        return [f"CROSS JOIN {table_of(walk.direction)} ON {join}"]
    recorded = f"{join} AND e.since <= :as_of"
    return [
        f"CROSS JOIN {table_of(walk.direction)} ON {recorded}",
        f"CROSS JOIN {table_of(walk.direction, past=True)} ON {recorded} AND e.until > :as_of",
    ]


def _ends(walk: Walk) -> tuple[str, str]:
    return ("source", "target") if walk.direction is Direction.OUT else ("target", "source")
