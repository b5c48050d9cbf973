"""What a case puts on record, and the facts that follow from it for one department that asks."""

from dataclasses import dataclass
from datetime import datetime

from hub.codes import Code, ItemName, item_code
from hub.law.facts import Citation, Granted, ItemFacts, Stated
from hub.vocabulary import GrantState, ShareType


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A data item with what is its own: a claim of None is its dataset's claim."""

    name: ItemName
    claim: ShareType | None = None
    cites: tuple[Citation, ...] = ()
    conditions: tuple[Stated, ...] = ()
    base: bool = False
    confirmed: ShareType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A dataset of the catalogue; `registered` tells that it came through registration and not by an import."""

    code: Code
    provider: Code
    items: tuple[Item, ...]
    claim: ShareType | None = None
    cites: tuple[Citation, ...] = ()
    conditions: tuple[Stated, ...] = ()
    registered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A grant of items to a department for a matter, as `hub.law.facts.Granted` has it for each of them."""

    code: Code
    department: Code
    items: frozenset[ItemName]
    matter: Code
    state: GrantState
    since: datetime
    until: datetime
    conditions: tuple[Stated, ...] = ()
    undertakings: frozenset[Code] = frozenset()
    records_today: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One entry and every grant of its items, whosoever holds them."""

    entry: Entry
    grants: tuple[Grant, ...] = ()


def facts(world: World, asker: Code) -> tuple[ItemFacts, ...]:
    """Return the facts of each item of a world, in order, for one department: its own grants and nobody else's.

    An item with a claim of its own brings its own citations and conditions, and its dataset's where it has none of a
    kind; an item without one stands under its dataset's (Art. 18, docs/law.md).
    """
    held = tuple(grant for grant in world.grants if grant.department == asker)
    return tuple(_item_facts(world.entry, item, held) for item in world.entry.items)


def _item_facts(entry: Entry, item: Item, held: tuple[Grant, ...]) -> ItemFacts:
    own = item.claim is not None
    return ItemFacts(
        item=item_code(entry.code, item.name),
        provider=entry.provider,
        claim=item.claim if own else entry.claim,
        inherited=not own and entry.claim is not None,
        citations=(own and item.cites) or entry.cites,
        conditions=(own and item.conditions) or entry.conditions,
        base=item.base,
        confirmed=item.confirmed,
        registered=entry.registered,
        grants=tuple(_granted(grant) for grant in held if item.name in grant.items),
    )


def _granted(grant: Grant) -> Granted:
    return Granted(
        grant=grant.code,
        matter=grant.matter,
        state=grant.state,
        since=grant.since,
        until=grant.until,
        conditions=grant.conditions,
        undertakings=grant.undertakings,
        records_today=grant.records_today,
    )
