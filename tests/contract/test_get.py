from dataclasses import replace

from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC
from hub.graph.values import Node, NodeId
from tests.contract.world import box, end, ident, idents, put, thing


async def test_a_node_comes_back_as_it_was_put(graph: Graph) -> None:
    """A node comes back with its properties, its audience and the revision that wrote it."""
    node = thing("a", name="Anna", size=3, audience=("reader", "writer"))
    revision = await put(graph, node)
    assert await graph.get([node.id], sight=EVERYTHING) == [replace(node, revision=revision)]


async def test_a_node_without_properties(graph: Graph) -> None:
    """A node needs no properties."""
    revision = await put(graph, thing("a"))
    assert await graph.get(idents("a"), sight=PUBLIC) == [Node(ident("a"), {}, None, revision)]


async def test_answers_are_aligned_with_the_ids(graph: Graph) -> None:
    """Every id asked for gets its answer in its place: duplicates again, unknown ids None."""
    await put(graph, thing("a"), thing("b"), box("a"))
    asked = [*idents("bxab"), NodeId("Box:a"), ident("x"), ident("b")]
    answers = await graph.get(asked, sight=PUBLIC)
    assert [node and node.id for node in answers] == [
        *idents("b"),
        None,
        *idents("ab"),
        NodeId("Box:a"),
        None,
        ident("b"),
    ]


async def test_an_empty_batch(graph: Graph) -> None:
    """Asking for nothing answers nothing."""
    assert list(await graph.get([], sight=PUBLIC)) == []


async def test_ids_of_unknown_labels(graph: Graph) -> None:
    """An id whose label the shape does not know is an unknown id, whatever it looks like."""
    await put(graph, thing("a"))
    strange = ["Nothing:a", "thing:a", "a", "", ":", "Thing", "Thing:", "Thing`) RETURN 1 //:a", "Thing'; --:a"]
    assert list(await graph.get([NodeId(one) for one in strange], sight=EVERYTHING)) == [None] * len(strange)


async def test_a_batch_of_forty_thousand_ids(graph: Graph) -> None:
    """A batch may be longer than the parameters that a statement of the store takes."""
    await put(graph, thing("7"), thing("39999"))
    answers = await graph.get([ident(str(number)) for number in range(40_000)], sight=PUBLIC)
    assert [(at, node.id) for at, node in enumerate(answers) if node] == [(7, ident("7")), (39_999, ident("39999"))]


async def test_a_node_that_was_ended(graph: Graph) -> None:
    """A node that was ended is an unknown id."""
    await put(graph, thing("a"), thing("b"))
    await end(graph, ident("a"))
    answers = await graph.get(idents("ab"), sight=EVERYTHING)
    assert [node and node.id for node in answers] == [None, ident("b")]


async def test_a_protected_node_is_like_an_unknown_one(graph: Graph) -> None:
    """A node with an audience is an unknown id to whoever shares no reader with it."""
    await put(graph, thing("a", audience=("reader",)), thing("b"))
    answers = await graph.get(idents("ab"), sight=PUBLIC)
    assert [node and node.id for node in answers] == [None, ident("b")]
