"""Keyset paging: a page begins after a position, whatever is written meanwhile."""

import asyncio

import pytest

from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, OneOf, Order, Position, Selection, Window
from hub.graph.values import Node, NodeId, Value
from tests.contract.world import THINGS, end, found, ident, idents, listed, paged, put, thing

ORDERS = [None, Order("name"), Order("name", descending=True), Order("size"), Order("size", descending=True)]


def _mixed(at: int) -> Node:
    """Return the twenty nodes of a list with equal and missing values, in no order."""
    properties: dict[str, Value] = {"name": ["", "x", "常住", "😀", "\uff5e"][at % 5], "size": at % 4 - 1}
    missing = {"name"} if at % 6 == 0 else {"size"} if at % 7 == 0 else set()
    return Node(ident(f"{at * 7 % 20:02}"), {name: value for name, value in properties.items() if name not in missing})


async def test_pages_join_to_the_whole_list(graph: Graph) -> None:
    """Pages of any size join to the list: nothing twice, nothing left out, with equal and missing values."""
    await put(graph, *map(_mixed, range(20)))
    for order in ORDERS:
        listed = await found(graph, THINGS, order=order)
        assert len(listed) == 20
        for size in (1, 3, 7):
            pages = await paged(graph, THINGS, size=size, order=order)
            assert [one for page in pages for one in page] == listed, (order, size)


async def test_pages_of_a_filtered_list(graph: Graph) -> None:
    """A filter is applied before the window."""
    await put(graph, *(thing(name, kind="xy"[at % 2]) for at, name in enumerate("abcdefghi")))
    selection = Selection("Thing", (OneOf("kind", ("x",)),))
    assert await paged(graph, selection, size=2) == [idents("ac"), idents("eg"), idents("i")]


async def _page(
    graph: Graph, after: Position | None, order: Order | None = None
) -> tuple[list[NodeId], Position, bool]:
    page = await graph.find(THINGS, window=Window(2, after, order), sight=PUBLIC)
    return listed(page.hits), page.hits[-1].position, page.more


async def test_inserting_meanwhile(graph: Graph) -> None:
    """What is inserted before the position is not shown, what is inserted after it is shown; nothing shifts."""
    await put(graph, *(thing(name) for name in "bdfh"))
    shown, position, _ = await _page(graph, None)
    assert shown == idents("bd")
    await put(graph, *(thing(name) for name in "acegz"))
    shown, position, _ = await _page(graph, position)
    assert shown == idents("ef")
    shown, position, more = await _page(graph, position)
    assert (shown, more) == (idents("gh"), True)
    assert await _page(graph, position) == (idents("z"), Position(None, ident("z")), False)


async def test_inserting_equals_meanwhile(graph: Graph) -> None:
    """Among equal values, ids decide what lies before and after the position."""
    order = Order("name")
    await put(graph, *(thing(key, name="same") for key in "bdf"))
    shown, position, _ = await _page(graph, None, order)
    assert (shown, position) == (idents("bd"), Position("same", ident("d")))
    await put(graph, *(thing(key, name="same") for key in "ace"), thing("z", name="sam"), thing("0", name="same!"))
    shown, position, more = await _page(graph, position, order)
    assert (shown, more) == (idents("ef"), True)
    assert (await _page(graph, position, order))[0] == idents("0")


@pytest.mark.parametrize("descending", [False, True])
async def test_the_node_at_the_position_goes(graph: Graph, *, descending: bool) -> None:
    """A position stays good when its node is ended."""
    order = Order("size", descending=descending)
    names = "edcba" if descending else "abcde"
    await put(graph, *(thing(key, size=at) for at, key in enumerate("abcde")))
    shown, position, _ = await _page(graph, None, order)
    assert shown == idents(names[:2])
    await end(graph, *shown)
    shown, position, _ = await _page(graph, position, order)
    assert shown == idents(names[2:4])


async def test_the_node_at_the_position_moves(graph: Graph) -> None:
    """A position stays good when its node is given another value: the list goes on from the old one."""
    order = Order("size")
    await put(graph, *(thing(key, size=at) for at, key in enumerate("abcde")))
    _, position, _ = await _page(graph, None, order)
    await put(graph, thing("b", size=9), thing("e"))
    shown, position, _ = await _page(graph, position, order)
    assert (shown, position) == (idents("cd"), Position(3, ident("d")))
    assert await _page(graph, position, order) == (idents("b"), Position(9, ident("b")), False)


