"""The fields that a catalogue file can fill, and how a cell becomes the value of one."""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from hub.codes import code
from hub.errors import MalformedCode
from hub.intake.cells import Cell, date_of, normal, number_of, text_of, texts_of
from hub.intake.regions import region_of
from hub.vocabulary import (
    Acquisition,
    Classification,
    CollectionStatus,
    DataFormat,
    DataType,
    Level,
    Sensitivity,
    ShareType,
    SharingWay,
    UpdateCycle,
)

Table = Mapping[str, str]
"""What a cell says in its normal form, and what is meant."""

Reading = Callable[[Cell, Table], object]
"""Makes a cell a value, `None` where it is empty; raises `ValueError` where it says something unknown."""


class Secrecy(Enum):
    """Whether an entry is a state secret; one that is stays out of the catalogue (R)."""

    SECRET = "SECRET"  # noqa: S105 (a mark, not a password)
    OPEN = "OPEN"


STATE_SECRETS: Final = frozenset({"国家秘密", "涉密", "秘密", "机密", "绝密", "秘密级", "机密级", "绝密级"})
"""What a data level says of an entry that does not belong into the catalogue at all."""

_TOKENS: Final = re.compile(r"[^\s\[\]'\",，、;；|/]+")
_CATALOGUE_CODES: Final = ("\n", ";", "；", ",", "，", "、")


def tokens_of(cell: Cell) -> tuple[str, ...]:
    """Return the words of a cell, each once: `['xls', 'xls']` and `xls, xls` both say xls."""
    return tuple(dict.fromkeys(_TOKENS.findall(text_of(cell) or "")))


def _text(cell: Cell, _table: Table) -> str | None:
    return text_of(cell)


def _member(kind: type[Enum]) -> Reading:
    members = {normal(member.name): member for member in kind}

    def read(cell: Cell, table: Table) -> Enum | None:
        text = text_of(cell)
        if text is None:
            return None
        meant = table.get(normal(text), text)
        if normal(meant) not in members:
            raise ValueError(text)
        return members[normal(meant)]

    return read


def _format(cell: Cell, table: Table) -> DataFormat | None:
    """Return the class of the first word that names one: a dataset kept in several forms has the first."""
    tokens = tokens_of(cell)
    meant = (table.get(normal(token), token) for token in tokens)
    found = next((DataFormat[name.upper()] for name in meant if name.upper() in DataFormat.__members__), None)
    if tokens and not found:
        raise ValueError(text_of(cell))
    return found


def _truth(cell: Cell, table: Table) -> bool | None:
    text = text_of(cell)
    if text is None:
        return None
    meant = table.get(normal(text), text).upper()
    if meant not in {"TRUE", "FALSE"}:
        raise ValueError(text)
    return meant == "TRUE"


def _number(cell: Cell, _table: Table) -> int | None:
    return number_of(cell)


def _date(cell: Cell, _table: Table) -> object:
    return date_of(cell)


def _code(cell: Cell, _table: Table) -> str | None:
    text = text_of(cell)
    try:
        return None if text is None else code(text)
    except MalformedCode as error:
        raise ValueError(text) from error


def _region(cell: Cell, table: Table) -> str | None:
    text = text_of(cell)
    return None if text is None else region_of(table.get(normal(text), text))


def _catalogue_codes(cell: Cell, _table: Table) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts_of(cell, separators=_CATALOGUE_CODES)))


_SHARED: Final[Mapping[str, Reading]] = {
    "share_type": _member(ShareType),
    "legal_basis": _text,
    "sensitivity": _member(Sensitivity),
    "secrecy": _member(Secrecy),
}

DATASET_FIELDS: Final[Mapping[str, Reading]] = {
    **_SHARED,
    "code": _code,
    "title": _text,
    "catalogue_codes": _catalogue_codes,
    "provider": _text,
    "provider_code": _code,
    "region": _region,
    "level": _member(Level),
    "abstract": _text,
    "classification": _member(Classification),
    "format": _format,
    "format_type": _text,
    "share_condition": _text,
    "sharing_way": _member(SharingWay),
    "open_to_society": _truth,
    "open_condition": _text,
    "update_cycle": _member(UpdateCycle),
    "collection_status": _member(CollectionStatus),
    "published_on": _date,
    "updated_on": _date,
    "rows": _number,
    "link": _text,
    "contact": _text,
}
"""The fields of a dataset and of the department that provides it, by the name a mapping gives them."""

ITEM_FIELDS: Final[Mapping[str, Reading]] = {
    **_SHARED,
    "title": _text,
    "name": _text,
    "data_type": _member(DataType),
    "length": _number,
    "scale": _number,
    "unit": _text,
    "key": _truth,
    "dictionary": _text,
    "description": _text,
    "base": _truth,
    "acquisition": _member(Acquisition),
}
"""The fields of a data item, by the name a mapping gives them."""

TRANSLATED: Final = frozenset(
    {
        "share_type",
        "sensitivity",
        "secrecy",
        "level",
        "classification",
        "format",
        "sharing_way",
        "update_cycle",
        "collection_status",
        "data_type",
        "acquisition",
        "region",
        "truth",
    }
)
"""The fields whose cells are translated; `truth` serves every field that is either so or not."""


def table_of(field: str) -> str:
    """Return the name of the table that translates a field's cells."""
    return "truth" if field in {"open_to_society", "key", "base"} else field
