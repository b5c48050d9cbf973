"""The short notation of data items: title, the national template's type letter with length and scale, unit."""

import re
from dataclasses import dataclass
from typing import Final

from graph_seed.reading.documents import malformed
from hub.vocabulary import DataType

LETTERS: Final = {
    "C": DataType.TEXT,
    "N": DataType.NUMERIC,
    "Y": DataType.CURRENCY,
    "D": DataType.DATE,
    "T": DataType.DATETIME,
    "L": DataType.BOOLEAN,
    "M": DataType.MEMO,
    "G": DataType.GENERAL,
    "B": DataType.DOUBLE,
    "I": DataType.INTEGER,
    "F": DataType.FLOAT,
}
"""信息项数据类型 by the letter of the national template (P)."""

MEASURED: Final = frozenset({DataType.NUMERIC, DataType.CURRENCY, DataType.DOUBLE, DataType.INTEGER, DataType.FLOAT})
"""The types whose values have a unit."""

_TYPE: Final = re.compile(r"([A-Z])(\d+)?(?:\.(\d+))?")
_LENGTH_NEEDED: Final = frozenset({DataType.TEXT, DataType.NUMERIC, DataType.CURRENCY, DataType.INTEGER})


@dataclass(frozen=True, slots=True)
class Form:
    """The type of an item with its length in characters or digits and its scale in digits after the point."""

    data_type: DataType
    length: int | None = None
    scale: int | None = None


def form_of(text: str, *, place: str) -> Form:
    """Return what `C18`, `N12.2` or `D` means; raise `MalformedFile` where it is no type, or lacks its length."""
    found = _TYPE.fullmatch(text)
    if not found or found[1] not in LETTERS:
        raise malformed(place, f"'{text}' is no type: write one of {', '.join(LETTERS)} with its length, as in C18")
    data_type = LETTERS[found[1]]
    length, scale = (int(part) if part else None for part in found.groups()[1:])
    if (length is None) == (data_type in _LENGTH_NEEDED):
        raise malformed(place, f"'{text}' {'lacks its' if length is None else 'needs no'} length")
    return Form(data_type, length, scale)


@dataclass(frozen=True, slots=True)
class Wording:
    """An item as its line says it; what is missing comes from the concept that it means."""

    title: str | None = None
    form: Form | None = None
    unit: str | None = None


def wording_of(text: str | None, *, place: str) -> Wording:
    """Return what "标题 类型 单位" says, of which the end may be missing; raise `MalformedFile` for more words."""
    match (text or "").split():
        case []:
            return Wording()
        case [title]:
            return Wording(title)
        case [title, form]:
            return Wording(title, form_of(form, place=place))
        case [title, form, unit]:
            return Wording(title, form_of(form, place=place), unit)
        case _:
            raise malformed(place, f"'{text}' has more than a title, a type and a unit")
