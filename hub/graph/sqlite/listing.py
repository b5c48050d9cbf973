"""Listing the nodes of a label: a page at a time, by an order, by rank or by id."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import orjson

from hub.graph.query import Hit, Page, Position, Selection, Sight, Window
from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import Moment, Parameters, answer, content, gathered, packed, version
from hub.graph.sqlite.layout import Layout, ordered
from hub.graph.sqlite.neighbours import sort_key
from hub.graph.sqlite.nodes import node_from
from hub.graph.sqlite.paging import Course, course_of, window_parameters
from hub.graph.sqlite.planning import STATEMENTS, best_source
from hub.graph.sqlite.selection import Meant, meant, require, selection_parameters
from hub.graph.sqlite.sight import View, asker, seen, view_of

_FEW: Final = 4_000
"""Up to how many nodes are fetched and sorted for a page rather than looked for along its order."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What makes the statement of a page."""

    meant: Meant
    view: View
    course: Course
    order: str | None
    source: int | None

    @property
    def ranked(self) -> bool:
        """Whether the list goes by rank."""
        return self.order is None and self.course.keyed

    @property
    def walks(self) -> bool:
        """Whether the page is looked for along an index."""
        return self.source is None and self.order is not None

    @property
    def name(self) -> str:
        """The expression of a node's id."""
        return "f.id" if self.source is not None or self.course.keyed else "i.id"

    @property
    def key(self) -> str:
        """The expression of what the list is ordered by."""
        if self.order:
            return f"f.{ordered(self.order)}"
        return self.meant.search.rank() if self.meant.search else "NULL"


def find(connection: Connection, layout: Layout, selection: Selection, *, window: Window, sight: Sight) -> Page:
    """Return a window of the selected nodes; see the port."""
    listing, parameters = planned(connection, layout, selection, window=window, sight=sight)
    return _page(answer(connection, _whole(listing), parameters), window, ranked=listing.ranked)


def planned(
    connection: Connection, layout: Layout, selection: Selection, *, window: Window, sight: Sight
) -> tuple[Listing, Parameters]:
    """Return how a window is looked for, by what the file holds at present, and the parameters that this names."""
    wanted = meant(layout, selection)
    if window.order:
        require(window.order.property, layout.shape.orders, layout.label, "order")
    ranked = window.order is None and selection.text is not None
    parameters: Parameters = {**asker(sight), **window_parameters(window), **selection_parameters(selection)}
    parameters |= {"label_from": f"{layout.label}:", "label_to": f"{layout.label};"}
    source = best_source(connection, wanted, parameters, most=_FEW)
    if source is None and ranked and wanted.searches:
        source = 0  # ranks are in no index: every match must be looked at
    order = window.order.property if window.order else None
    return Listing(wanted, view_of(sight), course_of(window, ranked=ranked), order, source), parameters


def _page(text: bytes, window: Window, *, ranked: bool) -> Page:
    rows: list[Any] = orjson.loads(text)
    hits = []
    for rank, name, since, audience, properties in rows[: max(window.first, 0)]:
        node = node_from(name, since, audience, properties)
        hits.append(Hit(node, Position(rank if ranked else sort_key(node, window), name)))
    return Page(tuple(hits), more=len(rows) > len(hits))


@lru_cache(STATEMENTS)
def _whole(listing: Listing) -> str:
    return statement(
        listing, packed("json_quote(w.key)" if listing.ranked else "'null'", "json_quote(w.id)", *content(Moment.NOW))
    )


def statement(listing: Listing, row: str) -> str:
    """Return the statement that answers a row of JSON for each node of a window, in order.

    If others follow, null comes last. The row's expression reads the node's key, id and rid from `w`, its version from
    `n`.
    """
    numbered = f"(SELECT *, row_number() OVER () AS place FROM ({_window(listing)}))"
    told = f"CASE WHEN w.place < :limit THEN {row} ELSE 'null' END"
    page = gathered(told, f"FROM {numbered} w {version('w.rid', Moment.NOW)}")
    if listing.source is None:
        return page
    source = list(listing.meant.sources())[listing.source]
    return f"WITH hit (rid) AS MATERIALIZED ({source}) {page}"


def _window(listing: Listing) -> str:
    """Return the window's keys, ids and rids, in order.

    A walk along an index takes one range of it after the other.
    """
    ranges = listing.course.arms(listing.key, listing.name)
    if not listing.walks:
        ranges = (f"({' OR '.join(ranges)})",)
    parts = " UNION ALL ".join(f"SELECT * FROM ({_part(listing, one)})" for one in ranges)
    return f"{parts} ORDER BY {listing.course.sorting('key', 'id')} LIMIT :limit"


def _part(listing: Listing, following: str) -> str:
    checks = (*listing.meant.checks(source=listing.source), seen("f.audience", listing.view), following)
    sorting = listing.course.sorting("key", listing.name)
    return f"""
        SELECT {listing.key} AS key, {listing.name} AS id, f.rid AS rid FROM {_rows(listing)}
        WHERE {" AND ".join(checks)} ORDER BY {sorting} LIMIT :limit
    """


def _rows(listing: Listing) -> str:
    layout = listing.meant.layout
    texts = f"CROSS JOIN {layout.rest} t ON t.rid = f.rid" if listing.meant.reads_texts(source=listing.source) else ""
    if listing.source is not None:
        return f"hit h CROSS JOIN {layout.of} f ON f.rid = h.rid {texts}"
    if listing.order is not None:
        return f"{layout.of} f INDEXED BY {layout.order_index(listing.order)} {texts}"
    if listing.course.keyed:
        return f"{layout.of} f {texts}"
    label = "i.id >= :label_from AND i.id < :label_to"
    return f"identity i CROSS JOIN {layout.of} f ON f.rid = i.rid AND {label} {texts}"
