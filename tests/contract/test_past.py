"""`as_of` reads what a revision had recorded."""

import pytest

from hub.graph.port import Graph
from hub.graph.query import (
    EVERYTHING,
    PUBLIC,
    Completeness,
    Direction,
    Link,
    Neighbours,
    Order,
    Position,
    Reach,
    Sight,
    Step,
    Window,
)
from hub.graph.values import Edge, Node, NodeId, Revision
from tests.contract.world import ALL, LEADS, arrows, box, end, holds, ident, idents, key, leads, plant, put, thing

LEADS_TO = frozenset({"LEADS_TO"})
READER = Sight(frozenset({"reader"}))


async def _walk(  # by default nothing limits the walk
    graph: Graph, roots: str, at: int, *, depth: int = 9, budget: int = 99, sight: Sight = PUBLIC
) -> Reach:
    return await graph.reach(
        idents(roots),
        edges=LEADS_TO,
        direction=Direction.OUT,
        depth=depth,
        budget=budget,
        sight=sight,
        as_of=Revision(at),
    )


async def _sizes(graph: Graph, *revisions: int, sight: Sight = PUBLIC) -> list[object]:
    """Return what a was at each revision: its size, or None."""
    nodes = [(await graph.get(idents("a"), sight=sight, as_of=Revision(at)))[0] for at in revisions]
    return [node and node.properties["size"] for node in nodes]


async def _targets(graph: Graph, *revisions: int, sight: Sight = PUBLIC) -> list[list[NodeId]]:
    """Return where a led to at each revision, and check that expand, degree and reach agree."""
    told = []
    for at in revisions:
        as_of = Revision(at)
        (answer,) = await graph.expand(idents("a"), LEADS, window=ALL, sight=sight, as_of=as_of)
        targets = [link.node.id for link in answer.links]
        assert list(await graph.degree(idents("a"), LEADS, sight=sight, as_of=as_of)) == [len(targets)]
        walked = await _walk(graph, "a", at, depth=1, sight=sight)
        assert [edge.key.target for edge in walked.edges] == targets
        told.append(targets)
    return told


async def test_a_node_at_every_revision(graph: Graph) -> None:
    """Before it was put, between changes, after its end, after it came back."""
    await put(graph, thing("b"))
    await put(graph, thing("a", size=1))
    await put(graph, thing("b", size=9))
    await put(graph, thing("a", size=2))
    await end(graph, ident("a"))
    await put(graph, thing("b", size=8))
    await put(graph, thing("a", size=3))
    assert await _sizes(graph, 0, 1, 2, 3, 4, 5, 6, 7) == [None, None, 1, 1, 2, None, None, 3]


async def test_a_past_node_is_told_with_its_revision(graph: Graph) -> None:
    """A past node has the revision, the properties and the audience of then; batches are aligned."""
    await put(graph, thing("a", size=1, audience=("x",)), thing("b"))
    await put(graph, thing("a", size=2, audience=("x", "y")))
    await put(graph, thing("c"))
    nodes = await graph.get(idents("cabxa"), sight=EVERYTHING, as_of=Revision(1))
    a, b = Node(ident("a"), {"size": 1}, ("x",), Revision(1)), Node(ident("b"), {}, None, Revision(1))
    assert list(nodes) == [None, a, b, None, a]


async def test_edges_at_every_revision(graph: Graph) -> None:
    """Edges are there from the change that links them to the one that ends them or one of their nodes."""
    await put(graph, *(thing(one) for one in "abcd"))
    await put(graph, *arrows("ab", "ac"))
    await put(graph, leads("a", "d"), leads("a", "b", weight=1))
    await end(graph, key("a", "c"))
    await end(graph, ident("b"))
    await put(graph, thing("b"), leads("a", "c"))
    expected = ["", "", "bc", "bcd", "bd", "d", "cd"]
    assert await _targets(graph, *range(7)) == [idents(one) for one in expected]


async def test_neighbours_are_told_as_they_were(graph: Graph) -> None:
    """Past neighbours come with the properties of then, on the node, on the edge, and in the order."""
    await put(graph, thing("a"), thing("b", rank=2), thing("c", rank=1), leads("a", "b", weight=1), leads("a", "c"))
    await put(graph, thing("b", rank=0), leads("a", "b", weight=2))
    order = Order("rank")
    (past,) = await graph.expand(
        idents("a"), LEADS, window=Window(1, Position(1, ident("c")), order), sight=PUBLIC, as_of=Revision(1)
    )
    b = Node(ident("b"), {"rank": 2}, None, Revision(1))
    assert past == Neighbours((Link(b, {"weight": 1}, Position(2, ident("b"))),), more=False)
    (first,) = await graph.expand(idents("a"), LEADS, window=Window(1, None, order), sight=PUBLIC, as_of=Revision(1))
    assert ([link.node.id for link in first.links], first.more) == (idents("c"), True)
    (present,) = await graph.expand(idents("a"), LEADS, window=Window(1, None, order), sight=PUBLIC)
    assert [link.node.id for link in present.links] == idents("b")


async def test_past_steps_keep_to_direction_type_and_label(graph: Graph) -> None:
    """A step into the past follows the same rules as one in the present."""
    await put(graph, thing("a"), thing("b"), box("b"), *arrows("aba"), holds(box("b"), "a"), holds(thing("b"), "a"))
    await end(graph, ident("b"), box("b").id)
    for step, expected in (
        (Step("LEADS_TO", Direction.IN), idents("b")),
        (Step("HOLDS", Direction.OUT), [box("b").id, ident("b")]),
        (Step("HOLDS", Direction.OUT, "Box"), [box("b").id]),
        (Step("HOLDS", Direction.IN), []),
    ):
        (answer,) = await graph.expand(idents("a"), step, window=ALL, sight=PUBLIC, as_of=Revision(1))
        assert [link.node.id for link in answer.links] == expected
        assert list(await graph.degree(idents("a"), step, sight=PUBLIC, as_of=Revision(1))) == [len(expected)]


