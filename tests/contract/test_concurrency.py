import asyncio
from dataclasses import replace

from hub.errors import Conflict
from hub.graph.change import Change, Expectation, Receipt
from hub.graph.ledger import broken_link
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, OneOf, Selection
from hub.graph.values import Edge, Node, Revision
from tests.contract.stores import Store
from tests.contract.world import ALL, LEADS, THINGS, arrows, found, ident, idents, leads, put, thing, whole, writing

ROUNDS = 25


async def _race(changes: list[tuple[Graph, Change]]) -> tuple[list[Receipt], list[Conflict]]:
    """Commit all changes at once; return the receipts of those that won and the conflicts of those that lost."""
    outcomes = await asyncio.gather(*(graph.commit(change) for graph, change in changes), return_exceptions=True)
    receipts = [outcome for outcome in outcomes if isinstance(outcome, Receipt)]
    conflicts = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
    assert len(receipts) + len(conflicts) == len(changes), outcomes
    return receipts, conflicts


async def _races(graphs: list[Graph], racers: int) -> None:
    """Let racers race for the revision of a and for the absence of a fresh node, round after round."""
    revision: Revision | None = None
    for lap in range(ROUNDS):
        expects = (Expectation(ident("a"), revision), Expectation(ident(f"fresh {lap}"), None))
        changes = [
            replace(writing(thing("a", lap=lap, racer=racer), thing(f"fresh {lap}", racer=racer)), expects=expects)
            for racer in range(racers)
        ]
        (receipt,), _ = await _race([(graphs[at % len(graphs)], change) for at, change in enumerate(changes)])
        a, fresh = await graphs[0].get([ident("a"), ident(f"fresh {lap}")], sight=PUBLIC)
        assert a is not None
        assert fresh is not None
        assert (a.revision, fresh.revision) == (receipt.revision, receipt.revision) == (lap + 1, lap + 1)
        assert a.properties["racer"] == fresh.properties["racer"]
        revision = receipt.revision
    ledger = (await whole(graphs[0])).ledger
    assert len(ledger) == ROUNDS
    assert broken_link(ledger) is None


async def test_two_writers_race_for_one_expectation(graph: Graph) -> None:
    """Of two changes that expect the same, exactly one is applied and the other is a conflict, every time."""
    await _races([graph], 2)


async def test_five_writers_of_two_hubs_race(durable: Store) -> None:
    """The same holds between two graphs opened on one store."""
    await _races([await durable.open(), await durable.open()], 5)


async def _write_many(graphs: list[Graph], writers: int) -> None:
    changes = [
        (graphs[at % len(graphs)], writing(thing(f"n{at}"), thing("shared", last=at), leads(f"n{at}", "shared")))
        for at in range(writers)
    ]
    receipts, conflicts = await _race(changes)
    assert conflicts == []
    assert sorted(receipt.revision for receipt in receipts) == list(range(1, writers + 1))
    all_of_it = await whole(graphs[0])
    assert [entry.sequence for entry in all_of_it.ledger] == list(range(1, writers + 1))
    assert broken_link(all_of_it.ledger) is None
    assert {(receipt.revision, receipt.hash, receipt.recorded) for receipt in receipts} == {
        (entry.sequence, entry.hash, entry.recorded) for entry in all_of_it.ledger
    }
    assert (len(all_of_it.nodes), len(all_of_it.edges)) == (writers + 1, writers)
    versions = await graphs[0].history(ident("shared"), sight=EVERYTHING)
    assert [version.since for version in versions] == list(range(1, writers + 1))


async def test_forty_writers_at_once(graph: Graph) -> None:
    """Changes that expect nothing are all applied, one after the other: numbers without gaps, a whole chain."""
    await _write_many([graph], 40)


async def test_forty_writers_of_two_hubs(durable: Store) -> None:
    """The same holds between two graphs opened on one store."""
    await _write_many([await durable.open(), await durable.open()], 40)


