"""Applying a change: what it ends, puts and links, and its ledger entry, all in one transaction.

The ledger entry comes first, since the triggers that keep history read the present revision from it. Whatever fails
afterwards takes it back with everything else.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from itertools import product

from hub.errors import Conflict
from hub.graph.change import Change, Receipt
from hub.graph.sqlite.connection import Connection, writing
from hub.graph.sqlite.entries import append
from hub.graph.sqlite.filing import Properties, unfile
from hub.graph.sqlite.known import Known, ended_edges, ended_nodes, known_of
from hub.graph.sqlite.layout import Layout
from hub.graph.sqlite.putting import put
from hub.graph.values import NodeId, label_of


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
        known = known_of(connection, change)
        _require_expected(change, known)
        entry = append(connection, change, clock())
        _end_edges(connection, change, known)
        _end_nodes(connection, change, known, layouts)
        put(connection, change, known, layouts=layouts, revision=entry.sequence)
    return Receipt(entry.sequence, entry.recorded, entry.hash)


def _require_shape(change: Change, layouts: Mapping[str, Layout], edges: Collection[str]) -> None:
    for label in {node.label for node in change.puts} - layouts.keys():
        raise ValueError(f"The shape has no label '{label}'; add it before such a node is put.")
    for kind in {edge.key.type for edge in change.links}.difference(edges):
        raise ValueError(f"The shape has no edge type '{kind}'; add it before such an edge is linked.")


def _require_expected(change: Change, known: Known) -> None:
    """Raise `Conflict` where the nodes are not as the change relies on."""
    present = {node: stored.since for node, stored in known.items() if stored.since is not None}
    for expected in change.expects:
        if present.get(expected.node) != expected.revision:
            raise _conflict("is not at the revision that the change expects", expected.node)
    ended = ended_nodes(change)
    for node in ended:
        if node not in present:
            raise _conflict("does not exist, so it cannot be ended", node)
    there = (present.keys() | {node.id for node in change.puts}).difference(ended)
    for edge in change.links:
        for end in (edge.key.source, edge.key.target):
            if end not in there:
                raise _conflict("does not exist, so no edge can end there", end)


def _conflict(what: str, node: NodeId) -> Conflict:
    return Conflict(f"'{node}' {what}: read it again and send a change that fits.", node=node)


def _end_edges(connection: Connection, change: Change, known: Known) -> None:
    for key in ended_edges(change):
        ends = [stored.rid if (stored := known.get(end)) else None for end in (key.source, key.target)]
        connection.execute(
            "DELETE FROM edge WHERE type = (SELECT code FROM edge_type WHERE name = ?) AND source = ? AND target = ?",
            (key.type, *ends),
        )
        if not connection.changes():
            raise _conflict(f"has no edge {key.type} to '{key.target}' that could be ended", key.source)


def _end_nodes(connection: Connection, change: Change, known: Known, layouts: Mapping[str, Layout]) -> None:
    """End nodes with all their edges; their rids stay theirs."""
    ended = ended_nodes(change)
    if not ended:
        return
    rids = [known[node].rid for node in ended]
    types = [code for (code,) in connection.execute("SELECT code FROM edge_type")]
    for end in ("source", "target"):
        connection.executemany(f"DELETE FROM edge WHERE type = ? AND {end} = ?", product(types, rids))
    connection.executemany("DELETE FROM node WHERE rid = ?", ((rid,) for rid in rids))
    filed: dict[str, list[tuple[int, Properties]]] = {}
    for node in ended:
        filed.setdefault(label_of(node), []).append((known[node].rid, known[node].content()))
    for label in filed.keys() & layouts.keys():
        unfile(connection, layouts[label], filed[label])
