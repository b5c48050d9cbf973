"""Keeping the tables of `layout` in step with the nodes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import orjson

from hub.graph.sqlite.coding import coded_value
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.layout import Layout
from hub.graph.text import folded, terms
from hub.graph.values import NodeId, Value

Properties = Mapping[str, Value]

_BATCH: Final = 10_000
# The tokenizer cuts at control characters, which a term may hold; one is indexed as a character for private use.
_CONTROL: Final = re.compile("[\0-\x1f\x7f]")
_TOKENS: Final = {code: 0xE000 + code for code in (*range(0x20), 0x7F)}


@dataclass(frozen=True, slots=True)
class Filed:
    """A node as it is to be filed; `before` are the properties under which it is filed now, None where it is new."""

    rid: int
    id: NodeId
    audience: int
    properties: Properties
    before: Properties | None = None


def tokens(found: Iterable[str]) -> str:
    """Return terms as the full-text index takes them."""
    text = " ".join(found)
    return text.translate(_TOKENS) if _CONTROL.search(text) else text


def file(connection: Connection, layout: Layout, nodes: Sequence[Filed]) -> None:
    """File nodes of one label, in place of what was filed of them before."""
    # Deleting the few that are there and inserting all is much cheaper than INSERT OR REPLACE.
    unfile(connection, layout, [(node.rid, node.before) for node in nodes if node.before is not None])
    marks = ", ".join("?" * len(layout.columns))
    texts = [_texts(layout, node.properties) for node in nodes] if layout.searched else []
    titles: Iterable[tuple[str, ...]] = ((title,) for title, _ in texts) if layout.searched else repeat(())
    rows = (_row(connection, layout, node, title) for node, title in zip(nodes, titles, strict=False))
    connection.executemany(f"INSERT INTO {layout.of} VALUES ({marks})", rows)
    listed = (row for node in nodes for row in _elements(connection, layout, node))
    connection.executemany(f"INSERT OR IGNORE INTO {layout.listed} VALUES (?, ?, ?)", listed)
    if layout.searched:
        found = [(node.rid, text) for node, text in zip(nodes, texts, strict=True)]
        connection.executemany(f"INSERT INTO {layout.rest} VALUES (?, ?)", ((rid, rest) for rid, (_, rest) in found))
        connection.executemany(f"INSERT INTO {layout.terms} (rowid, terms) VALUES (?, ?)", _entries(found))


def unfile(connection: Connection, layout: Layout, nodes: Sequence[tuple[int, Properties]]) -> None:
    """Remove nodes of one label, each given with the properties under which it is filed."""
    rids = [(rid,) for rid, _ in nodes]
    connection.executemany(f"DELETE FROM {layout.of} WHERE rid = ?", rids)
    connection.executemany(f"DELETE FROM {layout.listed} WHERE rid = ?", rids)
    if layout.searched:
        connection.executemany(f"DELETE FROM {layout.rest} WHERE rid = ?", rids)
        # A contentless index must be told what it held for the row.
        statement = f"INSERT INTO {layout.terms} ({layout.terms}, rowid, terms) VALUES ('delete', ?, ?)"
        found = ((rid, _texts(layout, properties)) for rid, properties in nodes)
        connection.executemany(statement, _entries(found))


def refile(connection: Connection, layout: Layout) -> None:
    """Make the tables of a label anew from its nodes; inside a writing transaction."""
    for statement in (*layout.drop(), *layout.create()):
        connection.execute(statement)
    nodes = _stored(connection, layout, after="")
    while nodes:
        file(connection, layout, nodes)
        nodes = _stored(connection, layout, after=nodes[-1].id)
    for statement in layout.index():
        connection.execute(statement)


def _stored(connection: Connection, layout: Layout, *, after: str) -> list[Filed]:
    rows = connection.execute(
        """
        SELECT i.rid, i.id, n.audience, n.properties FROM identity i CROSS JOIN node n ON n.rid = i.rid
        WHERE i.id >= ? AND i.id > ? AND i.id < ? ORDER BY i.id LIMIT ?
        """,
        (f"{layout.label}:", after, f"{layout.label};", _BATCH),
    )
    return [Filed(rid, name, audience, orjson.loads(text)) for rid, name, audience, text in rows]


def _row(connection: Connection, layout: Layout, node: Filed, title: tuple[str, ...]) -> tuple[Value | None, ...]:
    held = node.properties.get
    filters = [_code(connection, held(name)) for name in layout.shape.filters]
    orders = [None if isinstance(value, list) else value for value in map(held, layout.shape.orders)]
    return (node.rid, node.id, node.audience, *title, *filters, *orders)


def _code(connection: Connection, value: Value | None) -> int | None:
    return None if value is None or isinstance(value, list) else coded_value(connection, value)


def _elements(connection: Connection, layout: Layout, node: Filed) -> Iterator[tuple[int, int, int]]:
    for number, name in enumerate(layout.shape.filters):
        value = node.properties.get(name)
        if isinstance(value, list):
            yield from ((node.rid, number, coded_value(connection, element)) for element in value)


def _entries(texts: Iterable[tuple[int, tuple[str, str]]]) -> Iterator[tuple[int, str]]:
    return ((rid, tokens(terms("\n".join(found)))) for rid, found in texts)


def _texts(layout: Layout, properties: Properties) -> tuple[str, str]:
    """Return the folded title and, one a line, the other folded texts; a folded text has no line break in it."""
    title = properties.get(layout.shape.title) if layout.shape.title else None
    rest = [folded(text) for name in layout.others for text in _spread(properties.get(name))]
    if isinstance(title, str):
        return folded(title), "\n".join(rest)
    return "", "\n".join((*rest, *map(folded, _spread(title))))


def _spread(value: Value | None) -> Sequence[str]:
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, list) else ()
