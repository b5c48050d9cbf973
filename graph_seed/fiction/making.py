"""What the makers of fictitious records work with, and what they return."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import TypeVar

Cell = str | int | float | bool | date | datetime | Decimal | None
"""A value of a record."""

Row = Mapping[str, Cell]
"""A record: its values by item name, every item of its dataset."""

Kind = TypeVar("Kind", str, int, date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One dataset in the making: how many rows it is to have, its source of chance, and the datasets made before."""

    rows: int
    random: Random
    made: Mapping[str, Sequence[Row]]


Maker = Callable[[Making], Iterable[Row]]
"""Makes the records of one dataset."""


def value(row: Row, item: str, kind: type[Kind]) -> Kind:
    """Return a value of a row that is known to be of a kind; raise `TypeError` where it is not."""
    found = row[item]
    if not isinstance(found, kind):
        message = f"{item} is {found!r}, not {kind.__name__}"
        raise TypeError(message)
    return found


def text(row: Row, item: str) -> str:
    """Return a text of a row."""
    return value(row, item, str)


def money(amount: float) -> Decimal:
    """Return an amount with two digits after the point."""
    return Decimal(round(amount * 100)).scaleb(-2)
