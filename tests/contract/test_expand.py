import pytest

from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, Link, Neighbours, Order, Position, Sight, Step, Window
from hub.graph.values import Node
from tests.contract.world import (
    ALL,
    LEADS,
    arrows,
    box,
    end,
    holds,
    ident,
    idents,
    key,
    leads,
    neighbours,
    plant,
    put,
    thing,
)

BACK = Step("LEADS_TO", Direction.IN)


async def test_neighbours_come_with_edge_and_position(graph: Graph) -> None:
    """A neighbour is told with its node, the edge's properties and its position, by id."""
    revision = await put(graph, thing("a"), thing("c", size=1), thing("b"), leads("a", "c", weight=2), leads("a", "b"))
    b = Link(Node(ident("b"), {}, None, revision), {}, Position(None, ident("b")))
    c = Link(Node(ident("c"), {"size": 1}, None, revision), {"weight": 2}, Position(None, ident("c")))
    assert list(await graph.expand(idents("a"), LEADS, window=ALL, sight=PUBLIC)) == [Neighbours((b, c), more=False)]


async def test_both_directions(graph: Graph) -> None:
    """OUT asks for targets, IN for sources; edges of other types are not followed."""
    await plant(graph, "abc", "dbe", "x")
    await put(graph, holds(thing("x"), "b"))
    assert await neighbours(graph, "b") == idents("ce")
    assert await neighbours(graph, "b", step=BACK) == idents("ad")


async def test_edges_there_and_back(graph: Graph) -> None:
    """Two edges in opposite directions are two edges, each with its properties."""
    await put(graph, thing("a"), thing("b"), leads("a", "b", way="there"), leads("b", "a", way="back"))
    (out,) = await graph.expand(idents("a"), LEADS, window=ALL, sight=PUBLIC)
    (back,) = await graph.expand(idents("a"), BACK, window=ALL, sight=PUBLIC)
    assert [(link.node.id, link.properties) for link in out.links] == [(ident("b"), {"way": "there"})]
    assert [(link.node.id, link.properties) for link in back.links] == [(ident("b"), {"way": "back"})]


async def test_a_node_that_leads_to_itself(graph: Graph) -> None:
    """A node may be its own neighbour, in both directions."""
    await plant(graph, "aa", "ab")
    assert await neighbours(graph, "a") == idents("ab")
    assert await neighbours(graph, "a", step=BACK) == idents("a")


async def test_neighbours_of_one_label(graph: Graph) -> None:
    """A step may keep to the neighbours of one label."""
    await put(graph, thing("a"), thing("b"), box("b"), holds(thing("b"), "a"), holds(box("b"), "a"))
    both, boxes = Step("HOLDS", Direction.OUT), Step("HOLDS", Direction.OUT, label="Box")
    assert await neighbours(graph, "a", step=both) == [box("b").id, ident("b")]
    assert await neighbours(graph, "a", step=boxes) == [box("b").id]
    assert list(await graph.degree(idents("a"), boxes, sight=PUBLIC)) == [1]
    assert list(await graph.degree(idents("a"), Step("HOLDS", Direction.OUT, label="Mark"), sight=PUBLIC)) == [0]


async def test_answers_are_aligned_with_the_nodes(graph: Graph) -> None:
    """Each node gets its list in its place: duplicates again, unknown nodes an empty one."""
    await plant(graph, "ab", "ac", "bc")
    asked = idents("baxca")
    answers = await graph.expand(asked, LEADS, window=ALL, sight=PUBLIC)
    assert [[link.node.id for link in answer.links] for answer in answers] == [
        idents("c"),
        idents("bc"),
        [],
        [],
        idents("bc"),
    ]
    assert list(await graph.degree(asked, LEADS, sight=PUBLIC)) == [1, 2, 0, 0, 2]


async def test_empty_batches(graph: Graph) -> None:
    """Asking for nothing answers nothing."""
    assert list(await graph.expand([], LEADS, window=ALL, sight=PUBLIC)) == []
    assert list(await graph.degree([], LEADS, sight=PUBLIC)) == []


async def test_a_window_applies_to_each_list(graph: Graph) -> None:
    """The same window is cut from the list of every node; `more` is told for each."""
    await plant(graph, "ap", "aq", "ar", "bq", "br", "bs", "bt", "cp")
    window = Window(first=2, after=Position(None, ident("p")))
    answers = await graph.expand(idents("abc"), LEADS, window=window, sight=PUBLIC)
    told = [([link.node.id for link in answer.links], answer.more) for answer in answers]
    assert told == [(idents("qr"), False), (idents("qr"), True), ([], False)]


async def test_a_window_of_none(graph: Graph) -> None:
    """A window of none shows none, and tells whether there are any."""
    await plant(graph, "ab", "c")
    answers = await graph.expand(idents("ac"), LEADS, window=Window(first=0), sight=PUBLIC)
    assert list(answers) == [Neighbours((), more=True), Neighbours((), more=False)]


