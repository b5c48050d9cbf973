"""Putting nodes and edges: what is new, what differs from what is there, and what stays as it is."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final

import orjson

from hub.graph.change import Change
from hub.graph.ledger import canonical
from hub.graph.sqlite.coding import coded_audience
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.filing import Filed, Properties, file
from hub.graph.sqlite.known import Known, Stored
from hub.graph.sqlite.layout import Layout
from hub.graph.values import Revision, label_of

# An upsert costs twice an insertion, so it is kept for what may be there.
_INSERT_IDENTITY: Final = "INSERT INTO identity VALUES (?, ?, ?)"
_UPDATE_IDENTITY: Final = "UPDATE identity SET audience = ? WHERE rid = ?"
_INSERT_NODE: Final = "INSERT INTO node VALUES (?, ?, ?, ?)"
_REPLACE_NODE: Final = f"""
    {_INSERT_NODE} ON CONFLICT (rid) DO UPDATE
    SET since = excluded.since, audience = excluded.audience, properties = excluded.properties
"""
_INSERT_EDGE: Final = "INSERT INTO edge VALUES (?, ?, ?, ?, ?)"
_REPLACE_EDGE: Final = f"""
    {_INSERT_EDGE} ON CONFLICT (type, source, target) DO UPDATE
    SET since = excluded.since, properties = excluded.properties WHERE properties <> excluded.properties
"""

Draft = tuple[Filed, str]
"""A node to be put, with the JSON text of its properties."""


def put(
    connection: Connection, change: Change, known: Known, *, layouts: Mapping[str, Layout], revision: Revision
) -> None:
    """Put the nodes and edges of a change, ends first; one that equals what is there stays as it is."""
    last = connection.value("SELECT ifnull(max(rid), 0) FROM identity")
    drafts = _drafts(connection, change, known, last=last)
    _put_nodes(connection, drafts, last=last, revision=revision)
    filed: dict[str, list[Filed]] = {}
    for node, _ in drafts:
        filed.setdefault(label_of(node.id), []).append(node)
        known[node.id] = Stored(node.rid, revision, node.audience, None)
    for label, nodes in filed.items():
        file(connection, layouts[label], nodes)
    _put_edges(connection, change, known, last=last, revision=revision)


def _drafts(connection: Connection, change: Change, known: Known, *, last: int) -> list[Draft]:
    """Return the nodes that differ from what is there; new ones get the rids after the last."""
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
            found.append((Filed(stored.rid, node.id, audience, node.properties, stored.content()), text))
    return found


def _put_nodes(connection: Connection, drafts: list[Draft], *, last: int, revision: Revision) -> None:
    new = [draft for draft in drafts if draft[0].rid > last]
    old = [draft for draft in drafts if draft[0].rid <= last]
    connection.executemany(_INSERT_IDENTITY, ((node.rid, node.id, node.audience) for node, _ in new))
    connection.executemany(_UPDATE_IDENTITY, ((node.audience, node.rid) for node, _ in old))
    connection.executemany(_INSERT_NODE, _rows(new, revision))
    connection.executemany(_REPLACE_NODE, _rows(old, revision))


def _rows(drafts: Iterable[Draft], revision: Revision) -> Iterator[tuple[int, Revision, int, str]]:
    return ((node.rid, revision, node.audience, text) for node, text in drafts)


def _put_edges(connection: Connection, change: Change, known: Known, *, last: int, revision: Revision) -> None:
    types: dict[str, int] = dict(connection.execute("SELECT name, code FROM edge_type"))
    links = {edge.key: edge.properties for edge in change.links}
    rows = [
        (types[key.type], known[key.source].rid, known[key.target].rid, revision, properties_text(properties))
        for key, properties in links.items()
    ]
    rows.sort()  # as the table is, so that neighbouring rows go to one page
    connection.executemany(_INSERT_EDGE, (row for row in rows if max(row[1], row[2]) > last))
    connection.executemany(_REPLACE_EDGE, (row for row in rows if max(row[1], row[2]) <= last))


def properties_text(properties: Properties) -> str:
    """Return the JSON text of properties; raises `ValueError` for what JSON cannot say, such as infinity."""
    if not properties:
        return "{}"
    text = canonical(properties)
    if b"null" in text and None in orjson.loads(text).values():
        raise ValueError(f"{dict(properties)} holds a value that no store can keep: leave it out.")
    return text.decode()
