"""Keeping the tables of `layout` in step with the nodes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from hub.graph.sqlite.coding import coded_values
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.layout import Layout
from hub.graph.text import folded, terms
from hub.graph.values import NodeId, Value

Properties = Mapping[str, Value]

_BATCH: Final = 10_000
# The tokenizer cuts at ASCII punctuation, which our terms may hold; such a character is indexed as one for private use.
_TOKENS: Final = {code: 0xE000 + code for code in range(128) if code != ord(" ") and not chr(code).isalnum()}


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
    return " ".join(found).translate(_TOKENS)


def file(connection: Connection, layout: Layout, nodes: Sequence[Filed]) -> None:
    """File nodes of one label, in place of what was filed of them before."""
    codes = coded_values(connection, _coded_texts(layout, nodes))
    marks = ", ".join("?" * len(layout.columns))
    rows = [_row(layout, node, codes) for node in nodes]
    connection.executemany(f"INSERT OR REPLACE INTO {layout.of} VALUES ({marks})", rows)
    _unlist(connection, layout, (node.rid for node in nodes if node.before is not None))
    listed = (row for node in nodes for row in _elements(layout, node, codes))
    connection.executemany(f"INSERT OR IGNORE INTO {layout.listed} VALUES (?, ?, ?)", listed)
    if layout.searched:
        _index(connection, layout, nodes)


def unfile(connection: Connection, layout: Layout, nodes: Sequence[tuple[int, Properties]]) -> None:
    """Remove nodes of one label, each given with the properties under which it is filed."""
    rids = [(rid,) for rid, _ in nodes]
    connection.executemany(f"DELETE FROM {layout.of} WHERE rid = ?", rids)
    _unlist(connection, layout, (rid for rid, _ in nodes))
    if layout.searched:
        connection.executemany(f"DELETE FROM {layout.rest} WHERE rid = ?", rids)
        _unindex(connection, layout, ((rid, _texts(layout, properties)) for rid, properties in nodes))


def refile(connection: Connection, layout: Layout) -> None:
    """Make the tables of a label anew from its nodes; inside a writing transaction."""
    for statement in (*layout.drop(), *layout.create()):
        connection.execute(statement)
    nodes = _stored(connection, layout, after="")
    while nodes:
        file(connection, layout, nodes)
        nodes = _stored(connection, layout, after=nodes[-1].id)


def _stored(connection: Connection, layout: Layout, *, after: str) -> list[Filed]:
    rows = connection.execute(
        """
        SELECT i.rid, i.id, n.audience, n.properties FROM identity i CROSS JOIN node n ON n.rid = i.rid
        WHERE i.id >= ? AND i.id > ? AND i.id < ? ORDER BY i.id LIMIT ?
        """,
        (f"{layout.label}:", after, f"{layout.label};", _BATCH),
    )
    return [Filed(rid, name, audience, orjson.loads(text)) for rid, name, audience, text in rows]


def _coded_texts(layout: Layout, nodes: Sequence[Filed]) -> Iterator[str]:
    for node in nodes:
        for name in layout.shape.filters:
            value = node.properties.get(name)
            if isinstance(value, list):
                yield from map(_json, value)
            elif value is not None:
                yield _json(value)


def _row(layout: Layout, node: Filed, codes: Mapping[str, int]) -> tuple[Value | None, ...]:
    held = node.properties
    title = (_texts(layout, held)[0],) if layout.searched else ()
    filters = (_code(held.get(name), codes) for name in layout.shape.filters)
    orders = (_sortable(held.get(name)) for name in layout.shape.orders)
    return (node.rid, node.id, node.audience, *title, *filters, *orders)


def _code(value: Value | None, codes: Mapping[str, int]) -> int | None:
    return None if value is None or isinstance(value, list) else codes[_json(value)]


def _sortable(value: Value | None) -> Value | None:
    return None if isinstance(value, list) else value


def _elements(layout: Layout, node: Filed, codes: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
    for number, name in enumerate(layout.shape.filters):
        value = node.properties.get(name)
        if isinstance(value, list):
            yield from ((node.rid, number, codes[_json(element)]) for element in value)


def _unlist(connection: Connection, layout: Layout, rids: Iterable[int]) -> None:
    connection.executemany(f"DELETE FROM {layout.listed} WHERE rid = ?", ((rid,) for rid in rids))


def _index(connection: Connection, layout: Layout, nodes: Sequence[Filed]) -> None:
    before = {node.rid: _texts(layout, node.before) for node in nodes if node.before is not None}
    texts = {node.rid: _texts(layout, node.properties) for node in nodes}
    changed = [(rid, found) for rid, found in texts.items() if before.get(rid) != found]
    _unindex(connection, layout, ((rid, before[rid]) for rid, _ in changed if rid in before))
    rests = ((rid, rest) for rid, (_, rest) in changed)
    connection.executemany(f"INSERT OR REPLACE INTO {layout.rest} VALUES (?, ?)", rests)
    connection.executemany(f"INSERT INTO {layout.terms} (rowid, terms) VALUES (?, ?)", _entries(changed))


def _unindex(connection: Connection, layout: Layout, texts: Iterable[tuple[int, tuple[str, str]]]) -> None:
    # A contentless index must be told what it held for the row.
    statement = f"INSERT INTO {layout.terms} ({layout.terms}, rowid, terms) VALUES ('delete', ?, ?)"
    connection.executemany(statement, _entries(texts))


def _entries(texts: Iterable[tuple[int, tuple[str, str]]]) -> Iterator[tuple[int, str]]:
    return ((rid, tokens(terms("\n".join(found)))) for rid, found in texts)


def _texts(layout: Layout, properties: Properties) -> tuple[str, str]:
    """Return the folded title and, one a line, the other folded texts; a folded text has no line break in it."""
    title = properties.get(layout.shape.title) if layout.shape.title else None
    rest = (_spread(properties.get(name)) for name in layout.shape.text if name != layout.shape.title)
    own = folded(title) if isinstance(title, str) else ""
    more = title if isinstance(title, list) else ()
    return own, "\n".join(map(folded, (*more, *(text for texts in rest for text in texts))))


def _spread(value: Value | None) -> Sequence[str]:
    if isinstance(value, list):
        return value
    return (value,) if isinstance(value, str) else ()


def _json(value: Value) -> str:
    return orjson.dumps(value).decode()
