"""Registering catalogue entries and changing them: facts, the rules of registration, one change (Arts 10, 12 to 18).

What is registered is published at once; there is nothing in it that the law does not accept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from hub.catalogue.nouns import id_of
from hub.catalogue.reading import fetch
from hub.errors import BadInput, Conflict, NotFound
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import EdgeKey, NodeId
from hub.law.calendar import day_of
from hub.law.classification import ADMISSIBLE
from hub.law.collection import collection_gaps
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.law.registration import gaps
from hub.model import DataItem, Dataset, Department
from hub.principals import Principal, sight_of
from hub.procedure.applying import TRIES, busy
from hub.registration.entries import Entry, classified, edges_of, nodes_of
from hub.registration.holdings import Holding, holding_of
from hub.registration.references import References, references_of
from hub.vocabulary import Role

MOST_ITEMS: Final = 1_000
"""The most items that one entry may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry as its provider writes it; share types and standing are worked out. `secret` marks a state secret."""

    entry: Entry
    secret: bool = False

    def __post_init__(self) -> None:
        """Refuse a draft that no entry can be made of: raises `BadInput`."""
        names = [part.item.name for part in self.entry.items]
        if len(names) > MOST_ITEMS:
            message = f"An entry has at most {MOST_ITEMS} items, and this one has {len(names)}: register it in parts."
            raise BadInput(message, items=len(names), limit=MOST_ITEMS)
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            message = f"Two items are called '{twice}': give each item of an entry a name of its own."
            raise BadInput(message, item=twice)


Registered = Dataset | tuple[Refusal, ...]
"""The dataset as it is published, or every reason why it is not."""


async def register(graph: Graph, principal: Principal, draft: Draft, *, now: datetime) -> Registered:
    """Publish a new entry of the caller's department, or return every gap between it and the law, with nothing written.

    Raises `Conflict` where others kept getting in the way.
    """
    entry = draft.entry
    await _check_code(graph, entry.dataset)
    own = id_of(Dataset, entry.dataset.code)
    for _ in range(TRIES):
        refused = _refused_writer(principal, entry.dataset)
        if refused:
            return (refused,)
        references = await references_of(graph, entry, sight=sight_of(principal))
        if references.present:
            return (refuse(RefusalCode.CODE_TAKEN, entry=entry.dataset.code),)
        found = _gaps(draft, references)
        if found:
            return found
        made = _published(entry, references, now)
        if await _committed(graph, _change(principal, "dataset.register", made, expects=(Expectation(own, None),))):
            return made.dataset
    raise busy(entry.dataset.code)


async def update(graph: Graph, principal: Principal, draft: Draft, *, now: datetime) -> Registered:
    """Change an entry of the caller's department to what a draft says, or return every gap; nothing is written then.

    The draft replaces what its provider writes, its items included: an item that it does not name ends. What others
    recorded (lineage, related datasets, where it was published before) stays. Raises `NotFound` where there is no such
    entry for the caller, `Conflict` where others kept getting in the way.
    """
    for _ in range(TRIES):
        held = await holding_of(graph, draft.entry.dataset.code, sight=sight_of(principal))
        if held is None:
            code = draft.entry.dataset.code
            raise NotFound(f"There is no dataset '{code}' for you: register it with `registerDataset`.", dataset=code)
        refused = _refused_writer(principal, held.dataset)
        if refused:
            return (refused,)
        entry = _laid_on(draft.entry, held.dataset)
        references = await references_of(graph, entry, sight=sight_of(principal))
        found = _gaps(replace(draft, entry=entry), references)
        if found:
            return found
        made = _published(entry, references, now)
        if await _committed(graph, _replacement(principal, made, held)):
            return made.dataset
    raise busy(draft.entry.dataset.code)


async def _check_code(graph: Graph, dataset: Dataset) -> None:
    """Raise `BadInput` where a new code lies outside the department's own, or within those of another department.

    Else whoever tries codes would learn, from one that is taken, of an entry that is hidden from him.
    """
    parts = dataset.code.split(".")
    owners = [".".join(parts[:length]) for length in range(1, len(parts))]
    nearest = owners[owners.index(dataset.provider) :] if dataset.provider in owners else []
    found = await fetch(graph, Department, nearest, sight=EVERYTHING)
    if len([department for department in found if department is not None]) != 1:
        message = (
            f"The code of a new entry of {dataset.provider} begins with '{dataset.provider}.', and with no longer code "
            "of another department: choose one that does."
        )
        raise BadInput(message, dataset=dataset.code)


def _refused_writer(principal: Principal, dataset: Dataset) -> Refusal | None:
    if principal.role is Role.PROVIDER and principal.department == dataset.provider:
        return None
    return refuse(RefusalCode.NOT_YOUR_ENTRY, entry=dataset.code, provider=dataset.provider)


def _gaps(draft: Draft, references: References) -> tuple[Refusal, ...]:
    if references.unknown:
        return references.unknown
    entry = draft.entry
    facts = [references.facts(entry, part) for part in entry.items] or [references.of_dataset(entry)]
    declared = entry.dataset.declared_share_type
    found = gaps(entry.dataset.code, facts, declared=declared, secret=draft.secret)
    return found if draft.secret else (*found, *_collection_gaps(entry, references))


def _collection_gaps(entry: Entry, references: References) -> Iterator[Refusal]:
    for part in entry.items:
        yield from collection_gaps(references.collection(entry, part))


def _published(entry: Entry, references: References, now: datetime) -> Entry:
    dataset = entry.dataset
    today = day_of(now)
    dated = replace(dataset, registered=True, flags=(), published_on=dataset.published_on or today)
    valid = {code for code, citation in references.citations.items() if citation.kind in ADMISSIBLE}
    return classified(replace(entry, dataset=dated), valid=valid)


def _laid_on(entry: Entry, held: Dataset) -> Entry:
    """Return a draft with what its provider does not write kept as it is held."""
    kept = {name: getattr(held, name) for name in _NOT_WRITTEN}
    return replace(entry, dataset=replace(entry.dataset, **kept))


_NOT_WRITTEN: Final = (
    "catalogue_codes",
    "collection_status",
    "published_on",
    "updated_on",
    "rows",
    "link",
    "open_to_society",
    "open_condition",
)


def _change(
    principal: Principal,
    action: str,
    entry: Entry,
    *,
    expects: tuple[Expectation, ...],
    ends: tuple[NodeId | EdgeKey, ...] = (),
) -> Change:
    return Change(
        actor=principal.name,
        action=action,
        puts=tuple(nodes_of(entry)),
        links=tuple(edges_of(entry)),
        ends=ends,
        expects=expects,
        facts={"items": len(entry.items), "shareType": entry.dataset.share_type.value},
    )


def _replacement(principal: Principal, entry: Entry, held: Holding) -> Change:
    kept = {node.id for node in nodes_of(entry)}
    edges = {edge.key for edge in edges_of(entry)}
    gone = tuple(node for node in held.revisions if node not in kept)
    # A node's edges end with it.
    loose = tuple(key for key in held.edges if key not in edges and key.source not in gone and key.target not in gone)
    expects = tuple(Expectation(node, revision) for node, revision in held.revisions.items())
    new = tuple(Expectation(id_of(DataItem, part.item.code), None) for part in entry.items if _is_new(part.item, held))
    return _change(principal, "dataset.update", entry, expects=(*expects, *new), ends=(*gone, *loose))


def _is_new(item: DataItem, held: Holding) -> bool:
    return id_of(DataItem, item.code) not in held.revisions


async def _committed(graph: Graph, change: Change) -> bool:
    try:
        await graph.commit(change)
    except Conflict:
        return False
    return True
