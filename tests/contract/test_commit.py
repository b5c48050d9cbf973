from dataclasses import replace
from itertools import pairwise

import pytest

from hub.graph.change import Change, Version
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, Selection
from hub.graph.values import Edge, Node, NodeId, Revision
from tests.contract.world import (
    ALL,
    LEADS,
    THINGS,
    arrows,
    box,
    end,
    found,
    ident,
    idents,
    key,
    leads,
    neighbours,
    plant,
    put,
    thing,
    whole,
    writing,
)


async def test_revisions_count_from_one(graph: Graph) -> None:
    """Each change gets the next revision, whether or not it changes anything."""
    empty = Change(actor="tester", action="test.nothing")
    receipts = [await graph.commit(change) for change in (writing(thing("a")), empty, writing(thing("a")), empty)]
    assert [receipt.revision for receipt in receipts] == [1, 2, 3, 4]
    assert (await graph.head())[0] == Revision(4)


async def test_nodes_and_their_edges_in_one_change(graph: Graph) -> None:
    """Edges may join nodes of the same change, and old ones with new ones."""
    await put(graph, thing("a"))
    await put(graph, thing("b"), thing("c"), *arrows("abca"))
    assert [await neighbours(graph, one) for one in "abc"] == [idents("b"), idents("c"), idents("a")]


@pytest.mark.parametrize("revision", [0, 77])
async def test_an_equal_put_changes_nothing(graph: Graph, revision: int) -> None:
    """What equals what is there stays as it is, history included, whatever revision it claims; the ledger grows."""
    node, edge = thing("a", audience=("r", "s"), name="x", tags=["p", "q"], size=1), leads("a", "b", weight=0.5)
    await put(graph, node, thing("b"), edge)
    before = await whole(graph)
    receipt = await graph.commit(
        writing(replace(node, revision=Revision(revision)), thing("b"), replace(edge, revision=Revision(revision)))
    )
    after = await whole(graph)
    assert receipt.revision == 2
    assert (after.nodes, after.edges, after.versions) == (before.nodes, before.edges, before.versions)
    assert [entry.sequence for entry in after.ledger] == [1, 2]


async def test_the_order_of_properties_is_no_difference(graph: Graph) -> None:
    """The same properties named in another order are equal."""
    await put(graph, thing("a", name="x", size=1), thing("b"), leads("a", "b", p=1, q=2))
    await put(graph, thing("a", size=1, name="x"), leads("a", "b", q=2, p=1))
    assert [len(await graph.history(subject, sight=EVERYTHING)) for subject in (ident("a"), key("a", "b"))] == [1, 1]


async def test_only_what_differs_is_changed(graph: Graph) -> None:
    """Of several puts, those that differ get the new revision."""
    await put(graph, *(thing(one, size=1) for one in "abc"), *arrows("ab", "bc"))
    await put(
        graph, thing("a", size=1), thing("b", size=2), thing("c", size=1), leads("a", "b", weight=1), leads("b", "c")
    )
    nodes = await graph.get(idents("abc"), sight=PUBLIC)
    assert [node and node.revision for node in nodes] == [1, 2, 1]
    walked = await graph.reach(
        idents("a"), edges=frozenset({"LEADS_TO"}), direction=Direction.OUT, depth=3, budget=3, sight=PUBLIC
    )
    assert [edge.revision for edge in walked.edges] == [2, 1]


async def test_another_audience_is_a_change(graph: Graph) -> None:
    """An audience is part of what a node is."""
    audiences: list[tuple[str, ...] | None] = [None, (), ("a",), ("a", "b"), None]
    for audience in audiences:
        await put(graph, thing("a", audience=audience))
    versions = await graph.history(ident("a"), sight=EVERYTHING)
    assert [isinstance(one.content, Node) and one.content.audience for one in versions] == audiences


async def test_a_changed_node_keeps_its_edges(graph: Graph) -> None:
    """Replacing a node leaves its edges and their history alone."""
    await plant(graph, "abc")
    await put(graph, thing("b", size=2))
    assert [await neighbours(graph, one) for one in "ab"] == [idents("b"), idents("c")]
    assert await graph.history(key("a", "b"), sight=EVERYTHING) == [
        Version(Edge(key("a", "b"), {}, Revision(1)), Revision(1), None)
    ]


async def test_the_last_of_two_puts_counts(graph: Graph) -> None:
    """Where one change names a node or an edge twice, the last one counts, and there is one version."""
    nodes = [thing("a", size=1), thing("b"), thing("a", name="x", audience=("r",)), thing("a", name="y")]
    await put(graph, *nodes, leads("a", "b", weight=1), leads("a", "b", weight=2), leads("a", "b"))
    assert await graph.get(idents("a"), sight=PUBLIC) == [Node(ident("a"), {"name": "y"}, None, Revision(1))]
    (answer,) = await graph.expand(idents("a"), LEADS, window=ALL, sight=PUBLIC)
    assert [link.properties for link in answer.links] == [{}]
    versions = [await graph.history(one, sight=EVERYTHING) for one in (ident("a"), key("a", "b"))]
    assert [len(one) for one in versions] == [1, 1]


