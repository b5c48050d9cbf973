from dataclasses import replace

import pytest

from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Hit, OneOf, Order, Page, Position, Predicate, Selection, Window, Within
from hub.graph.values import Node, Value
from tests.contract.world import ALL, THINGS, box, end, found, ident, idents, listed, put, thing


async def test_an_empty_store(graph: Graph) -> None:
    """Where there is nothing, nothing is found."""
    assert await graph.find(THINGS, window=ALL, sight=EVERYTHING) == Page((), more=False)


async def test_hits_come_with_node_and_position(graph: Graph) -> None:
    """A hit is the whole node with its position: the key is None by id, else the value ordered by."""
    node = thing("a", name="x", size=3)
    revision = await put(graph, node)
    stored = replace(node, revision=revision)
    for order, key in ((None, None), (Order("name"), "x"), (Order("size", descending=True), 3), (Order("order"), None)):
        page = await graph.find(THINGS, window=Window(10, None, order), sight=PUBLIC)
        assert page == Page((Hit(stored, Position(key, node.id)),), more=False)


async def test_only_nodes_of_the_label(graph: Graph) -> None:
    """A selection is of one label."""
    await put(graph, thing("a"), box("a"), box("b"), Node(ident("c"), {}))
    assert await found(graph, THINGS) == idents("ac")
    assert await found(graph, Selection("Box")) == [box("a").id, box("b").id]
    assert await found(graph, Selection("Mark")) == []


async def test_without_an_order_by_id(graph: Graph) -> None:
    """Without an order nodes come by id, by code point."""
    names = ["b", "a", "B", "10", "9", "", "一", "\uff5e", "😀", "é", "z", "aa"]
    await put(graph, *(thing(name) for name in names))
    assert await found(graph, THINGS) == sorted(idents(names))


SIZED: dict[str, int | None] = {
    "a": 5,
    "b": None,
    "c": -2,
    "d": 5,
    "e": None,
    "f": 40,
    "g": 2**62,
    "h": -(2**62),
    "i": 0,
}


async def test_order_by_integers(graph: Graph) -> None:
    """Missing first, then by value, equals by id; descending is the same list backwards."""
    await put(graph, *(Node(ident(name), _given("size", size)) for name, size in SIZED.items()))
    assert await found(graph, THINGS, order=Order("size")) == idents("behciadfg")
    assert await found(graph, THINGS, order=Order("size", descending=True)) == idents("gfdaicheb")


NAMED: dict[str, str | None] = {
    "a": "b", "b": None, "c": "", "d": "\uff5e", "e": "😀", "f": "B", "g": "a\u0301", "h": "á", "i": None, "j": "b",
    "k": "一", "l": "10", "m": "9", "n": " b", "o": "b ", "p": "", "q": "\x00", "r": "龥",
}  # fmt: skip


@pytest.mark.parametrize("name", ["name", "order"])
async def test_order_by_strings(graph: Graph, name: str) -> None:
    """Strings come by code point; an empty string is not a missing one; descending is the same list backwards."""
    await put(graph, *(Node(ident(key), _given(name, value)) for key, value in NAMED.items()))
    expected = idents(sorted(NAMED, key=lambda key: (NAMED[key] is not None, NAMED[key] or "", key)))
    assert await found(graph, THINGS, order=Order(name)) == expected
    assert await found(graph, THINGS, order=Order(name, descending=True)) == expected[::-1]


def _given(name: str, value: Value | None) -> dict[str, Value]:
    return {} if value is None else {name: value}


TAGGED: dict[str, dict[str, Value]] = {
    "a": {"kind": "x", "tags": ["p", "q"], "size": 1, "active": True, "area": "440000", "group": "one"},
    "b": {"kind": "y", "tags": ["q"], "size": 2, "active": False, "area": "440100"},
    "c": {"kind": "X", "tags": [], "size": 0, "active": True, "area": "440103000000", "group": "two"},
    "d": {"kind": "", "tags": ["", "pq"], "area": "450000"},
    "e": {},
    "f": {"kind": "x", "tags": ["p", "p", "r"], "size": 10, "area": "44", "group": "one"},
}


