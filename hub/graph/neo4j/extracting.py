"""The statement of an extract: one for the whole tree, with a subquery for each branch.

Several statements, one a level, would be answered by several states of the server, and cost a round trip each. What is
read of nodes is a parameter: the server plans each new statement anew, which takes it a tenth of a second, and queries
select fields in all combinations. To read by names costs three parts in a hundred (measured).
"""

from hub.graph.extract import Branch, Content, Listed
from hub.graph.neo4j.listing import Chosen, Telling, page
from hub.graph.neo4j.names import own, quoted
from hub.graph.neo4j.neighbours import arrow
from hub.graph.neo4j.place import Condition, Ordering, sorting
from hub.graph.neo4j.sight import seen
from hub.graph.query import Order, Sight
from hub.graph.shape import Shape
from hub.graph.told import names_read


class Tree:
    """What is told of the nodes of an extract (`hub.graph.told`), as clauses; each branch adds its parameters."""

    def __init__(self, sight: Sight, *, shape: Shape) -> None:
        self._sight = sight
        self._shape = shape
        self._branches = 0
        self.parameters: dict[str, object] = {}

    def of(self, node: str, content: Content, order: Order | None = None) -> tuple[str, str]:
        """Return the subqueries to run for a node, and the expression of what is told of it."""
        names = f"{node}_names"
        self.parameters[names] = ["id", *map(_property, names_read(content, order))]
        subqueries, told = [], []
        for branch in content.branches:
            self._branches += 1
            name = f"b{self._branches}"
            subqueries.append(self._subquery(node, name, branch))
            told.append(name)
        values = f"[name IN $p.{names} | {node}[name]]"
        return " ".join(subqueries), f"[{', '.join([values, *told])}]" if told else values

    def _subquery(self, near: str, name: str, branch: Branch) -> str:
        far, edge = f"{name}_node", f"{name}_edge"
        self.parameters[f"{name}_limit"] = max(branch.first, 0) + 1
        kind = quoted(branch.step.edge, self._shape.edges)
        label = "" if branch.step.label is None else f":{quoted(branch.step.label, self._shape.labels)}"
        order = Ordering()
        if branch.order:
            order = Ordering(f"{far}.`{_property(branch.order.property)}`", branch.order.descending)
        subqueries, told = self.of(far, branch.content, branch.order)
        return f"""
        CALL ({near}) {{
            MATCH ({near}){arrow(f"[{edge}:{kind}]", branch.step.direction)}({far}{label})
            WHERE {seen(far, self._sight)}
            WITH {far}, {edge} ORDER BY {sorting(far, order)} LIMIT $p.{name}_limit
            {subqueries}
            RETURN collect({f"[{told}, properties({edge})]" if branch.linked else told}) AS {name}
        }}"""


def named(content: Content, sight: Sight, *, shape: Shape) -> Condition:
    """Return the statement that answers, for each shown node of `$p.ids`, its id and what is told of it."""
    tree = Tree(sight, shape=shape)
    subqueries, told = tree.of("node", content)
    text = f"""
    UNWIND $p.ids AS id MATCH (node:Entity {{id: id}}) WHERE {seen("node", sight)}
    WITH node
    {subqueries}
    RETURN collect([node.id, {told}]) AS answer"""
    return Condition(text, tree.parameters)


def listed(origin: Listed, content: Content, chosen: Chosen, sight: Sight, *, shape: Shape) -> Condition:
    """Return the statement that answers what is told of a window of what is chosen, each with its rank in a search."""
    tree = Tree(sight, shape=shape)
    subqueries, told = tree.of("node", content, origin.window.order)
    found = page(chosen, origin.window, Telling(subqueries, told))
    return Condition(found.text, {**found.parameters, **tree.parameters})


def _property(name: str) -> str:
    """Return the name of a property; raise `ValueError` for one of the store's own, or that cannot be quoted."""
    if own(name) or "`" in name:
        message = f"{name!r} is no property of the domain; ask for one that it has."
        raise ValueError(message)
    return name