async def test_moments_follow_the_numbers(graph: Graph) -> None:
    """However many write at once, recorded moments never go back from one number to the next."""
    await _race([(graph, writing(thing(str(at)))) for at in range(30)])
    moments = [entry.recorded for entry in await graph.ledger(after=Revision(0), first=100)]
    assert moments == sorted(moments)


async def test_an_end_races_with_a_link(graph: Graph) -> None:
    """Where one change ends a node and another links to it, no edge is left without an end."""
    for lap in range(ROUNDS):
        await put(graph, thing("a"), thing("b"))
        ending = Change("tester", "test.end", ends=(ident("b"),))
        receipts, conflicts = await _race([(graph, writing(*arrows("ab"))), (graph, ending)])
        assert (len(receipts), len(conflicts)) in {(2, 0), (1, 1)}, lap
        assert list(await graph.degree(idents("a"), LEADS, sight=EVERYTHING)) == [0]
        assert await found(graph, THINGS) == idents("a")


async def test_a_commit_is_seen_by_every_later_call(durable: Store) -> None:
    """What one graph of the process has committed, another one reads at once."""
    writer, reader = await durable.open(), await durable.open()
    for size in range(ROUNDS):
        receipt = await writer.commit(
            writing(thing("a", size=size, name=f"名 {size}"), thing("b"), leads("a", "b", size=size))
        )
        (node,) = await reader.get(idents("a"), sight=PUBLIC)
        (answer,) = await reader.expand(idents("a"), LEADS, window=ALL, sight=PUBLIC)
        assert node is not None
        assert (node.properties["size"], answer.links[0].properties) == (size, {"size": size})
        assert await found(reader, Selection("Thing", text=f"名 {size}")) == idents("a")
        assert await reader.head() == (receipt.revision, receipt.hash)


def _in_step(size: int) -> list[Node | Edge]:
    nodes = [thing(one, size=size, kind="x") for one in "ab"]
    return [*nodes, leads("a", "b", size=size), leads("b", "c", size=size)]


async def _write_on(graph: Graph) -> None:
    """Write the same size to two nodes and two edges, one change after the other."""
    for size in range(1, ROUNDS + 1):
        await put(graph, *_in_step(size))
        await asyncio.sleep(0)


async def _sizes_seen(graph: Graph) -> list[set[object]]:
    """Return for one call of each verb which sizes it saw."""
    await asyncio.sleep(0)
    nodes = await graph.get(idents("ab"), sight=PUBLIC)
    answers = await graph.expand(idents("ab"), LEADS, window=ALL, sight=PUBLIC)
    links = [link for answer in answers for link in answer.links]
    walked = await graph.reach(
        idents("a"), edges=frozenset({"LEADS_TO"}), direction=Direction.OUT, depth=3, budget=9, sight=PUBLIC
    )
    page = await graph.find(Selection("Thing", (OneOf("kind", ("x",)),)), window=ALL, sight=PUBLIC)
    counts = await graph.count(THINGS, by=["size"], sight=PUBLIC)
    return [
        {node.properties["size"] for node in nodes if node},
        {link.properties["size"] for link in links} | {links[0].node.properties["size"]},
        {edge.properties["size"] for edge in walked.edges},
        {hit.node.properties["size"] for hit in page.hits},
        {value for value, _ in counts.by["size"]},
    ]


async def test_one_call_is_one_reading(graph: Graph) -> None:
    """While changes write nodes and edges together, no call sees some of a change and not the rest."""
    await put(graph, thing("c"), *_in_step(0))
    seen = await _sizes_seen(graph)
    writer = asyncio.create_task(_write_on(graph))
    while not writer.done():
        seen += await _sizes_seen(graph)
    await writer
    seen += await _sizes_seen(graph)
    assert [sizes for sizes in seen if len(sizes) != 1] == []
    assert (seen[0], seen[-1]) == ({0}, {ROUNDS})
