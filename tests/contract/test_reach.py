from functools import partial
from itertools import pairwise

import pytest

from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Completeness, Direction, Reach, Sight
from hub.graph.values import Edge
from tests.contract.world import arrows, end, holds, ident, idents, key, leads, plant, put, thing

LEADS_TO = frozenset({"LEADS_TO"})


async def walk(
    graph: Graph,
    roots: str,
    *,
    direction: Direction = Direction.OUT,
    depth: int = 20,
    budget: int = 1_000,
    sight: Sight = PUBLIC,
    edges: frozenset[str] = LEADS_TO,
) -> Reach:
    """Walk from some Things; by default nothing limits the walk."""
    return await graph.reach(idents(roots), edges=edges, direction=direction, depth=depth, budget=budget, sight=sight)


def told(answer: Reach) -> tuple[str, str, Completeness]:
    """Return distances as "a0 b1", edges as "ab bc", and the completeness."""
    distances = " ".join(f"{node.removeprefix('Thing:')}{distance}" for node, distance in answer.distances.items())
    edges = " ".join(
        edge.key.source.removeprefix("Thing:") + edge.key.target.removeprefix("Thing:") for edge in answer.edges
    )
    return distances, edges, answer.completeness


COMPLETE, DEPTH, BUDGET = Completeness.COMPLETE, Completeness.DEPTH_REACHED, Completeness.BUDGET_SPENT


async def test_a_walk_tells_distances_and_edges(graph: Graph) -> None:
    """Each node reached has its least distance, each edge its properties and revision."""
    revision = await put(graph, thing("a"), thing("b"), thing("c"), leads("a", "b", weight=1), leads("b", "c"))
    later = await put(graph, leads("b", "c", weight=2))
    edges = (Edge(key("a", "b"), {"weight": 1}, revision), Edge(key("b", "c"), {"weight": 2}, later))
    distances = {ident("a"): 0, ident("b"): 1, ident("c"): 2}
    assert await walk(graph, "a") == Reach(distances, edges, COMPLETE, ())


async def test_a_walk_against_the_edges(graph: Graph) -> None:
    """Direction IN walks from targets to sources; the edges keep their own direction."""
    await plant(graph, "abc", "dc", "ce")
    assert told(await walk(graph, "c", direction=Direction.IN)) == ("c0 b1 d1 a2", "ab bc dc", COMPLETE)


@pytest.mark.parametrize(
    ("paths", "distances", "edges"),
    [
        (["abca"], "a0 b1 c2", "ab bc ca"),
        (["aa", "ab"], "a0 b1", "aa ab"),
        (["abd", "acd", "de"], "a0 b1 c1 d2 e3", "ab ac bd cd de"),
        (["abcd", "ad"], "a0 b1 d1 c2", "ab ad bc cd"),
        (["abba"], "a0 b1", "ab ba bb"),
        (["ab", "cd"], "a0 b1", "ab"),
    ],
    ids=["cycle", "self", "diamond", "shortcut", "there-and-back", "island"],
)
async def test_each_node_is_reached_once(graph: Graph, paths: list[str], distances: str, edges: str) -> None:
    """Cycles, diamonds and shortcuts: each node once, at its least distance; every edge between them."""
    await plant(graph, *paths)
    assert told(await walk(graph, "a")) == (distances, edges, COMPLETE)


async def test_nodes_are_told_nearest_first_then_by_id(graph: Graph) -> None:
    """Distances come in the order of distance and id, edges by source, type and target."""
    await plant(graph, "azx", "amw", "abv", "zb")
    assert told(await walk(graph, "a")) == ("a0 b1 m1 z1 v2 w2 x2", "ab am az bv mw zb zx", COMPLETE)


async def test_several_roots(graph: Graph) -> None:
    """Distances count from the nearest root; a root keeps 0; roots asked twice count once."""
    await plant(graph, "abcde", "xd")
    assert told(await walk(graph, "xaxc")) == ("a0 c0 x0 b1 d1 e2", "ab bc cd de xd", COMPLETE)


