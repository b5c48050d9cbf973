"""Rows of cells under a header: where the header is, and the records below it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from hub.intake.binding import bind, fits
from hub.intake.cells import Cell, Record, text_of
from hub.intake.mapping import CatalogueMapping, built_in
from hub.intake.problems import Problem

Rows = Iterator[tuple[int, Sequence[Cell]] | Problem]
Choose = Callable[[Sequence[str]], CatalogueMapping | None]

_LOOK: Final = 10


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: the number of its last row, its names with "" for empty cells, the mapping that fits."""

    row: int
    names: tuple[str, ...]
    mapping: CatalogueMapping


def header_of(rows: Rows, choose: Choose) -> Header | tuple[str, ...]:
    """Return the header of a table, or its widest row where none of the first ten fits a mapping.

    The national template spreads it over two rows, with groups such as 共享属性 above their columns.
    """
    head = [(row[0], _names(row[1])) for row in islice(rows, _LOOK + 1) if not isinstance(row, Problem)]
    for at, (number, names) in enumerate(head):
        mapping = choose(names)
        if mapping:
            below = head[at + 1] if at + 1 < len(head) else None
            if below and _continues(names, below[1], mapping):
                return Header(below[0], _joined(names, below[1]), mapping)
            return Header(number, names, mapping)
    return max((names for _, names in head), key=lambda names: sum(map(bool, names)), default=())


def records_of(rows: Rows, header: Header) -> Iterator[Record | Problem]:
    """Yield a record for each row below the header that is not empty, problems as they come."""
    columns = {name: at for at, name in enumerate(header.names) if name}
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        number, cells = row
        if number > header.row and any(text_of(cell) for cell in cells):
            yield Record(number, {name: cells[at] if at < len(cells) else None for name, at in columns.items()})


def _names(cells: Iterable[Cell]) -> tuple[str, ...]:
    return _numbered([text_of(cell) or "" for cell in cells])


def _numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of columns; one that repeats an earlier name is numbered, so that it is told as unknown."""
    repeats = (names[:at].count(name) + 1 if name else 1 for at, name in enumerate(names))
    return tuple(name if count == 1 else f"{name} #{count}" for name, count in zip(names, repeats, strict=True))


def _continues(upper: Sequence[str], lower: Sequence[str], mapping: CatalogueMapping) -> bool:
    """Tell whether a row is the lower half of a header: nothing below the title's name, known names elsewhere."""
    title = bind(mapping, upper).fields["title"]
    beneath = lower[upper.index(title)] if upper.index(title) < len(lower) else ""
    known = [bind(one, [name for name in lower if name]) for one in (mapping, *built_in())]
    return (
        not beneath
        and any(one.fields or one.item_fields or one.left_out for one in known)
        and fits(mapping, _joined(upper, lower))
    )


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    above, beneath = ([*names, *[""] * (width - len(names))] for names in (upper, lower))
    return _numbered([low or up for up, low in zip(above, beneath, strict=True)])
