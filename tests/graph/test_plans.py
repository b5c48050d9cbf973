"""How SQLite goes about the statements: along indexes, whatever the size of the graph.

A graph file holds no statistics, and without them the planner does not look at the data: it does with a few nodes what
it does with millions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import pytest

from hub.graph.extract import Branch, Content, Listed
from hub.graph.query import (
    EVERYTHING,
    PUBLIC,
    Direction,
    OneOf,
    Order,
    Position,
    Predicate,
    Selection,
    Sight,
    Step,
    Window,
    Within,
)
from hub.graph.sqlite import counting, entries, extracting, listing, neighbours, nodes, past, setup, walking
from hub.graph.sqlite.connection import Connection, connected
from hub.graph.sqlite.layout import layouts
from hub.graph.sqlite.writing import commit
from hub.graph.values import Revision
from tests.contract.world import MIDNIGHT, SHAPE, arrows, ident, idents, key, thing, writing

LAYOUTS = layouts(SHAPE)
THING = LAYOUTS["Thing"]
TABLES = ("node", "node_past", "edge", "edge_past", "identity", "ledger", "of_Thing", "listed_Thing", "rest_Thing")
# SQLite names a table by its alias in the statement: these are the ones that our statements give to the tables above.
ALIASES = ("n", "p", "e", "i", "t", "f", "l", "b1_node", "b2_node", "b3_node")
PAGE = Window(20)
BACK = Step("LEADS_TO", Direction.IN)
BY_NAME = Order("name")
AFTER = Position("名", ident("b"))
KIND, TAG, AREA = OneOf("kind", ("k",)), OneOf("tags", ("t",)), Within("area", "44")


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf, and as of when, a statement is made."""

    sight: Sight
    as_of: Revision | None = None


ASKERS = {
    "everything": Asker(EVERYTHING),
    "readers": Asker(Sight(frozenset({"r"}))),
    "public": Asker(PUBLIC),
    "readers then": Asker(Sight(frozenset({"r"})), Revision(1)),
    "public then": Asker(PUBLIC, Revision(1)),
}


def _expand(direction: Direction, window: Window, label: str | None = None) -> Callable[[Connection, Asker], object]:
    step = Step("LEADS_TO", direction, label)
    return lambda connection, asker: neighbours.expand(
        connection, idents("abx"), step, window=window, sight=asker.sight, as_of=asker.as_of
    )


def _degree(direction: Direction, label: str | None = None) -> Callable[[Connection, Asker], object]:
    step = Step("LEADS_TO", direction, label)
    return lambda connection, asker: neighbours.degree(
        connection, idents("abx"), step, sight=asker.sight, as_of=asker.as_of
    )


def _reach(direction: Direction, depth: int, budget: int) -> Callable[[Connection, Asker], object]:
    return lambda connection, asker: walking.reach(
        connection,
        idents("ax"),
        edges=frozenset({"LEADS_TO", "HOLDS"}),
        direction=direction,
        depth=depth,
        budget=budget,
        sight=asker.sight,
        as_of=asker.as_of,
    )


def _find(*where: Predicate, text: str | None = None, window: Window = PAGE) -> Callable[[Connection, Asker], object]:
    selection = Selection("Thing", where, text)
    return lambda connection, asker: listing.find(connection, THING, selection, window=window, sight=asker.sight)


def _extract(*where: Predicate, window: Window | None = None) -> Callable[[Connection, Asker], object]:
    """Return the reading of a tree below some nodes, or below a window of those that meet some predicates."""
    order = Order("name", descending=True)
    deep = Content(("name", "size"), (Branch(Step("LEADS_TO", Direction.OUT, "Thing"), 2, order, Content(("kind",))),))
    content = Content(("name",), (Branch(Step("LEADS_TO", Direction.OUT), 9, None, deep), Branch(BACK, 2, linked=True)))
    origin = idents("abx") if window is None else Listed(Selection("Thing", where), window)
    return lambda connection, asker: extracting.extract(connection, origin, content, layouts=LAYOUTS, sight=asker.sight)


def _count(*where: Predicate, text: str | None = None) -> Callable[[Connection, Asker], object]:
    selection = Selection("Thing", where, text)
    return lambda connection, asker: counting.count(
        connection, THING, selection, by=("kind", "tags"), sight=asker.sight
    )