async def test_unknown_roots(graph: Graph) -> None:
    """Roots that do not exist are told in the order asked, each once; the others are walked from."""
    await plant(graph, "ab")
    answer = await walk(graph, "yaxy")
    assert (told(answer), answer.unknown) == (("a0 b1", "ab", COMPLETE), tuple(idents("yx")))
    assert await walk(graph, "zy") == Reach({}, (), COMPLETE, tuple(idents("zy")))


async def test_no_roots(graph: Graph) -> None:
    """From nowhere nothing is reached."""
    await plant(graph, "ab")
    assert await walk(graph, "") == Reach({}, (), COMPLETE, ())


async def test_several_types_of_edges(graph: Graph) -> None:
    """All named types are walked, no others; two types between the same nodes are two edges, by type."""
    await plant(graph, "ab", "c")
    await put(graph, holds(thing("b"), "a"), holds(thing("c"), "b"))
    answer = await walk(graph, "a", edges=frozenset({"LEADS_TO", "HOLDS"}))
    assert dict(answer.distances) == {ident("a"): 0, ident("b"): 1, ident("c"): 2}
    assert [edge.key for edge in answer.edges] == [
        key("a", "b", kind="HOLDS"),
        key("a", "b"),
        key("b", "c", kind="HOLDS"),
    ]
    assert told(await walk(graph, "a", edges=frozenset({"LIKES"}))) == ("a0", "", COMPLETE)
    assert told(await walk(graph, "a", edges=frozenset())) == ("a0", "", COMPLETE)


async def test_depth(graph: Graph) -> None:
    """A walk stops after `depth` edges and says so where a node lies beyond; edges leave only nearer nodes."""
    await plant(graph, "abdee", "acd", "bc", "da")
    assert [told(await walk(graph, "a", depth=depth)) for depth in range(5)] == [
        ("a0", "", DEPTH),
        ("a0 b1 c1", "ab ac", DEPTH),
        ("a0 b1 c1 d2", "ab ac bc bd cd", DEPTH),
        ("a0 b1 c1 d2 e3", "ab ac bc bd cd da de", COMPLETE),
        ("a0 b1 c1 d2 e3", "ab ac bc bd cd da de ee", COMPLETE),
    ]


async def test_depth_that_ends_at_known_nodes(graph: Graph) -> None:
    """Where only nodes of the result lie beyond the depth, the walk is complete."""
    await plant(graph, "abca", "cb")
    assert told(await walk(graph, "a", depth=2)) == ("a0 b1 c2", "ab bc", COMPLETE)


async def test_budget(graph: Graph) -> None:
    """A budget keeps the nearest nodes, the smallest ids of the last distance, and every edge between them."""
    await plant(graph, "ad", "ac", "ab", "bz", "dmo", "mb")
    assert [told(await walk(graph, "a", budget=budget)) for budget in range(8)] == [
        ("a0", "", BUDGET),
        ("a0 b1", "ab", BUDGET),
        ("a0 b1 c1", "ab ac", BUDGET),
        ("a0 b1 c1 d1", "ab ac ad", BUDGET),
        ("a0 b1 c1 d1 m2", "ab ac ad dm mb", BUDGET),
        ("a0 b1 c1 d1 m2 z2", "ab ac ad bz dm mb", BUDGET),
        ("a0 b1 c1 d1 m2 z2 o3", "ab ac ad bz dm mb mo", COMPLETE),
        ("a0 b1 c1 d1 m2 z2 o3", "ab ac ad bz dm mb mo", COMPLETE),
    ]


async def test_budget_and_depth(graph: Graph) -> None:
    """What lies beyond the depth costs no budget; a budget that is spent is told before a depth that is reached."""
    await plant(graph, "abd", "ac")
    assert told(await walk(graph, "a", depth=0, budget=0)) == ("a0", "", DEPTH)
    assert told(await walk(graph, "a", depth=1, budget=2)) == ("a0 b1 c1", "ab ac", DEPTH)
    assert told(await walk(graph, "a", depth=1, budget=1)) == ("a0 b1", "ab", BUDGET)
    assert told(await walk(graph, "a", depth=2, budget=2)) == ("a0 b1 c1", "ab ac", BUDGET)
    assert told(await walk(graph, "a", depth=2, budget=3)) == ("a0 b1 c1 d2", "ab ac bd", COMPLETE)


