from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Counts, OneOf, Selection, Sight, Within
from tests.contract.world import THINGS, box, end, exact, ident, put, thing


async def test_an_empty_store(graph: Graph) -> None:
    """Where there is nothing, every count is nought and every list of values empty."""
    assert await graph.count(THINGS, sight=EVERYTHING) == Counts(0, {})
    assert await graph.count(THINGS, by=["kind", "tags"], sight=EVERYTHING) == Counts(0, {"kind": (), "tags": ()})


async def test_values_come_most_first_then_by_value(graph: Graph) -> None:
    """Values come by how many nodes carry them, equals by code point; missing ones are not counted."""
    kinds = ["b", "a", "b", "😀", "\uff5e", "一", "B", ""]
    await put(graph, *(thing(str(at), kind=kind) for at, kind in enumerate(kinds)), thing("without"), box("x"))
    counts = await graph.count(THINGS, by=["kind"], sight=PUBLIC)
    expected = (("b", 2), ("", 1), ("B", 1), ("a", 1), ("一", 1), ("\uff5e", 1), ("😀", 1))
    assert counts == Counts(9, {"kind": expected})


async def test_every_element_of_a_list_counts_once_per_node(graph: Graph) -> None:
    """A node counts for each different element of a list, and for an element that is there twice only once."""
    tags: list[list[str]] = [["x", "y"], ["y"], [], ["z", "z", "y"]]
    await put(graph, *(thing(str(at), tags=one) for at, one in enumerate(tags)), thing("none"))
    counts = await graph.count(THINGS, by=["tags"], sight=PUBLIC)
    assert counts == Counts(5, {"tags": (("y", 3), ("x", 1), ("z", 1))})


async def test_a_string_counts_beside_lists(graph: Graph) -> None:
    """A property may hold a string in one node and a list in another."""
    await put(graph, thing("a", tags="x"), thing("b", tags=["x", "y"]))
    counts = await graph.count(THINGS, by=["tags"], sight=PUBLIC)
    assert counts == Counts(2, {"tags": (("x", 2), ("y", 1))})


async def test_values_keep_their_type(graph: Graph) -> None:
    """Truth values and integers are counted as what they are."""
    await put(
        graph, thing("a", active=True, size=10), thing("b", active=False, size=9), thing("c", active=True, size=-1)
    )
    counts = await graph.count(THINGS, by=["active", "size"], sight=PUBLIC)
    assert exact(counts.by["active"]) == exact(((True, 2), (False, 1)))
    assert exact(counts.by["size"]) == exact(((-1, 1), (9, 1), (10, 1)))


async def test_several_properties_at_once(graph: Graph) -> None:
    """Every property asked for is counted over the same selection."""
    await put(
        graph,
        thing("a", kind="x", tags=["p"], area="4401"),
        thing("b", kind="y", tags=["p", "q"], area="4401"),
        thing("c", kind="x", tags=["q"], area="45"),
    )
    selection = Selection("Thing", (Within("area", "44"),))
    counts = await graph.count(selection, by=["kind", "tags", "group"], sight=PUBLIC)
    assert counts == Counts(2, {"kind": (("x", 1), ("y", 1)), "tags": (("p", 2), ("q", 1)), "group": ()})


async def test_counting_by_what_is_filtered(graph: Graph) -> None:
    """A property that is filtered on is counted like any other, other elements of a list included."""
    await put(graph, thing("a", tags=["p", "q"]), thing("b", tags=["q"]), thing("c", tags=["r"]))
    counts = await graph.count(Selection("Thing", (OneOf("tags", ("q",)),)), by=["tags"], sight=PUBLIC)
    assert counts == Counts(2, {"tags": (("q", 2), ("p", 1))})


async def test_counting_a_search(graph: Graph) -> None:
    """A search is counted by what matches, not by what the index proposes."""
    await put(
        graph,
        thing("a", name="人口腔", kind="x"),
        thing("b", name="人口 口腔", kind="x"),
        thing("c", notes="老人口腔", kind="y"),
    )
    counts = await graph.count(Selection("Thing", text="人口腔"), by=["kind"], sight=PUBLIC)
    assert counts == Counts(2, {"kind": (("x", 1), ("y", 1))})


async def test_counts_keep_to_the_sight(graph: Graph) -> None:
    """Hidden nodes are not counted, in no total and under no value."""
    await put(
        graph,
        thing("a", kind="x", name="text"),
        thing("b", kind="x", name="text", audience=("reader",)),
        thing("c", kind="secret", name="text", audience=("writer", "reader")),
        thing("d", kind="y", name="text", audience=()),
    )
    reader, writer = Sight(frozenset({"reader"})), Sight(frozenset({"writer", "other"}))
    for selection in (THINGS, Selection("Thing", text="text")):
        expected = {
            PUBLIC: Counts(1, {"kind": (("x", 1),)}),
            reader: Counts(3, {"kind": (("x", 2), ("secret", 1))}),
            writer: Counts(2, {"kind": (("secret", 1), ("x", 1))}),
            EVERYTHING: Counts(4, {"kind": (("x", 2), ("secret", 1), ("y", 1))}),
        }
        for sight, counts in expected.items():
            assert await graph.count(selection, by=["kind"], sight=sight) == counts


async def test_counts_follow_changes(graph: Graph) -> None:
    """Counts tell the present."""
    await put(graph, thing("a", kind="x"), thing("b", kind="x"), thing("c", kind="x"))
    await put(graph, thing("b", kind="y"))
    await end(graph, ident("c"))
    counts = await graph.count(THINGS, by=["kind"], sight=PUBLIC)
    assert counts == Counts(2, {"kind": (("x", 1), ("y", 1))})