async def test_a_past_walk(graph: Graph) -> None:
    """A walk at a revision uses nodes and edges of then, with depth and budget as ever."""
    await plant(graph, "abcd", "ae")
    await put(graph, leads("b", "c", weight=2))
    await end(graph, ident("b"))
    edges = [Edge(key(*pair), {}, Revision(1)) for pair in ("ab", "ae", "bc", "cd")]
    past = await _walk(graph, "ax", 1)
    distances = dict(zip(idents("abecd"), (0, 1, 1, 2, 3), strict=True))
    assert past == Reach(distances, tuple(edges), Completeness.COMPLETE, (ident("x"),))
    later = await _walk(graph, "a", 2, depth=2)
    changed = Edge(key("b", "c"), {"weight": 2}, Revision(2))
    assert (later.edges, later.completeness) == ((*edges[:2], changed), Completeness.DEPTH_REACHED)
    cut = await _walk(graph, "a", 2, budget=1)
    assert (list(cut.distances), cut.completeness) == (idents("ab"), Completeness.BUDGET_SPENT)
    before = await _walk(graph, "a", 0)
    assert before == Reach({}, (), Completeness.COMPLETE, (ident("a"),))


async def test_a_node_protected_now_shows_no_past(graph: Graph) -> None:
    """Protecting a node hides what it was from those whom it hides itself from."""
    await put(graph, thing("a", size=1), thing("b"), *arrows("ab", "ba"))
    await put(graph, thing("a", size=2, audience=("reader",)))
    assert await _sizes(graph, 1, 2, sight=PUBLIC) == [None, None]
    assert await _sizes(graph, 1, 2, sight=READER) == [1, 2]
    assert await _targets(graph, 1, sight=PUBLIC) == [[]]
    assert await _targets(graph, 1, sight=READER) == [idents("b")]
    assert list(await graph.degree(idents("b"), LEADS, sight=PUBLIC, as_of=Revision(1))) == [0]


async def test_a_node_open_now_hides_its_protected_past(graph: Graph) -> None:
    """Opening a node does not open what it was while it was protected."""
    await put(graph, thing("a", size=1, audience=("reader",)), thing("b"), *arrows("ab", "ba"))
    await put(graph, thing("a", size=2))
    assert await _sizes(graph, 1, 2, sight=PUBLIC) == [None, 2]
    assert await _targets(graph, 1, 2, sight=PUBLIC) == [[], idents("b")]
    assert await _targets(graph, 1, 2, sight=READER) == [idents("b"), idents("b")]
    assert list(await graph.degree(idents("b"), LEADS, sight=PUBLIC, as_of=Revision(1))) == [0]


@pytest.mark.parametrize("ended", [False, True])
async def test_a_protected_node_in_the_middle_of_a_past_way(graph: Graph, *, ended: bool) -> None:
    """Nothing is reached through a node that is protected now, also where it was open then or is gone."""
    await plant(graph, "abc")
    await put(graph, thing("b", audience=("reader",)))
    if ended:
        await end(graph, ident("b"))
    for sight, distances in ((PUBLIC, "a"), (READER, "abc")):
        walked = await _walk(graph, "a", 1, sight=sight)
        assert (list(walked.distances), walked.completeness) == (idents(distances), Completeness.COMPLETE)


async def test_both_audiences_must_admit_the_same_sight(graph: Graph) -> None:
    """Different readers of one sight may be admitted by the past and by the present audience."""
    await put(graph, thing("a", size=1, audience=("x",)))
    await put(graph, thing("a", size=2, audience=("y",)))
    for readers, expected in (("x", [None, None]), ("y", [None, 2]), ("xy", [1, 2])):
        assert await _sizes(graph, 1, 2, sight=Sight(frozenset(readers))) == expected


async def test_reading_the_newest_revision_is_reading_the_present(graph: Graph) -> None:
    """At the newest revision the past equals the present."""
    await plant(graph, "abc", "ac")
    await put(graph, thing("b", size=2), leads("a", "c", weight=1))
    now = (await graph.head())[0]
    assert await graph.get(idents("abc"), sight=PUBLIC, as_of=now) == await graph.get(idents("abc"), sight=PUBLIC)
    assert await graph.expand(idents("abc"), LEADS, window=ALL, sight=PUBLIC, as_of=now) == await graph.expand(
        idents("abc"), LEADS, window=ALL, sight=PUBLIC
    )


async def test_empty_batches(graph: Graph) -> None:
    """Asking the past for nothing answers nothing."""
    await plant(graph, "ab")
    assert list(await graph.get([], sight=PUBLIC, as_of=Revision(1))) == []
    assert list(await graph.expand([], LEADS, window=ALL, sight=PUBLIC, as_of=Revision(1))) == []
    assert list(await graph.degree([], LEADS, sight=PUBLIC, as_of=Revision(1))) == []


async def test_a_large_batch_of_the_past(graph: Graph) -> None:
    """A batch may be longer than the parameters that a statement of the store takes."""
    await put(graph, thing("7", size=1))
    await put(graph, thing("7", size=2))
    nodes = await graph.get([ident(str(number)) for number in range(40_000)], sight=PUBLIC, as_of=Revision(1))
    assert [(at, node.properties) for at, node in enumerate(nodes) if node] == [(7, {"size": 1})]
