import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from holidays import country_holidays

from hub.__main__ import hub
from hub.calendars import brought_years, import_year, read_calendar, read_year
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.codes import Code
from hub.errors import MalformedFile
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.query import EVERYTHING
from hub.law.calendar import SHANGHAI, Deadline, Published, calendar_of
from hub.law.clock import CLOCKS, ClockStep, Times, clocks_for, is_past, timed, times
from hub.model import Application
from hub.shape import SHAPE
from hub.vocabulary import ApplicationState
from tests.procedure.test_nouns import APPLICATION

BROUGHT = calendar_of(brought_years())
LAST_FINAL = date(2026, 12, 17)
ORACLE = country_holidays("CN", years=range(2024, 2028))
MAKE_UP_DAYS = (
    *("2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12"),
    *("2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"),
)


def at(day: date, hour: int = 12) -> datetime:
    """Return a moment of a day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def _days(since: date, until: date) -> list[date]:
    return [since + timedelta(days=number) for number in range((until - since).days + 1)]


def _tenth_working_day_after(day: date) -> date:
    worked = 0
    while worked < 10:
        day += timedelta(days=1)
        worked += ORACLE.is_working_day(day)
    return day


def test_due_days_are_those_of_an_independent_calendar() -> None:
    """Each receipt of 1,082 days is due on the tenth working day after it by the package `holidays`, for good."""
    receipts = _days(date(2024, 1, 1), LAST_FINAL)
    found = [times(at(day), region="44", calendar=BROUGHT).statutory for day in receipts]
    assert len(receipts) == 1082
    assert found == [Deadline(day=_tenth_working_day_after(day), provisional=False) for day in receipts]


def test_due_days_that_reach_an_unpublished_year_are_provisional() -> None:
    """From 18 December 2026 weekdays are counted beyond the year's end, and the answer says so."""
    receipts = _days(LAST_FINAL + timedelta(days=1), date(2027, 2, 1))
    found = [times(at(day), region="44", calendar=BROUGHT).statutory for day in receipts]
    assert all(deadline.provisional for deadline in found)
    assert found[0].day == date(2027, 1, 1)


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_make_up_days_are_worked(day: str) -> None:
    """A weekend day that is worked in place of another counts, and a receipt on it counts from the day after."""
    worked = date.fromisoformat(day)
    assert worked.weekday() >= 5
    assert BROUGHT.works(worked)
    assert BROUGHT.after(worked - timedelta(days=1), 1) == Deadline(day=worked, provisional=False)
    assert BROUGHT.after(worked, 1).day > worked


def test_days_are_those_of_shanghai() -> None:
    """A receipt at 17:00 UTC is one of the next day, and a day is over at midnight there."""
    evening = datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert times(evening, region="44", calendar=BROUGHT) == times(at(date(2026, 3, 3)), region="44", calendar=BROUGHT)
    assert not is_past(date(2026, 3, 2), datetime(2026, 3, 2, 15, 59, tzinfo=UTC))
    assert is_past(date(2026, 3, 2), datetime(2026, 3, 2, 16, 0, tzinfo=UTC))


def test_the_stricter_clock_binds_and_all_are_shown() -> None:
    """In Guangdong the measure's verified ten days bind; the national ten, not verified, are shown beside them."""
    shown = clocks_for(ClockStep.ANSWER_CONDITIONAL, region="4401", day=date(2026, 1, 5))
    assert [(clock.profile, clock.amount, clock.verified) for clock in shown] == [
        ("GD-2018", 10, True),
        ("CN-2025", 10, False),
    ]
    assert clocks_for(ClockStep.ANSWER_CONDITIONAL, region="4401", day=date(2018, 12, 31)) == ()
    assert [c.profile for c in clocks_for(ClockStep.ANSWER_DOUBT, region="44", day=date(2026, 1, 5))] == [
        "CN-2025",
        "GD-2018",
    ]
    assert {clock.profile for clock in CLOCKS if clock.verified} == {"GD-2018"}


