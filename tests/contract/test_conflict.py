"""A change whose expectation fails writes nothing at all: graph, history and ledger are compared whole."""

from dataclasses import replace

import pytest

from hub.errors import Conflict
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import PUBLIC
from hub.graph.values import NodeId, Revision
from tests.contract.world import arrows, end, ident, idents, key, leads, put, thing, whole, writing


async def _prepared(graph: Graph) -> None:
    """A at revision 3, b at 1, c ended at 2, d never; a leads to b."""
    await put(graph, thing("a", size=1), thing("b"), thing("c"), *arrows("ab", "cb"))
    await end(graph, ident("c"))
    await put(graph, thing("a", size=2))


BUSY = writing(thing("a", size=9), thing("b", size=9), thing("new"), leads("a", "b", weight=9), leads("b", "new"))


def expecting(*expects: tuple[str, int | None]) -> Change:
    """Return a busy change that expects these revisions of these Things."""
    expectations = tuple(Expectation(ident(one), None if at is None else Revision(at)) for one, at in expects)
    return replace(BUSY, expects=expectations)


FAILING = {
    "older revision": expecting(("a", 1)),
    "newer revision": expecting(("a", 4)),
    "revision nought": expecting(("a", 0)),
    "absence of what exists": expecting(("a", None)),
    "revision of what was ended": expecting(("c", 1)),
    "revision of the end": expecting(("c", 2)),
    "revision of what never was": expecting(("d", 1)),
    "one of several": expecting(("a", 3), ("b", 1), ("c", None), ("b", 2), ("d", None)),
    "two that contradict": expecting(("a", 3), ("a", None)),
    "edge without source": replace(BUSY, links=(leads("d", "b"),)),
    "edge without target": replace(BUSY, links=(*BUSY.links, leads("b", "d"))),
    "edge from what was ended": replace(BUSY, links=(leads("c", "b"),)),
    "edge to what this change ends": replace(writing(thing("a", size=9), leads("a", "b")), ends=(ident("b"),)),
    "edge from what this change ends": replace(writing(thing("new"), leads("b", "new")), ends=(ident("b"),)),
    "end of what never was": replace(BUSY, ends=(ident("d"),)),
    "end of what was ended": replace(BUSY, ends=(ident("c"),)),
    "end of an edge that never was": replace(BUSY, ends=(key("b", "a"),)),
    "end of an edge that ended with its node": replace(BUSY, ends=(key("c", "b"),)),
    "end of one that is and one that is not": Change("tester", "test.end", ends=(ident("b"), ident("d"))),
    "end of an unknown label": replace(BUSY, ends=(NodeId("Nothing:a"),)),
}


async def test_a_conflict_writes_nothing(graph: Graph) -> None:
    """A change that cannot be applied raises `Conflict` and leaves no trace."""
    await _prepared(graph)
    gone = (ident("c"), key("c", "b"), ident("d"), ident("new"), key("b", "new"), key("d", "b"), key("b", "d"))
    before = await whole(graph, *gone)
    for name, change in FAILING.items():
        with pytest.raises(Conflict) as raised:
            await graph.commit(change)
        assert (raised.value.code, bool(raised.value.message)) == ("CONFLICT", True), name
        assert await graph.head() == before.head, name
    assert await whole(graph, *gone) == before


HOLDING = {
    "nothing": expecting(),
    "revision": expecting(("a", 3)),
    "absence of what was ended": expecting(("c", None)),
    "absence of what never was": expecting(("d", None)),
    "absence of what this change puts": expecting(("new", None)),
    "several": expecting(("a", 3), ("b", 1), ("c", None), ("new", None), ("a", 3)),
}


@pytest.mark.parametrize("change", HOLDING.values(), ids=list(HOLDING))
async def test_an_expectation_that_holds(graph: Graph, change: Change) -> None:
    """Expectations speak of the graph before the change; where all hold, the change is applied."""
    await _prepared(graph)
    receipt = await graph.commit(change)
    assert receipt.revision == 4
    nodes = await graph.get([*idents("ab"), ident("new")], sight=PUBLIC)
    assert [node and (node.properties, node.revision) for node in nodes] == [
        ({"size": 9}, 4),
        ({"size": 9}, 4),
        ({}, 4),
    ]


async def test_expecting_without_writing(graph: Graph) -> None:
    """A change may expect of a node that it does not write."""
    await _prepared(graph)
    change = Change(actor="tester", action="test.check", expects=(Expectation(ident("b"), Revision(1)),))
    assert (await graph.commit(change)).revision == 4
    with pytest.raises(Conflict):
        await graph.commit(replace(change, expects=(Expectation(ident("b"), Revision(4)),)))


async def test_expectations_see_protected_nodes(graph: Graph) -> None:
    """A change is judged by what is stored, whoever may see it."""
    await put(graph, thing("a", audience=()), thing("b"))
    with pytest.raises(Conflict):
        await graph.commit(replace(writing(thing("a")), expects=(Expectation(ident("a"), None),)))
    await put(graph, leads("a", "b"))
    assert len((await whole(graph)).edges) == 1


async def test_an_expectation_after_coming_back(graph: Graph) -> None:
    """A node that was ended and put again has another revision than before, which the old expectation does not meet."""
    await put(graph, thing("a"))
    await end(graph, ident("a"))
    await put(graph, thing("a"))
    with pytest.raises(Conflict):
        await graph.commit(expecting(("a", 1)))
    await graph.commit(replace(writing(thing("a", size=1)), expects=(Expectation(ident("a"), Revision(3)),)))


async def test_an_equal_put_keeps_the_expected_revision(graph: Graph) -> None:
    """Whoever read a node before an equal put may still write it."""
    await put(graph, thing("a", size=1))
    await put(graph, thing("a", size=1))
    change = replace(writing(thing("a", size=2)), expects=(Expectation(ident("a"), Revision(1)),))
    assert (await graph.commit(change)).revision == 3


async def test_a_conflict_leaves_the_store_usable(graph: Graph) -> None:
    """After a conflict the next change gets the next revision."""
    await put(graph, thing("a"))
    for _ in range(3):
        with pytest.raises(Conflict):
            await end(graph, ident("b"))
    assert await put(graph, thing("b")) == Revision(2)