async def test_a_position_before_and_after_everything(graph: Graph) -> None:
    """A position need not name a node that ever was."""
    await put(graph, *(thing(key, name=key) for key in "ab"))
    for order, key in ((None, None), (Order("name"), "")):
        page = await graph.find(THINGS, window=Window(5, Position(key, NodeId("")), order), sight=PUBLIC)
        assert listed(page.hits) == idents("ab")
    for order, key in ((None, None), (Order("name"), "zzz")):
        page = await graph.find(THINGS, window=Window(5, Position(key, NodeId("zzz")), order), sight=EVERYTHING)
        assert (page.hits, page.more) == ((), False)


@pytest.mark.parametrize("descending", [False, True])
async def test_a_position_among_missing_values(graph: Graph, *, descending: bool) -> None:
    """Paging passes from missing values to empty ones and to others without loss, in both directions."""
    order = Order("name", descending=descending)
    await put(graph, thing("a", name=""), thing("b"), thing("c", name=""), thing("d"), thing("e", name="\x00"))
    expected = idents("bdace")
    pages = await paged(graph, THINGS, size=1, order=order)
    assert [one for page in pages for one in page] == (expected[::-1] if descending else expected)


async def test_a_search_is_paged_by_rank_and_id(graph: Graph) -> None:
    """Pages of a search follow rank, then id; what is inserted meanwhile takes its place."""
    names = {"a": "我的人口", "b": "人口", "c": "人口普查", "d": "总人口", "e": "人口", "f": "人口库"}
    await put(graph, *(thing(key, name=name) for key, name in names.items()), thing("g", notes="人口"))
    selection = Selection("Thing", text="人口")
    assert await paged(graph, selection, size=3) == [idents("bec"), idents("fad"), idents("g")]
    page = await graph.find(selection, window=Window(3), sight=PUBLIC)
    assert [hit.position for hit in page.hits] == [
        Position(0, ident("b")),
        Position(0, ident("e")),
        Position(1, ident("c")),
    ]
    await put(graph, thing("0", name="人口"), thing("d2", name="人口二"), thing("00", notes="人口"))
    following = await graph.find(selection, window=Window(10, page.hits[-1].position), sight=PUBLIC)
    assert listed(following.hits) == idents(["d2", "f", "a", "d", "00", "g"])


async def test_a_search_in_another_order(graph: Graph) -> None:
    """With an order, a search is listed by it instead of by rank."""
    await put(
        graph, thing("a", name="人口", size=3), thing("b", name="总人口", size=1), thing("c", notes="人口", size=2)
    )
    selection = Selection("Thing", text="人口")
    assert await found(graph, selection, order=Order("size")) == idents("bca")
    assert await paged(graph, selection, size=1, order=Order("size", descending=True)) == [
        idents("a"),
        idents("c"),
        idents("b"),
    ]


async def _unrest(graph: Graph) -> None:
    """Put and end nodes all over the list, one change after the other."""
    for at in range(12):
        await put(graph, *(thing(f"{place:02}x", size=place) for place in (at * 5, at * 35 % 60, at * 25 % 60)))
        await end(graph, ident(f"{at * 5:02}x"))
        await asyncio.sleep(0)


@pytest.mark.parametrize("order", [None, Order("size"), Order("size", descending=True)], ids=["id", "up", "down"])
async def test_paging_while_others_write(graph: Graph, order: Order | None) -> None:
    """Whatever is written meanwhile, what stays is shown exactly once and in its order."""
    staying = [thing(f"{at:02}", size=at) for at in range(60)]
    expected = sorted((node.id for node in staying), reverse=order is not None and order.descending)
    await put(graph, *staying)
    writer = asyncio.create_task(_unrest(graph))
    while not writer.done():
        shown = [one for page in await paged(graph, THINGS, size=7, order=order) for one in page]
        assert [one for one in shown if not one.endswith("x")] == expected
        assert len(set(shown)) == len(shown)
    await writer