SELECTED: dict[tuple[Predicate, ...], str] = {
    (): "abcdef",
    (OneOf("kind", ("x",)),): "af",
    (OneOf("kind", ("x", "y", "x", "nothing")),): "abf",
    (OneOf("kind", ("",)),): "d",
    (OneOf("kind", ()),): "",
    (OneOf("kind", ("x%",)),): "",
    (OneOf("tags", ("p",)),): "af",
    (OneOf("tags", ("q", "r")),): "abf",
    (OneOf("tags", ("",)),): "d",
    (OneOf("tags", ("p", "q", "r", "pq")),): "abdf",
    (OneOf("size", (1, 10)),): "af",
    (OneOf("size", (0,)),): "c",
    (OneOf("active", (True,)),): "ac",
    (OneOf("active", (False,)),): "b",
    (OneOf("active", (False, True)),): "abc",
    (OneOf("group", ("one",)),): "af",
    (Within("area", "44"),): "abcf",
    (Within("area", "4401"),): "bc",
    (Within("area", "440103000000"),): "c",
    (Within("area", "4401030000000"),): "",
    (Within("area", ""),): "abcdf",
    (Within("area", "44_"),): "",
    (Within("area", "%"),): "",
    (Within("tags", "p"),): "",
    (Within("size", "1"),): "",
    (Within("kind", "x"),): "af",
    (OneOf("kind", ("x",)), OneOf("tags", ("r",))): "f",
    (OneOf("tags", ("p",)), OneOf("tags", ("q",))): "a",
    (OneOf("kind", ("x",)), OneOf("kind", ("y",))): "",
    (Within("area", "44"), OneOf("area", ("440100", "450000"))): "b",
    (Within("area", "44"), Within("area", "4401"), OneOf("active", (True,))): "c",
}


async def test_predicates(graph: Graph) -> None:
    """A node is selected, and counted, where it meets every predicate; a missing property meets none."""
    await put(graph, *(Node(ident(key), properties) for key, properties in TAGGED.items()))
    told = {where: await found(graph, Selection("Thing", where)) for where in SELECTED}
    assert told == {where: idents(keys) for where, keys in SELECTED.items()}
    some = list(SELECTED.items())[::3]
    totals = [(await graph.count(Selection("Thing", where), sight=EVERYTHING)).total for where, _ in some]
    assert totals == [len(keys) for _, keys in some]


async def test_a_filter_follows_changes(graph: Graph) -> None:
    """A node is found by what it is now, not by what it was."""
    await put(graph, thing("a", kind="x", tags=["p"], name="old"), thing("b", kind="x"), thing("c", kind="x"))
    await put(graph, thing("a", kind="y", tags=["q"], name="new"), thing("b"))
    await end(graph, ident("c"))
    for predicate, expected in (
        (OneOf("kind", ("x",)), ""),
        (OneOf("kind", ("y",)), "a"),
        (OneOf("tags", ("p",)), ""),
        (OneOf("tags", ("q",)), "a"),
    ):
        assert await found(graph, Selection("Thing", (predicate,))) == idents(expected)
    assert await found(graph, Selection("Thing", text="old")) == []
    assert await found(graph, Selection("Thing", text="new")) == idents("a")
    assert await found(graph, THINGS) == idents("ab")


async def test_many_values_in_one_filter(graph: Graph) -> None:
    """A filter may name thousands of values."""
    await put(graph, thing("a", kind="k7"), thing("b", kind="k4999"), thing("c", kind="other"))
    selection = Selection("Thing", (OneOf("kind", tuple(f"k{number}" for number in range(5_000))),))
    assert await found(graph, selection) == idents("ab")


async def test_a_window_of_none(graph: Graph) -> None:
    """A window of none shows none, and tells whether there are any."""
    assert await graph.find(THINGS, window=Window(0), sight=PUBLIC) == Page((), more=False)
    await put(graph, thing("a"))
    assert await graph.find(THINGS, window=Window(0), sight=PUBLIC) == Page((), more=True)


async def test_more_is_told_exactly(graph: Graph) -> None:
    """`more` is true where at least one node follows, and only there."""
    await put(graph, *(thing(name) for name in "abc"))
    for first, more in ((1, True), (2, True), (3, False), (4, False)):
        page = await graph.find(THINGS, window=Window(first), sight=PUBLIC)
        assert (listed(page.hits), page.more) == (idents("abc"[:first]), more)
