"""The tables that the shape asks for: per label an index of what is filtered, ordered and searched.

They hold nothing that `node` does not, and are made anew where the shape of a label has changed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from string import punctuation
from typing import Final

import orjson

from hub.graph.shape import LabelShape, Shape

EDITION: Final = 1
"""To be raised whenever the tables below, or the terms of `hub.graph.text`, are made differently."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The names of one label's tables and columns.

    `of_<Label>` has a row per node: its title as it is compared, the code of each filter's value (null where it is
    missing or a list), and the value of each order. `listed_<Label>` has the codes of lists' elements, by the number
    of the filter. `rest_<Label>` has the other texts as they are compared, one a line, and `terms_<Label>` is the
    full-text index: contentless, because what it finds is verified on title and rest.
    """

    label: str
    shape: LabelShape

    @property
    def of(self) -> str:
        """The table with a row per node."""
        return f"of_{self.label}"

    @property
    def listed(self) -> str:
        """The table of the elements of lists."""
        return f"listed_{self.label}"

    @property
    def rest(self) -> str:
        """The table of texts besides the title."""
        return f"rest_{self.label}"

    @property
    def terms(self) -> str:
        """The full-text index."""
        return f"terms_{self.label}"

    @property
    def searched(self) -> bool:
        """Whether there is a search."""
        return bool(self.shape.text)

    @property
    def others(self) -> tuple[str, ...]:
        """The properties that a search reads besides the title."""
        return tuple(name for name in self.shape.text if name != self.shape.title)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `of_<Label>`, in the order in which `filing` fills them."""
        title = ("title",) if self.searched else ()
        filters, orders = map(filtered, self.shape.filters), map(ordered, self.shape.orders)
        return ("rid", "id", "audience", *title, *filters, *orders)

    @property
    def plan(self) -> str:
        """What the tables are made from, as text; equal plans make equal tables."""
        return orjson.dumps([EDITION, astuple(self.shape)]).decode()

    def drop(self) -> Iterator[str]:
        """Yield the statements that remove the tables, where they exist."""
        return (f"DROP TABLE IF EXISTS {table}" for table in (self.of, self.listed, self.rest, self.terms))

    def create(self) -> Iterator[str]:
        """Yield the statements that make the tables, empty and without their indexes."""
        yield f"CREATE TABLE {self.of} ({', '.join(self._definitions())})"
        codes = "rid INTEGER, filter INTEGER, value INTEGER"
        yield f"CREATE TABLE {self.listed} ({codes}, PRIMARY KEY (rid, filter, value)) WITHOUT ROWID"
        if self.searched:
            yield f"CREATE TABLE {self.rest} (rid INTEGER PRIMARY KEY, texts TEXT NOT NULL)"
            yield f"CREATE VIRTUAL TABLE {self.terms} USING fts5 (terms, {_CONTENTLESS})"

    def _definitions(self) -> Iterator[str]:
        # Only numbers that are numbers of ours have a type: SQLite turns values into the type of their column.
        yield from ("rid INTEGER PRIMARY KEY", "id TEXT NOT NULL", "audience INTEGER NOT NULL")
        yield from ("title TEXT NOT NULL",) if self.searched else ()
        yield from (f"{filtered(name)} INTEGER" for name in self.shape.filters)
        yield from map(ordered, self.shape.orders)

    def index(self) -> Iterator[str]:
        """Yield the statements that make the indexes of the tables, quickest after these have been filled."""
        yield f"CREATE INDEX {self.listed}_value ON {self.listed} (filter, value, rid)"
        filters = [filtered(name) for name in self.shape.filters]
        # Both kinds hold the audience, so that counting and paging decide on visibility without touching the rows;
        # an order holds the filters as well, so that a long walk in search of few rows stays within the index.
        for column in filters:
            yield f"CREATE INDEX {self.of}_{column} ON {self.of} ({column}, audience)"
        for name in self.shape.orders:
            parts = ", ".join((ordered(name), "id", "audience", *filters))
            yield f"CREATE INDEX {self.order_index(name)} ON {self.of} ({parts})"

    def order_index(self, name: str) -> str:
        """Return the name of the index that lists the nodes by an order."""
        return f"{self.of}_{ordered(name)}"


# All punctuation is part of terms; see `filing.tokens` for control characters.
_PUNCTUATION: Final = punctuation.replace("'", "''").replace('"', '""')
_CONTENTLESS: Final = f"content = '', columnsize = 0, detail = none, tokenize = \"ascii tokenchars '{_PUNCTUATION}'\""


def filtered(name: str) -> str:
    """Return the column of a filter."""
    return f"filter_{name}"


def ordered(name: str) -> str:
    """Return the column of an order."""
    return f"order_{name}"


def layouts(shape: Shape) -> dict[str, Layout]:
    """Return the layout of each label; raises `ValueError` for names that differ only in case.

    SQLite tells names of tables and columns apart without regard to case.
    """
    _require_apart(shape.labels)
    for one in shape.labels.values():
        _require_apart(one.filters)
        _require_apart(one.orders)
    return {label: Layout(label, one) for label, one in shape.labels.items()}


def _require_apart(names: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for name in names:
        if seen.setdefault(name.casefold(), name) != name:
            message = f"'{name}' and '{seen[name.casefold()]}' differ only in case; rename one."
            raise ValueError(message)