async def test_roots_cost_no_budget(graph: Graph) -> None:
    """Only nodes besides the roots are paid for, also where one root leads to another."""
    await plant(graph, "abcd")
    assert told(await walk(graph, "abc", budget=1)) == ("a0 b0 c0 d1", "ab bc cd", COMPLETE)
    assert told(await walk(graph, "abc", budget=0)) == ("a0 b0 c0", "ab bc", BUDGET)


async def test_hidden_nodes_are_not_walked_through(graph: Graph) -> None:
    """Nothing is reached through a hidden node, and its edges are not told."""
    await put(graph, *(thing(one) for one in "abde"), thing("c", audience=("reader",)), *arrows("abcd", "ae", "ce"))
    assert told(await walk(graph, "a")) == ("a0 b1 e1", "ab ae", COMPLETE)
    reader = Sight(frozenset({"reader"}))
    assert told(await walk(graph, "a", sight=reader)) == ("a0 b1 e1 c2 d3", "ab ae bc cd ce", COMPLETE)
    hidden = await walk(graph, "c")
    assert (hidden.distances, hidden.unknown) == ({}, (ident("c"),))


async def test_hidden_nodes_cost_nothing(graph: Graph) -> None:
    """A hidden node spends no budget and does not count as lying beyond the depth."""
    await put(graph, *(thing(one) for one in "acd"), thing("b", audience=("reader",)), *arrows("ab", "ac", "cb"))
    public = partial(walk, graph, "a")
    assert told(await public(budget=1)) == ("a0 c1", "ac", COMPLETE)
    assert told(await public(depth=1)) == ("a0 c1", "ac", COMPLETE)
    assert told(await public(depth=1, budget=1, sight=EVERYTHING)) == ("a0 b1", "ab", BUDGET)


async def test_a_long_way(graph: Graph) -> None:
    """A chain of three hundred edges is walked to its end."""
    names = [f"{at:03}" for at in range(301)]
    await put(graph, *(thing(name) for name in names))
    await put(graph, *(leads(source, target) for source, target in pairwise(names)))
    answer = await graph.reach(
        idents(["000"]), edges=LEADS_TO, direction=Direction.OUT, depth=1_000, budget=1_000, sight=PUBLIC
    )
    assert answer.distances == {ident(name): at for at, name in enumerate(names)}
    assert (len(answer.edges), answer.completeness) == (300, COMPLETE)


async def test_a_dense_graph(graph: Graph) -> None:
    """Where everything leads to everything, a walk visits each node once and does not count the ways."""
    names = [f"{at:02}" for at in range(40)]
    await put(graph, *(thing(name) for name in names))
    await put(graph, *(leads(one, other) for one in names for other in names))
    answer = await graph.reach(
        idents(["07"]), edges=LEADS_TO, direction=Direction.IN, depth=12, budget=1_000, sight=PUBLIC
    )
    assert answer.distances == {ident(name): int(name != "07") for name in names}
    assert (len(answer.edges), answer.completeness) == (1_600, COMPLETE)


async def test_ids_beyond_the_plane_are_cut_by_code_point(graph: Graph) -> None:
    """The budget keeps the smallest ids by code point, and lists keep that order."""
    names = ["\uff5e", "😀", "𠮷", "一", "z"]
    await put(graph, thing("a"), *(thing(name) for name in names), *(leads("a", name) for name in names))
    answer = await walk(graph, "a", budget=4)
    assert list(answer.distances) == idents(["a", "z", "一", "\uff5e", "😀"])
    assert [edge.key.target for edge in answer.edges] == idents(["z", "一", "\uff5e", "😀"])
    assert answer.completeness == BUDGET


async def test_edges_that_were_ended_are_not_walked(graph: Graph) -> None:
    """A walk follows the present edges only."""
    await plant(graph, "abc", "ac")
    await end(graph, key("a", "b"), key("b", "c"))
    assert told(await walk(graph, "a")) == ("a0 c1", "ac", COMPLETE)
