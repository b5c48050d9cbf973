"""Columns of values, one for each parent of a selection path, and what is done to them as a whole.

In a column, `None` is a null and `FAILED` marks what has an error already.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from typing import Any, Final, cast

from graphql import GraphQLNonNull

from schema.execution.places import Flattened, Place
from schema.execution.plan import SelectionPlan
from schema.execution.resolution import Groups, Table

Column = Sequence[Any]


class _Failed:
    __slots__ = ()

    def __bool__(self) -> bool:
        return False


FAILED: Final = _Failed()
_PLAIN_LISTS: Final = {list, tuple}


def as_table(values: object) -> Table | None:
    """Return a table, None for any other sequence."""
    return cast(Table, values) if hasattr(values, "column") else None


def as_groups(values: object) -> Groups | None:
    """Return groups, None for any other sequence of lists."""
    return cast(Groups, values) if hasattr(values, "starts") else None


class Lists:
    """The lists of a column, their elements one after another, so that these are completed together.

    `starts` has the index of each list's first element; `missing` has what stands in the place of a list, by index.
    """

    def __init__(self, elements: Column, starts: Sequence[int], missing: Mapping[int, Any] | None = None) -> None:
        self.elements = elements
        self._starts = starts
        self._missing = missing or {}

    def place(self, lists: Place) -> Place:
        """Return the place of the elements."""
        return Flattened(lists, self._starts)

    def regrouped(self, elements: Column) -> list[Any]:
        """Return the lists made of completed elements; a list with a FAILED element, which may not be null, fails."""
        ends = [*self._starts[1:], len(elements)]
        whole = elements if type(elements) is list else list(elements)
        column: list[Any] = [whole[start:end] for start, end in zip(self._starts, ends, strict=False)]
        if not all(elements):
            column = [FAILED if any(value is FAILED for value in values) else values for values in column]
        for index, value in self._missing.items():
            column[index] = value
        return column


def joined(lists: Column) -> Lists | None:
    """Return a column's lists, None where what is in it must be looked at one by one."""
    groups = as_groups(lists)
    if groups is not None:
        return Lists(groups.elements, groups.starts[:-1])
    if len(lists) == 1 and as_table(lists[0]) is not None:
        return Lists(lists[0], [0])
    if set(map(type, lists)) <= _PLAIN_LISTS:
        *starts, _ = accumulate(map(len, lists), initial=0)
        return Lists(list(chain.from_iterable(lists)), starts)
    return None


def assembled(selection: SelectionPlan, columns: Sequence[Column]) -> list[Any]:
    """Return a dict for each row of columns, FAILED where a value failed that may not be null."""
    objects: list[Any] = _objects_of(selection.keys, columns)
    for field, column in zip(selection.fields, columns, strict=True):
        if isinstance(field.type, GraphQLNonNull) and not all(column):
            objects = [FAILED if value is FAILED else made for made, value in zip(objects, column, strict=True)]
    return objects


def _objects_of(keys: Sequence[str], columns: Sequence[Column]) -> list[Any]:
    """Return a dict for each row; most are small, and displays cost a third of `dict(zip())`."""
    match keys:
        case (one,):
            return [{one: value} for value in columns[0]]
        case (one, two):
            return [{one: first, two: second} for first, second in zip(*columns, strict=True)]
        case (one, two, three):
            return [{one: a, two: b, three: c} for a, b, c in zip(*columns, strict=True)]
        case (one, two, three, four):
            return [{one: a, two: b, three: c, four: d} for a, b, c, d in zip(*columns, strict=True)]
        case _:
            return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]
