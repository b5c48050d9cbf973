"""The statement of an extract: one for the whole tree, with a subquery for each branch.

Several statements, one a level, would be answered by several states of the server, and cost a round trip each. What is
read of nodes are parameters: the server plans each new statement anew, which takes it a tenth of a second, and queries
select fields in all combinations. A statement depends on how many are read, not on which.

To sort many short lists costs the server a fifth of its work. A statement therefore comes in two forms: one lists
neighbours in any order, no more than there may be, and whoever gets all of them sorts them himself (`arrange`); the
other sorts before it cuts, and is asked where the first one cut a list short.
"""

from collections.abc import Callable, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, Final

from hub.graph.extract import Branch, Content, Listed
from hub.graph.neo4j.listing import Chosen, page
from hub.graph.neo4j.names import own, quoted
from hub.graph.neo4j.neighbours import arrow
from hub.graph.neo4j.place import Condition, Ordering, sorting
from hub.graph.neo4j.sight import seen
from hub.graph.query import Order, Sight
from hub.graph.shape import Shape
from hub.graph.told import CutShort, names_read

_SORTABLE: Final = ({str, type(None)}, {int, type(None)})
"""What may be sorted here: values of one type, and none."""


class Tree:
    """What is told of the nodes of an extract (`hub.graph.told`), as expressions; each branch adds its parameters."""

    def __init__(self, sight: Sight, *, shape: Shape, in_order: bool) -> None:
        self._sight = sight
        self._shape = shape
        self._in_order = in_order
        self._branches = 0
        self.parameters: dict[str, object] = {}

    def of(self, node: str, content: Content, order: Order | None = None, *, edge: str | None = None) -> str:
        """Return the expression of what is told of a node, and of the edge that led to it where that is named."""
        names = {f"{node}_{at}": _property(name) for at, name in enumerate(names_read(content, order))}
        self.parameters |= names
        link = [] if edge is None else [f"properties({edge})"]
        neighbours = [self._neighbours(node, branch) for branch in content.branches]
        values = [f"{node}.id", *(f"{node}[$p.{name}]" for name in names)]
        return f"[{', '.join([*link, *neighbours, *values])}]"

    def _neighbours(self, near: str, branch: Branch) -> str:
        self._branches += 1
        far, edge, limit = f"b{self._branches}_node", f"b{self._branches}_edge", f"b{self._branches}_limit"
        self.parameters[limit] = max(branch.first, 0) + 1
        kind = quoted(branch.step.edge, self._shape.edges)
        label = "" if branch.step.label is None else f":{quoted(branch.step.label, self._shape.labels)}"
        order = Ordering()
        if branch.order:
            order = Ordering(f"{far}.`{_property(branch.order.property)}`", branch.order.descending)
        told = self.of(far, branch.content, branch.order, edge=edge if branch.linked else None)
        return f"""COLLECT {{
            MATCH ({near}){arrow(f"[{edge}:{kind}]", branch.step.direction)}({far}{label})
            WHERE {seen(far, self._sight)}
            WITH {far}, {edge} {f"ORDER BY {sorting(far, order)}" if self._in_order else ""} LIMIT $p.{limit}
            RETURN {told}
        }}"""


def arrange(lists: Sequence[list[Any]], branch: Branch) -> None:
    """Sort whole lists of neighbours, told in any order, as the server would; raise `CutShort` where only it can."""
    several = [neighbours for neighbours in lists if len(neighbours) > 1]
    at = branch.linked + len(branch.content.branches)
    key = itemgetter(at) if branch.order is None else _key(several, at)
    descending = branch.order is not None and branch.order.descending
    for neighbours in several:
        neighbours.sort(key=key, reverse=descending)


def _key(lists: Sequence[list[Any]], at: int) -> Callable[[Any], Any]:
    """Return what lists go by that go by the last value of each neighbour, then by its id, which stands at an index."""
    kinds = set(map(type, map(itemgetter(-1), chain.from_iterable(lists))))
    if not any(kinds <= sortable for sortable in _SORTABLE):
        raise CutShort
    if type(None) not in kinds:
        return itemgetter(-1, at)
    return lambda told: (told[-1] is not None, told[-1], told[at])


def named(content: Content, sight: Sight, *, shape: Shape, in_order: bool) -> Condition:
    """Return the statement that answers, for each shown node of `$p.ids`, its id and what is told of it."""
    tree = Tree(sight, shape=shape, in_order=in_order)
    text = f"""
    UNWIND $p.ids AS id MATCH (node:Entity {{id: id}}) WHERE {seen("node", sight)}
    RETURN collect([id, {tree.of("node", content)}]) AS answer"""
    return Condition(text, tree.parameters)


def listed(
    origin: Listed, content: Content, chosen: Chosen, sight: Sight, *, shape: Shape, in_order: bool
) -> Condition:
    """Return the statement that answers what is told of a window of what is chosen, each with its rank in a search."""
    tree = Tree(sight, shape=shape, in_order=in_order)
    found = page(chosen, origin.window, told=tree.of("node", content, origin.window.order))
    return Condition(found.text, {**found.parameters, **tree.parameters})


def _property(name: str) -> str:
    """Return the name of a property; raise `ValueError` for one of the store's own, or that cannot be quoted."""
    if own(name) or "`" in name:
        message = f"{name!r} is no property of the domain; ask for one that it has."
        raise ValueError(message)
    return name
