"""Ids, readers and filter values are compared byte for byte: what looks alike stays apart."""

from itertools import pairwise

import pytest

from hub.errors import Conflict
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, OneOf, Selection, Sight, Subject, Within
from hub.graph.values import NodeId, Revision
from tests.contract.world import ALL, LEADS, THINGS, end, found, ident, idents, key, leads, put, thing

ALIKE = [
    "a",
    "A",
    "a ",
    " a",
    "a\t",
    "a\n",
    "a\u3000",
    "a\u200b",
    "a\x00",
    "a\x00b",
    "ａ",
    "é",
    "e\u0301",
    "É",
    "ß",
    "ss",
    "1",
    "１",
    "01",
    "1.0",
    "",
    "常住人口",
    "常住人口 ",
    "a:b",
    "a:",
    "A:b",
    "'",
    '"',
    "\\",
    "%",
    "_",
    "*",
    "ﬁ",
    "fi",
    "😀",
    "\uff5e",
    "𠮷",
    "吉",
    "a" * 2_000,
    "a" * 1_999,
]


async def test_ids_that_look_alike_are_different_nodes(graph: Graph) -> None:
    """Each of many similar ids is a node of its own, listed by code point."""
    nodes = [thing(one, name=str(at)) for at, one in enumerate(ALIKE)]
    await put(graph, *nodes)
    answers = await graph.get(idents(ALIKE), sight=PUBLIC)
    assert [node and node.properties for node in answers] == [node.properties for node in nodes]
    assert await found(graph, THINGS) == sorted(idents(ALIKE))


async def test_an_id_that_looks_alike_is_unknown(graph: Graph) -> None:
    """Every verb that takes an id answers as for an unknown one."""
    there = ["a", "é", "1", "x", "b "]
    await put(graph, *(thing(one) for one in there), *(leads(one, "x") for one in there))
    asked = ["A", "a ", " a", "ａ", "e\u0301", "１", "a\x00", "X", "b"]
    unknown = idents(asked)
    assert list(await graph.get(unknown, sight=EVERYTHING)) == [None] * len(asked)
    assert list(await graph.degree(unknown, LEADS, sight=EVERYTHING)) == [0] * len(asked)
    walked = await graph.reach(
        unknown, edges=frozenset({"LEADS_TO"}), direction=Direction.OUT, depth=1, budget=10, sight=EVERYTHING
    )
    assert (walked.distances, walked.unknown) == ({}, tuple(unknown))
    subjects: list[Subject] = [*unknown, *(key(one, "x") for one in asked), *(key("a", one) for one in asked)]
    assert [subject for subject in subjects if await graph.history(subject, sight=EVERYTHING)] == []
    expects = tuple(Expectation(one, None) for one in unknown)
    receipt = await graph.commit(Change(actor="tester", action="test.expect", expects=expects))
    assert receipt.revision == 2


async def test_edges_between_ids_that_look_alike(graph: Graph) -> None:
    """Edges keep to the ends they were given."""
    pairs = list(pairwise(ALIKE))
    await put(graph, *(thing(one) for one in ALIKE), *(leads(source, target) for source, target in pairs))
    answers = await graph.expand(idents(ALIKE), LEADS, window=ALL, sight=PUBLIC)
    told = [[link.node.id for link in answer.links] for answer in answers]
    assert told == [*([ident(target)] for _, target in pairs), []]


async def test_ending_one_of_two_that_look_alike(graph: Graph) -> None:
    """Only the node that was named is ended."""
    await put(graph, thing("a"), thing("A"), thing("a "))
    await end(graph, ident("a"))
    assert await found(graph, THINGS) == [ident("A"), ident("a ")]


async def test_readers_that_look_alike(graph: Graph) -> None:
    """A reader sees what names it and not what names one that looks alike."""
    await put(graph, thing("a", audience=("reader",)))
    alike = frozenset({"Reader", "reader ", "ｒeader", "r", "", "reader\x00", "reader,x", '["reader"]', "reade"})
    assert await found(graph, THINGS, sight=Sight(alike)) == []
    assert await found(graph, THINGS, sight=Sight(alike | {"reader"})) == [ident("a")]


async def test_filter_values_that_look_alike(graph: Graph) -> None:
    """A filter selects the value it names, in a property and in a list, and not one that looks alike."""
    await put(graph, *(thing(str(at), kind=one, tags=[one, "other"]) for at, one in enumerate(ALIKE)))
    for at, one in enumerate(ALIKE):
        assert await found(graph, Selection("Thing", (OneOf("kind", (one,)),))) == [ident(str(at))]
        assert await found(graph, Selection("Thing", (OneOf("tags", (one,)),))) == [ident(str(at))]


async def test_counted_values_that_look_alike(graph: Graph) -> None:
    """Values that look alike are counted apart, equal counts by code point."""
    await put(graph, *(thing(str(at), kind=one) for at, one in enumerate(ALIKE)))
    counts = await graph.count(THINGS, by=["kind"], sight=PUBLIC)
    assert counts.by["kind"] == tuple((one, 1) for one in sorted(ALIKE))


async def test_prefixes_that_look_alike(graph: Graph) -> None:
    """A prefix selects exactly what Python's `startswith` would, whatever characters it is made of."""
    await put(graph, *(thing(str(at), area=one) for at, one in enumerate(ALIKE)))
    for prefix in [*ALIKE, "a\x00b", "\ud7ff", "\U0010ffff", "😀", "a%", "a_", "[a]", "a*"]:
        chosen = [ident(str(at)) for at, one in enumerate(ALIKE) if one.startswith(prefix)]
        assert await found(graph, Selection("Thing", (Within("area", prefix),))) == sorted(chosen), prefix


async def test_an_edge_key_with_an_unknown_type(graph: Graph) -> None:
    """An edge of a type that the shape does not know has no history, whatever its name looks like."""
    await put(graph, thing("a"), thing("b"), leads("a", "b"))
    for kind in ("leads_to", "LEADS_TO ", "NOTHING", "", "`]-() RETURN 1 //"):
        assert list(await graph.history(key("a", "b", kind=kind), sight=EVERYTHING)) == []


async def test_ending_what_looks_alike_is_a_conflict(graph: Graph) -> None:
    """What looks like something that exists does not exist."""
    await put(graph, thing("a"), thing("b"), leads("a", "b"))
    for subject in (ident("A"), NodeId("thing:a"), key("A", "b"), key("a", "b", kind="leads_to"), key("b", "a")):
        with pytest.raises(Conflict):
            await end(graph, subject)
    assert (await graph.head())[0] == Revision(1)
