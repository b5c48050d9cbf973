from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph_seed.planting import Planted
from graph_seed.seeding import PLANTING, plant_world
from graph_seed.world import World
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, Selection, Step, Window
from hub.graph.values import NodeId, Revision
from hub.model import Department
from hub.registration.entries import nodes_of
from hub.shape import SHAPE
from tests.servers.clearing import emptied

STORES = ["sqlite:///:memory:", pytest.param("neo4j", marks=pytest.mark.neo4j)]
ALL = Window(first=10_000)


@dataclass(frozen=True, slots=True)
class Seeded:
    """A graph that was empty, what a first and a second planting did, and its head before, between and after."""

    graph: Graph
    plantings: tuple[Planted, Planted]
    heads: tuple[tuple[Revision, str], tuple[Revision, str], tuple[Revision, str]]


@pytest.fixture(params=STORES, scope="module")
async def seeded(request: pytest.FixtureRequest) -> AsyncIterator[Seeded]:
    """The world in each store, planted twice."""
    url = await emptied(request.getfixturevalue("neo4j_url")) if request.param == "neo4j" else request.param
    graph = await open_graph(url, shape=SHAPE)
    await graph.migrate()
    empty = await graph.head()
    first, planted = await plant_world(graph), await graph.head()
    second = await plant_world(graph)
    yield Seeded(graph, (first, second), (empty, planted, await graph.head()))
    await graph.close()


@pytest.fixture
def graph(seeded: Seeded) -> Graph:
    """The planted graph in each store."""
    return seeded.graph


async def titles(graph: Graph, source: str, step: Step) -> list[str]:
    """Return the titles of a node's neighbours."""
    [neighbours] = await graph.expand([NodeId(source)], step, window=ALL, sight=EVERYTHING)
    return [str(link.node.properties["title"]) for link in neighbours.links]


async def test_the_world_is_planted_and_a_second_run_writes_nothing(seeded: Seeded, world: World) -> None:
    """Everything the files hold is in the graph, in entries of one action, and stays as it is."""
    graph, (first, again), (empty, planted, head) = seeded.graph, seeded.plantings, seeded.heads

    written = await graph.ledger(after=empty[0], first=1_000)
    wanted = [*map(node_of, world.nouns), *(node for entry in world.entries for node in nodes_of(entry))]
    found = await graph.get([node.id for node in wanted], sight=EVERYTHING)
    assert (first.nouns, first.entries, first.derivations) == (298, 117, 376)
    assert first.nodes == len(wanted)
    assert again.changes == 0
    assert planted == head
    assert {(entry.actor, entry.action) for entry in written} == {("seed", PLANTING)}
    assert [(node.properties, node.audience) for node in found if node] == [
        (node.properties, node.audience) for node in wanted
    ]


async def test_what_was_planted_can_be_walked(graph: Graph) -> None:
    """From a department to its datasets, their items, conditions and systems, and to what is made of them."""
    assert await titles(graph, "Department:gd-cl", Step("PROVIDES", Direction.OUT)) == ["残疾人证信息"]
    assert len(await titles(graph, "Dataset:gd-gat.resident-population", Step("HAS_ITEM", Direction.OUT))) == 20
    assert await titles(graph, "Dataset:gd-mzt.economic-check", Step("UNDER", Direction.OUT)) == [
        "限社会救助家庭经济状况核对"
    ]
    assert await titles(graph, "Condition:aggregate-only", Step("BASED_ON", Direction.OUT)) == [
        "中华人民共和国统计法（2009年修订）"
    ]
    assert await titles(
        graph, "BusinessMatter:gd-cl.matter.disability-certificate", Step("BASED_ON", Direction.OUT)
    ) == ["中华人民共和国残疾人保障法"]
    assert await titles(graph, "Dataset:fs-mzj.assistance-list", Step("HELD_IN", Direction.OUT)) == [
        "广东省底线民生信息化核对管理系统"
    ]
    assert await titles(graph, "Dataset:gd-zsj.livelihood-topic", Step("FEEDS", Direction.OUT)) == [
        "困难群众救助补助资金分配方案"
    ]


async def test_departments_lead_up_to_the_province(graph: Graph) -> None:
    """A county's bureau is part of its government, which is part of the city's, which is part of the province's."""
    step = Step("PART_OF", Direction.OUT)

    assert await titles(graph, "Department:gz-th-mzj", step) == ["广州市天河区人民政府"]
    assert await titles(graph, "Department:gz-th", step) == ["广州市人民政府"]
    assert await titles(graph, "Department:gz", step) == ["广东省人民政府"]
    [body] = await graph.get([id_of(Department, "gz-th-mzj")], sight=PUBLIC)
    assert body is not None
    assert noun_of(Department, body).region == "440106"


async def test_protected_entries_are_hidden_from_the_public(graph: Graph) -> None:
    """The public sees all entries but the protected ones."""
    everything = await graph.count(Selection("Dataset"), sight=EVERYTHING)
    public = await graph.count(Selection("Dataset"), sight=PUBLIC)

    assert (everything.total, public.total) == (117, 112)


async def test_population_is_found(graph: Graph) -> None:
    """常住人口 is found first by its name, and 人口 finds every dataset that contains it."""
    named = await graph.find(Selection("Dataset", text="常住人口"), window=Window(first=1), sight=PUBLIC)
    containing = await graph.find(Selection("Dataset", text="人口"), window=ALL, sight=EVERYTHING)

    assert [hit.node.id for hit in named.hits] == ["Dataset:gd-gat.resident-population"]
    assert sum("人口" in str(hit.node.properties["title"]) for hit in containing.hits) == 11


async def test_a_world_in_a_file_is_read_again(tmp_path: Path) -> None:
    """A graph that is opened again holds the world, and planting it there writes nothing."""
    url = f"sqlite:///{tmp_path / 'graph.db'}"
    first = await open_graph(url, shape=SHAPE)
    await first.migrate()
    await plant_world(first)
    await first.close()

    second = await open_graph(url, shape=SHAPE)
    await second.migrate()
    again = await plant_world(second)
    written = await second.ledger(after=Revision(0), first=1_000)
    await second.close()

    assert (again.nodes, again.edges, again.changes) == (0, 0, 0)
    assert {entry.action for entry in written} == {PLANTING}
