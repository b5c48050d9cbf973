"""Extracts: a statement for the roots and one for each branch, all of them about one state of the file.

A branch goes on from the rids of the rows before, so that no id is looked up twice. Properties are cut out of the
stored JSON by SQLite, which lets Python's threads run meanwhile, and are never made into objects of their own.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, chain
from typing import Any, Final

import orjson

from hub.graph.extract import Branch, Content, Extracted, Forks, Listed, Origin, Rows
from hub.graph.query import Direction, Order, Sight
from hub.graph.sqlite.connection import Connection, reading
from hub.graph.sqlite.fragments import ASKED, Moment, Parameters, answer, asked, gathered, packed, shown, version
from hub.graph.sqlite.layout import Layout
from hub.graph.sqlite.listing import Listing, planned, statement
from hub.graph.sqlite.neighbours import edges_from, far_ends
from hub.graph.sqlite.paging import After, Course
from hub.graph.sqlite.planning import STATEMENTS
from hub.graph.sqlite.sight import View, asker, view_of

Row = Sequence[Any]
"""A node's id, its rid, the values read of it, and in a branch the properties of the edge where these are read."""


def extract(
    connection: Connection, origin: Origin, content: Content, *, layouts: Mapping[str, Layout], sight: Sight
) -> Extracted:
    """Return some properties of nodes and of what branches lead to; see the port."""
    with reading(connection):
        if isinstance(origin, Listed):
            return _listed(connection, origin, content, layouts=layouts, sight=sight)
        parameters = {**asked(list(dict.fromkeys(origin))), **asker(sight), **_paths(content, None)}
        rows = orjson.loads(answer(connection, _named(view_of(sight), len(content.properties)), parameters))
        return Extracted(_rows(connection, rows, content, None, sight))


def _listed(
    connection: Connection, origin: Listed, content: Content, *, layouts: Mapping[str, Layout], sight: Sight
) -> Extracted:
    window = origin.window
    layout = layouts[origin.selection.label]
    listing, parameters = planned(connection, layout, origin.selection, window=window, sight=sight)
    parameters |= _paths(content, window.order)
    text = _page(listing, len(content.properties) + (window.order is not None))
    found: Sequence[Row] = orjson.loads(answer(connection, text, parameters))
    rows = found[: max(window.first, 0)]
    # A rank is computed; what an order goes by is among the values read.
    ranks = tuple(row[3] for row in rows) if listing.ranked else None
    return Extracted(_rows(connection, rows, content, window.order, sight, ranks=ranks), more=len(found) > len(rows))


def _rows(
    connection: Connection,
    rows: Sequence[Row],
    content: Content,
    order: Order | None,
    sight: Sight,
    *,
    ranks: Sequence[int] | None = None,
) -> Rows:
    """Return rows in columns, with what their branches lead to."""
    ids, rids, values = (tuple(row[at] for row in rows) for at in range(3))
    columns = dict(zip(content.properties, zip(*values, strict=True), strict=False))
    keys = tuple(each[len(content.properties)] for each in values) if order else ranks or ()
    forks = (_forks(connection, rids, branch, sight) for branch in content.branches)
    return Rows(ids, columns or dict.fromkeys(content.properties, ()), keys, tuple(forks))


def _forks(connection: Connection, rids: Sequence[int], branch: Branch, sight: Sight) -> Forks:
    first = max(branch.first, 0)
    step, content = branch.step, branch.content
    parameters: Parameters = {**asker(sight), **_paths(content, branch.order)}
    parameters |= {"rids": orjson.dumps(rids).decode(), "edge": step.edge, "limit": first + 1}
    if step.label is not None:
        parameters |= {"label_from": f"{step.label}:", "label_to": f"{step.label};"}
    text = _branch(
        view_of(sight),
        step.direction,
        Course(branch.order is not None, branch.order is not None and branch.order.descending, After.NOTHING),
        labelled=step.label is not None,
        linked=branch.linked,
        values=len(content.properties) + (branch.order is not None),
    )
    groups: Sequence[Sequence[Row]] = orjson.loads(answer(connection, text, parameters))
    more = [len(group) > first for group in groups]
    if any(more):
        groups = [group[:first] for group in groups]
    rows = list(chain.from_iterable(groups))
    return Forks(
        starts=list(accumulate(map(len, groups), initial=0)),
        more=more,
        rows=_rows(connection, rows, content, branch.order, sight),
        links=tuple(row[3] for row in rows) if branch.linked else (),
    )


_LEAST: Final = 2
"""SQLite answers several paths at once with JSON, a single one with a value of its own types, where true is 1."""


def _paths(content: Content, order: Order | None) -> Parameters:
    names = [*content.properties, *([order.property] if order else [])]
    paths = [f'$."{name}"' for name in names]
    if names:
        paths += paths[:1] * (_LEAST - len(paths))
    parameters: Parameters = {f"path{at}": path for at, path in enumerate(paths)}
    return parameters | ({"path": paths[len(names) - 1]} if order else {})


def _values(number: int) -> str:
    """Return the JSON array of the values at so many paths, and maybe one again."""
    if not number:
        return "'[]'"
    return f"json_extract(n.properties, {', '.join(f':path{at}' for at in range(max(number, _LEAST)))})"


@cache
def _named(view: View, values: int) -> str:
    row = packed("json_quote(i.id)", "i.rid", _values(values))
    return gathered(row, f"FROM {ASKED} {version('i.rid', Moment.NOW)} WHERE {shown('i', Moment.NOW, view)}")


@lru_cache(STATEMENTS)
def _page(listing: Listing, values: int) -> str:
    rank = ["json_quote(w.key)"] if listing.ranked else []
    return statement(listing, packed("json_quote(w.id)", "w.rid", _values(values), *rank))


@cache
def _branch(view: View, direction: Direction, course: Course, *, labelled: bool, linked: bool, values: int) -> str:
    """Return the statement that answers, for each of `:rids`, the rows of its neighbours."""
    key = "json_extract(n.properties, :path)"
    joins, meant = far_ends(Moment.NOW, view, labelled=labelled, versioned=course.keyed)
    listed = f"""
        SELECT t.id AS id, t.rid AS rid, g.properties AS link
        FROM ({edges_from("i.value", Moment.NOW, direction)}) g {joins}
        WHERE {meant} ORDER BY {course.sorting(key, "t.id")} LIMIT :limit
    """
    row = packed("json_quote(w.id)", "w.rid", _values(values), *(["w.link"] if linked else []))
    read = version("w.rid", Moment.NOW) if values else ""
    rows = f"SELECT group_concat(item) FROM (SELECT {row} AS item FROM ({listed}) w {read})"
    return gathered(packed(f"ifnull(({rows}), '')"), "FROM json_each(:rids) i")
