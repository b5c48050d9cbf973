from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, OneOf, Order, Selection, Sight, Window
from tests.contract.world import ALL, LEADS, THINGS, arrows, end, found, ident, idents, listed, put, thing

SIGHTS = [
    (PUBLIC, "p"),
    (Sight(frozenset({"one"})), "pab"),
    (Sight(frozenset({"two"})), "pb"),
    (Sight(frozenset({"one", "two", "three"})), "pab"),
    (Sight(frozenset({"stranger", "on", "onetwo", "one,two"})), "p"),
    (EVERYTHING, "pabn"),
    (Sight(frozenset({"stranger"}), everything=True), "pabn"),
]


async def test_every_verb_keeps_to_the_sight(graph: Graph) -> None:
    """Whoever asks, all verbs agree on which nodes exist: p for all, a and b for some, n for nobody."""
    await put(
        graph,
        thing("p", name="same", kind="k"),
        thing("a", name="same", kind="k", audience=("one",)),
        thing("b", name="same", kind="k", audience=("two", "one")),
        thing("n", name="same", kind="k", audience=()),
        *arrows("pa", "pb", "pn", "pp", "ap", "bp", "np"),
    )
    for sight, seen in SIGHTS:
        await _check(graph, sight, seen)


async def _check(graph: Graph, sight: Sight, seen: str) -> None:
    here = sorted(idents(seen))
    hidden = [None if one not in seen else ident(one) for one in "pabn"]
    assert [node and node.id for node in await graph.get(idents("pabn"), sight=sight)] == hidden
    assert await found(graph, THINGS, sight=sight) == here
    assert await found(graph, THINGS, order=Order("name"), sight=sight) == here
    assert await found(graph, Selection("Thing", (OneOf("kind", ("k",)),)), sight=sight) == here
    assert await found(graph, Selection("Thing", text="same"), sight=sight) == here
    assert (await graph.count(THINGS, by=["kind"], sight=sight)).by == {"kind": (("k", len(seen)),)}
    (out,) = await graph.expand(idents("p"), LEADS, window=ALL, sight=sight)
    assert [link.node.id for link in out.links] == here
    assert list(await graph.degree(idents("pabn"), LEADS, sight=sight)) == [
        len(seen), *(int(one in seen) for one in "abn"),
    ]  # fmt: skip
    walked = await graph.reach(
        idents("p"), edges=frozenset({"LEADS_TO"}), direction=Direction.IN, depth=3, budget=9, sight=sight
    )
    assert sorted(walked.distances) == here
    assert [one for one in "pabn" if await graph.history(ident(one), sight=sight)] == [o for o in "pabn" if o in seen]


async def test_more_tells_nothing_of_hidden_nodes(graph: Graph) -> None:
    """Where only hidden nodes follow, nothing follows."""
    await put(graph, thing("a"), thing("b"), *(thing(one, audience=("reader",)) for one in "0cd"))
    page = await graph.find(THINGS, window=Window(2), sight=PUBLIC)
    assert (listed(page.hits), page.more) == (idents("ab"), False)


async def test_an_audience_that_changes(graph: Graph) -> None:
    """Who sees a node follows its present audience."""
    reader = Sight(frozenset({"reader"}))
    await put(graph, thing("a", name="x"), thing("b", name="x", audience=("reader",)), *arrows("ab"))
    await put(graph, thing("a", name="x", audience=("reader",)), thing("b", name="x"))
    assert await found(graph, THINGS, sight=PUBLIC) == idents("b")
    assert await found(graph, Selection("Thing", text="x"), sight=PUBLIC) == idents("b")
    assert await found(graph, THINGS, sight=reader) == idents("ab")
    assert list(await graph.degree(idents("a"), LEADS, sight=PUBLIC)) == [0]
    assert list(await graph.degree(idents("a"), LEADS, sight=reader)) == [1]
    await put(graph, thing("a", name="x"))
    assert list(await graph.degree(idents("a"), LEADS, sight=PUBLIC)) == [1]


async def test_an_audience_after_coming_back(graph: Graph) -> None:
    """A node that was ended and put again has the audience it was put with."""
    await put(graph, thing("a", audience=("reader",)))
    await end(graph, ident("a"))
    await put(graph, thing("a"))
    assert await found(graph, THINGS, sight=PUBLIC) == idents("a")


async def test_a_sight_of_many_readers(graph: Graph) -> None:
    """A sight may have thousands of readers, an audience hundreds."""
    await put(graph, thing("a", audience=tuple(f"r{number}" for number in range(500))), thing("b", audience=("x",)))
    sight = Sight(frozenset(f"r{number}" for number in range(499, 3_000)))
    assert await found(graph, THINGS, sight=sight) == idents("a")
