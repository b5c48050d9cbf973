"""Counting the nodes of a label, in all and by the values of filters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import orjson

from hub.graph.query import Counts, Selection, Sight
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import Parameters, answer, gathered, packed
from hub.graph.sqlite.layout import Layout, filtered
from hub.graph.sqlite.planning import STATEMENTS, best_source
from hub.graph.sqlite.selection import Meant, meant, require, selection_parameters
from hub.graph.sqlite.sight import View, asker, seen, view_of
from hub.graph.values import Value

_MANY: Final = 20_000
"""Up to how many nodes are counted from a source rather than by reading the whole label."""

_TOTAL: Final = -1
"""Stands for the number of a filter where all nodes are counted."""

Row = tuple[int, str, int]
"""The number of a filter, the JSON text of a value, how many nodes carry it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What makes the statement of a count; `by` are the numbers of filters."""

    meant: Meant
    view: View
    by: tuple[int, ...]
    source: int | None


def count(connection: Connection, layout: Layout, selection: Selection, *, by: Sequence[str], sight: Sight) -> Counts:
    """Return how many nodes are selected, in all and by each value of some filters; see the port."""
    wanted = meant(layout, selection)
    for name in by:
        require(name, layout.shape.filters, layout.label, "filter")
    parameters: Parameters = {**asker(sight), **selection_parameters(selection)}
    source = best_source(connection, wanted, parameters, most=_MANY)
    if source is None and wanted.searches:
        source = 0  # what matches a text is known only by its terms
    numbers = tuple(dict.fromkeys(map(layout.shape.filters.index, by)))
    tally = Tally(wanted, view_of(sight), numbers, source)
    rows: list[Row] = orjson.loads(answer(connection, _statement(tally), parameters))
    total = sum(nodes for number, _, nodes in rows if number == _TOTAL)
    return Counts(total, {layout.shape.filters[number]: _ranked(rows, number) for number in numbers})


def _ranked(rows: Sequence[Row], number: int) -> tuple[tuple[Value, int], ...]:
    """Return the values of one filter and their counts, most first, then by value."""
    carried: Counter[str] = Counter()
    for filter_, text, nodes in rows:
        if filter_ == number:
            carried[text] += nodes
    decoded: list[tuple[str | int | float, int]] = [(orjson.loads(text), nodes) for text, nodes in carried.items()]
    decoded.sort(key=lambda entry: (isinstance(entry[0], str), entry[0]))
    return tuple(sorted(decoded, key=lambda entry: -entry[1]))


@lru_cache(STATEMENTS)
def _statement(tally: Tally) -> str:
    """Return the statement that answers a row for all nodes, and one per filter and value.

    With nothing to check but the asker, each filter's index is counted through; else what is selected is found once.
    """
    if not tally.meant.where and not tally.meant.searches:
        return _counted(tally, tally.meant.layout.of, visible=seen("s.audience", tally.view))
    found = f"selected AS MATERIALIZED ({_selected(tally)}) {_counted(tally, 'selected', visible='1')}"
    if tally.source is None:
        return f"WITH {found}"
    source = list(tally.meant.sources())[tally.source]
    return f"WITH hit (rid) AS MATERIALIZED ({source}), {found}"


def _selected(tally: Tally) -> str:
    layout = tally.meant.layout
    columns = ", ".join(("f.rid", *(f"f.{filtered(layout.shape.filters[number])}" for number in tally.by)))
    checks = (*tally.meant.checks(source=tally.source), seen("f.audience", tally.view))
    rows = f"{layout.of} f" if tally.source is None else f"hit h CROSS JOIN {layout.of} f ON f.rid = h.rid"
    if tally.meant.reads_texts(source=tally.source):
        rows += f" CROSS JOIN {layout.rest} t ON t.rid = f.rid"
    return f"SELECT {columns} FROM {rows} WHERE {' AND '.join(checks)}"


def _counted(tally: Tally, rows: str, *, visible: str) -> str:
    counts = [f"SELECT {_TOTAL} AS number, NULL AS code, count(*) AS nodes FROM {rows} s WHERE {visible}"]
    for number in tally.by:
        column = f"s.{filtered(tally.meant.layout.shape.filters[number])}"
        alone = f"{rows} s WHERE {column} IS NOT NULL AND {visible} GROUP BY {column}"
        # Most filters hold no lists at all; that is asked once, before any row is read.
        lists = f"EXISTS (SELECT 1 FROM {tally.meant.layout.listed} WHERE filter = {number})"
        listed = f"{_listed(tally, number, rows)} WHERE {lists} AND {visible} GROUP BY l.value"
        counts += [
            f"SELECT {number}, {column}, count(*) FROM {alone}",
            f"SELECT {number}, l.value, count(*) FROM {listed}",
        ]
    value = "json_quote((SELECT json FROM value WHERE code = c.code))"
    return gathered(packed("c.number", value, "c.nodes"), f"FROM ({' UNION ALL '.join(counts)}) c")


def _listed(tally: Tally, number: int, rows: str) -> str:
    """Return the join of rows with the elements of their lists, along the index that fits."""
    listed = f"{tally.meant.layout.listed} l"
    if rows == tally.meant.layout.of:
        return f"{listed} CROSS JOIN {rows} s ON s.rid = l.rid AND l.filter = {number}"
    return f"{rows} s CROSS JOIN {listed} ON l.rid = s.rid AND l.filter = {number}"
