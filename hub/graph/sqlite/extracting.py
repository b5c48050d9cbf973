"""Extracts: one statement for the whole tree, a subquery for each branch, answered as one JSON text.

Properties are cut out of the stored JSON by SQLite, which lets Python's threads run meanwhile. A branch goes on from
the rid of the row before, so that no id is looked up twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson

from hub.graph.extract import Branch, Content, Extracted, Listed, Origin
from hub.graph.query import Direction, Order, Sight
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import ASKED, Moment, Parameters, answer, asked, gathered, packed, shown, version
from hub.graph.sqlite.layout import Layout
from hub.graph.sqlite.listing import Listing, planned, statement
from hub.graph.sqlite.neighbours import edges_from, far_ends
from hub.graph.sqlite.paging import After, Course
from hub.graph.sqlite.planning import STATEMENTS
from hub.graph.sqlite.sight import View, asker, view_of
from hub.graph.told import extracted, names_read, rows_of

_LEAST: Final = 2
"""SQLite answers several paths at once with JSON, a single one with a value of its own types, where true is 1."""


def extract(
    connection: Connection, origin: Origin, content: Content, *, layouts: Mapping[str, Layout], sight: Sight
) -> Extracted:
    """Return some properties of nodes and of what branches lead to; see the port."""
    view = view_of(sight)
    if isinstance(origin, Listed):
        window, layout = origin.window, layouts[origin.selection.label]
        listing, parameters = planned(connection, layout, origin.selection, window=window, sight=sight)
        tree = Tree(parameters)
        text = _listed(listing, tree.shape(content, window.order, view))
        return extracted(origin, content, orjson.loads(answer(connection, text, tree.parameters)))
    tree = Tree({**asked(list(dict.fromkeys(origin))), **asker(sight)})
    text = _named(tree.shape(content, None, view))
    return Extracted(rows_of(orjson.loads(answer(connection, text, tree.parameters)), content))


@dataclass(frozen=True, slots=True)
class NodeShape:
    """What is told of a node, without names and numbers, which are parameters: equal shapes make equal statements."""

    view: View
    paths: tuple[str, ...]
    """The parameters of the paths of the properties that are read."""

    branches: tuple["BranchShape", ...]


@dataclass(frozen=True, slots=True)
class BranchShape:
    """How neighbours are found and what is told of them; `name` is what its parameters begin with."""

    name: str
    direction: Direction
    labelled: bool
    linked: bool
    course: Course
    node: NodeShape


class Tree:
    """The shape of an extract, and the parameters that its statement names."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._paths: dict[str, str] = {}
        self._branches = 0

    def shape(self, content: Content, order: Order | None, view: View) -> NodeShape:
        """Return the shape of what is read of nodes, whose list goes by an order."""
        paths = tuple(map(self._path, names_read(content, order)))
        return NodeShape(view, paths, tuple(self._branch(branch, view) for branch in content.branches))

    def _branch(self, branch: Branch, view: View) -> BranchShape:
        self._branches += 1
        name, step, order = f"b{self._branches}", branch.step, branch.order
        self.parameters |= {f"{name}_edge": step.edge, f"{name}_limit": max(branch.first, 0) + 1}
        if step.label is not None:
            self.parameters |= {f"{name}_from": f"{step.label}:", f"{name}_to": f"{step.label};"}
        course = Course(order is not None, order is not None and order.descending, After.NOTHING)
        shape = self.shape(branch.content, order, view)
        return BranchShape(name, step.direction, step.label is not None, branch.linked, course, shape)

    def _path(self, name: str) -> str:
        parameter = self._paths.setdefault(name, f":path{len(self._paths)}")
        self.parameters[parameter[1:]] = f'$."{name}"'
        return parameter


@lru_cache(STATEMENTS)
def _named(shape: NodeShape) -> str:
    source = f"FROM {ASKED} {version('i.rid', Moment.NOW)} WHERE {shown('i', Moment.NOW, shape.view)}"
    return gathered(_told(shape, "i", "n"), source)


@lru_cache(STATEMENTS)
def _listed(listing: Listing, shape: NodeShape) -> str:
    rank = "json_quote(w.key)" if listing.ranked else "'null'"
    return statement(listing, packed(_told(shape, "w", "n"), rank))


def _told(shape: NodeShape, row: str, node: str) -> str:
    """Return the expression of what is told of a node: `row` has its id and rid, `node` its version."""
    return _begun(_branches(shape, row), _values(shape, f"{row}.id", f"{node}.properties"))


def _branches(shape: NodeShape, row: str) -> list[str]:
    return [_neighbours(branch, row) for branch in shape.branches]


def _begun(before: Sequence[str], values: str) -> str:
    """Return the expression of a JSON array of some JSON texts and of values, which end it."""
    return "'[' || " + " || ',' || ".join([*before, values])


def _values(shape: NodeShape, name: str, properties: str) -> str:
    """Return the expression of the end of a JSON array: a node's id, the value of `name`, and the values read of it."""
    if not shape.paths:
        return f"json_quote({name}) || ']'"
    paths = shape.paths + shape.paths[:1] * (_LEAST - len(shape.paths))
    # The array without its bracket: the id stands before what is in it.
    return f"json_quote({name}) || ',' || substr(json_extract({properties}, {', '.join(paths)}), 2)"


def _neighbours(branch: BranchShape, near: str) -> str:
    """Return the expression of the JSON array of the neighbours of `near`."""
    name, shape, keyed = branch.name, branch.node, branch.course.keyed
    key = f"json_extract(n.properties, {shape.paths[-1]})" if keyed else ""
    joins, meant = far_ends(Moment.NOW, shape.view, labelled=branch.labelled, versioned=keyed, prefix=f"{name}_")
    # Where a list goes by a property, its nodes are read before it is cut: not a second time after that.
    read = _values(shape, "t.id", "n.properties") if keyed else "NULL"
    listed = f"""
        SELECT t.id AS id, t.rid AS rid, g.properties AS link, {read} AS told
        FROM ({edges_from(f"{near}.rid", Moment.NOW, branch.direction, edge=f":{name}_edge")}) g {joins}
        WHERE {meant} ORDER BY {branch.course.sorting(key, "t.id")} LIMIT :{name}_limit
    """
    values = f"{name}.told" if keyed else _values(shape, f"{name}.id", f"{name}_node.properties")
    told = _begun([*([f"{name}.link"] if branch.linked else []), *_branches(shape, name)], values)
    node = "" if keyed or not shape.paths else f"CROSS JOIN node {name}_node ON {name}_node.rid = {name}.rid"
    return packed(f"ifnull((SELECT group_concat(told) FROM (SELECT {told} AS told FROM ({listed}) {name} {node})), '')")
