"""Whether a condition holds: met, unmet or unknown, with what limits the answer, and what is lacking (docs/law.md)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final, NamedTuple

from hub.codes import ItemName
from hub.law.calendar import told
from hub.law.decision import Lacking, RowLimit
from hub.law.facts import Granted, Request
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    AtMostDays,
    Between,
    DailyQuota,
    ForMatters,
    Mask,
    Masked,
    Not,
    OnlyItems,
    RowScope,
    RowsOf,
    Secured,
    Term,
    Through,
    Undertaken,
    WithinRegions,
)
from hub.vocabulary import ClientSecurity


class Truth(Enum):
    """Kleene's three values."""

    MET = "MET"
    UNMET = "UNMET"
    UNKNOWN = "UNKNOWN"


class Limits(NamedTuple):
    """What is given at most: what is left by masks, in which rows, how many records today."""

    masks: tuple[Mask, ...] = ()
    rows: tuple[RowLimit, ...] = ()
    quota: int | None = None


class Finding(NamedTuple):
    """What became of a term: its truth, its limits where it is met, and what is lacking where it is not."""

    truth: Truth
    limits: Limits
    lacking: tuple[Lacking, ...] = ()


class Situation(NamedTuple):
    """What a term is judged by: a request for an item, under a grant, at a moment."""

    item: ItemName
    request: Request
    grant: Granted
    now: datetime


UNLIMITED: Final = Limits()
SECURITY: Final = {ClientSecurity.SECRET: 0, ClientSecurity.KEY: 1, ClientSecurity.BOUND: 2}
"""How strong each way to prove oneself is."""

LIMITING: Final = (Masked, RowsOf, DailyQuota)
"""The clauses that limit the answer; none may stand under `Not`."""

_MET: Final = Finding(Truth.MET, UNLIMITED)


def evaluate(term: Term, situation: Situation) -> Finding:
    """Return what becomes of a term; costs a few steps per clause, whatever the size of the catalogue."""
    return _JUDGES[type(term)](term, situation)


def limits_within(term: Term) -> bool:
    """Tell whether a clause that limits the answer stands anywhere in a term."""
    match term:
        case AllOf() | AnyOf():
            return any(limits_within(part) for part in term.terms)
        case Not():
            return limits_within(term.term)
        case _:
            return isinstance(term, LIMITING)


def bounds(term: Term, grant: Granted) -> Iterator[datetime]:
    """Yield the moments at which time alone changes what a clause of the term says, in no order."""
    match term:
        case AllOf() | AnyOf():
            for part in term.terms:
                yield from bounds(part, grant)
        case Not():
            yield from bounds(term.term, grant)
        case Between():
            yield from (moment for moment in (term.since, term.until) if moment is not None)
        case AtMostDays():
            yield grant.since + timedelta(days=term.days)
        case _:
            pass


def combined(first: Limits, second: Limits) -> Limits:
    """Return the limits of two terms that both hold: every mask and row limit, the lesser quota."""
    if second is UNLIMITED:
        return first
    if first is UNLIMITED:
        return second
    return Limits(
        first.masks + tuple(mask for mask in second.masks if mask not in first.masks),
        first.rows + tuple(row for row in second.rows if row not in first.rows),
        _least(first.quota, second.quota),
    )


def _all_of(term: AllOf, situation: Situation) -> Finding:
    truth, limits = Truth.MET, UNLIMITED
    lacking: tuple[Lacking, ...] = ()
    for part in term.terms:
        found = evaluate(part, situation)
        if found.truth is Truth.MET:
            limits = combined(limits, found.limits)
            continue
        lacking += found.lacking
        truth = Truth.UNMET if Truth.UNMET in (truth, found.truth) else Truth.UNKNOWN
    return Finding(truth, limits if truth is Truth.MET else UNLIMITED, lacking)


def _any_of(term: AnyOf, situation: Situation) -> Finding:
    truth = Truth.UNMET
    lacking: tuple[Lacking, ...] = ()
    for part in term.terms:
        found = evaluate(part, situation)
        if found.truth is Truth.MET:
            return found
        lacking += found.lacking
        if found.truth is Truth.UNKNOWN:
            truth = Truth.UNKNOWN
    return Finding(truth, UNLIMITED, lacking)


def _not(term: Not, situation: Situation) -> Finding:
    if limits_within(term.term):
        return _unmet(term, (type(term.term).__name__,))
    found = evaluate(term.term, situation)
    if found.truth is Truth.UNKNOWN:
        return Finding(Truth.UNKNOWN, UNLIMITED, found.lacking)
    if found.truth is Truth.MET:
        return _unmet(term, (type(term.term).__name__,))
    return _MET


