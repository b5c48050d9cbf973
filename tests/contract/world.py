"""A small graph that has nothing to do with the hub's domain, and short ways to write it and to read all of it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from hub.graph.change import Change, LedgerEntry, Receipt, Version
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Direction, Hit, Order, Position, Selection, Sight, Step, Window
from hub.graph.shape import LabelShape, Shape
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision, Value, node_id

SHAPE: Final = Shape(
    labels={
        "Thing": LabelShape(
            title="name",
            text=("name", "code", "notes", "aliases"),
            filters=("kind", "tags", "area", "size", "active", "group"),
            # `order` and `group` are words of both stores' query languages.
            orders=("name", "size", "order"),
        ),
        "Box": LabelShape(title="name", text=("name",), filters=("kind",), orders=("name",)),
        "Mark": LabelShape(),
    },
    edges=("LEADS_TO", "HOLDS", "LIKES"),
)
ALL: Final = Window(first=1_000)
THINGS: Final = Selection("Thing")
LEADS: Final = Step("LEADS_TO", Direction.OUT)
MIDNIGHT: Final = datetime(2026, 3, 1, tzinfo=UTC)


def thing(key: str, *, audience: tuple[str, ...] | None = None, **properties: Value) -> Node:
    """Return a node with label Thing."""
    return Node(node_id("Thing", key), properties, audience)


def box(key: str, *, audience: tuple[str, ...] | None = None, **properties: Value) -> Node:
    """Return a node with label Box."""
    return Node(node_id("Box", key), properties, audience)


def ident(key: str) -> NodeId:
    """Return the id of a Thing."""
    return node_id("Thing", key)


def idents(keys: Iterable[str]) -> list[NodeId]:
    """Return the ids of some Things, one per character or string."""
    return [ident(key) for key in keys]


def key(source: str, target: str, *, kind: str = "LEADS_TO") -> EdgeKey:
    """Return what identifies an edge between two Things."""
    return EdgeKey(ident(source), kind, ident(target))


def leads(source: str, target: str, **properties: Value) -> Edge:
    """Return an edge LEADS_TO between two Things."""
    return Edge(key(source, target), properties)


def arrows(*paths: str) -> list[Edge]:
    """Return an edge LEADS_TO for every two neighbours in each string: `"abc"` leads from a to b to c."""
    return [leads(source, target) for path in paths for source, target in pairwise(path)]


def holds(node: Node, source: str, **properties: Value) -> Edge:
    """Return an edge HOLDS from a Thing to any node."""
    return Edge(EdgeKey(ident(source), "HOLDS", node.id), properties)


def writing(*contents: Node | Edge, actor: str = "tester", action: str = "test.put") -> Change:
    """Return a change that puts these nodes and edges."""
    nodes = tuple(content for content in contents if isinstance(content, Node))
    edges = tuple(content for content in contents if isinstance(content, Edge))
    return Change(actor=actor, action=action, puts=nodes, links=edges)


async def put(graph: Graph, *contents: Node | Edge) -> Revision:
    """Put nodes and edges in one change and return its revision."""
    return (await graph.commit(writing(*contents))).revision


async def plant(graph: Graph, *paths: str) -> Revision:
    """Put a Thing for every letter in the paths and the arrows between neighbours."""
    letters = dict.fromkeys("".join(paths))
    return await put(graph, *(thing(letter) for letter in letters), *arrows(*paths))


async def end(graph: Graph, *subjects: NodeId | EdgeKey) -> Revision:
    """End nodes and edges in one change and return its revision."""
    receipt: Receipt = await graph.commit(Change(actor="tester", action="test.end", ends=subjects))
    return receipt.revision


async def found(
    graph: Graph, selection: Selection, *, order: Order | None = None, sight: Sight = EVERYTHING
) -> list[NodeId]:
    """Return the ids of all selected nodes in their order."""
    page = await graph.find(selection, window=Window(first=1_000, order=order), sight=sight)
    assert not page.more
    return [hit.node.id for hit in page.hits]


async def paged(graph: Graph, selection: Selection, *, size: int, order: Order | None = None) -> list[list[NodeId]]:
    """Return the ids of all selected nodes page by page, each page asked for after the last position of the one before.

    A page that says more follows must be full.
    """
    pages: list[list[NodeId]] = []
    after: Position | None = None
    more = True
    while more:
        page = await graph.find(selection, window=Window(size, after, order), sight=EVERYTHING)
        await asyncio.sleep(0)  # let others write, also where the store answers at once
        pages.append(listed(page.hits))
        more = page.more
        assert len(page.hits) == size or not more
        after = page.hits[-1].position if page.hits else after
    return pages


def listed(hits: Sequence[Hit]) -> list[NodeId]:
    """Return the ids of some hits."""
    return [hit.node.id for hit in hits]


async def neighbours(graph: Graph, source: str, *, sight: Sight = EVERYTHING, step: Step = LEADS) -> list[NodeId]:
    """Return the ids of all neighbours of a Thing."""
    (answer,) = await graph.expand([ident(source)], step, window=ALL, sight=sight)
    assert not answer.more
    return [link.node.id for link in answer.links]


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a store holds: the current graph, every version, the ledger."""

    nodes: list[Node]
    edges: list[Edge]
    versions: list[Version]
    ledger: list[LedgerEntry]
    head: tuple[Revision, str]


