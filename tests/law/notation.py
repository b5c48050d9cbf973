"""How the cases write terms, masks, moments and vocabulary; the other way round for messages is left to `repr`."""

from datetime import datetime
from enum import Enum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from hub.codes import Code, ItemName, code, item_name
from hub.law.facts import Stated
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
from hub.vocabulary import Channel, ClientSecurity, Level, MaskMethod
from tests.law.sheet import Part, Unreadable, keys, listed, text, texts

ZONE: Final = ZoneInfo("Asia/Shanghai")
Member = TypeVar("Member", bound=Enum)


def member(enum: type[Member], part: Part, where: str) -> Member:
    """Return the member that a text names, in lower case with blanks: `not shared` is NOT_SHARED."""
    name = text(part, where)
    found = enum.__members__.get(name.upper().replace(" ", "_"))
    if found is None or name != name.lower():
        message = f"{where}: '{name}' is none of {[one.lower().replace('_', ' ') for one in enum.__members__]}"
        raise Unreadable(message)
    return found


def moment(part: Part, where: str) -> datetime:
    """Return a moment: ISO 8601, of Asia/Shanghai where no offset is written."""
    try:
        found = datetime.fromisoformat(text(part, where))
    except ValueError as error:
        message = f"{where}: {error}"
        raise Unreadable(message) from error
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def codes(part: Part, where: str) -> tuple[Code, ...]:
    """Return a list of codes."""
    return tuple(map(code, texts(part, where)))


def names(part: Part, where: str) -> tuple[ItemName, ...]:
    """Return a list of item names."""
    return tuple(map(item_name, texts(part, where)))


def number(part: Part, where: str) -> int:
    """Return a whole number."""
    try:
        return int(text(part, where))
    except ValueError as error:
        message = f"{where}: {error}"
        raise Unreadable(message) from error


def mask(part: Part, where: str) -> Mask:
    """Return a mask: `full`, `hash`, `year`, or a method with its amount as `first 3`."""
    method, _, amount = text(part, where).partition(" ")
    return Mask(method=member(MaskMethod, method, where), amount=number(amount, where) if amount else None)


def scoped_rows(part: Part, where: str) -> RowsOf:
    """Return which rows: `region_code in own region`."""
    item, _, scope = text(part, where).partition(" in ")
    return RowsOf(item=item_name(item), scope=member(RowScope, scope, where))


def term(part: Part, where: str) -> Term:  # noqa: C901, PLR0911, PLR0912 – one line per kind of term
    """Return a term: one key that names it, with what it holds."""
    ((kind, held),) = keys(part, where).items()
    where = f"{where}, {kind}"
    match kind:
        case "all of":
            return AllOf(tuple(term(one, where) for one in listed(held, where)))
        case "any of":
            return AnyOf(tuple(term(one, where) for one in listed(held, where)))
        case "not":
            return Not(term(held, where))
        case "among departments":
            return AmongDepartments(departments=codes(held, where))
        case "at levels":
            return AtLevels(levels=tuple(member(Level, one, where) for one in listed(held, where)))
        case "within regions":
            return WithinRegions(regions=texts(held, where))
        case "for matters":
            return ForMatters(matters=codes(held, where))
        case "only items":
            return OnlyItems(items=names(held, where))
        case "rows of":
            return scoped_rows(held, where)
        case "masked":
            how = keys(held, where, needed=["to"], allowed=["items"])
            return Masked(mask=mask(how["to"], where), items=names(how.get("items", []), where))
        case "between":
            bounds = {name: moment(one, where) for name, one in keys(held, where, allowed=["since", "until"]).items()}
            return Between(**bounds)
        case "at most days":
            return AtMostDays(days=number(held, where))
        case "daily quota":
            return DailyQuota(records=number(held, where))
        case "through":
            return Through(channels=tuple(member(Channel, one, where) for one in listed(held, where)))
        case "undertaken":
            return Undertaken(undertaking=code(text(held, where)))
        case "secured":
            return Secured(least=member(ClientSecurity, held, where))
        case _:
            message = f"{where}: no such term"
            raise Unreadable(message)


def conditions(part: Part, where: str, *, prefix: str) -> tuple[Stated, ...]:
    """Return conditions, each a term or `text` for one that has only words; their codes count from the prefix."""
    return tuple(
        _stated(one, f"{where} {position}", code(f"{prefix}-{position}"))
        for position, one in enumerate(listed(part, where), start=1)
    )


def _stated(part: Part, where: str, condition: Code) -> Stated:
    words = keys(part, where).get("text")
    if words is not None:
        return Stated(condition=condition, title=text(words, where), terms=None)
    return Stated(condition=condition, title=str(condition), terms=term(part, where))