@pytest.mark.parametrize(("descending", "expected"), [(False, "xycdeab"), (True, "baedcyx")])
async def test_order_by_a_property_of_the_neighbours(graph: Graph, *, descending: bool, expected: str) -> None:
    """A missing property comes first, then values in their order, equals by id; descending is the same backwards."""
    ranks = {"a": 10, "b": 10, "c": -1, "d": 2, "e": 9}
    await put(graph, thing("o"), thing("x"), thing("y"), *(thing(name, weight=rank) for name, rank in ranks.items()))
    await put(graph, *arrows(*(f"o{name}" for name in "abcdexy")))
    order = Order("weight", descending=descending)
    shown: list[Link] = []
    for after in (None, 1, 3, 5):
        window = Window(2, shown[after].position if after else None, order)
        (answer,) = await graph.expand(idents("o"), LEADS, window=window, sight=PUBLIC)
        assert answer.more == (len(shown) < 5)
        shown += answer.links
    assert [link.node.id for link in shown] == idents(expected)
    assert [link.position for link in shown] == [Position(ranks.get(one), ident(one)) for one in expected]


async def test_order_by_code_point(graph: Graph) -> None:
    """Strings are ordered by code point, also beyond the Basic Multilingual Plane."""
    names = ["", " ", "A", "Z", "a", "é", "一", "龥", "\uff5e", "😀", "𠮷", "a\u0301", "aa", "10", "9"]
    await put(graph, thing("o"), *(thing(str(at), label=name) for at, name in enumerate(names)))
    await put(graph, *(leads("o", str(at)) for at in range(len(names))))
    (answer,) = await graph.expand(idents("o"), LEADS, window=Window(100, None, Order("label")), sight=PUBLIC)
    assert [link.node.properties["label"] for link in answer.links] == sorted(names)


async def test_a_missing_property_is_not_an_empty_one(graph: Graph) -> None:
    """Paging over the empty string does not lose or repeat the nodes that lack the property."""
    await put(graph, thing("o"), thing("a", label=""), thing("b"), thing("c", label=""), thing("d"))
    await put(graph, *arrows("oa", "ob", "oc", "od"))
    shown: list[str] = []
    after: Position | None = None
    for _ in range(4):
        (answer,) = await graph.expand(idents("o"), LEADS, window=Window(1, after, Order("label")), sight=PUBLIC)
        shown += [link.node.id for link in answer.links]
        after = answer.links[0].position
    assert shown == idents("bdac")


async def test_hidden_neighbours_are_absent(graph: Graph) -> None:
    """A hidden neighbour is in no list, window or degree; a hidden node has no neighbours."""
    await put(graph, thing("a"), thing("b", audience=("reader",)), thing("c"), *arrows("ab", "ac", "ba", "bc"))
    reader = Sight(frozenset({"reader"}))
    assert await neighbours(graph, "a", sight=PUBLIC) == idents("c")
    assert await neighbours(graph, "a", sight=reader) == idents("bc")
    assert await neighbours(graph, "b", sight=PUBLIC) == []
    assert await neighbours(graph, "b", sight=reader) == idents("ac")
    assert await neighbours(graph, "c", sight=PUBLIC, step=BACK) == idents("a")
    (first,) = await graph.expand(idents("a"), LEADS, window=Window(first=1), sight=PUBLIC)
    assert ([link.node.id for link in first.links], first.more) == (idents("c"), False)
    assert list(await graph.degree(idents("ab"), LEADS, sight=PUBLIC)) == [1, 0]
    assert list(await graph.degree(idents("ab"), LEADS, sight=reader)) == [2, 2]


async def test_edges_that_were_ended_or_replaced(graph: Graph) -> None:
    """Only the present edges are followed, with their present properties."""
    await put(graph, thing("a"), thing("b"), thing("c"), leads("a", "b", weight=1), leads("a", "c", weight=1))
    await end(graph, key("a", "b"))
    await put(graph, leads("a", "c", weight=2))
    (answer,) = await graph.expand(idents("a"), LEADS, window=ALL, sight=EVERYTHING)
    assert [(link.node.id, link.properties) for link in answer.links] == [(ident("c"), {"weight": 2})]


async def test_a_hundred_neighbours_of_each_of_twenty(graph: Graph) -> None:
    """A window over many long lists is cut from each of them."""
    sources, targets = [f"s{at:03}" for at in range(20)], [f"t{at:03}" for at in range(100)]
    await put(graph, *(thing(one) for one in (*sources, *targets)))
    await put(graph, *(leads(source, target) for source in sources for target in targets))
    window = Window(first=3, after=Position(None, ident("t049")))
    answers = await graph.expand(idents(sources), LEADS, window=window, sight=PUBLIC)
    assert [([link.node.id for link in answer.links], answer.more) for answer in answers] == [
        (idents(targets[50:53]), True)
    ] * len(sources)
