"""Working days: which days are worked, by a calendar that the State Council publishes for each year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

SHANGHAI: Final = timezone(timedelta(hours=8))
"""The time by which days begin and end: Asia/Shanghai, without summer time since 1991."""

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One year as published: weekdays that are off, weekend days that are worked (调休), a few in the years beside."""

    year: int
    off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The day by whose end something is due; `provisional` where it rests on a year that is not published."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The years that are published. In other years weekdays are counted, and what rests on that is provisional."""

    years: frozenset[int]
    off: frozenset[date]
    worked: frozenset[date]

    def works(self, day: date) -> bool:
        """Tell whether a day is a working day, as far as is known."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def after(self, day: date, amount: int) -> Deadline:
        """Return the `amount`-th working day after a day, which does not count itself (design; `amount` ≥ 1)."""
        provisional = False
        for _ in range(amount):
            day += _DAY
            while not self.works(day):
                provisional = provisional or day.year not in self.years
                day += _DAY
            provisional = provisional or day.year not in self.years
        return Deadline(day=day, provisional=provisional)

    def count(self, after: date, until: date) -> int:
        """Return how many working days follow a day, up to and including another."""
        days = (until - after).days
        return sum(self.works(after + timedelta(days=number)) for number in range(1, days + 1))


def calendar_of(years: Iterable[Published]) -> Calendar:
    """Return the calendar of published years; of two publications of a year the later one in the order counts.

    What a publication says of a day in the year beside it stands above what that year's own publication says.
    """
    newest = {published.year: published for published in years}
    off, worked = set[date](), set[date]()
    for published in newest.values():
        off |= published.off
        worked |= published.worked
    for published in newest.values():
        beside = {day for day in published.off | published.worked if day.year != published.year}
        off = (off - beside) | (beside & published.off)
        worked = (worked - beside) | (beside & published.worked)
    return Calendar(years=frozenset(newest), off=frozenset(off), worked=frozenset(worked))


def told(moment: datetime) -> str:
    """Return a moment as it is told to people: ISO 8601, by the time of Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).isoformat()


def day_of(moment: datetime) -> date:
    """Return the day of an aware moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()
