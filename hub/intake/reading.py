"""From the cells of a record to fields with values: what cannot be read is flagged, or keeps the row out."""

from collections.abc import Mapping
from typing import Final, NoReturn

from hub.intake.cells import Cell, Cells, normal, text_of
from hub.intake.fields import STATE_SECRETS, Reading, Secrecy, table_of
from hub.intake.mapping import CatalogueMapping
from hub.intake.problems import Flag, Problem, Rejection

LONGEST_TITLE: Final = 1000
"""Characters of the longest title that a store can index; the national limit of 50 is a flag."""

LONGEST_TEXT: Final = 50_000
"""Characters of any other text."""

_REFUSALS: Final = {
    "code": (
        Rejection.MALFORMED_CODE,
        "is no dataset code: use 2 to 80 ASCII letters, digits, dots, underscores or hyphens, or leave the cell empty",
    ),
    "region": (
        Rejection.MALFORMED_REGION,
        "is neither a division code nor a province: write the code, or translate it in the mapping's 'values'",
    ),
    "share_type": (
        Rejection.UNREADABLE_SHARE_TYPE,
        "is no share type: write 无条件共享, 有条件共享 or 不予共享, or translate it in the mapping's 'values'",
    ),
    "secrecy": (
        Rejection.UNREADABLE_SECRECY,
        "does not tell whether the entry is secret: write 是 or 否, or translate it in the mapping's 'values'",
    ),
}
"""The fields whose doubtful values keep a row out, since a guess could open what was meant to be kept back."""


class RowRejectedError(Exception):
    """A row that stays out, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def refuse(row: int, field: str | None, code: Rejection, sentence: str) -> NoReturn:
    """Raise `RowRejectedError` with the problem that these parts make."""
    raise RowRejectedError(Problem(row, field, code, sentence))


def fields_of(
    cells: Cells,
    headers: Mapping[str, str],
    readings: Mapping[str, Reading],
    mapping: CatalogueMapping,
    *,
    row: int,
    within: str = "",
) -> tuple[dict[str, object], list[Problem]]:
    """Return the fields that cells fill, and flags for those that could not be read.

    A field whose header the cells lack, or whose cell is unreadable, is not among the fields; an empty cell is
    `None`. Problems name a field with `within` before it. Raises `RowRejectedError` for a state secret, and for a
    doubtful code, region, share type or secrecy.
    """
    fields: dict[str, object] = {}
    flags: list[Problem] = []
    for field, header in headers.items():
        if header not in cells:
            continue
        try:
            fields[field] = value_of(cells[header], field, readings, mapping)
        except ValueError:
            flags.append(_unreadable(cells[header], field, row, within))
        else:
            check_length(fields[field], field, row, within)
    if fields.pop("secrecy", None) is Secrecy.SECRET:
        _refuse_secret(row, f"{within}secrecy")
    return fields, flags


def value_of(cell: Cell, field: str, readings: Mapping[str, Reading], mapping: CatalogueMapping) -> object:
    """Return a cell's value for a field; raise `ValueError` where it has none of that field's values."""
    return readings[field](cell, mapping.values.get(table_of(field), {}))


def _unreadable(cell: Cell, field: str, row: int, within: str) -> Problem:
    text = text_of(cell) or ""
    if field == "sensitivity" and normal(text) in STATE_SECRETS:
        _refuse_secret(row, within + field)
    if field in _REFUSALS:
        code, what = _REFUSALS[field]
        refuse(row, within + field, code, f"'{text[:60]}' {what}.")
    sentence = f"'{text[:60]}' is not understood as {field.replace('_', ' ')}: the field is left as it was."
    return Problem(row, within + field, Flag.VALUE_UNREADABLE, sentence)


def check_length(value: object, field: str, row: int, within: str) -> None:
    """Raise `RowRejectedError` for a text that is longer than a store can hold or index."""
    longest = LONGEST_TITLE if field in {"title", "provider"} else LONGEST_TEXT
    if isinstance(value, str) and len(value) > longest:
        sentence = f"The text has {len(value):,} characters, more than {longest:,}: shorten it."
        refuse(row, within + field, Rejection.TEXT_TOO_LONG, sentence)


def _refuse_secret(row: int, field: str) -> NoReturn:
    sentence = (
        "The row is marked as a state secret, which has no place in the catalogue: take it out of the file, and "
        "withdraw the entry if the catalogue already has it."
    )
    refuse(row, field, Rejection.SECRET, sentence)