def _among_departments(clause: AmongDepartments, situation: Situation) -> Finding:
    holds = situation.request.asker.department in clause.departments
    return _MET if holds else _unmet(clause, clause.departments)


def _at_levels(clause: AtLevels, situation: Situation) -> Finding:
    holds = situation.request.asker.level in clause.levels
    return _MET if holds else _unmet(clause, (level.value for level in clause.levels))


def _within_regions(clause: WithinRegions, situation: Situation) -> Finding:
    holds = situation.request.asker.region.startswith(clause.regions)
    return _MET if holds else _unmet(clause, clause.regions)


def _for_matters(clause: ForMatters, situation: Situation) -> Finding:
    purpose = situation.request.purpose
    if purpose is None:
        return _unknown(clause, clause.matters)
    return _MET if purpose.matter in clause.matters else _unmet(clause, clause.matters)


def _only_items(clause: OnlyItems, situation: Situation) -> Finding:
    return _MET if situation.item in clause.items else _unmet(clause, clause.items)


def _rows_of(clause: RowsOf, situation: Situation) -> Finding:
    asker = situation.request.asker
    if clause.scope is RowScope.OWN_REGION and not asker.region:
        return _unmet(clause, (clause.scope.value,))  # every row begins with nothing
    value = asker.region if clause.scope is RowScope.OWN_REGION else asker.department
    return Finding(Truth.MET, Limits(rows=(RowLimit(item=clause.item, scope=clause.scope, value=value),)))


def _masked(clause: Masked, situation: Situation) -> Finding:
    if clause.items and situation.item not in clause.items:
        return _MET
    return Finding(Truth.MET, Limits(masks=(clause.mask,)))


def _between(clause: Between, situation: Situation) -> Finding:
    now = situation.now
    if (clause.since and now < clause.since) or (clause.until and now >= clause.until):
        return _unmet(clause, (told(bound) if bound else "" for bound in (clause.since, clause.until)))
    return _MET


def _at_most_days(clause: AtMostDays, situation: Situation) -> Finding:
    end = situation.grant.since + timedelta(days=clause.days)
    return _MET if situation.now < end else _unmet(clause, (str(clause.days),))


def _daily_quota(clause: DailyQuota, situation: Situation) -> Finding:
    used = situation.grant.records_today
    if used is None:
        return _unknown(clause, (str(clause.records),))
    if used >= clause.records:
        return _unmet(clause, (str(clause.records),))
    return Finding(Truth.MET, Limits(quota=clause.records - used))


def _through(clause: Through, situation: Situation) -> Finding:
    channel = situation.request.channel
    if channel in clause.channels:
        return _MET
    wanted = (channel.value for channel in clause.channels)
    return _unknown(clause, wanted) if channel is None else _unmet(clause, wanted)


def _undertaken(clause: Undertaken, situation: Situation) -> Finding:
    holds = clause.undertaking in situation.grant.undertakings
    return _MET if holds else _unmet(clause, (clause.undertaking,))


def _secured(clause: Secured, situation: Situation) -> Finding:
    security = situation.request.security
    if security is None:
        return _unknown(clause, (clause.least.value,))
    return _MET if SECURITY[security] >= SECURITY[clause.least] else _unmet(clause, (clause.least.value,))


def _unmet(clause: Term, wanted: Iterable[str]) -> Finding:
    return Finding(Truth.UNMET, UNLIMITED, (_lacking(clause, wanted, known=True),))


def _unknown(clause: Term, wanted: Iterable[str]) -> Finding:
    return Finding(Truth.UNKNOWN, UNLIMITED, (_lacking(clause, wanted, known=False),))


def _lacking(clause: Term, wanted: Iterable[str], *, known: bool) -> Lacking:
    return Lacking(clause=type(clause).__name__, known=known, wanted=", ".join(wanted))


def _least(first: int | None, second: int | None) -> int | None:
    return second if first is None else first if second is None else min(first, second)


_JUDGES: Final[dict[type, Callable[[Any, Situation], Finding]]] = {
    AllOf: _all_of,
    AnyOf: _any_of,
    Not: _not,
    AmongDepartments: _among_departments,
    AtLevels: _at_levels,
    WithinRegions: _within_regions,
    ForMatters: _for_matters,
    OnlyItems: _only_items,
    RowsOf: _rows_of,
    Masked: _masked,
    Between: _between,
    AtMostDays: _at_most_days,
    DailyQuota: _daily_quota,
    Through: _through,
    Undertaken: _undertaken,
    Secured: _secured,
}
