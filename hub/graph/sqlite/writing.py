"""Applying a change: what it puts, links and ends, and its ledger entry, all in one transaction.

The ledger entry comes first, since the triggers that keep history read the present revision from it. Whatever fails
afterwards takes it back with everything else.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count, product
from typing import Final

import orjson

from hub.errors import Conflict
from hub.graph.change import Change, Receipt
from hub.graph.ledger import canonical
from hub.graph.sqlite.coding import coded_audience
from hub.graph.sqlite.connection import Connection, writing
from hub.graph.sqlite.entries import append
from hub.graph.sqlite.filing import Filed, Properties, file, unfile
from hub.graph.sqlite.fragments import ASKED, asked
from hub.graph.sqlite.layout import Layout
from hub.graph.values import EdgeKey, NodeId, Revision, label_of


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file knows of an id: its rid and, where the node exists now, its revision, audience and properties.

    The properties are read only of nodes that the change puts or ends.
    """

    rid: int
    since: Revision | None
    audience: int
    properties: str | None


Known = dict[NodeId, Stored]


def commit(
    connection: Connection,
    change: Change,
    *,
    layouts: Mapping[str, Layout],
    edges: Collection[str],
    clock: Callable[[], datetime],
) -> Receipt:
    """Apply a change whole or not at all; see the port."""
    _require_shape(change, layouts, edges)
    with writing(connection):
        known = _known(connection, change)
        _require_expected(change, known)
        entry = append(connection, change, clock())
        types = dict(connection.execute("SELECT name, code FROM edge_type"))
        _end_edges(connection, change, known, types)
        _end_nodes(connection, change, known, types, layouts)
        _put(connection, change, known, layouts, entry.sequence)
        _link(connection, change, known, types, entry.sequence)
    return Receipt(entry.sequence, entry.recorded, entry.hash)


def _require_shape(change: Change, layouts: Mapping[str, Layout], edges: Collection[str]) -> None:
    for label in {node.label for node in change.puts} - layouts.keys():
        raise ValueError(f"The shape has no label '{label}'; add it before such a node is put.")
    for kind in {edge.key.type for edge in change.links}.difference(edges):
        raise ValueError(f"The shape has no edge type '{kind}'; add it before such an edge is linked.")


def _known(connection: Connection, change: Change) -> Known:
    """Return what the file knows of every id that the change names."""
    contents = dict.fromkeys((*(node.id for node in change.puts), *_ended_nodes(change)))
    keys = (*(edge.key for edge in change.links), *_ended_edges(change))
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


def _ended_nodes(change: Change) -> list[NodeId]:
    return list(dict.fromkeys(end for end in change.ends if not isinstance(end, EdgeKey)))


def _ended_edges(change: Change) -> list[EdgeKey]:
    return list(dict.fromkeys(end for end in change.ends if isinstance(end, EdgeKey)))


def _present(known: Known, node: NodeId) -> Revision | None:
    stored = known.get(node)
    return stored.since if stored else None


def _require_expected(change: Change, known: Known) -> None:
    """Raise `Conflict` where the nodes are not as the change relies on."""
    for expected in change.expects:
        if _present(known, expected.node) != expected.revision:
            raise _conflict("is not at the revision that the change expects", expected.node)
    ended = _ended_nodes(change)
    for node in ended:
        if _present(known, node) is None:
            raise _conflict("does not exist, so it cannot be ended", node)
    there = ({node.id for node in change.puts} | {node for node in known if _present(known, node)}).difference(ended)
    for edge in change.links:
        for end in (edge.key.source, edge.key.target):
            if end not in there:
                raise _conflict("does not exist, so no edge can end there", end)


def _conflict(what: str, node: NodeId) -> Conflict:
    return Conflict(f"'{node}' {what}: read it again and send a change that fits.", node=node)


def _end_edges(connection: Connection, change: Change, known: Known, types: Mapping[str, int]) -> None:
    statement = "DELETE FROM edge WHERE type = ? AND source = ? AND target = ?"
    for key in _ended_edges(change):
        ends = (known.get(key.source), known.get(key.target))
        rids = tuple(stored.rid if stored else None for stored in ends)
        if connection.execute(statement, (types.get(key.type), *rids)).rowcount == 0:
            raise _conflict(f"has no edge {key.type} to '{key.target}' that could be ended", key.source)


