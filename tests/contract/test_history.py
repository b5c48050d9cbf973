from dataclasses import replace

from hub.graph.change import Version
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Sight
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision
from tests.contract.world import arrows, end, holds, ident, key, leads, put, thing

READER = Sight(frozenset({"reader"}))


async def spans(graph: Graph, subject: NodeId | EdgeKey, *, sight: Sight) -> list[tuple[int, int | None]]:
    """Return since and until of each version shown."""
    return [(version.since, version.until) for version in await graph.history(subject, sight=sight)]


async def test_the_history_of_a_node(graph: Graph) -> None:
    """Every version is told with its content, oldest first; versions that follow each other meet."""
    contents = [thing("a", size=1), thing("a", size=2, name="x"), thing("a"), thing("a", size=1)]
    for content in contents:
        await put(graph, content)
        await put(graph, thing("b", size=len(contents)))
    await end(graph, ident("a"))
    await put(graph, contents[0])
    expected = [(1, 3), (3, 5), (5, 7), (7, 9), (10, None)]
    assert list(await graph.history(ident("a"), sight=PUBLIC)) == [
        Version(replace(content, revision=Revision(since)), Revision(since), None if until is None else Revision(until))
        for content, (since, until) in zip([*contents, contents[0]], expected, strict=True)
    ]


async def test_the_history_of_an_edge(graph: Graph) -> None:
    """An edge has versions of its own, apart from its nodes', from edges of other types and from the way back."""
    await put(graph, thing("a"), thing("b"), leads("a", "b", weight=1), leads("b", "a"), holds(thing("b"), "a"))
    await put(graph, leads("a", "b", weight=2), thing("a", size=1))
    await end(graph, key("a", "b"))
    await put(graph, leads("a", "b", weight=2))
    await end(graph, ident("b"))
    assert list(await graph.history(key("a", "b"), sight=PUBLIC)) == [
        Version(Edge(key("a", "b"), {"weight": 1}, Revision(1)), Revision(1), Revision(2)),
        Version(Edge(key("a", "b"), {"weight": 2}, Revision(2)), Revision(2), Revision(3)),
        Version(Edge(key("a", "b"), {"weight": 2}, Revision(4)), Revision(4), Revision(5)),
    ]
    assert await spans(graph, key("b", "a"), sight=PUBLIC) == [(1, 5)]
    assert await spans(graph, key("a", "b", kind="HOLDS"), sight=PUBLIC) == [(1, 5)]
    assert await spans(graph, ident("a"), sight=PUBLIC) == [(1, 2), (2, None)]


async def test_what_never_was_has_no_history(graph: Graph) -> None:
    """An unknown node or edge has no versions."""
    await put(graph, thing("a"), thing("b"), *arrows("ab"))
    for subject in (
        ident("x"),
        NodeId("Nothing:a"),
        NodeId(""),
        key("b", "a"),
        key("a", "b", kind="HOLDS"),
        key("x", "y"),
    ):
        assert list(await graph.history(subject, sight=EVERYTHING)) == []


async def test_the_latest_audience_hides_all_versions(graph: Graph) -> None:
    """A node that is protected now shows nothing of what it was, also after its end."""
    await put(graph, thing("a", size=1))
    await put(graph, thing("a", size=2, audience=("reader",)))
    assert await spans(graph, ident("a"), sight=PUBLIC) == []
    assert await spans(graph, ident("a"), sight=READER) == [(1, 2), (2, None)]
    await end(graph, ident("a"))
    assert await spans(graph, ident("a"), sight=PUBLIC) == []
    assert await spans(graph, ident("a"), sight=READER) == [(1, 2), (2, 3)]


async def test_a_version_s_own_audience_hides_it(graph: Graph) -> None:
    """A node that is open now shows only the versions that were open."""
    await put(graph, thing("a", size=1, audience=("reader",)))
    await put(graph, thing("a", size=2))
    await put(graph, thing("a", size=3, audience=("other",)))
    await put(graph, thing("a", size=4))
    assert await spans(graph, ident("a"), sight=PUBLIC) == [(2, 3), (4, None)]
    assert await spans(graph, ident("a"), sight=READER) == [(1, 2), (2, 3), (4, None)]
    assert await spans(graph, ident("a"), sight=EVERYTHING) == [(1, 2), (2, 3), (3, 4), (4, None)]


async def test_coming_back_decides_who_sees_the_past(graph: Graph) -> None:
    """The latest audience is that of the newest version, also across an end."""
    await put(graph, thing("a", size=1))
    await end(graph, ident("a"))
    await put(graph, thing("a", size=2, audience=("reader",)))
    assert await spans(graph, ident("a"), sight=PUBLIC) == []
    assert await spans(graph, ident("a"), sight=READER) == [(1, 2), (3, None)]


async def test_edges_of_protected_nodes(graph: Graph) -> None:
    """A version of an edge is shown where at some revision of its time both its ends are shown."""
    hidden = ("reader",)
    await put(graph, thing("a"), thing("b"), leads("a", "b", weight=1))
    await put(graph, thing("b", audience=hidden))
    await put(graph, leads("a", "b", weight=2))
    await put(graph, leads("a", "b", weight=3))
    assert await spans(graph, key("a", "b"), sight=PUBLIC) == []
    assert await spans(graph, key("a", "b"), sight=READER) == [(1, 3), (3, 4), (4, None)]
    await put(graph, thing("b"))
    assert await spans(graph, key("a", "b"), sight=PUBLIC) == [(1, 3), (4, None)]
    await put(graph, thing("a", audience=hidden))
    assert await spans(graph, key("a", "b"), sight=PUBLIC) == []


async def test_edges_whose_ends_were_open_at_different_times(graph: Graph) -> None:
    """Both ends must be shown at the same revision."""
    hidden = ("reader",)
    await put(graph, thing("a"), thing("b", audience=hidden), *arrows("ab"))
    await put(graph, thing("a", audience=hidden))
    await put(graph, thing("b"))
    await end(graph, key("a", "b"))
    await put(graph, thing("a"))
    assert await spans(graph, key("a", "b"), sight=PUBLIC) == []
    assert await spans(graph, key("a", "b"), sight=READER) == [(1, 4)]


async def test_a_history_of_a_hundred_versions(graph: Graph) -> None:
    """A long history is told whole and in order."""
    for size in range(100):
        await put(graph, thing("a", size=size))
    versions = await graph.history(ident("a"), sight=PUBLIC)
    contents = [version.content for version in versions if isinstance(version.content, Node)]
    assert [content.properties["size"] for content in contents] == list(range(100))
    assert [version.until for version in versions] == [*range(2, 101), None]
