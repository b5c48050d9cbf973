"""What a stated condition must be beyond its form: concrete, and decidable for every request (Art. 18)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from hub.codes import code, item_name
from hub.errors import MalformedCode
from hub.law.conditions import limits_within
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
    RowsOf,
    Secured,
    Term,
    Through,
    Undertaken,
    WithinRegions,
)
from hub.vocabulary import MaskMethod

MOST_CLAUSES: Final = 200
LONGEST_DAYS: Final = 36_500
LARGEST: Final = 10**12
LONGEST_TEXT: Final = 2_000
_REGION_DIGITS: Final = frozenset({2, 4, 6, 9, 12})
_COUNTED: Final = frozenset({MaskMethod.FIRST, MaskMethod.LAST, MaskMethod.BAND, MaskMethod.REGION})


def fault_of(term: Term) -> str | None:
    """Return what is wrong with a term, as the end of a sentence; None where nothing is."""
    if sum(1 for _ in _clauses(term)) > MOST_CLAUSES:
        return f"it has more than {MOST_CLAUSES} clauses"
    return next((fault for part in _parts(term) if (fault := _fault(part))), None)


def _parts(term: Term) -> Iterator[Term]:
    yield term
    if isinstance(term, AllOf | AnyOf):
        for part in term.terms:
            yield from _parts(part)
    elif isinstance(term, Not):
        yield from _parts(term.term)


def _clauses(term: Term) -> Iterator[Term]:
    return (part for part in _parts(term) if not isinstance(part, AllOf | AnyOf | Not))


def _fault(part: Term) -> str | None:
    if isinstance(part, AllOf | AnyOf):
        return None if part.terms else f"{type(part).__name__} has no terms"
    if isinstance(part, Not):
        limits = limits_within(part.term)
        return "what limits the answer (Masked, RowsOf, DailyQuota) cannot stand under Not" if limits else None
    return _FAULTS[type(part)](part)


def _listed(name: str, is_good: Callable[[str], bool]) -> Callable[[Any], str | None]:
    """Return the judge of a clause whose member `name` is a list of texts."""

    def judge(clause: object) -> str | None:
        values: Sequence[str] = getattr(clause, name)
        place = f"{type(clause).__name__}.{name}"
        if not values:
            return f"{place} is empty"
        wrong = next((value for value in values if not is_good(value)), None)
        return None if wrong is None else f"{place} has '{wrong[:40]}', which is none"

    return judge


def _members(name: str) -> Callable[[Any], str | None]:
    def judge(clause: object) -> str | None:
        return None if getattr(clause, name) else f"{type(clause).__name__}.{name} is empty"

    return judge


def _between(clause: Between) -> str | None:
    since, until = clause.since, clause.until
    if since is None and until is None:
        return "Between names no moment"
    if any(moment is not None and moment.tzinfo is None for moment in (since, until)):
        return "a moment of Between lacks its offset, as in 2026-03-01T09:00:00+08:00"
    if since is not None and until is not None and since >= until:
        return "Between ends before it begins"
    return None


def _at_most_days(clause: AtMostDays) -> str | None:
    return _number("AtMostDays.days", clause.days, most=LONGEST_DAYS)


def _daily_quota(clause: DailyQuota) -> str | None:
    return _number("DailyQuota.records", clause.records, most=LARGEST)


def _masked(clause: Masked) -> str | None:
    wrong = next((name for name in clause.items if not _is_name(name)), None)
    return _mask(clause.mask) if wrong is None else f"Masked.items has '{wrong[:40]}', which is none"


def _mask(mask: Mask) -> str | None:
    if mask.method not in _COUNTED:
        return None if mask.amount is None else f"the mask {mask.method.value} takes no amount"
    if mask.amount is None:
        return f"the mask {mask.method.value} lacks its amount"
    return _number(f"the amount of the mask {mask.method.value}", mask.amount, most=LARGEST)


def _rows_of(clause: RowsOf) -> str | None:
    return None if _is_name(clause.item) else f"RowsOf.item is '{clause.item[:40]}', which is no item name"


def _undertaken(clause: Undertaken) -> str | None:
    if not _is_code(clause.undertaking):
        return f"Undertaken.undertaking is '{clause.undertaking[:40]}', which is no code"
    return f"Undertaken.text has more than {LONGEST_TEXT} characters" if len(clause.text) > LONGEST_TEXT else None


def _sound(_: Secured) -> str | None:
    return None


def _number(place: str, value: int, *, most: int) -> str | None:
    return None if 1 <= value <= most else f"{place} is {value}, and may be 1 to {most:,}"


def _is_code(text: str) -> bool:
    return _is_well_formed(code, text)


def _is_name(text: str) -> bool:
    return _is_well_formed(item_name, text)


def _is_region(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) in _REGION_DIGITS


def _is_well_formed(check: Callable[[str], object], text: str) -> bool:
    try:
        check(text)
    except MalformedCode:
        return False
    return True


_FAULTS: Final[dict[type, Callable[[Any], str | None]]] = {
    AmongDepartments: _listed("departments", _is_code),
    AtLevels: _members("levels"),
    WithinRegions: _listed("regions", _is_region),
    ForMatters: _listed("matters", _is_code),
    OnlyItems: _listed("items", _is_name),
    RowsOf: _rows_of,
    Masked: _masked,
    Between: _between,
    AtMostDays: _at_most_days,
    DailyQuota: _daily_quota,
    Through: _members("channels"),
    Undertaken: _undertaken,
    Secured: _sound,
}
