import asyncio
from dataclasses import replace
from typing import Any

import pytest

from hub.graph.extract import BRANCHES, LEVELS, Branch, Content, Extracted, Forks, Listed, Origin, Rows
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, OneOf, Order, Position, Selection, Sight, Step, Window
from hub.graph.values import Value
from tests.contract.composed import composed, plain
from tests.contract.world import ALL, LEADS, THINGS, arrows, box, holds, ident, idents, leads, plant, put, thing

BACK = Step("LEADS_TO", Direction.IN)
HELD = Step("HOLDS", Direction.OUT, label="Box")


async def _told(graph: Graph, origin: Origin, content: Content, *, sight: Sight = PUBLIC) -> Extracted:
    """Return an extract, seen to equal what the other verbs answer."""
    found = await graph.extract(origin, content, sight=sight)
    assert plain(found) == plain(await composed(graph, origin, content, sight=sight))
    return found


async def test_some_properties_of_some_nodes(graph: Graph) -> None:
    """Of each node that exists, once and in the order asked: the properties asked for, None where it has none."""
    await put(graph, thing("a", name="A", size=1, active=True), thing("b", tags=["p", "q"], other=1.0))
    found = await _told(graph, idents("bxab"), Content(("active", "name", "tags", "other", "size")))
    assert list(found.rows.ids) == idents("ba")
    assert {name: list(column) for name, column in found.rows.columns.items()} == {
        "active": [None, True],
        "name": [None, "A"],
        "tags": [["p", "q"], None],
        "other": [1.0, None],
        "size": [None, 1],
    }


@pytest.mark.parametrize("properties", [(), ("active",), ("other",), ("tags",), ("name", "name")])
async def test_few_properties(graph: Graph, properties: tuple[str, ...]) -> None:
    """None, one, or one twice: a value keeps its type whatever it is read beside."""
    await put(graph, thing("a", name="x\0y", active=False, other=1.0, tags=["\0", '"']), thing("b"))
    found = await _told(graph, idents("ab"), Content(properties))
    assert [type(column[0]) for column in found.rows.columns.values()] == [
        {"active": bool, "other": float, "tags": list, "name": str}[name] for name in dict.fromkeys(properties)
    ]


async def test_a_tree(graph: Graph) -> None:
    """Branches go on from what branches lead to; each row's neighbours follow those of the row before."""
    await put(
        graph, *[thing(key, name=key.upper()) for key in "abcde"], box("z", name="Z"), *arrows("abd", "acd", "ce")
    )
    await put(graph, holds(box("z", name="Z"), "c", weight=2))
    content = Content(
        branches=(Branch(LEADS, 9, None, Content(("name",), (Branch(LEADS, 9), Branch(HELD, 9, linked=True)))),)
    )
    found = await _told(graph, idents("ae"), content)
    (first,) = found.rows.forks
    next_things, held = first.rows.forks
    assert list(first.starts) == [0, 2, 2]
    assert list(first.rows.columns["name"]) == ["B", "C"]
    assert (list(next_things.starts), list(next_things.rows.ids)) == ([0, 1, 3], idents("dde"))
    assert (list(held.rows.ids), list(held.links)) == ([box("z").id], [{"weight": 2}])


async def test_lists_are_cut(graph: Graph) -> None:
    """Each list is cut to its first, says whether others follow, and gives positions to go on from."""
    await put(graph, *[thing(key, size=-ord(key)) for key in "abcd"], *arrows("ab", "ac", "ad", "bc"))
    order = Order("size")
    found = await _told(graph, idents("ab"), Content(branches=(Branch(LEADS, 2, order),)))
    (forks,) = found.rows.forks
    assert (list(forks.starts), list(forks.more)) == ([0, 2, 3], [True, False])
    assert list(forks.rows.ids) == idents("dcc")
    assert forks.rows.position(1) == Position(-ord("c"), ident("c"))
    (rest,) = await graph.expand(idents("a"), LEADS, window=Window(9, forks.rows.position(1), order), sight=PUBLIC)
    assert [link.node.id for link in rest.links] == idents("b")
    for first in (0, 1):
        await _told(graph, idents("ab"), Content(branches=(Branch(LEADS, first, order), Branch(BACK, first))))


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", ["text", "number", "mixed", "flag", None])
async def test_whole_lists_go_in_order(graph: Graph, name: str | None, *, descending: bool) -> None:
    """A list that is not cut goes in the same order as one that is: by code point, missing values first, then by id."""
    texts = ("\uff5e", "\U00010000", "", "b", "B", "人口", None, "b")
    given = []
    for at, (key, text) in enumerate(zip("hgfedcba", texts, strict=True)):
        properties: dict[str, Value] = {"flag": at % 2 == 0}
        properties |= {} if text is None else {"text": text, "mixed": at if at % 2 else text}
        properties |= {} if at == 3 else {"number": at % 3 - 1}
        given.append(replace(thing(key), properties=properties))
    around = [path for key in "abcdefg" for path in (f"h{key}", f"{key}h")]
    await put(graph, *given, *arrows("hh", "ah", *around))
    order = Order(name, descending=descending) if name else None
    for linked in (False, True):
        last = Branch(LEADS, 9, order, Content(("text",)), linked=linked)
        for content in (Content(branches=(last,)), Content(branches=(Branch(BACK, 9, order, Content((), (last,))),))):
            for first in (8, 9):
                await _told(
                    graph, idents("ha"), replace(content, branches=(replace(content.branches[0], first=first),))
                )