BY_ID = {
    "get": lambda connection, asker: nodes.get(connection, idents("abx"), sight=asker.sight, as_of=asker.as_of),
    "expand out": _expand(Direction.OUT, PAGE),
    "expand in": _expand(Direction.IN, PAGE, "Thing"),
    "expand by name": _expand(Direction.OUT, Window(2, AFTER, BY_NAME), "Thing"),
    "expand in by name": _expand(Direction.IN, Window(2, Position(None, ident("a")), Order("name", descending=True))),
    "extract": _extract(),
    "degree out": _degree(Direction.OUT),
    "degree in": _degree(Direction.IN, "Thing"),
    "reach out": _reach(Direction.OUT, 3, 100),
    "reach in": _reach(Direction.IN, 1, 100),
    "reach too far": _reach(Direction.OUT, 3, 1),
    "history": lambda connection, asker: past.history(connection, ident("a"), sight=asker.sight),
    "history of an edge": lambda connection, asker: past.history(connection, key("a", "b"), sight=asker.sight),
    "ledger": lambda connection, _: entries.entries(connection, after=Revision(1), first=1),
    "head": lambda connection, _: entries.head(connection),
    "revision at": lambda connection, _: entries.revision_at(connection, MIDNIGHT),
}
BY_SOURCE = {
    "find by a value": _find(KIND),
    "find by a value, ordered": _find(KIND, window=Window(20, AFTER, BY_NAME)),
    "find by an element": _find(TAG, window=Window(20, None, BY_NAME)),
    "find by a beginning": _find(AREA),
    "find by text": _find(text="人口"),
    "find by texts": _find(text="人口 数据库"),
    "find by text, ordered": _find(text="人口", window=Window(20, AFTER, BY_NAME)),
    "find by text and values": _find(KIND, TAG, text="人口"),
    "extract by a value": _extract(KIND, window=PAGE),
    "count by a value": _count(KIND),
    "count by values": _count(KIND, TAG, AREA),
    "count by text": _count(text="人口数"),
}
ALONG_ORDER = {
    "find": _find(),
    "extract": _extract(window=Window(20, AFTER, BY_NAME)),
    "find after": _find(window=Window(20, Position(None, ident("b")))),
    "find ordered": _find(window=Window(20, None, BY_NAME)),
    "find ordered after": _find(window=Window(20, AFTER, BY_NAME)),
    "find ordered after a missing one": _find(window=Window(20, Position(None, ident("b")), BY_NAME)),
    "find backwards": _find(window=Window(20, AFTER, Order("name", descending=True))),
}


@pytest.fixture
def connection(file: Path) -> Iterator[Connection]:
    """A connection to a migrated graph with a few nodes, edges and versions."""
    setup.prepare(str(file))
    made = connected(str(file))
    setup.migrate(made, str(file), layouts=LAYOUTS, edges=SHAPE.edges)
    changed = thing("a", name="人口数", notes="数据库", tags=["t"], kind="k", area="4401")
    for change in (writing(*map(thing, "abc"), *arrows("abc")), writing(changed)):
        commit(made, change, layouts=LAYOUTS, edges=SHAPE.edges, clock=lambda: MIDNIGHT)
    yield made
    made.close()


def _plans(connection: Connection, ask: Callable[[Connection, Asker], object], asker: Asker) -> list[str]:
    """Return the steps of the plans of all statements that a question takes."""
    asked: list[tuple[str, Any]] = []

    def note(_: object, statement: str, bindings: Any) -> bool:  # noqa: ANN401 – as it was bound
        if statement.strip().startswith(("SELECT", "WITH", "INSERT", "DELETE")):
            asked.append((statement, bindings))
        return True

    connection.set_exec_trace(note)
    ask(connection, asker)
    connection.set_exec_trace(None)
    assert asked
    return [step for one, given in asked for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {one}", given)]


def _whole_tables(steps: list[str]) -> list[str]:
    """Return the steps that read a table of the graph, or an index of one, from one end to the other."""
    scans = (step.split() for step in steps if step.startswith("SCAN "))
    return [" ".join(scan) for scan in scans if scan[1] in (*TABLES, *ALIASES) and scan[2:3] != ["VIRTUAL"]]


def _half_keys(steps: list[str]) -> list[str]:
    """Return the steps that look edges or elements up by their type or filter alone, which many share."""
    return [
        step
        for step in steps
        if step.startswith(("SEARCH e ", "SEARCH l ")) and step.endswith(("(type=?)", "(filter=?)"))
    ]


@pytest.mark.parametrize("asker", ASKERS.values(), ids=ASKERS)
@pytest.mark.parametrize("ask", [*BY_ID.values(), *BY_SOURCE.values()], ids=[*BY_ID, *BY_SOURCE])
def test_what_is_named_is_fetched_by_its_index(
    connection: Connection, ask: Callable[[Connection, Asker], object], asker: Asker
) -> None:
    """A question that names ids, filter values or words reads no table as a whole, now or in the past."""
    steps = _plans(connection, ask, asker)
    assert _whole_tables(steps) + _half_keys(steps) == []


@pytest.mark.parametrize("asker", [ASKERS["public"], ASKERS["readers"]], ids=["public", "readers"])
@pytest.mark.parametrize("ask", ALONG_ORDER.values(), ids=ALONG_ORDER)
def test_a_list_is_walked_along_its_order(
    connection: Connection, ask: Callable[[Connection, Asker], object], asker: Asker
) -> None:
    """A page without a filter is read from an index that is in its order already, from where it begins."""
    steps = _plans(connection, ask, asker)
    order = "SCAN f USING COVERING INDEX of_Thing_order_name"
    assert [scan for scan in _whole_tables(steps) if scan != order] == []
    walks = [step for step in steps if " f " in step or " i " in step]
    assert all("INDEX" in step or "PRIMARY KEY" in step for step in walks)


def test_a_statement_is_planned_once_whatever_is_bound(connection: Connection) -> None:
    """Another limit is no reason for SQLite to plan anew, which would take as long as a small answer."""
    planned: list[object] = []

    def authorize(*step: object) -> int:
        planned.append(step)
        return apsw.SQLITE_OK

    connection.set_authorizer(authorize)
    for first in (1, 2, 3):
        content = Content(("name",), (Branch(Step("LEADS_TO", Direction.OUT), first, BY_NAME, Content(("name",))),))
        extracting.extract(connection, idents("ab"), content, layouts=LAYOUTS, sight=PUBLIC)
        assert bool(planned) == (first == 1)
        planned.clear()
