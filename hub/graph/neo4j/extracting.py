"""The statement of an extract: one for the whole tree, with a subquery for each branch.

Several statements, one a level, would be answered by several states of the server, and cost a round trip each.
"""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

from hub.graph.extract import Branch, Content, Extracted, Forks, Listed, Rows
from hub.graph.neo4j.listing import Chosen, Telling, page
from hub.graph.neo4j.names import own, quoted
from hub.graph.neo4j.neighbours import arrow
from hub.graph.neo4j.place import Condition, Ordering, sorting
from hub.graph.neo4j.sight import seen
from hub.graph.neo4j.stored import link_properties
from hub.graph.query import Order, Sight
from hub.graph.shape import Shape
from hub.graph.values import Value

Told = Sequence[Any]
"""A node's id, the values read of it, and the told neighbours and edges of each branch."""


class Tree:
    """What is told of the nodes of an extract, as clauses; each branch adds its parameters."""

    def __init__(self, sight: Sight, *, shape: Shape) -> None:
        self._sight = sight
        self._shape = shape
        self._branches = 0
        self.parameters: dict[str, object] = {}

    def of(self, node: str, content: Content, order: Order | None = None) -> tuple[str, str]:
        """Return the subqueries to run for a node, and the expression of what is told of it."""
        names = (*content.properties, *((order.property,) if order else ()))
        values = ", ".join([f"{node}.id", *(f"{node}.{_property(name)}" for name in names)])
        subqueries, told = [], []
        for branch in content.branches:
            self._branches += 1
            name = f"b{self._branches}"
            subqueries.append(self._subquery(node, name, branch))
            told.append(name)
        return " ".join(subqueries), f"[{', '.join([values, *told])}]"

    def _subquery(self, near: str, name: str, branch: Branch) -> str:
        far, edge = f"{name}_node", f"{name}_edge"
        self.parameters[f"{name}_limit"] = max(branch.first, 0) + 1
        kind = quoted(branch.step.edge, self._shape.edges)
        label = "" if branch.step.label is None else f":{quoted(branch.step.label, self._shape.labels)}"
        order = Ordering()
        if branch.order:
            order = Ordering(f"{far}.{_property(branch.order.property)}", branch.order.descending)
        subqueries, told = self.of(far, branch.content, branch.order)
        return f"""
        CALL ({near}) {{
            MATCH ({near}){arrow(f"[{edge}:{kind}]", branch.step.direction)}({far}{label})
            WHERE {seen(far, self._sight)}
            WITH {far}, {edge} ORDER BY {sorting(far, order)} LIMIT $p.{name}_limit
            {subqueries}
            RETURN collect([{told}{f", properties({edge})" if branch.linked else ""}]) AS {name}
        }}"""


def named(content: Content, sight: Sight, *, shape: Shape) -> Condition:
    """Return the statement that answers what is told of those nodes of `$p.ids` that are shown, in their order."""
    tree = Tree(sight, shape=shape)
    subqueries, told = tree.of("node", content)
    text = f"""
    UNWIND range(0, size($p.ids) - 1) AS at
    MATCH (node:Entity {{id: $p.ids[at]}}) WHERE {seen("node", sight)}
    WITH at, node ORDER BY at
    {subqueries}
    RETURN collect({told}) AS answer"""
    return Condition(text, tree.parameters)


def listed(origin: Listed, content: Content, chosen: Chosen, sight: Sight, *, shape: Shape) -> Condition:
    """Return the statement that answers what is told of a window of what is chosen, each with its rank in a search."""
    tree = Tree(sight, shape=shape)
    subqueries, told = tree.of("node", content, origin.window.order)
    found = page(chosen, origin.window, Telling(subqueries, told))
    return Condition(found.text, {**found.parameters, **tree.parameters})


def extracted(origin: Listed, content: Content, answer: Sequence[tuple[Told, int | None]]) -> Extracted:
    """Return what a `listed` statement answered."""
    first = max(origin.window.first, 0)
    kept = answer[:first]
    ranked = origin.window.order is None and origin.selection.text is not None
    rows = rows_of([told for told, _ in kept], content, origin.window.order)
    keys: Sequence[Value | None] = [rank for _, rank in kept] if ranked else rows.keys
    return Extracted(Rows(rows.ids, rows.columns, keys, rows.forks), more=len(answer) > first)


def rows_of(told: Sequence[Told], content: Content, order: Order | None = None) -> Rows:
    """Return what is told of nodes, in columns."""
    names = (*content.properties, *((order.property,) if order else ()))
    width = 1 + len(names) + len(content.branches)
    columns = list(zip(*told, strict=True)) if told else [()] * width
    values = columns[1 : 1 + len(content.properties)]
    branches = columns[1 + len(names) :]
    return Rows(
        ids=columns[0],
        columns=dict(zip(content.properties, values, strict=True)),
        keys=columns[len(names)] if order else (),
        forks=tuple(_forks(groups, branch) for groups, branch in zip(branches, content.branches, strict=True)),
    )


def _forks(groups: Sequence[Sequence[Sequence[Any]]], branch: Branch) -> Forks:
    first = max(branch.first, 0)
    more = [len(group) > first for group in groups]
    if any(more):
        groups = [group[:first] for group in groups]
    found = list(chain.from_iterable(groups))
    return Forks(
        starts=list(accumulate(map(len, groups), initial=0)),
        more=more,
        rows=rows_of([each[0] for each in found], branch.content, branch.order),
        links=tuple(link_properties(each[1]) for each in found) if branch.linked else (),
    )


def _property(name: str) -> str:
    """Return a property's name as it stands in a statement; raise `ValueError` for one of the store's own."""
    if own(name) or "`" in name:
        message = f"{name!r} is no property of the domain; ask for one that it has."
        raise ValueError(message)
    return f"`{name}`"
