"""Listing and counting the neighbours of nodes."""

from collections.abc import Sequence
from functools import cache
from typing import Final

import orjson

from hub.graph.query import Direction, Link, Neighbours, Position, Sight, Step, Window
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import (
    ASKED,
    Moment,
    Parameters,
    answer,
    asked,
    content,
    gathered,
    moment_of,
    of_version,
    packed,
    shown,
    version,
)
from hub.graph.sqlite.nodes import node_from
from hub.graph.sqlite.paging import Course, course_of, window_parameters
from hub.graph.sqlite.sight import View, asker, seen, view_of
from hub.graph.values import Node, NodeId, Revision, Value

Row = tuple[NodeId, Revision, list[str] | None, dict[str, Value], dict[str, Value]]


def expand(
    connection: Connection,
    nodes: Sequence[NodeId],
    step: Step,
    *,
    window: Window,
    sight: Sight,
    as_of: Revision | None,
) -> Sequence[Neighbours]:
    """Return the same window of each node's neighbours; see the port."""
    unique = list(dict.fromkeys(nodes))
    parameters = _parameters(unique, step, sight, as_of) | window_parameters(window)
    if window.order:
        parameters["path"] = f'$."{window.order.property}"'
    statement = _expand(
        moment_of(as_of), view_of(sight), step.direction, course_of(window), labelled=step.label is not None
    )
    rows: list[tuple[int, list[Row]]] = orjson.loads(answer(connection, statement, parameters))
    found = {unique[at]: _neighbours(links, window) for at, links in rows}
    return [found.get(node, _NONE) for node in nodes]


def degree(
    connection: Connection, nodes: Sequence[NodeId], step: Step, *, sight: Sight, as_of: Revision | None
) -> Sequence[int]:
    """Return how many neighbours each node has; see the port."""
    unique = list(dict.fromkeys(nodes))
    parameters = _parameters(unique, step, sight, as_of)
    statement = _degree(moment_of(as_of), view_of(sight), step.direction, labelled=step.label is not None)
    rows: list[tuple[int, int]] = orjson.loads(answer(connection, statement, parameters))
    found = {unique[at]: number for at, number in rows}
    return [found.get(node, 0) for node in nodes]


_NONE: Final = Neighbours()


def _parameters(nodes: Sequence[NodeId], step: Step, sight: Sight, as_of: Revision | None) -> Parameters:
    parameters: Parameters = {**asked(nodes), **asker(sight), "edge": step.edge, "as_of": as_of}
    if step.label is not None:
        parameters |= {"label_from": f"{step.label}:", "label_to": f"{step.label};"}
    return parameters


def _neighbours(rows: Sequence[Row], window: Window) -> Neighbours:
    shown_rows = rows[: max(window.first, 0)]
    return Neighbours(tuple(_link(row, window) for row in shown_rows), more=len(rows) > len(shown_rows))


def _link(row: Row, window: Window) -> Link:
    name, since, audience, properties, link = row
    node = node_from(name, since, audience, properties)
    return Link(node, link, Position(sort_key(node, window), name))


def sort_key(node: Node, window: Window) -> str | int | None:
    """Return the key of a node's position in a list that a window orders by a property."""
    value = node.properties.get(window.order.property) if window.order else None
    return value if isinstance(value, str | int) else None


@cache
def _expand(moment: Moment, view: View, direction: Direction, course: Course, *, labelled: bool) -> str:
    key = f"json_extract({of_version('properties', moment)}, :path)"
    joins, meant = far_ends(moment, view, labelled=labelled, versioned=course.keyed)
    listed = f"""
        SELECT t.id AS id, t.rid AS rid, g.properties AS link FROM ({edges_from("i.rid", moment, direction)}) g {joins}
        WHERE {meant} AND {course.following(key, "t.id")} ORDER BY {course.sorting(key, "t.id")} LIMIT :limit
    """
    link = packed("json_quote(w.id)", *content(moment), "w.link")
    links = f"SELECT group_concat(link) FROM (SELECT {link} AS link FROM ({listed}) w {version('w.rid', moment)})"
    return gathered(packed("j.key", packed(f"ifnull(({links}), '')")), _near_ends(moment, view))


@cache
def _degree(moment: Moment, view: View, direction: Direction, *, labelled: bool) -> str:
    joins, meant = far_ends(moment, view, labelled=labelled, versioned=False)
    number = f"SELECT count(*) FROM ({edges_from('i.rid', moment, direction)}) g {joins} WHERE {meant}"
    return gathered(packed("j.key", f"({number})"), _near_ends(moment, view))


def _near_ends(moment: Moment, view: View) -> str:
    """Return the source of the nodes asked for, `i`; now, whatever has edges exists."""
    if moment is Moment.NOW:
        return f"FROM {ASKED} WHERE {seen('i.audience', view)}"
    return f"FROM {ASKED} {version('i.rid', moment)} WHERE {shown('i', moment, view)}"


def edges_from(near_rid: str, moment: Moment, direction: Direction, *, edge: str = ":edge") -> str:
    """Return the edges of one type from the node of a rid, with the rid of the other end as `far`."""
    near, far = ("source", "target") if direction is Direction.OUT else ("target", "source")
    meant = f"e.type = (SELECT code FROM edge_type WHERE name = {edge}) AND e.{near} = {near_rid}"
    now = f"SELECT e.{far} AS far, e.properties AS properties FROM {table_of(direction)} WHERE {meant}"
    if moment is Moment.NOW:
        return now
    past = f"SELECT e.{far}, e.properties FROM {table_of(direction, past=True)} WHERE {meant}"
    return f"{now} AND e.since <= :as_of UNION ALL {past} AND e.since <= :as_of AND e.until > :as_of"


def table_of(direction: Direction, *, past: bool = False) -> str:
    """Return the table of edges as `e`, with the index that leads from an edge's near end.

    Without statistics the planner may prefer the primary key, and read all edges of a type.
    """
    table = "edge_past" if past else "edge"
    return f"{table} e" if direction is Direction.OUT else f"{table} e INDEXED BY {table}_back"


def far_ends(moment: Moment, view: View, *, labelled: bool, versioned: bool, prefix: str = "label_") -> tuple[str, str]:
    """Return the joins of the edges' other ends, as `t` and its version, and the condition that those are meant.

    The parameters of the label begin with `prefix`. What is not needed is not joined: the present version where
    nothing of it is read, and nothing at all where everything is counted.
    """
    label = f"t.id >= :{prefix}from AND t.id < :{prefix}to" if labelled else "1"
    identity = "CROSS JOIN identity t ON t.rid = g.far"
    if moment is Moment.THEN or versioned:
        return f"{identity} {version('t.rid', moment)}", f"{shown('t', moment, view)} AND {label}"
    return identity, f"{seen('t.audience', view)} AND {label}"