def test_a_supplement_pauses_the_working_clock_and_not_the_law() -> None:
    """After four of ten days, a pause of any length leaves six; the statutory day stays where it was."""
    received, law = at(date(2026, 3, 2)), Deadline(day=date(2026, 3, 16), provisional=False)
    paused = times(received, region="44", calendar=BROUGHT, paused_on=date(2026, 3, 6))
    assert paused == Times(statutory=law, working=None, remaining=6)
    resumed = times(received, region="44", calendar=BROUGHT, paused_on=date(2026, 3, 6), resumed_on=date(2026, 3, 13))
    assert resumed == Times(statutory=law, working=Deadline(day=date(2026, 3, 23), provisional=False), remaining=6)
    at_once = times(received, region="44", calendar=BROUGHT, paused_on=date(2026, 3, 6), resumed_on=date(2026, 3, 6))
    assert at_once.working == law
    last = times(received, region="44", calendar=BROUGHT, paused_on=law.day, resumed_on=law.day)
    assert last.working == Deadline(day=date(2026, 3, 17), provisional=False)


def test_the_notice_of_a_year_reaches_into_the_years_beside_it() -> None:
    """A day in late December that the next year's notice makes a working day is one, whatever its own year said."""
    own = Published(year=2030, off=frozenset({date(2030, 12, 30)}), worked=frozenset())
    following = Published(year=2031, off=frozenset({date(2031, 1, 1)}), worked=frozenset({date(2030, 12, 28)}))
    calendar = calendar_of([following, own])
    assert calendar.works(date(2030, 12, 28))
    assert not calendar.works(date(2030, 12, 30))
    assert calendar.years == {2030, 2031}


YEAR = {"year": 2027, "off": ["2027-01-01", "2027-02-08"], "worked": ["2027-01-03"]}


async def test_a_year_that_arrives_makes_due_days_final(tmp_path: Path) -> None:
    """Importing a year reckons open applications anew, in the change that brings it, and leaves settled ones."""
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(YEAR), encoding="utf-8")
    waiting = timed(replace(APPLICATION, received=at(date(2026, 12, 20))), BROUGHT)
    assert (waiting.due, waiting.provisional) == (date(2027, 1, 1), True)
    settled = replace(waiting, code=Code("A2"), state=ApplicationState.APPROVED)
    graph = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await graph.migrate()
    await graph.commit(Change(actor="test", action="plant", puts=(node_of(waiting), node_of(settled))))
    assert await import_year(graph, read_year(file), actor="test") == 1
    assert await import_year(graph, read_year(file), actor="test") == 0
    nodes = await graph.get([id_of(Application, "A1"), id_of(Application, "A2")], sight=EVERYTHING)
    found = [noun_of(Application, node) for node in nodes if node is not None]
    final = replace(waiting, due=date(2027, 1, 3), statutory_due=date(2027, 1, 3), provisional=False)
    assert found == [final, settled]
    calendar, _ = await read_calendar(graph, now=at(date(2026, 12, 20)))
    assert 2027 in calendar.years
    await graph.close()


@pytest.mark.parametrize(
    "wrong",
    [
        "no JSON",
        "[]",
        json.dumps({"year": 2027, "off": ["2027-02-30"], "worked": []}),
        json.dumps(YEAR | {"off": []}),
        json.dumps(YEAR | {"off": ["2072-01-01"]}),
        json.dumps(YEAR | {"worked": ["2027-01-04"]}),
        json.dumps(YEAR | {"worked": ["2027-01-03"], "off": ["2027-01-03"]}),
    ],
)
def test_a_file_that_is_no_calendar_is_refused(tmp_path: Path, wrong: str) -> None:
    """A typing error in a calendar is found before it moves anyone's deadline."""
    file = tmp_path / "wrong.json"
    file.write_text(wrong, encoding="utf-8")
    with pytest.raises(MalformedFile, match="is no calendar"):
        read_year(file)


def test_the_command_takes_in_a_year(tmp_path: Path) -> None:
    """`hub calendar import` tells what it did, and `hub calendar list` where each year comes from."""
    file = tmp_path / "2027.json"
    file.write_text(json.dumps(YEAR), encoding="utf-8")
    environment = {"HUB_DATA_DIR": str(tmp_path / "data")}
    done = CliRunner().invoke(hub, ["calendar", "import", str(file)], env=environment)
    assert done.output == "2027 is part of the calendar; 0 open applications have new or final due days.\n"
    listed = CliRunner().invoke(hub, ["calendar", "list"], env=environment).output.splitlines()
    assert listed[-2:] == ["2026  brought along", "2027  imported"]
