import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hub.errors import MalformedSetting, StoreUnavailable
from hub.graph.change import Version
from hub.graph.query import EVERYTHING, PUBLIC, OneOf, Order, Selection
from hub.graph.shape import LabelShape, Shape
from hub.graph.sqlite.store import SqliteGraph
from hub.graph.values import Node, Revision, Value
from tests.contract.world import THINGS, box, end, found, ident, idents, put, thing
from tests.graph.files import Opener, contents, filed, fill, looking_into

MIGRATING = """
import asyncio, sys
from hub.graph.opening import present
from hub.graph.sqlite.store import SqliteGraph
from hub.graph.values import Node, Revision, Value
from tests.contract.world import SHAPE, put, thing

async def main() -> None:
    graph = SqliteGraph(sys.argv[1], shape=SHAPE, clock=present)
    await graph.migrate()
    await put(graph, thing(sys.argv[2]))
    await graph.close()

asyncio.run(main())
"""


async def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path, opener: Opener) -> None:
    """A file of something else is a setting to be mended, and stays what it is."""
    before = "年度报表\n".encode() * 1_000
    fill(file, before)
    with pytest.raises(MalformedSetting, match="is not a hub's graph"):
        await opener.open()
    assert contents(file) == before


async def test_the_database_of_another_program_is_refused_and_left_alone(file: Path, opener: Opener) -> None:
    """So is a database with tables of another program."""
    with looking_into(file) as connection:
        connection.execute("CREATE TABLE accounts (id INTEGER)")
    before = contents(file)
    with pytest.raises(MalformedSetting, match="is not a hub's graph") as refusal:
        await opener.open()
    assert refusal.value.facts == {"setting": "HUB_GRAPH_URL"}
    assert contents(file) == before


async def test_the_graph_of_a_newer_hub_is_refused(file: Path, opener: Opener) -> None:
    """A file whose schema this hub does not know is not touched; the sentence names both versions."""
    await opener.open()
    with looking_into(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(MalformedSetting, match=r"written by a newer hub \(schema 99, this hub knows 1\)"):
        await opener.open()


async def test_an_empty_file_becomes_a_graph(file: Path, opener: Opener) -> None:
    """A file without a byte, as `touch` makes it, is as good as none."""
    fill(file, b"")
    graph = await opener.open()
    assert await put(graph, thing("a")) == 1


async def test_a_folder_that_cannot_be_made_is_an_outage(file: Path, opener: Opener) -> None:
    """A path through something that is no folder is told in one sentence."""
    fill(file, b"")
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        await opener.open(file=file / "graph.db")


async def test_a_file_that_was_never_migrated_says_so(file: Path, opener: Opener) -> None:
    """Reading and writing an empty file ask for the migration."""
    fill(file, b"")
    graph = opener.connect()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="migrate it first"):
            await graph.head()
        with pytest.raises(StoreUnavailable, match="migrate it first"):
            await put(graph, thing("a"))


async def test_migrating_what_is_up_to_date_waits_for_nobody(file: Path, opener: Opener) -> None:
    """A hub starts while another process writes for long: a file that is up to date is only read."""
    await put(await opener.open(), thing("a"))
    with looking_into(file) as other:
        other.execute("BEGIN IMMEDIATE")
        graph = await asyncio.wait_for(opener.open(), timeout=5)
        assert await found(graph, THINGS) == idents("a")


async def test_many_processes_migrate_a_new_file_at_once(file: Path, opener: Opener) -> None:
    """Processes that start together on a file that is not there yet all come up, and none loses a write."""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATING, str(file), str(at), cwd=Path(__file__).parents[2]
        )
        for at in range(4)
    ]
    assert [await process.wait() for process in processes] == [0] * 4
    assert await found(await opener.open(), THINGS) == idents("0123")


PLAIN = Shape(labels={"Thing": LabelShape(), "Box": LabelShape()}, edges=("LEADS_TO",))