async def test_the_last_of_two_puts_may_equal_what_is_there(graph: Graph) -> None:
    """Only the last put is compared with what is there."""
    await put(graph, thing("a", size=1), thing("b"), leads("a", "b"))
    await put(graph, thing("a", size=2), thing("a", size=1), leads("a", "b", weight=1), leads("a", "b"))
    (node,) = await graph.get(idents("a"), sight=PUBLIC)
    assert node == Node(ident("a"), {"size": 1}, None, Revision(1))
    assert len(await graph.history(key("a", "b"), sight=EVERYTHING)) == 1


async def test_ending_a_node_takes_its_edges_with_it(graph: Graph) -> None:
    """All edges of an ended node end with it, in both directions and to itself; the others stay."""
    await plant(graph, "abc", "bb", "ac", "cb")
    await end(graph, ident("b"))
    assert await found(graph, THINGS) == idents("ac")
    assert await neighbours(graph, "a") == idents("c")
    assert await neighbours(graph, "c") == []
    for subject in (key("a", "b"), key("b", "c"), key("b", "b"), key("c", "b")):
        (version,) = await graph.history(subject, sight=EVERYTHING)
        assert (version.since, version.until) == (1, 2)
    (staying,) = await graph.history(key("a", "c"), sight=EVERYTHING)
    assert staying.until is None


async def test_ending_an_edge(graph: Graph) -> None:
    """An ended edge leaves its nodes, edges of other types and the way back alone."""
    await put(graph, thing("a"), thing("b"), *arrows("aba"), Edge(key("a", "b", kind="LIKES")))
    await end(graph, key("a", "b"))
    assert await found(graph, THINGS) == idents("ab")
    assert [await neighbours(graph, one) for one in "ab"] == [[], idents("a")]
    assert len((await whole(graph)).edges) == 2


async def test_ending_twice_in_one_change(graph: Graph) -> None:
    """Naming something twice, or a node together with its edges, ends it once."""
    await plant(graph, "abc")
    await end(graph, ident("b"), key("a", "b"), ident("b"), key("a", "b"), ident("a"))
    assert await found(graph, THINGS) == idents("c")
    (version,) = await graph.history(key("a", "b"), sight=EVERYTHING)
    assert (version.since, version.until) == (1, 2)


async def test_coming_back_after_the_end(graph: Graph) -> None:
    """A node that is put again is a new one: a new revision, no old edges, also where it equals the old one."""
    await put(graph, thing("a", size=1), thing("b"), leads("a", "b", weight=1))
    await end(graph, ident("a"))
    await put(graph, thing("a", size=1))
    assert await graph.get(idents("a"), sight=PUBLIC) == [Node(ident("a"), {"size": 1}, None, Revision(3))]
    assert await neighbours(graph, "a") == []
    await put(graph, leads("a", "b", weight=1))
    assert await neighbours(graph, "a") == idents("b")
    spans = [
        [(version.since, version.until) for version in await graph.history(subject, sight=EVERYTHING)]
        for subject in (ident("a"), key("a", "b"))
    ]
    assert spans == [[(1, 2), (3, None)], [(1, 2), (4, None)]]


async def test_putting_linking_and_ending_together(graph: Graph) -> None:
    """One change may put some nodes, link others and end yet others."""
    await plant(graph, "abc")
    change = replace(writing(thing("d"), thing("a", size=1), leads("a", "d")), ends=(ident("b"),))
    await graph.commit(change)
    assert await found(graph, THINGS) == idents("acd")
    assert await neighbours(graph, "a") == idents("d")


def test_ending_what_is_put_is_a_contradiction() -> None:
    """One change cannot put and end the same node, or link and end the same edge."""
    with pytest.raises(ValueError, match="Thing:a"):
        Change(actor="tester", action="test.contradict", puts=(thing("a"),), ends=(ident("a"),))
    with pytest.raises(ValueError, match="LEADS_TO"):
        Change(actor="tester", action="test.contradict", links=(leads("a", "b"),), ends=(key("a", "b"),))


async def test_ten_thousand_nodes_in_one_change(graph: Graph) -> None:
    """A change may be large: ten thousand nodes and edges arrive together, with one ledger entry."""
    names = [f"{at:05}" for at in range(10_000)]
    nodes = [thing(name, name=f"第{name}号", kind="xyz"[int(name) % 3], tags=["t"]) for name in names]
    edges = [leads(source, target, weight=1) for source, target in pairwise(names)]
    receipt = await graph.commit(writing(*nodes, *edges))
    assert receipt.revision == 1
    counts = await graph.count(THINGS, by=["kind"], sight=PUBLIC)
    assert (counts.total, counts.by["kind"]) == (10_000, (("x", 3_334), ("y", 3_333), ("z", 3_333)))
    assert await found(graph, Selection("Thing", text="第07")) == idents(
        name for name in names if name.startswith("07")
    )
    assert list(await graph.degree(idents(names), LEADS, sight=PUBLIC)) == [1] * 9_999 + [0]
    assert len(await graph.ledger(after=Revision(0), first=10)) == 1


async def test_nodes_of_different_labels_with_one_key(graph: Graph) -> None:
    """A key is unique among the nodes of its label only."""
    await put(graph, thing("a", name="thing"), box("a", name="box"), Node(NodeId("Mark:a"), {"name": "mark"}))
    nodes = await graph.get([ident("a"), NodeId("Box:a"), NodeId("Mark:a")], sight=PUBLIC)
    assert [node and node.properties for node in nodes] == [{"name": "thing"}, {"name": "box"}, {"name": "mark"}]
