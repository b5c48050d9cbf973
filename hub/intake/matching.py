"""Which of the things that the hub holds a file means, where only titles tell: so that names never change.

Rows of one provider and title against the datasets the hub holds under them: whoever says the same stays together,
then the most similar ones. Items of a dataset: by a given name, else by title; repeats of a title by their content,
else in their order. Where a row stands in the file plays no part.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Final

from hub.codes import Code, ItemName
from hub.intake.known import Held
from hub.intake.row import ItemRow, Row
from hub.model import DataItem

_MOST_PAIRS: Final = 100_000
"""Beyond so many pairs a title is no title any more, and similarity is not worth the time it takes."""


def matched(rows: Sequence[Row], holdings: Sequence[Held]) -> dict[int, Held]:
    """Return the dataset that each row means, by the row's number, of those with the rows' provider and title."""
    if len(rows) == 1 and len(holdings) == 1:
        return {rows[0].number: holdings[0]}
    found = _same(rows, holdings)
    taken = {dataset.dataset.code for dataset in found.values()}
    left = sorted((row for row in rows if row.number not in found), key=lambda row: row.digest)
    free = [dataset for dataset in holdings if dataset.dataset.code not in taken]
    if len(left) * len(free) > _MOST_PAIRS:
        return found | {row.number: dataset for row, dataset in zip(left, free, strict=False)}
    pairs = sorted(product(left, free), key=lambda pair: (-_similarity(*pair), pair[0].digest, pair[1].dataset.code))
    for row, dataset in pairs:
        if row.number not in found and dataset.dataset.code not in taken:
            found[row.number] = dataset
            taken.add(dataset.dataset.code)
    return found


def matched_items(items: Sequence[ItemRow], held: Iterable[DataItem]) -> list[DataItem | None]:
    """Return the item that each item of a row means, of those that its dataset holds; each is meant once.

    A given name decides, unless the item that has it is plainly another one, which the row tells without a name.
    """
    unnamed = {item.title for item in items if item.name is None}

    def named(row: ItemRow, item: DataItem) -> bool:
        return row.name == item.name and (row.title == item.title or item.title not in unnamed)

    free = {item.name: item for item in held}
    found: list[DataItem | None] = [None] * len(items)
    for same in (named, _alike, _titled):
        by_title: dict[str, list[DataItem]] = defaultdict(list)
        for item in free.values():
            by_title[item.title].append(item)
        for at, row in enumerate(items):
            namesake = free.get(ItemName(row.name or ""))
            candidates = [*([namesake] if namesake else []), *by_title[row.title]]
            match = next((item for item in candidates if item.name in free and same(row, item)), None)
            if found[at] is None and match:
                found[at] = free.pop(match.name)
    return found


def _alike(row: ItemRow, item: DataItem) -> bool:
    return row.title == item.title and all(getattr(item, name) == value for name, value in row.fields.items())


def _titled(row: ItemRow, item: DataItem) -> bool:
    return row.title == item.title


def _same(rows: Sequence[Row], holdings: Sequence[Held]) -> dict[int, Held]:
    """Return the datasets of which rows say all that they say, without comparing each with each."""
    found: dict[int, Held] = {}
    taken: set[Code] = set()
    by_fields: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.digest):
        by_fields[tuple(sorted(row.fields))].append(row)
    for names, alike in sorted(by_fields.items()):
        by_content: dict[object, list[Held]] = defaultdict(list)
        for dataset in holdings:
            content = {name: getattr(dataset.dataset, name) for name in names}
            by_content[_content(content, [item.title for item in dataset.items.values()])].append(dataset)
        for row in alike:
            candidates = by_content[_content(row.fields, [item.title for item in row.items])]
            match = next((one for one in candidates if one.dataset.code not in taken), None)
            if match:
                found[row.number] = match
                taken.add(match.dataset.code)
    return found


def _content(fields: Mapping[str, object], titles: Iterable[str]) -> object:
    return tuple(sorted(fields.items(), key=lambda entry: entry[0])), tuple(sorted(titles))


def _similarity(row: Row, held: Held) -> float:
    """Return the share of what row and dataset say that both say, their items' titles counted singly."""
    dataset = held.dataset
    told = [name for name, value in row.fields.items() if value not in (None, ()) or getattr(dataset, name)]
    equal = sum(bool(row.fields[name] == getattr(dataset, name)) for name in told)
    ours, theirs = {item.title for item in row.items}, {item.title for item in held.items.values()}
    return (equal + len(ours & theirs)) / (len(told) + len(ours | theirs) or 1)