async def test_a_shape_that_has_grown_finds_what_was_there_before(opener: Opener) -> None:
    """Filters, orders, texts and edge types that a new version adds hold for old nodes as well."""
    graph = await opener.open(shape=PLAIN)
    nodes = [thing(str(at), name=f"名{9 - at}", kind="k", tags=["t"]) for at in range(3)]
    await put(graph, *nodes, thing("hidden", kind="k", audience=("r",)), box("b"))
    grown = await opener.open()
    selection = Selection("Thing", (OneOf("kind", ("k",)), OneOf("tags", ("t",))), text="名")
    assert await found(grown, selection, order=Order("name")) == idents("210")
    assert (await grown.count(Selection("Thing"), by=["kind"], sight=PUBLIC)).by == {"kind": (("k", 3),)}
    assert [await grown.history(node.id, sight=EVERYTHING) for node in nodes] == [
        [Version(replace(node, revision=Revision(1)), Revision(1), None)] for node in nodes
    ]


async def test_a_label_that_was_gone_for_a_while_comes_back_in_step(opener: Opener) -> None:
    """What happened to a label's nodes while the shape did not name it is known when it names it again."""
    graph = await opener.open()
    await put(graph, thing("a", name="人口"), thing("b", name="人口"))
    await graph.close()
    await end(await opener.open(shape=Shape(labels={"Box": LabelShape()}, edges=("LEADS_TO",))), ident("a"))
    again = await opener.open()
    assert await found(again, Selection("Thing", text="人口")) == idents("b")
    assert await found(again, THINGS) == idents("b")


KINDS: tuple[Value, ...] = ("k", True, 1, 1.5)


async def test_tables_made_anew_equal_those_kept_in_step(file: Path, opener: Opener) -> None:
    """Putting, changing, hiding, ending and putting again leave the very tables that making them anew leaves."""
    graph = await opener.open()
    for lap in range(4):
        await put(
            graph,
            *(
                thing(
                    str(at),
                    name=f"名称 {lap * at % 3}",
                    notes="x_y-z\x01\x00'\"" * (at % 2),
                    aliases=[f"别{lap}", "别"] if at % 3 else "别",
                    tags=["a", f"t{lap}", "a"],
                    kind=KINDS[at % 4],
                    size=at * lap,
                    audience=("r", "s") if (at + lap) % 5 == 0 else None,
                )
                for at in range(20)
            ),
        )
        await end(graph, *(ident(str(at)) for at in range(lap * 4, lap * 4 + 3)))
    await graph.close()
    kept = filed(file)
    with looking_into(file) as connection:
        connection.execute("UPDATE layout SET plan = 'of old'")
    await (await opener.open()).close()
    assert kept["terms_Thing"]
    assert filed(file) == kept


def test_names_that_differ_only_in_case_are_refused() -> None:
    """SQLite could not tell their tables or columns apart."""
    for shape in (
        Shape(labels={"Thing": LabelShape(), "THING": LabelShape()}),
        Shape(labels={"Thing": LabelShape(filters=("kind", "Kind"))}),
        Shape(labels={"Thing": LabelShape(orders=("size", "sizE"))}),
    ):
        with pytest.raises(ValueError, match="differ only in case"):
            SqliteGraph(":memory:", shape=shape, clock=lambda: pytest.fail("no clock is needed"))


async def test_a_column_may_have_the_name_of_a_keyword_or_of_a_column_of_ours(opener: Opener) -> None:
    """Properties are named as the domain likes: `order`, `select`, `title`, `rid`."""
    names = ("order", "select", "title", "rid", "terms", "value", "filter")
    shape = Shape(labels={"Thing": LabelShape(title="rid", text=names, filters=names, orders=names)}, edges=())
    graph = await opener.open(shape=shape)
    await put(graph, *(Node(ident(name), dict.fromkeys(names, value)) for name, value in (("a", "一"), ("b", "二"))))
    for name in names:
        selection = Selection("Thing", (OneOf(name, ("一", "二")),))
        assert await found(graph, selection, order=Order(name, descending=True)) == idents("ba")
        counts = await graph.count(Selection("Thing", text="一"), by=[name], sight=EVERYTHING)
        assert counts.by == {name: (("一", 1),)}
