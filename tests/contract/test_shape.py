"""What lies outside the shape is a programming error: `ValueError`, and nothing is written."""

from collections.abc import Awaitable, Callable

import pytest

from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Direction, OneOf, Order, Predicate, Selection, Step, Window, Within
from hub.graph.shape import LabelShape, Shape
from hub.graph.values import Edge, Node, NodeId
from tests.contract.world import ALL, THINGS, idents, key, plant, put, thing, whole

STRANGE = ["Nothing", "thing", "", "Thing`) DETACH DELETE (n) //; DROP TABLE node"]


Asking = Callable[[Graph], Awaitable[object]]


async def _refused(graph: Graph, *asking: Asking) -> None:
    """Check that every call is a `ValueError` and that none of them writes anything."""
    await plant(graph, "ab")
    before = await whole(graph)
    for ask in asking:
        with pytest.raises(ValueError, match=r"."):
            await ask(graph)
    assert await whole(graph) == before


@pytest.mark.parametrize("label", STRANGE)
async def test_unknown_labels(graph: Graph, label: str) -> None:
    """A label that the shape does not name can be neither put nor selected nor stepped to."""
    step = Step("LEADS_TO", Direction.OUT, label)
    await _refused(
        graph,
        lambda graph: put(graph, thing("c"), Node(NodeId(f"{label}:a"))),
        lambda graph: graph.find(Selection(label), window=ALL, sight=PUBLIC),
        lambda graph: graph.count(Selection(label), sight=PUBLIC),
        lambda graph: graph.expand(idents("a"), step, window=ALL, sight=PUBLIC),
        lambda graph: graph.degree(idents("a"), step, sight=PUBLIC),
    )


@pytest.mark.parametrize("kind", ["NOTHING", "leads_to", "", "LEADS_TO`]-() DETACH DELETE (n) //"])
async def test_unknown_edge_types(graph: Graph, kind: str) -> None:
    """An edge type that the shape does not name can be neither linked nor followed nor walked."""
    out, back, kinds = Step(kind, Direction.OUT), Step(kind, Direction.IN), frozenset({"LEADS_TO", kind})
    await _refused(
        graph,
        lambda graph: put(graph, thing("c"), Edge(key("a", "b", kind=kind))),
        lambda graph: graph.expand(idents("a"), out, window=ALL, sight=PUBLIC),
        lambda graph: graph.degree(idents("a"), back, sight=PUBLIC),
        lambda graph: graph.reach(idents("a"), edges=kinds, direction=Direction.OUT, depth=1, budget=1, sight=PUBLIC),
    )


def _selecting(predicate: Predicate) -> list[Asking]:
    selection = Selection("Thing", (OneOf("kind", ("x",)), predicate))
    return [
        lambda graph: graph.find(selection, window=ALL, sight=PUBLIC),
        lambda graph: graph.count(selection, sight=PUBLIC),
    ]


def _counting(name: str) -> Asking:
    return lambda graph: graph.count(THINGS, by=["kind", name], sight=PUBLIC)


async def test_unknown_filters(graph: Graph) -> None:
    """What is not a filter of the label can be neither filtered on nor counted by."""
    names = ["name", "nothing", "Kind", "kind ", "id", "audience", "revision", "", "kind`"]
    predicates = [made for name in names for made in (OneOf(name, ("x",)), Within(name, "x"))]
    await _refused(graph, *(ask for predicate in predicates for ask in _selecting(predicate)), *map(_counting, names))


def _ordering(name: str) -> Asking:
    return lambda graph: graph.find(THINGS, window=Window(5, order=Order(name)), sight=PUBLIC)


async def test_unknown_orders(graph: Graph) -> None:
    """A list of nodes cannot be ordered by what is not an order of the label."""
    await _refused(graph, *map(_ordering, ["kind", "nothing", "Name", "id", "", "name`"]))


async def test_filters_and_orders_belong_to_their_label(graph: Graph) -> None:
    """What another label filters on or orders by is unknown to this one."""
    for selection, window in (
        (Selection("Box", (OneOf("tags", ("x",)),)), ALL),
        (Selection("Mark", (OneOf("kind", ("x",)),)), ALL),
        (Selection("Box"), Window(5, order=Order("size"))),
        (Selection("Mark"), Window(5, order=Order("name"))),
    ):
        with pytest.raises(ValueError, match=r"."):
            await graph.find(selection, window=window, sight=PUBLIC)


@pytest.mark.parametrize("text", ["word", ""])
async def test_searching_a_label_without_texts(graph: Graph, text: str) -> None:
    """A label without text properties cannot be searched."""
    with pytest.raises(ValueError, match=r"."):
        await graph.find(Selection("Mark", text=text), window=ALL, sight=PUBLIC)
    with pytest.raises(ValueError, match=r"."):
        await graph.count(Selection("Mark", text=text), sight=PUBLIC)


@pytest.mark.parametrize("name", ["a b", "a`", "名", "1a", "", "a-b"])
def test_names_that_could_not_be_written_into_a_statement(name: str) -> None:
    """A shape refuses names that are not ASCII identifiers, wherever they stand."""
    for labels in ({name: LabelShape()}, {"A": LabelShape(filters=(name,))}):
        with pytest.raises(ValueError, match="identifier"):
            Shape(labels=labels)
    with pytest.raises(ValueError, match="identifier"):
        Shape(edges=(name,))
