"""Cells as files hold them, and what is read out of one: a text, a list of texts, a number, a date, a flag."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson

Cell = object
"""Whatever a reader found: text, number, truth value, date, or (JSON) a list or an object; `None` where empty."""

Cells = Mapping[str, Cell]
"""The cells of a row by their headers, as the file writes these."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file before anything is made of it; `number` is its row there."""

    number: int
    cells: Cells


_EMPTY: Final = frozenset({"", "null", "none", "nil", "n/a", "-", "--", "—", "——", "/", "\\", "无", "暂无"})
_SEEN: Final = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), ""),
}
"""Control characters and stray surrogates become blanks, characters without width nothing."""

_OPENING, _CLOSING = "（(【[", "）)】]"
_DATE: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d\d)(\d\d))(?:[T\s].*)?")
_NUMBER: Final = re.compile(r"(\d{1,18})(?:\.0+)?\s*[条行个项件]?")


def text_of(cell: Cell) -> str | None:
    """Return a cell as one line of text in normal form C; `None` where it is empty or only says that it is."""
    match cell:
        case None:
            return None
        case str():
            text = cell
        case bool():
            text = "true" if cell else "false"
        case float():
            text = str(int(cell)) if cell.is_integer() else str(cell)
        case datetime() | date():
            text = cell.isoformat()
        case list() | tuple():
            text = "、".join(part for part in map(text_of, cell) if part)
        case dict():
            text = orjson.dumps(cell).decode()
        case _:
            text = str(cell)
    text = " ".join(unicodedata.normalize("NFC", text).translate(_SEEN).split())
    return None if text.casefold() in _EMPTY else text


def normal(text: str) -> str:
    """Return a text as headers and values are compared: NFKC, case folded, no blanks, no marks around it."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.translate(_SEEN).split()).strip("*:;.,。、'\"")


def number_of(cell: Cell) -> int | None:
    """Return a cell as a number that counts something; raise `ValueError` where it is none."""
    text = text_of(cell)
    if text is None:
        return None
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(",", ""))
    if not found:
        raise ValueError(text)
    return int(found[1])


def date_of(cell: Cell) -> date | None:
    """Return a cell as a day, its time of day left out; raise `ValueError` where it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    text = text_of(cell)
    if text is None:
        return None
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    if not found:
        raise ValueError(text)
    year, *days = (int(part) for part in found.groups() if part)
    return date(year, *days)


def texts_of(cell: Cell, *, separators: Sequence[str]) -> list[str]:
    """Return the texts that a cell lists: a JSON list, else cut at the first of the separators that it has.

    A separator within brackets does not cut: 质量等级（5A、4A） is one text.
    """
    return [text for text in map(text_of, parts_of(cell, separators=separators)) if text]


def parts_of(cell: Cell, *, separators: Sequence[str]) -> list[Cell]:
    """Return the parts that a cell lists, objects of a JSON list as such; see `texts_of`."""
    if isinstance(cell, list | tuple):
        return list(cell)
    text = str(cell).strip() if cell is not None else ""
    if text.startswith("["):
        listed = _listed(text)
        if listed is not None:
            return listed
    for separator in separators:
        cut = list(_cut(text, separator))
        if len(cut) > 1:
            return list(cut)
    return [text]


def _listed(text: str) -> list[Cell] | None:
    try:
        found: object = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, list) else None


def _cut(text: str, separator: str) -> Iterator[str]:
    depth = 0
    start = 0
    balanced = sum(map(text.count, _OPENING)) == sum(map(text.count, _CLOSING))
    for at, character in enumerate(text):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character == separator and (depth <= 0 or not balanced):
            yield text[start:at]
            start = at + 1
    yield text[start:]
