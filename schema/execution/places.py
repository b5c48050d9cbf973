"""Where values stand in a response, told only when an error asks for it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

ResponsePath = list[str | int]


class Place(Protocol):
    """The places of a column of values."""

    def path(self, index: int) -> ResponsePath:
        """Return the response path of the value at an index of the column."""


@dataclass(frozen=True, slots=True)
class Root:
    """The place of the operation's one root object."""

    def path(self, index: int) -> ResponsePath:
        """Return the empty path."""
        del index
        return []


@dataclass(frozen=True, slots=True)
class Keyed:
    """The values of one field, one for each parent."""

    parents: Place
    key: str

    def path(self, index: int) -> ResponsePath:
        """Return the parent's path with the field's key."""
        return [*self.parents.path(index), self.key]


@dataclass(frozen=True, slots=True)
class Picked:
    """Some of the values of a column, by their indexes there."""

    column: Place
    indexes: Sequence[int]

    def path(self, index: int) -> ResponsePath:
        """Return the path that the value has in the column that it was picked from."""
        return self.column.path(self.indexes[index])


@dataclass(frozen=True, slots=True)
class Flattened:
    """The elements of a column of lists, one list after another; `starts` are the indexes of their first elements."""

    lists: Place
    starts: Sequence[int]

    def path(self, index: int) -> ResponsePath:
        """Return the list's path with the element's number."""
        which = bisect_right(self.starts, index) - 1
        return [*self.lists.path(which), index - self.starts[which]]
