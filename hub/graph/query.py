"""What the reading verbs of the graph port are asked, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from hub.graph.values import Edge, EdgeKey, Node, NodeId, Value


@dataclass(frozen=True, slots=True)
class Sight:
    """For whom a question is asked: the readers whose protected nodes exist for the asker.

    A node exists for a sight when its audience is `None` or shares a reader with it. A node that does not exist is
    absent everywhere: in results, counts and edges, and nothing is reached through it.
    """

    readers: frozenset[str] = frozenset()
    everything: bool = False

    def sees(self, audience: tuple[str, ...] | None) -> bool:
        """Tell whether a node with this audience exists for the asker."""
        return self.everything or audience is None or not self.readers.isdisjoint(audience)


PUBLIC: Final = Sight()
"""Sees only what everyone sees."""

EVERYTHING: Final = Sight(everything=True)
"""Sees every node: for the hub's own upkeep (planting, importing, migrating), never for answering a caller."""


class Direction(Enum):
    """Which end of an edge a question starts from."""

    OUT = "OUT"
    IN = "IN"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The property has one of the values, or, where it holds a list, shares an element with them."""

    property: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The property is a string that begins with the prefix, as division codes do within their parent's."""

    property: str
    prefix: str


Predicate = OneOf | Within


@dataclass(frozen=True, slots=True)
class Order:
    """By one property of the nodes listed, strings by code point, then by id; a missing property comes first.

    `descending` turns the whole list round: values, missing ones and ids.
    """

    property: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a node stands in an ordered list: the value it is ordered by (a rank in a search), and its id.

    The key is None where the node lacks the property, and where the list is ordered by id alone. A position stays
    good when its node has changed or gone.
    """

    key: str | int | None
    node: NodeId


@dataclass(frozen=True, slots=True)
class Selection:
    """The nodes of one label that meet every predicate and, where `text` is given, match it (`hub.graph.text`).

    A blank text has no word to ask for, so every node matches it: whoever takes texts from callers refuses blank ones.
    """

    label: str
    where: tuple[Predicate, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A part of an ordered list: the first `first` after `after`. No `order` means by id, in a search by rank."""

    first: int
    after: Position | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A node in a list, with its position there."""

    node: Node
    position: Position


@dataclass(frozen=True, slots=True)
class Page:
    """A window's hits in order; `more` tells whether others follow."""

    hits: tuple[Hit, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many nodes a selection has, and per property asked for how many carry each value, most first, then value."""

    total: int
    by: Mapping[str, tuple[tuple[Value, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """From a node along the edges of one type to the nodes at their other ends, where given only of one label."""

    edge: str
    direction: Direction
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A neighbour: the node at the other end, the properties of the edge, and the position among the neighbours."""

    node: Node
    properties: Mapping[str, Value]
    position: Position


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours of one node within a window, in order; `more` tells whether others follow."""

    links: tuple[Link, ...] = ()
    more: bool = False


class Completeness(Enum):
    """Whether an answer is all there is; what is hidden from the asker does not count as missing."""

    COMPLETE = "COMPLETE"
    DEPTH_REACHED = "DEPTH_REACHED"
    BUDGET_SPENT = "BUDGET_SPENT"


@dataclass(frozen=True, slots=True)
class Reach:
    """What can be reached from some roots.

    `distances` maps each root that exists (0) and each node reached to the least number of edges from any root,
    nearest first, then by id. `edges` are all that lead, in the direction of the walk, from a node nearer than the
    depth asked for to a node of the result, each with its properties, by source, type and target.
    `unknown` are the roots that do not exist for the asker, in the order asked, each once.
    """

    distances: Mapping[NodeId, int]
    edges: tuple[Edge, ...]
    completeness: Completeness
    unknown: tuple[NodeId, ...] = ()


Subject = NodeId | EdgeKey
"""Whatever has a history."""
