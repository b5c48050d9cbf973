"""The legal clocks as data, and when an answer to an application is due.

Several bodies of law can set a clock for the same step. The stricter one that applies binds, and all are shown. Day
counts that no one has compared with the official text are `verified=False`, and every answer that uses one says so.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Final

from hub.law.calendar import Calendar, Deadline, day_of
from hub.model import Application


class ClockStep(Enum):
    """What is to be done within a time."""

    ANSWER_CONDITIONAL = "ANSWER_CONDITIONAL"  # answer an application for conditional items
    ANSWER_UNCONDITIONAL = "ANSWER_UNCONDITIONAL"
    ANSWER_DOUBT = "ANSWER_DOUBT"  # answer a doubt about data, and correct them
    REPORT_INCIDENT = "REPORT_INCIDENT"
    REPORT_RISK = "REPORT_RISK"
    DELIVER = "DELIVER"  # deliver after consent
    REVIEW_COMPLIANCE = "REVIEW_COMPLIANCE"
    ANSWER_COLLECTED = "ANSWER_COLLECTED"  # the provider answers; its data lie on the platform
    ANSWER_UNCOLLECTED = "ANSWER_UNCOLLECTED"
    ANSWER_OPEN_DATA = "ANSWER_OPEN_DATA"


class ClockUnit(Enum):
    """What an amount counts."""

    WORKING_DAYS = "WORKING_DAYS"
    AT_ONCE = "AT_ONCE"
    PERIODIC = "PERIODIC"  # again and again, without a stated interval
    NONE_STATED = "NONE_STATED"


class ClockStart(Enum):
    """What a clock runs from."""

    RECEIPT = "RECEIPT"
    CONSENT = "CONSENT"
    REVIEW = "REVIEW"
    INCIDENT = "INCIDENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time that a body of law (`profile`) sets for a step, in the regions that begin with `region`.

    `region` is None where the rule is known but not which region it is of: it applies nowhere until someone says so.
    It holds for what begins on a day from `since` until before `until`. `source` says how the row is known.
    """

    profile: str
    article: str | None
    step: ClockStep
    unit: ClockUnit
    amount: int | None = None
    starts: ClockStart | None = None
    region: str | None
    since: date
    until: date | None = None
    verified: bool
    source: str


def _guangdong(article: str, step: ClockStep, unit: ClockUnit, **given: int | ClockStart) -> Clock:
    return Clock(
        profile="GD-2018",
        article=article,
        step=step,
        unit=unit,
        region="44",
        since=date(2019, 1, 1),
        verified=True,
        source="粤府办〔2018〕50号, compared with the text",
        **given,  # type: ignore[arg-type]  # `amount` and `starts`, by name
    )


def _reported(profile: str, step: ClockStep, amount: int, starts: ClockStart, *, region: str | None) -> Clock:
    national = profile == "CN-2025"
    return Clock(
        profile=profile,
        article=None,
        step=step,
        unit=ClockUnit.WORKING_DAYS,
        amount=amount,
        starts=starts,
        region=region,
        since=date(2025, 8, 1) if national else date(2024, 1, 1),
        verified=False,
        source="reprints and reports; not compared with the official text",
    )


CLOCKS: Final = (
    _guangdong("19", ClockStep.ANSWER_CONDITIONAL, ClockUnit.WORKING_DAYS, amount=10, starts=ClockStart.RECEIPT),
    _guangdong("21", ClockStep.ANSWER_DOUBT, ClockUnit.NONE_STATED),
    _guangdong("27", ClockStep.REPORT_INCIDENT, ClockUnit.AT_ONCE, starts=ClockStart.INCIDENT),
    _guangdong("28", ClockStep.REPORT_RISK, ClockUnit.PERIODIC),
    _reported("CN-2025", ClockStep.ANSWER_UNCONDITIONAL, 1, ClockStart.RECEIPT, region=""),
    _reported("CN-2025", ClockStep.ANSWER_CONDITIONAL, 10, ClockStart.RECEIPT, region=""),
    _reported("CN-2025", ClockStep.DELIVER, 20, ClockStart.CONSENT, region=""),
    _reported("CN-2025", ClockStep.ANSWER_DOUBT, 10, ClockStart.RECEIPT, region=""),
    _reported("COUNTY-2024", ClockStep.REVIEW_COMPLIANCE, 2, ClockStart.RECEIPT, region=None),
    _reported("COUNTY-2024", ClockStep.ANSWER_COLLECTED, 5, ClockStart.REVIEW, region=None),
    _reported("COUNTY-2024", ClockStep.ANSWER_UNCOLLECTED, 10, ClockStart.REVIEW, region=None),
    _reported("GUIZHOU", ClockStep.ANSWER_CONDITIONAL, 10, ClockStart.RECEIPT, region="52"),
    _reported("GUIZHOU", ClockStep.ANSWER_OPEN_DATA, 15, ClockStart.RECEIPT, region="52"),
)
"""Every clock that the hub knows of; an unverified one is shown as such wherever it is used."""


def clocks_for(step: ClockStep, *, region: str, day: date) -> tuple[Clock, ...]:
    """Return the clocks of a step that apply in a region to what begins on a day, the one that binds first.

    Of those that state working days the fewest bind, among equals a verified one.
    """
    applying = [
        clock
        for clock in CLOCKS
        if clock.step is step
        and clock.region is not None
        and region.startswith(clock.region)
        and clock.since <= day
        and (clock.until is None or day < clock.until)
    ]
    return tuple(sorted(applying, key=lambda clock: (clock.amount is None, clock.amount, not clock.verified)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When an answer is due: by law, and on the working clock, which stands still (None) while it is paused.

    `remaining` are the working days that were left when the clock was paused, at least one.
    """

    statutory: Deadline
    working: Deadline | None
    remaining: int | None = None


ANSWER_DAYS: Final = 10
"""Where no clock applies, as for a provider outside Guangdong before August 2025: the measure's own (design)."""


def times(
    received: datetime,
    *,
    region: str,
    calendar: Calendar,
    paused_on: date | None = None,
    resumed_on: date | None = None,
) -> Times:
    """Return when the answer to an application is due that a provider of a region received at a moment (Art. 19).

    Counting starts on the day after receipt. The statutory day never moves. The working clock stands still from the
    day `paused_on` and goes on after the day `resumed_on` with what was left (design).
    """
    receipt = day_of(received)
    applying = clocks_for(ClockStep.ANSWER_CONDITIONAL, region=region, day=receipt)
    amount = next((clock.amount for clock in applying if clock.amount is not None), ANSWER_DAYS)
    statutory = calendar.after(receipt, amount)
    if paused_on is None:
        return Times(statutory=statutory, working=statutory)
    remaining = max(1, amount - calendar.count(receipt, paused_on))
    working = None if resumed_on is None else calendar.after(resumed_on, remaining)
    return Times(statutory=statutory, working=working, remaining=remaining)


def timed(application: Application, calendar: Calendar) -> Application:
    """Return an application with its due days as a calendar has them; one that was not received has none."""
    if application.received is None:
        return application
    found = times(
        application.received,
        region=application.region,
        calendar=calendar,
        paused_on=application.paused_on,
        resumed_on=application.resumed_on,
    )
    due = found.working
    return replace(
        application,
        statutory_due=found.statutory.day,
        due=None if due is None else due.day,
        provisional=found.statutory.provisional or (due is not None and due.provisional),
    )


def is_past(day: date | None, now: datetime) -> bool:
    """Tell whether a day is over at a moment; a clock that stands still (None) is never over."""
    return day is not None and day_of(now) > day
