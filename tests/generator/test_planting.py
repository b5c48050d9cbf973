"""Planting: what is missing is committed in bounded changes, what is there stays."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from graph_seed.generator import plant_scale
from graph_seed.planting import Planted, plant
from hub.catalogue.nouns import node_of
from hub.codes import Code, ItemName, item_code
from hub.errors import Conflict
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Direction, Neighbours, Step, Window
from hub.graph.values import Edge, EdgeKey, NodeId, Revision
from hub.model import BusinessMatter, Condition, DataItem, Dataset, Department, Derivation, LegalBasis, System
from hub.registration.entries import Entry, ItemEntry
from hub.shape import SHAPE
from hub.vocabulary import BasisKind, ConditionKind, Level, ShareType, Transformation

PROVIDER = Department(code=Code("gz"), title="广州市", level=Level.CITY, region="4401", parent=Code("gd"))
PROVINCE = Department(code=Code("gd"), title="广东省", level=Level.PROVINCE, region="44")
LAW = LegalBasis(code=Code("law"), title="某法", kind=BasisKind.LAW)
CONDITION = Condition(code=Code("cond"), title="条件", kind=ConditionKind.LIMITED_AUDIENCE, statement="限公安")
MATTER = BusinessMatter(code=Code("matter"), title="业务", department=PROVIDER.code)
SYSTEM = System(code=Code("system"), title="系统", department=PROVIDER.code)
# The child comes before its parent.
NOUNS = (PROVIDER, PROVINCE, SYSTEM, MATTER, CONDITION, LAW)
BASES = {CONDITION.code: (LAW.code,), MATTER.code: (LAW.code,)}


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    """An empty graph."""
    made = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await made.migrate()
    yield made
    await made.close()


def entry(number: int, *, items: int = 1, related: tuple[Code, ...] = ()) -> Entry:
    """Return an entry with a number of items."""
    code = Code(f"dataset{number}")
    dataset = Dataset(
        code=code, title=f"目录{number}", provider=PROVIDER.code, region="4401", share_type=ShareType.UNCONDITIONAL
    )
    names = [ItemName(f"item{position}") for position in range(1, items + 1)]
    parts = tuple(
        ItemEntry(
            item=DataItem(dataset=code, name=name, title="项", position=position, share_type=ShareType.UNCONDITIONAL)
        )
        for position, name in enumerate(names, start=1)
    )
    return Entry(dataset=dataset, items=parts, related=related)


def derivation(item: int, source: int) -> Derivation:
    """Return that the first item of a dataset is made from the first of another."""
    first = ItemName("item1")
    return Derivation(
        item=item_code(Code(f"dataset{item}"), first),
        source=item_code(Code(f"dataset{source}"), first),
        transformation=Transformation.IDENTITY,
    )


async def planted(
    graph: Graph, *, entries: tuple[Entry, ...] = (), derivations: tuple[Derivation, ...] = (), size: int = 10_000
) -> Planted:
    """Plant the nouns above with some entries."""
    return await plant(
        graph,
        actor="someone",
        action="world.plant",
        nouns=NOUNS,
        bases=BASES,
        entries=entries,
        derivations=derivations,
        size=size,
    )


async def targets(graph: Graph, source: str, edge: str) -> list[str]:
    """Return the ids at the other ends of a node's edges of a type."""
    [neighbours] = await graph.expand(
        [NodeId(source)], Step(edge, Direction.OUT), window=Window(first=100), sight=EVERYTHING
    )
    assert isinstance(neighbours, Neighbours)
    return [link.node.id for link in neighbours.links]


async def test_what_entries_stand_on_is_planted_with_its_edges(graph: Graph) -> None:
    """Departments, systems, matters and conditions come with the edges to their parents, runners and legal bases."""
    done = await planted(graph)

    assert done == Planted(nouns=6, nodes=6, edges=5, changes=2)
    assert await targets(graph, "Department:gz", "PART_OF") == ["Department:gd"]
    assert await targets(graph, "Department:gz", "RUNS") == ["System:system"]
    assert await targets(graph, "Department:gz", "CARRIES_OUT") == ["BusinessMatter:matter"]
    assert await targets(graph, "BusinessMatter:matter", "BASED_ON") == ["LegalBasis:law"]
    assert await targets(graph, "Condition:cond", "BASED_ON") == ["LegalBasis:law"]


async def test_entries_may_be_related_to_later_ones(graph: Graph) -> None:
    """A relation is planted once both its datasets are there, in whatever order they come."""
    await planted(graph, entries=(entry(1, related=(Code("dataset2"),)), entry(2)), size=1)

    assert await targets(graph, "Dataset:dataset1", "RELATED_TO") == ["Dataset:dataset2"]


