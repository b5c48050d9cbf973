"""How nodes and edges are written down as maps of the server, and read back."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from hub.errors import BadInput
from hub.graph.ledger import canonical
from hub.graph.neo4j.names import OWN_BEGINNINGS, OWN_PROPERTIES, lacking, own
from hub.graph.shape import LabelShape, Shape
from hub.graph.text import folded, terms
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision, Value

Stored = dict[str, Any]

CONTENT: Final = "{.*, _title: null, _text: null, _terms: null}"
"""A node's map without what only searches read, which is the greater part of it."""

LONGEST: Final = 8_000  # bytes that the server's range indexes hold of one value, less a margin


def node_of(stored: Stored) -> Node:
    """Return the node that a map of the server describes."""
    audience = stored.get("audience")
    return Node(
        id=NodeId(stored["id"]),
        properties=_domain(stored),
        audience=None if audience is None else tuple(audience),
        revision=Revision(stored["revision"]),
    )


def edge_of(source: str, kind: str, target: str, stored: Stored) -> Edge:
    """Return the edge between two nodes that a map of the server describes."""
    key = EdgeKey(NodeId(source), kind, NodeId(target))
    return Edge(key, link_properties(stored), Revision(stored["revision"]))


def link_properties(stored: Stored) -> dict[str, Value]:
    """Return the properties that the domain gave an edge."""
    return _domain(stored)


def _domain(stored: Stored) -> dict[str, Value]:
    # As `own` says, without a call for each property of each node of an answer, which is half of what reading it takes.
    found = {name: value for name, value in stored.items() if name[:1] not in OWN_BEGINNINGS}
    for name in OWN_PROPERTIES:
        found.pop(name, None)
    return found


def same_node(node: Node, stored: Stored) -> bool:
    """Tell whether a node, its revision aside, is what is stored, types of values included."""
    there = node_of(stored)
    return node.audience == there.audience and same(node.properties, there.properties)


def same(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    """Tell whether two maps of properties are equal, types of values included."""
    return one.keys() == other.keys() and canonical(one) == canonical(other)


def stored_node(node: Node, revision: Revision, shape: LabelShape) -> Stored:
    """Return the map that describes a node; raise `ValueError` or `BadInput` for what the server cannot hold."""
    _check(node.id, node.properties, (*shape.filters, *shape.orders))
    audience = {} if node.audience is None else {"audience": list(node.audience)}
    return {**node.properties, **derived(node, shape), **audience, "id": node.id, "revision": revision}


def stored_edge(edge: Edge, revision: Revision) -> Stored:
    """Return the map that describes an edge; raise `ValueError` for a property that is the store's own."""
    _check(edge.key, edge.properties, ())
    return {**edge.properties, "revision": revision}


def derived(node: Node, shape: LabelShape) -> Stored:
    """Return the properties that indexes need: what searches read, and which orders the node has no value for."""
    lacks = {lacking(order): True for order in shape.orders if order not in node.properties}
    texts = list(_texts(node.properties, shape.text))
    if not texts:
        return {**lacks}
    title = node.properties.get(shape.title) if shape.title else None
    found = sorted(set().union(*map(terms, texts)))
    return {
        **lacks,
        **({"_title": folded(title)} if isinstance(title, str) else {}),
        "_text": "\n".join(map(folded, texts)),
        "_terms": " ".join(found),
    }


def lists_in(nodes: Iterable[Node], shape: Shape) -> set[str]:
    """Return the filters, as `label.property`, that hold a list in one of the nodes."""
    return {
        f"{node.label}.{name}"
        for node in nodes
        for name in shape.labels[node.label].filters
        if isinstance(node.properties.get(name), list)
    }


def _texts(properties: Mapping[str, Value], names: Iterable[str]) -> Iterable[str]:
    for name in names:
        value = properties.get(name)
        yield from [value] if isinstance(value, str) else value if isinstance(value, list) else []


def _check(subject: NodeId | EdgeKey, properties: Mapping[str, Value], indexed: Iterable[str]) -> None:
    if reserved := [name for name in properties if own(name)]:
        message = f"{subject!r} has properties with names of the store's own: {reserved}; rename them."
        raise ValueError(message)
    if isinstance(subject, str):
        _check_length(subject, "id", subject)
        for name in indexed:
            _check_length(subject, name, properties.get(name))


def _check_length(node: NodeId, name: str, value: Value | None) -> None:
    length: Callable[[str], int] = lambda text: len(text.encode())  # noqa: E731
    size = length(value) if isinstance(value, str) else sum(map(length, value)) if isinstance(value, list) else 0
    if size > LONGEST:
        message = f"{name} of {node[:100]!r} has {size} bytes; lists are filtered and ordered by at most {LONGEST}."
        raise BadInput(message, property=name)