def _end_nodes(
    connection: Connection, change: Change, known: Known, types: Mapping[str, int], layouts: Mapping[str, Layout]
) -> None:
    """End nodes with all their edges; their rids stay theirs."""
    ended = _ended_nodes(change)
    rids = [known[node].rid for node in ended]
    for end in ("source", "target"):
        connection.executemany(f"DELETE FROM edge WHERE type = ? AND {end} = ?", product(types.values(), rids))
    connection.executemany("DELETE FROM node WHERE rid = ?", ((rid,) for rid in rids))
    filed: dict[str, list[tuple[int, Properties]]] = {}
    for node in ended:
        filed.setdefault(label_of(node), []).append((known[node].rid, _properties(known[node])))
    for label in filed.keys() & layouts.keys():
        unfile(connection, layouts[label], filed[label])


def _properties(stored: Stored) -> Properties:
    found: Properties = orjson.loads(stored.properties or "{}")
    return found


def _put(
    connection: Connection, change: Change, known: Known, layouts: Mapping[str, Layout], revision: Revision
) -> None:
    """Put the nodes that differ from what is there, and enter the rids of new ones into `known`."""
    changed = _changed(connection, change, known)
    connection.executemany(_PUT_IDENTITY, ((one.rid, one.id, one.audience) for one, _ in changed))
    connection.executemany(_PUT_NODE, ((one.rid, revision, one.audience, text) for one, text in changed))
    filed: dict[str, list[Filed]] = {}
    for one, _ in changed:
        filed.setdefault(label_of(one.id), []).append(one)
        known[one.id] = Stored(one.rid, revision, one.audience, None)
    for label, nodes in filed.items():
        file(connection, layouts[label], nodes)


_PUT_IDENTITY: Final = """
    INSERT INTO identity VALUES (?, ?, ?)
    ON CONFLICT (rid) DO UPDATE SET audience = excluded.audience WHERE audience <> excluded.audience
"""
_PUT_NODE: Final = """
    INSERT INTO node VALUES (?, ?, ?, ?)
    ON CONFLICT (rid) DO UPDATE
    SET since = excluded.since, audience = excluded.audience, properties = excluded.properties
"""
_PUT_EDGE: Final = """
    INSERT INTO edge VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (type, source, target) DO UPDATE SET since = excluded.since, properties = excluded.properties
    WHERE properties <> excluded.properties
"""


def _changed(connection: Connection, change: Change, known: Known) -> list[tuple[Filed, str]]:
    """Return the nodes that differ from what is there, with the JSON text of their properties."""
    (last,) = connection.execute("SELECT ifnull(max(rid), 0) FROM identity").fetchone()
    fresh = count(last + 1)
    found = []
    for node in {node.id: node for node in change.puts}.values():
        audience, text = coded_audience(connection, node.audience), properties_text(node.properties)
        stored = known.get(node.id)
        if stored is None:
            found.append((Filed(next(fresh), node.id, audience, node.properties), text))
        elif stored.since is None:
            found.append((Filed(stored.rid, node.id, audience, node.properties), text))
        elif (stored.audience, stored.properties) != (audience, text):
            found.append((Filed(stored.rid, node.id, audience, node.properties, _properties(stored)), text))
    return found


def _link(connection: Connection, change: Change, known: Known, types: Mapping[str, int], revision: Revision) -> None:
    """Put the edges, in the order of the table; one that equals what is there stays as it is."""
    links = {edge.key: edge.properties for edge in change.links}
    rows = [
        (types[key.type], known[key.source].rid, known[key.target].rid, revision, properties_text(properties))
        for key, properties in links.items()
    ]
    rows.sort()
    connection.executemany(_PUT_EDGE, rows)


def properties_text(properties: Properties) -> str:
    """Return the JSON text of properties; raises `ValueError` for what JSON cannot say, such as infinity."""
    text = canonical(properties)
    if b"null" in text and None in orjson.loads(text).values():
        raise ValueError(f"{dict(properties)} holds a value that no store can keep: leave it out.")
    return text.decode()
