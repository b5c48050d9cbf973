"""The data items that a file tells of a dataset: listed in a cell, or one per row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hub.intake.binding import Binding, bound
from hub.intake.cells import Cell, Cells, Record, normal, parts_of, text_of
from hub.intake.citations import citations_of
from hub.intake.fields import ITEM_FIELDS
from hub.intake.mapping import CatalogueMapping
from hub.intake.problems import Flag, Problem
from hub.intake.reading import check_length, fields_of
from hub.intake.row import ItemRow

Items = tuple[tuple[ItemRow, ...], list[Problem]]
"""Items in their order, and what is wanting."""


def listed_items(record: Record, binding: Binding) -> Items:
    """Return the items that one cell lists: texts are titles, objects are read by the mapping's fields of items."""
    header = binding.item_list
    parts = parts_of(record.cells.get(header), separators=binding.mapping.separators) if header else []
    return _told([_listed(part, binding, record.number) for part in parts], record.number)


def row_items(records: Sequence[Record], inherited: Sequence[Mapping[str, object]], binding: Binding) -> Items:
    """Return one item for each record that names one, with the fields that its row tells for the dataset's place.

    `inherited` has the fields that differ between the rows of the dataset and so are the items' own.
    """
    row = records[0].number
    return _told(
        [
            _described(record.cells, binding.item_fields, binding.mapping, row, shared)
            for record, shared in zip(records, inherited, strict=True)
        ],
        row,
    )


def _told(told: Sequence[tuple[ItemRow | None, Sequence[Problem]]], row: int) -> Items:
    items = tuple(item for item, _ in told if item)
    return items, [*(problem for _, problems in told for problem in problems), *_repeated(items, row)]


def _listed(part: Cell, binding: Binding, row: int) -> tuple[ItemRow | None, Sequence[Problem]]:
    mapping = binding.mapping
    if isinstance(part, dict):
        keys = {normal(str(key)): str(key) for key in reversed(part)}
        cells = {str(key): cell for key, cell in part.items()}
        return _described(cells, bound(mapping.item_fields, keys), mapping, row, {})
    title = text_of(part)
    check_length(title, "title", row, "items.")
    return (ItemRow(title=title, name=mapping.item_names.get(title), fields={}) if title else None), ()


def _described(
    cells: Cells, headers: Mapping[str, str], mapping: CatalogueMapping, row: int, inherited: Mapping[str, object]
) -> tuple[ItemRow | None, Sequence[Problem]]:
    fields, flags = fields_of(cells, headers, ITEM_FIELDS, mapping, row=row, within="items.")
    own = {name: value for name, value in fields.items() if value is not None}
    item = _item({**inherited, **own}, mapping.item_names)
    if own and not item:
        sentence = "An item has no title and stays out: give it one."
        flags.append(Problem(row, "items.title", Flag.VALUE_UNREADABLE, sentence))
    return item, flags


def _item(fields: Mapping[str, object], names: Mapping[str, str]) -> ItemRow | None:
    """Return an item; empty cells are not among its fields, so that they erase nothing."""
    own = dict(fields)
    title, name, basis = own.pop("title", None), own.pop("name", None), own.pop("legal_basis", None)
    if not isinstance(title, str):
        return None
    if "share_type" in own:
        own["declared_share_type"] = own.pop("share_type")
    return ItemRow(
        title=title,
        name=names.get(title) or text_of(name),
        fields=own,
        citations=citations_of(text_of(basis)),
    )


def _repeated(items: Sequence[ItemRow], row: int) -> Iterator[Problem]:
    repeated = [title for title, count in Counter(item.title for item in items).items() if count > 1]
    if repeated:
        sentence = f"Items of the same title: {'、'.join(repeated)[:200]}; each is kept under a name of its own."
        yield Problem(row, "items.title", Flag.ITEM_TITLE_REPEATED, sentence)
