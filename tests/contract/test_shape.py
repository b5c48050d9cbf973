"""What lies outside the shape is a programming error: `ValueError`, and nothing is written."""

import pytest

from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Direction, OneOf, Order, Predicate, Selection, Step, Window, Within
from hub.graph.shape import LabelShape, Shape
from hub.graph.values import Edge, Node, NodeId
from tests.contract.world import ALL, THINGS, idents, key, plant, put, thing, whole

STRANGE = ["Nothing", "thing", "Thing ", "", "Thing`) DETACH DELETE (n) //", "Thing; DROP TABLE node"]
BACKTICKED = "LEADS_TO`]-() DETACH DELETE (n) //"


@pytest.mark.parametrize("label", STRANGE)
async def test_unknown_labels(graph: Graph, label: str) -> None:
    """A label that the shape does not name can be neither put nor selected nor stepped to."""
    await plant(graph, "ab")
    before = await whole(graph)
    with pytest.raises(ValueError, match=r"."):
        await put(graph, thing("c"), Node(NodeId(f"{label}:a")))
    with pytest.raises(ValueError, match=r"."):
        await graph.find(Selection(label), window=ALL, sight=PUBLIC)
    with pytest.raises(ValueError, match=r"."):
        await graph.count(Selection(label), sight=PUBLIC)
    with pytest.raises(ValueError, match=r"."):
        await graph.expand(idents("a"), Step("LEADS_TO", Direction.OUT, label), window=ALL, sight=PUBLIC)
    with pytest.raises(ValueError, match=r"."):
        await graph.degree(idents("a"), Step("LEADS_TO", Direction.OUT, label), sight=PUBLIC)
    assert await whole(graph) == before


@pytest.mark.parametrize("kind", ["NOTHING", "leads_to", "", BACKTICKED])
async def test_unknown_edge_types(graph: Graph, kind: str) -> None:
    """An edge type that the shape does not name can be neither linked nor followed nor walked."""
    await plant(graph, "ab")
    before = await whole(graph)
    with pytest.raises(ValueError, match=r"."):
        await put(graph, thing("c"), Edge(key("a", "b", kind=kind)))
    with pytest.raises(ValueError, match=r"."):
        await graph.expand(idents("a"), Step(kind, Direction.OUT), window=ALL, sight=PUBLIC)
    with pytest.raises(ValueError, match=r"."):
        await graph.degree(idents("a"), Step(kind, Direction.IN), sight=PUBLIC)
    with pytest.raises(ValueError, match=r"."):
        await graph.reach(
            idents("a"), edges=frozenset({"LEADS_TO", kind}), direction=Direction.OUT, depth=1, budget=1, sight=PUBLIC
        )
    assert await whole(graph) == before


@pytest.mark.parametrize("name", ["name", "nothing", "Kind", "kind ", "id", "audience", "revision", "", "kind`"])
async def test_unknown_filters(graph: Graph, name: str) -> None:
    """What is not a filter of the label can be neither filtered on nor counted by."""
    for predicate in (OneOf(name, ("x",)), Within(name, "x")):
        await _refused(graph, predicate)
    with pytest.raises(ValueError, match=r"."):
        await graph.count(THINGS, by=["kind", name], sight=PUBLIC)


async def _refused(graph: Graph, predicate: Predicate) -> None:
    selection = Selection("Thing", (OneOf("kind", ("x",)), predicate))
    with pytest.raises(ValueError, match=r"."):
        await graph.find(selection, window=ALL, sight=PUBLIC)
    with pytest.raises(ValueError, match=r"."):
        await graph.count(selection, sight=PUBLIC)


@pytest.mark.parametrize("name", ["kind", "nothing", "Name", "id", "", "name`"])
async def test_unknown_orders(graph: Graph, name: str) -> None:
    """A list of nodes cannot be ordered by what is not an order of the label."""
    with pytest.raises(ValueError, match=r"."):
        await graph.find(THINGS, window=Window(5, order=Order(name)), sight=PUBLIC)


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