async def test_lineage_feeds_at_dataset_level_too(graph: Graph) -> None:
    """A derivation between items makes their datasets feed one another."""
    await planted(graph, entries=(entry(1), entry(2)), derivations=(derivation(2, 1),))

    assert await targets(graph, "DataItem:dataset2#item1", "DERIVED_FROM") == ["DataItem:dataset1#item1"]
    assert await targets(graph, "Dataset:dataset1", "FEEDS") == ["Dataset:dataset2"]


async def test_a_second_run_writes_nothing(graph: Graph) -> None:
    """Planting again what is there appends nothing to the ledger."""
    world = (entry(1, related=(Code("dataset2"),)), entry(2))
    await planted(graph, entries=world, derivations=(derivation(2, 1),))
    before = await graph.head()

    again = await planted(graph, entries=world, derivations=(derivation(2, 1),))

    assert again == Planted(nouns=6, entries=2, derivations=1)
    assert await graph.head() == before


async def test_an_interrupted_run_goes_on(graph: Graph) -> None:
    """What an earlier run did not reach is planted by the next one, and only that."""
    await planted(graph, entries=(entry(1), entry(2)), derivations=(derivation(2, 1),))

    done = await planted(
        graph, entries=(entry(1), entry(2), entry(3)), derivations=(derivation(2, 1), derivation(3, 1))
    )

    assert (done.nodes, done.edges, done.changes) == (2, 4, 2)
    assert await targets(graph, "Dataset:dataset1", "FEEDS") == ["Dataset:dataset2", "Dataset:dataset3"]


async def test_what_was_edited_stays(graph: Graph) -> None:
    """A planted dataset, noun or derivation that somebody changed is not changed back."""
    await planted(graph, entries=(entry(1), entry(2)), derivations=(derivation(2, 1),))
    edited = node_of(replace(entry(1).dataset, title="改名"))
    renamed = node_of(replace(LAW, title="新法"))
    key = EdgeKey(NodeId("DataItem:dataset2#item1"), "DERIVED_FROM", NodeId("DataItem:dataset1#item1"))
    masked = Edge(key, {"transformation": "IDENTITY", "masks": True})
    await graph.commit(Change(actor="clerk", action="dataset.edit", puts=(edited, renamed), links=(masked,)))
    before = await graph.head()

    await planted(graph, entries=(entry(1), entry(2)), derivations=(derivation(2, 1),))

    assert await graph.head() == before


async def test_changes_are_bounded_and_keep_entries_whole(graph: Graph) -> None:
    """A change holds about as many nodes and edges as asked for, and an entry never comes in two."""
    await planted(graph)
    begun, _ = await graph.head()

    await planted(graph, entries=tuple(entry(number, items=4) for number in range(6)), size=30)

    ledger = await graph.ledger(after=begun, first=100)
    assert [entry.subjects for entry in ledger] == [
        ("Dataset:dataset0", "Dataset:dataset1"),
        ("Dataset:dataset2", "Dataset:dataset3"),
        ("Dataset:dataset4", "Dataset:dataset5"),
    ]


async def test_lineage_is_filed_under_the_datasets(graph: Graph) -> None:
    """A change of lineage is found under both datasets, not under their items."""
    await planted(graph, entries=(entry(1), entry(2)), derivations=(derivation(2, 1),))

    *_, last = await graph.ledger(after=Revision(0), first=100)
    assert (last.actor, last.action, last.subjects) == (
        "someone",
        "world.plant",
        ("Dataset:dataset1", "Dataset:dataset2"),
    )


async def test_input_is_read_one_change_ahead_at_most(graph: Graph) -> None:
    """However many entries there are, only those of one change are held, and one more."""
    await planted(graph)
    taken = 0
    ahead: list[int] = []

    def stream() -> Iterator[Entry]:
        nonlocal taken
        for number in range(200):
            taken += 1
            yield entry(number, items=4)

    await plant(
        graph,
        actor="someone",
        action="world.plant",
        entries=stream(),
        size=60,
        progress=lambda done: ahead.append(taken - done.entries),
    )

    assert taken == 200
    assert max(ahead) == 1


async def test_a_missing_end_is_a_conflict(graph: Graph) -> None:
    """An entry of an unknown department is refused whole."""
    with pytest.raises(Conflict):
        await plant(graph, actor="someone", action="world.plant", entries=(entry(1),))
    assert await graph.get([NodeId("Dataset:dataset1")], sight=EVERYTHING) == [None]


async def test_a_larger_province_adds_to_a_smaller_one(graph: Graph) -> None:
    """Growing the generated catalogue writes what is new; running it again writes nothing."""
    small = await plant_scale(graph, datasets=30)
    grown = await plant_scale(graph, datasets=60)
    again = await plant_scale(graph, datasets=60)

    assert (small.entries, grown.entries, again.entries) == (30, 60, 60)
    assert 0 < grown.nodes < 2 * small.nodes
    assert (again.nodes, again.edges, again.changes) == (0, 0, 0)
