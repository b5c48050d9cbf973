"""What a token may be used for: scopes (RFC 6749, section 3.3), and the same in structure (RFC 9396).

A token only narrows: it never gives more than the law gives its holder. Nothing here looks anything up.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias, cast

import orjson

from hub.codes import Code, ItemName, code, item_name
from hub.errors import MalformedCode, MalformedScope

TYPE: Final = "records"
"""The one type of authorization details."""

MOST: Final = 100
"""The most scopes, details, or items of one detail, that one token may name."""

_MEMBERS: Final = frozenset({"type", "dataset", "items", "purpose"})
_EVERYTHING: Final = "read"


class Action(StrEnum):
    """What may be done beside reading records."""

    CATALOGUE_READ = "catalogue:read"
    CATALOGUE_WRITE = "catalogue:write"
    ACCESS_APPLY = "access:apply"
    ACCESS_DECIDE = "access:decide"
    LINEAGE_WRITE = "lineage:write"
    LEDGER_READ = "ledger:read"


@dataclass(frozen=True, slots=True)
class Records:
    """Reading records: of every dataset, of one, or of one item of one; as far as the law and a grant allow."""

    dataset: Code | None = None
    item: ItemName | None = None

    def __post_init__(self) -> None:
        """Refuse what no scope can say: an item without its dataset, or all of a dataset called 'read'."""
        if (self.dataset is None and self.item is not None) or (self.dataset == _EVERYTHING and self.item is None):
            message = (
                "No scope names this: `records:read` means every dataset; name the items of a dataset of that code."
            )
            raise MalformedScope(message)

    def __str__(self) -> str:
        """Return the scope as a token names it."""
        dataset = _EVERYTHING if self.dataset is None else self.dataset
        return f"records:{dataset}" if self.item is None else f"records:{dataset}#{self.item}"


Scope: TypeAlias = Action | Records


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """Reading records of a dataset: of all its items (None) or some, for any purpose (None) or one business matter."""

    dataset: Code
    items: frozenset[ItemName] | None = None
    purpose: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a token may be used for, or a client may ask for: what any of its scopes and details allows."""

    scopes: frozenset[Scope] = frozenset()
    details: tuple[Detail, ...] = ()

    def allows(self, action: Action) -> bool:
        """Tell whether an action is allowed."""
        return action in self.scopes

    def allows_record(self, dataset: Code, item: ItemName, *, purpose: Code | None) -> bool:
        """Tell whether an item's values may be read for a purpose; without one, only what is allowed for any."""
        return any(covers(scope, Records(dataset, item)) for scope in self.scopes) or any(
            detail.dataset == dataset
            and (detail.items is None or item in detail.items)
            and detail.purpose in {None, purpose}
            for detail in self.details
        )


CATALOGUE: Final = Rights(scopes=frozenset({Action.CATALOGUE_READ}))
"""Reading the catalogue, and nothing else."""

EVERY_ACTION: Final = Rights(scopes=frozenset(Action))
"""Every action, and no records."""


def parse_scope(text: str) -> Scope:
    """Return the scope that a text names; raise `MalformedScope` where it names none."""
    if text in frozenset(Action):
        return Action(text)
    area, _, rest = text.partition(":")
    if area != "records":
        raise _malformed(text)
    if rest == _EVERYTHING:
        return Records()
    dataset, separator, item = rest.partition("#")
    try:
        return Records(code(dataset), item_name(item) if separator else None)
    except MalformedCode as error:
        raise _malformed(text) from error


def parse_scopes(text: str) -> frozenset[Scope]:
    """Return the scopes of a list with one blank between any two; raise `MalformedScope`. An empty text names none."""
    names = text.split(" ") if text else []
    if len(names) > MOST:
        raise MalformedScope(f"{len(names)} scopes are more than one token may name: name at most {MOST}.")
    return frozenset(parse_scope(name) for name in names)


def render_scopes(scopes: Iterable[Scope]) -> str:
    """Return the scopes as one text, always in the same order."""
    return " ".join(sorted(str(scope) for scope in scopes))


