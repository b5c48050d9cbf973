"""A row laid on what the hub holds: the entry that results, keeping every name and whatever the file does not tell."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from hub.catalogue.nouns import id_of
from hub.codes import Code, ItemName
from hub.graph.values import NodeId
from hub.intake.citations import Citation, kind_of
from hub.intake.known import Held
from hub.intake.matching import matched_items
from hub.intake.naming import given_name, minted_names
from hub.intake.problems import Flag, Problem
from hub.intake.row import Fields, ItemRow, Row
from hub.law.classification import dataset_share_type
from hub.model import DataItem, Dataset, Department
from hub.registration.entries import Entry, ItemEntry, classified
from hub.vocabulary import ShareType

Described = TypeVar("Described", Dataset, DataItem)

Bases = Mapping[Citation, Code]
"""The codes of the legal bases that rows cite."""


_OPEN: Final = ShareType.UNCONDITIONAL  # until `classified` has looked at the declarations


@dataclass(frozen=True, slots=True)
class Merged:
    """What becomes of a dataset: the entry, the items of it that end, and what is wanting."""

    entry: Entry
    ended: tuple[DataItem, ...]
    flags: tuple[Problem, ...]


def merged(
    row: Row,
    held: Held | None,
    *,
    code: Code,
    provider: Department,
    bases: Bases,
    inadmissible: Collection[Code],
    namesakes: int,
    bygone: Collection[ItemName] = (),
) -> Merged:
    """Return what a row makes of the dataset it means, or of a new one with this code.

    What the file has no column for stays as it is held, and so do legal bases, conditions, concepts and protection
    that others added. A row without items leaves the held ones; otherwise those it does not name end. `namesakes`
    is how many datasets of the region bear the title in the file, `bygone` are names that new items must not get.
    `inadmissible` are the codes of legal bases that justify nothing (Art. 16).
    """
    dataset = _dataset(row, held, code, provider)
    items, unusable = _items(row, held, code, bygone, bases) if row.items else (_kept(held), [])
    names = {part.item.name for part in items}
    ended = tuple(item for name, item in held.items.items() if name not in names) if held else ()
    entry = Entry(dataset=dataset, items=items, bases=_rests_on(row.citations, bases))
    valid = frozenset(bases.values()) - frozenset(inadmissible)
    flags = (*row.flags, *unusable, *_wanting(row, entry, held, namesakes, valid))
    codes = tuple(sorted({str(flag.code.value) for flag in flags}))
    flagged = replace(entry, dataset=replace(dataset, flags=codes))
    return Merged(classified(flagged, valid=valid, held=held.founded if held else None), ended, flags)


def _dataset(row: Row, held: Held | None, code: Code, provider: Department) -> Dataset:
    dataset = (
        held.dataset
        if held
        else Dataset(
            code=code,
            title=row.title,
            provider=provider.code,
            region=provider.region,
            share_type=_OPEN,
        )
    )
    # What an import lays on an entry did not go through the rules of registration.
    return _filled(replace(dataset, title=row.title, registered=False), row.fields)


def _items(
    row: Row, held: Held | None, code: Code, bygone: Collection[ItemName], bases: Bases
) -> tuple[tuple[ItemEntry, ...], list[Problem]]:
    matches = matched_items(row.items, held.items.values() if held else ())
    names, unusable = _names(row, matches, {*bygone, *(held.items if held else ())})
    items = tuple(
        ItemEntry(
            item=_item(told, match, DataItem(dataset=code, name=name, title=told.title, position=at, share_type=_OPEN)),
            bases=_rests_on(told.citations, bases),
        )
        for at, (told, match, name) in enumerate(zip(row.items, matches, names, strict=True), start=1)
    )
    return items, unusable


def _item(told: ItemRow, match: DataItem | None, new: DataItem) -> DataItem:
    return _filled(replace(match or new, title=new.title, position=new.position), told.fields)


def _filled(noun: Described, fields: Fields) -> Described:
    # The readings of `hub.intake.fields` give each field a value of its type, which no type checker can see.
    changes: dict[str, Any] = dict(fields)
    return replace(noun, **changes)


def _names(
    row: Row, matches: Sequence[DataItem | None], taken: Collection[ItemName]
) -> tuple[list[ItemName], list[Problem]]:
    """Return a name for each item of a row: the held one, else the given one, else a minted one."""
    names = [match.name if match else None for match in matches]
    used = {*taken}
    unusable: list[Problem] = []
    for at in sorted(range(len(names)), key=lambda at: (row.items[at].title, at)):
        given = given_name(row.items[at].name)
        if names[at] is None and given and given not in used:
            names[at] = given
            used.add(given)
        elif names[at] is None and row.items[at].name:
            sentence = f"'{row.items[at].name}' is no valid name, or another item has it: one was made from the title."
            unusable.append(Problem(row.number, "items.name", Flag.ITEM_NAME_UNUSABLE, sentence))
    missing = [at for at, name in enumerate(names) if name is None]
    minted = minted_names([row.items[at].title for at in missing], taken=used)
    by_place = dict(zip(missing, minted, strict=True))
    return [name or by_place[at] for at, name in enumerate(names)], unusable


def _kept(held: Held | None) -> tuple[ItemEntry, ...]:
    return tuple(ItemEntry(item=item) for item in held.items.values()) if held else ()


def _rests_on(citations: Iterable[Citation], bases: Bases) -> tuple[Code, ...]:
    return tuple(dict.fromkeys(bases[citation] for citation in citations))


def _wanting(row: Row, entry: Entry, held: Held | None, namesakes: int, valid: Collection[Code]) -> Iterator[Problem]:
    """Yield what the template and Art. 18 find wanting once the row is seen beside what the hub and the file hold."""
    if namesakes > 1:
        sentence = (
            f"{namesakes} datasets of the region bear the title '{row.title[:60]}': let each say what sets it apart."
        )
        yield Problem(row.number, "title", Flag.TITLE_REPEATED, sentence)
    if not _founded(entry.bases, id_of(Dataset, entry.dataset.code), held, valid):
        restricted = [entry.dataset.declared_share_type, *(_unfounded(part, held, valid) for part in entry.items)]
        if any(declared not in (None, ShareType.UNCONDITIONAL) for declared in restricted):
            sentence = (
                "Not shared, or on conditions, without a legal basis: cite the law (《…》第…条) that Art. 18 asks for."
            )
            yield Problem(row.number, "share_type", Flag.NO_LEGAL_BASIS, sentence)
    yield from _disagreeing(row, entry)
    inferred = [citation.title for citation in row.cited if not kind_of(citation)[1]]
    if inferred:
        sentence = (
            f"Counted as rules (规章) by their titles: {'、'.join(inferred)[:200]}; let a person confirm their kind."
        )
        yield Problem(row.number, "legal_basis", Flag.BASIS_KIND_INFERRED, sentence)


def _disagreeing(row: Row, entry: Entry) -> Iterator[Problem]:
    """Yield that the items of a dataset, as they are declared, do not make the share type that it declares."""
    declared = entry.dataset.declared_share_type
    claims = [part.item.declared_share_type or declared or ShareType.UNCONDITIONAL for part in entry.items]
    made = dataset_share_type(claims, declared=declared)
    if declared is not None and made is not declared:
        sentence = f"{declared.value} is declared, and its items make it {made.value} (Art. 18): correct either."
        yield Problem(row.number, "share_type", Flag.SHARE_TYPE_DISAGREES, sentence)


def _unfounded(part: ItemEntry, held: Held | None, valid: Collection[Code]) -> ShareType | None:
    """Return what an item declares for itself without a legal basis of its own."""
    founded = _founded(part.bases, id_of(DataItem, part.item.code), held, valid)
    return None if founded else part.item.declared_share_type


def _founded(bases: Sequence[Code], node: NodeId, held: Held | None, valid: Collection[Code]) -> bool:
    return any(code in valid for code in bases) or (held is not None and held.founded.get(node, False))
