"""The working calendars that the hub goes by: those brought along, and the years imported since."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import chinese_calendar.constants as brought  # type: ignore[import-untyped]  # it has no types
import orjson

from hub.catalogue.listing import every_node
from hub.catalogue.nouns import node_of, noun_of
from hub.errors import Conflict, MalformedFile
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import OneOf, Selection
from hub.graph.values import Node, Value, key_of, node_id
from hub.law.applications import OPEN
from hub.law.calendar import Calendar, Published, calendar_of, day_of
from hub.law.clock import timed
from hub.model import Application

_LABEL: Final = "CalendarYear"
_TRIES: Final = 5
_SATURDAY: Final = 5


@cache
def brought_years() -> tuple[Published, ...]:
    """Return the years that the hub brings along, by year."""
    return tuple(_brought())


def _brought() -> Iterator[Published]:
    days = sorted({*brought.holidays, *brought.workdays})
    for year, of_year in groupby(days, key=lambda day: day.year):
        held = frozenset(of_year)
        yield Published(year=year, off=held.intersection(brought.holidays), worked=held.intersection(brought.workdays))


async def read_calendar(graph: Graph, *, now: datetime) -> tuple[Calendar, tuple[Expectation, ...]]:
    """Return the calendar of all years that are published, and what a change expects that reckons days by it now.

    An imported year replaces one brought along. A year that is imported meanwhile makes such a change a conflict, so
    that no due day rests on a calendar that is no longer the newest.
    """
    nodes = await every_node(graph, Selection(_LABEL))
    revisions = {node.id: node.revision for node in nodes}
    near = (node_id(_LABEL, str(day_of(now).year + number)) for number in (-1, 0, 1))
    expects = tuple(Expectation(year, revisions.get(year)) for year in near)
    return calendar_of([*brought_years(), *map(_published, nodes)]), expects


async def imported_years(graph: Graph) -> list[Published]:
    """Return the years that were imported, by year; one store call."""
    return [_published(node) for node in await every_node(graph, Selection(_LABEL))]


def read_year(file: Path) -> Published:
    """Return the year that a JSON file publishes: `{"year": 2027, "off": ["2027-01-01", …], "worked": […]}`.

    `off` may name weekends too. Raises `MalformedFile` where the file cannot be read, a day is none or in a year
    further away than the next, a day is both off and worked, or a day worked in place of another is no weekend day.
    """
    try:
        document = orjson.loads(file.read_bytes())
        year = Published(year=int(document["year"]), off=_days(document["off"]), worked=_days(document["worked"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f'{file.name} is no calendar: write {{"year": 2027, "off": ["2027-01-01"], "worked": []}}.'
        raise MalformedFile(message, file=file.name) from error
    wrong = sorted(day for day in year.off | year.worked if abs(day.year - year.year) > 1)
    wrong += sorted(year.off & year.worked)
    wrong += sorted(day for day in year.worked if day.weekday() < _SATURDAY)
    if wrong or not year.off:
        what = f"{wrong[0]} cannot be right" if wrong else "it has no day off"
        message = f"{file.name} is no calendar of {year.year}: {what}."
        raise MalformedFile(message, file=file.name)
    return year


async def import_year(graph: Graph, year: Published, *, actor: str) -> int:
    """Keep a published year, and return of how many open applications the due days moved or became final.

    All of it is one change; what was filed by the former calendar while it was made is another. Raises `Conflict`
    where applications kept changing meanwhile: import it again.
    """
    reckoned: int | None = None
    for _ in range(_TRIES):
        calendar = calendar_of([*brought_years(), *await imported_years(graph), year])
        moved = await _moved(graph, calendar)
        if reckoned is not None and not moved:
            return reckoned
        try:
            await graph.commit(_taking_in(year, moved, actor=actor))
        except Conflict:
            continue
        reckoned = (reckoned or 0) + len(moved)
    message = f"Applications kept changing while {year.year} was imported: import it again."
    raise Conflict(message)


def _taking_in(year: Published, moved: Sequence[tuple[Application, Expectation]], *, actor: str) -> Change:
    return Change(
        actor=actor,
        action="calendar.import",
        puts=(_node(year), *(node_of(application) for application, _ in moved)),
        expects=tuple(expected for _, expected in moved),
        facts={"year": year.year, "applications": len(moved)},
    )


async def _moved(graph: Graph, calendar: Calendar) -> list[tuple[Application, Expectation]]:
    """Return the open applications that have other due days by a calendar, with the revisions they were read at."""
    wanted = Selection("Application", (OneOf("state", tuple(state.value for state in OPEN)),))
    read = [(noun_of(Application, node), node) for node in await every_node(graph, wanted)]
    return [
        (anew, Expectation(node.id, node.revision))
        for application, node in read
        if (anew := timed(application, calendar)) != application
    ]


def _node(year: Published) -> Node:
    properties: dict[str, Value] = {"off": _texts(year.off), "worked": _texts(year.worked)}
    return Node(node_id(_LABEL, str(year.year)), {name: days for name, days in properties.items() if days})


def _published(node: Node) -> Published:
    return Published(
        year=int(key_of(node.id)),
        off=_days(node.properties.get("off", [])),
        worked=_days(node.properties.get("worked", [])),
    )


def _texts(days: frozenset[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _days(texts: Any) -> frozenset[date]:  # noqa: ANN401 – what a file or a node holds
    listed: Sequence[str] = list(texts)
    return frozenset(date.fromisoformat(text) for text in listed)