async def test_many_at_once(graph: Graph) -> None:
    """Who asks at the same time as others, about other nodes or as somebody else, is told what he would be alone."""
    hidden = [thing(key, name=key.upper(), audience=("r",)) for key in "fg"]
    await put(graph, *[thing(key, name=key.upper()) for key in "abcde"], *hidden, *arrows("abcdefga", "aceg", "bdf"))
    contents = (Content(("name",), (Branch(LEADS, 1, Order("name")), Branch(BACK, 9))), Content(("name",)))
    sights = (PUBLIC, Sight(frozenset({"r"})))
    asked = [
        (idents(keys), content, sight)
        for keys in ("a", "bc", "fedcba", "agx", "g", "")
        for content in contents
        for sight in sights
    ]
    alone = [await graph.extract(nodes, content, sight=sight) for nodes, content, sight in asked]
    for _ in range(3):
        together: list[Any] = await asyncio.gather(
            *(graph.extract(nodes, content, sight=sight) for nodes, content, sight in asked),
            *(graph.get(nodes, sight=sight) for nodes, _, sight in asked),
            *(graph.expand(nodes, LEADS, window=Window(2), sight=sight) for nodes, _, sight in asked),
            *(graph.degree(nodes, LEADS, sight=sight) for nodes, _, sight in asked),
        )
        extracts, gets, expands, degrees = (
            together[at : at + len(asked)] for at in range(0, len(together), len(asked))
        )
        assert [plain(each) for each in extracts] == [plain(each) for each in alone]
        for (nodes, _, sight), got, expanded, degree in zip(asked, gets, expands, degrees, strict=True):
            assert got == await graph.get(nodes, sight=sight)
            assert expanded == await graph.expand(nodes, LEADS, window=Window(2), sight=sight)
            assert degree == await graph.degree(nodes, LEADS, sight=sight)


async def test_a_tree_below_a_list(graph: Graph) -> None:
    """An extract may begin with a window of a selection, by an order, by rank or by id."""
    things = [thing(key, name=f"人口{key}", kind="xy"[number % 2], order=key) for number, key in enumerate("dcba")]
    await put(graph, *things, *arrows("abcd", "ad"))
    content = Content(("kind",), (Branch(LEADS, 1, None, Content(("name",))), Branch(BACK, 9)))
    for selection in (THINGS, Selection("Thing", (OneOf("kind", ("x",)),)), Selection("Thing", (), "人口")):
        for window in (Window(3), Window(9, None, Order("order", descending=True)), Window(0), Window(1)):
            found = await _told(graph, Listed(selection, window), content)
            more = Window(9, found.rows.position(len(found.rows.ids) - 1), window.order) if found.rows.ids else window
            await _told(graph, Listed(selection, more), content)


async def test_what_does_not_exist_is_in_no_branch(graph: Graph) -> None:
    """A node that does not exist for the asker is absent at every level, and nothing is reached through it."""
    await put(
        graph, thing("a"), thing("b", audience=("r",)), thing("c"), *arrows("abc", "ac"), thing("d", audience=("s",))
    )
    await put(graph, *arrows("cd"))
    content = Content(branches=(Branch(LEADS, 9, None, Content(branches=(Branch(LEADS, 9),))),))
    for sight in (PUBLIC, Sight(frozenset({"r"})), Sight(frozenset({"s"})), EVERYTHING):
        found = await _told(graph, idents("abd"), content, sight=sight)
        await _told(graph, Listed(THINGS, ALL), content, sight=sight)
        (first,) = found.rows.forks
        assert (ident("b") in first.rows.ids) == (sight.everything or "r" in sight.readers)


async def test_nothing_to_begin_with(graph: Graph) -> None:
    """No ids, or none that exist, answer empty columns and empty branches."""
    await plant(graph, "ab")
    content = Content(("name",), (Branch(LEADS, 9, Order("name"), Content(("size",))),))
    empty = Rows((), {"name": ()}, (), (Forks((0,), (), Rows((), {"size": ()})),))
    for origin in ((), idents("xy"), Listed(Selection("Box"), ALL)):
        assert plain(await _told(graph, origin, content)) == plain(Extracted(empty))


def _deep(levels: int) -> Content:
    """Return what asks of a store the most that a tree of so many levels can."""
    content = Content(("name", "size"))
    for _ in range(levels):
        content = Content(("name", "size"), (Branch(LEADS, 2, Order("size"), content, linked=True),))
    return content


def _broad(branches: int) -> Content:
    """Return what asks for so many branches."""
    deep = Branch(LEADS, 2, Order("size"), _deep(LEVELS - 1), linked=True)
    others = (Branch(HELD, number, Order("name")) for number in range(branches - LEVELS))
    return Content(("name",), (*others, deep))


async def test_the_largest_tree(graph: Graph) -> None:
    """As many branches there may be as the port says, however each is listed; one more is refused."""
    await put(graph, *[thing(key, name=f"人口{key}") for key in "abcde"], *arrows("abcde"), holds(thing("b"), "a"))
    found = Listed(Selection("Thing", (OneOf("size", (1, 2)),), "人口 a"), Window(9, None, Order("name")))
    for origin in (idents("a"), found):
        await _told(graph, origin, _broad(BRANCHES), sight=Sight(frozenset({"r", "s"})))
        for beyond in (_deep(LEVELS + 1), _broad(BRANCHES + 1)):
            with pytest.raises(ValueError, match="by another one"):
                await graph.extract(origin, beyond, sight=PUBLIC)


async def test_names_outside_the_shape(graph: Graph) -> None:
    """Unknown edge types and labels are refused at any depth, as by the other verbs."""
    await put(graph, thing("a"), leads("a", "a"))
    for step in (Step("NOTHING", Direction.OUT), Step("LEADS_TO", Direction.OUT, label="Nobody")):
        deep = Content(branches=(Branch(LEADS, 1, None, Content(branches=(Branch(step, 1),))),))
        with pytest.raises(ValueError, match="shape"):
            await graph.extract(idents("a"), deep, sight=PUBLIC)