def covers(held: Scope, wanted: Scope) -> bool:
    """Tell whether whoever holds one scope may do all that another one allows."""
    if isinstance(held, Action) or isinstance(wanted, Action):
        return held == wanted
    return held.dataset is None or (held.dataset == wanted.dataset and held.item in {None, wanted.item})


def parse_details(text: str) -> tuple[Detail, ...]:
    """Return the details that a JSON list describes; raise `MalformedScope` for an unknown type or member."""
    try:
        parsed = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise MalformedScope("The authorization details are no JSON: write a list of objects.") from error
    return read_details(parsed)


def read_details(parsed: object) -> tuple[Detail, ...]:
    """Return the details that a value read from JSON describes; see `parse_details`."""
    if not isinstance(parsed, list) or not 1 <= len(parsed) <= MOST:
        raise MalformedScope(f"The authorization details are no list of 1 to {MOST} objects: write [{{…}}].")
    return tuple(dict.fromkeys(_detail(each) for each in parsed))


def written_details(details: Sequence[Detail]) -> list[dict[str, str | list[str]]]:
    """Return the details as they are written in JSON, items in the order of their names."""
    return [
        {"type": TYPE, "dataset": detail.dataset}
        | ({} if detail.items is None else {"items": cast("list[str]", sorted(detail.items))})
        | ({} if detail.purpose is None else {"purpose": detail.purpose})
        for detail in details
    ]


def narrows(wanted: Rights, *, held: Rights) -> bool:
    """Tell whether some rights allow nothing that the held ones do not."""
    return all(_scope_held(scope, held) for scope in wanted.scopes) and all(
        _detail_held(detail, held) for detail in wanted.details
    )


def _scope_held(scope: Scope, held: Rights) -> bool:
    if any(covers(mine, scope) for mine in held.scopes):
        return True
    return isinstance(scope, Records) and scope.dataset is not None and _for_any_purpose(scope, held.details)


def _for_any_purpose(scope: Records, details: Collection[Detail]) -> bool:
    return any(
        detail.purpose is None
        and detail.dataset == scope.dataset
        and (detail.items is None or (scope.item is not None and scope.item in detail.items))
        for detail in details
    )


def _detail_held(wanted: Detail, held: Rights) -> bool:
    if wanted.items is not None:
        return all(held.allows_record(wanted.dataset, item, purpose=wanted.purpose) for item in wanted.items)
    whole = any(
        isinstance(scope, Records) and scope.item is None and scope.dataset in {None, wanted.dataset}
        for scope in held.scopes
    )
    return whole or any(
        mine.dataset == wanted.dataset and mine.items is None and mine.purpose in {None, wanted.purpose}
        for mine in held.details
    )


def _detail(parsed: object) -> Detail:
    if not isinstance(parsed, dict) or parsed.get("type") != TYPE or not parsed.keys() <= _MEMBERS:
        message = f"An authorization detail has the type '{TYPE}' and may have the members dataset, items and purpose."
        raise MalformedScope(message)
    members: Mapping[str, object] = parsed
    try:
        return Detail(
            dataset=code(_text(members.get("dataset"))),
            items=_items(members["items"]) if "items" in members else None,
            purpose=code(_text(members["purpose"])) if "purpose" in members else None,
        )
    except MalformedCode as error:
        raise MalformedScope(f"An authorization detail cannot be read: {error.message}") from error


def _items(parsed: object) -> frozenset[ItemName]:
    if not isinstance(parsed, list) or not 1 <= len(parsed) <= MOST:
        raise MalformedScope(f"The items of an authorization detail are a list of 1 to {MOST} names.")
    return frozenset(item_name(_text(each)) for each in parsed)


def _text(parsed: object) -> str:
    if not isinstance(parsed, str):
        raise MalformedScope("Dataset, items and purpose of an authorization detail are texts.")
    return parsed


def _malformed(text: str) -> MalformedScope:
    message = (
        f"'{text[:200]}' is no scope: write one of {', '.join(Action)}, records:read, records:<dataset code> or "
        "records:<dataset code>#<item name>."
    )
    return MalformedScope(message, value=text[:200])
