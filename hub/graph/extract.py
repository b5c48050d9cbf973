"""An extract: what is read of many nodes in one call, along several steps, as a tree; it is answered in columns.

`find`, `get` and `expand` answer whole nodes, one object each. Whoever knows beforehand what he will read asks for an
extract instead: the store reads and sends nothing else, and all of it in one round trip.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.graph.query import Order, Position, Selection, Step, Window
from hub.graph.values import NodeId, Value

LEVELS: Final = 3
"""How many branches may follow one another: SQLite's parser takes no statement that is nested more deeply."""

BRANCHES: Final = 8
"""How many branches there may be in all: Neo4j takes some 50 ms for each when it plans a statement the first time."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is read of nodes: some of their properties, and what branches lead to."""

    properties: tuple[str, ...] = ()
    branches: tuple["Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """Along a step from each node: the first of its neighbours, and what is read of them.

    They are listed as `expand` lists them. `linked` asks for the properties of the edges.
    """

    step: Step
    first: int
    order: Order | None = None
    content: Content = Content()
    linked: bool = False


def branches_in(content: Content) -> int:
    """Return how many branches there are, at all levels."""
    return sum(1 + branches_in(branch.content) for branch in content.branches)


def levels_in(content: Content) -> int:
    """Return how many branches follow one another at most."""
    return max((1 + levels_in(branch.content) for branch in content.branches), default=0)


def require_small(content: Content) -> None:
    """Raise `ValueError` where there are more branches than a store takes at once."""
    if levels_in(content) > LEVELS or branches_in(content) > BRANCHES:
        message = f"An extract has {BRANCHES} branches, {LEVELS} after one another: ask for the others by another one."
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Listed:
    """The nodes that `find` lists in a window of a selection."""

    selection: Selection
    window: Window


Origin = Sequence[NodeId] | Listed
"""Where an extract begins: at the nodes of some ids, or at those of a list."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Nodes in columns, all of the same length; `columns` are by property, None where a node lacks it.

    `keys` are what they are listed by (`Position.key`), empty where the list goes by id. `forks` are the branches',
    in their order.
    """

    ids: Sequence[NodeId]
    columns: Mapping[str, Sequence[Value | None]]
    keys: Sequence[Value | None] = ()
    forks: tuple["Forks", ...] = ()

    def position(self, at: int) -> Position:
        """Return where a node stands in its list."""
        key = self.keys[at] if self.keys else None
        return Position(key if isinstance(key, str | int) else None, self.ids[at])


@dataclass(frozen=True, slots=True)
class Forks:
    """The neighbours of rows, one after another: those of row `n` are `rows` from `starts[n]` up to `starts[n + 1]`.

    `more` tells of each row whether others follow; `links` are the properties of the edges, empty unless asked for.
    """

    starts: Sequence[int]
    more: Sequence[bool]
    rows: Rows
    links: Sequence[Mapping[str, Value]] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """What was extracted. From ids: of those that exist for the asker, each once, in the order asked.

    `more` tells whether others follow in the list that it began with.
    """

    rows: Rows
    more: bool = False