async def whole(graph: Graph, *gone: NodeId | EdgeKey) -> Whole:
    """Read all that a store holds; `gone` names what has a history but no present."""
    nodes, edges = await present(graph)
    subjects = (*(node.id for node in nodes), *(edge.key for edge in edges), *gone)
    versions = [version for subject in subjects for version in await graph.history(subject, sight=EVERYTHING)]
    entries = await graph.ledger(after=Revision(0), first=100_000)
    return Whole(nodes, edges, versions, list(entries), await graph.head())


async def present(graph: Graph) -> tuple[list[Node], list[Edge]]:
    """Return all nodes and edges there are now, edges without their revisions."""
    nodes = [hit.node for label in SHAPE.labels for hit in await _all(graph, label)]
    return nodes, [edge for kind in SHAPE.edges for edge in await _edges(graph, nodes, kind)]


async def _all(graph: Graph, label: str) -> Sequence[Hit]:
    page = await graph.find(Selection(label), window=Window(first=100_000), sight=EVERYTHING)
    return page.hits


async def _edges(graph: Graph, nodes: Sequence[Node], kind: str) -> list[Edge]:
    sources = [node.id for node in nodes]
    answers = await graph.expand(sources, Step(kind, Direction.OUT), window=Window(first=100_000), sight=EVERYTHING)
    return [
        Edge(EdgeKey(source, kind, link.node.id), link.properties)
        for source, answer in zip(sources, answers, strict=True)
        for link in answer.links
    ]


def exact(value: object) -> object:
    """Return a value in a form whose equality tells apart what Python's does not: 1, 1.0 and True, list and tuple."""
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, [(field.name, exact(getattr(value, field.name))) for field in fields(value)]
    if isinstance(value, Mapping):
        return "map", sorted((name, exact(part)) for name, part in value.items())
    if isinstance(value, list | tuple):
        return type(value).__name__, [exact(part) for part in value]
    # Enumerations of integers are written as what they are worth: a rank is a number.
    return type(value).__name__ if not isinstance(value, int) or isinstance(value, bool) else "int", value


class Clock:
    """A clock that tells what it was set to."""

    def __init__(self, moment: datetime = MIDNIGHT) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment it was set to."""
        return self.moment

    def advance(self, **duration: float) -> None:
        """Go on by a duration, e.g. `seconds=1`; a negative one goes back."""
        self.moment += timedelta(**duration)
