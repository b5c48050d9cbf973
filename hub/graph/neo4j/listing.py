"""The statements of `find` and `count`."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.graph.neo4j.names import label_shape, lacking, quoted, search_index
from hub.graph.neo4j.place import Condition, Ordering, Parameters, beyond, bound, following, lowest, sorting
from hub.graph.neo4j.sight import seen
from hub.graph.neo4j.stored import CONTENT
from hub.graph.query import OneOf, Order, Position, Predicate, Selection, Sight, Window
from hub.graph.shape import Shape
from hub.graph.text import Rank, folded, query_terms, words

MOST_TERMS: Final = 500
"""The server's query parser takes 1024 terms; more than this narrow nothing further."""

RANK: Final = f"""CASE
    WHEN coalesce(node._title, '') = $p.whole THEN {Rank.EXACT}
    WHEN coalesce(node._title, '') STARTS WITH $p.whole THEN {Rank.PREFIX}
    WHEN all(word IN $p.words WHERE coalesce(node._title, '') CONTAINS word) THEN {Rank.CONTAINS}
    ELSE {Rank.ELSEWHERE} END"""


class Chosen:
    """The nodes that a selection selects, as clauses that bind `node`."""

    def __init__(self, selection: Selection, sight: Sight, *, shape: Shape, lists: frozenset[str]) -> None:
        """Take a selection; `lists` are the filters that may hold lists. Raises `ValueError` outside the shape."""
        self.label = selection.label
        self.shape = label_shape(shape, selection.label)
        if selection.text is not None and not self.shape.text:
            message = f"{selection.label} has no text to search in this graph's shape; give it one."
            raise ValueError(message)
        self.search = selection.text
        self.lists = lists
        self.parameters: Parameters = {}
        conditions = [self._predicate(at, each) for at, each in enumerate(selection.where)]
        self.condition = " AND ".join([*conditions, *self._verification(), seen("node", sight)])
        self.narrowed = bool(selection.where) or selection.text is not None
        self.filtered = {predicate.property for predicate in selection.where}

    def clauses(self, *further: str, labels: str = "") -> str:
        """Return the clauses, with further conditions on `node`, and labels that it also has."""
        condition = " AND ".join([*further, self.condition])
        if self.search is not None and words(self.search):
            found = f"CALL db.index.fulltext.queryNodes('{search_index(self.label)}', $p.terms) YIELD node"
            return f"{found} WITH node WHERE {condition}"
        return f"MATCH (node:`{self.label}`{labels}) WHERE {condition}"

    def _predicate(self, at: int, predicate: Predicate) -> str:
        value, name = f"node.{quoted(predicate.property, self.shape.filters)}", f"filter_{at}"
        if isinstance(predicate, OneOf):
            self.parameters[name] = list(predicate.values)
            # An index serves only the first form, which a list never meets.
            mixed = f"{self.label}.{predicate.property}" in self.lists
            return f"any(each IN $p.{name} WHERE each IN {value})" if mixed else f"{value} IN $p.{name}"
        self.parameters[name] = predicate.prefix
        return f"{value} STARTS WITH $p.{name}"

    def _verification(self) -> Iterator[str]:
        """Yield what makes sure that a candidate matches: every word longer than the terms that found it."""
        if self.search is None:
            return
        asked, terms = words(self.search), query_terms(self.search)
        unsure = [word for word in asked if len(word) > 2 or len(terms) > MOST_TERMS]  # noqa: PLR2004 – a pair
        self.parameters |= {"terms": _conjunction(terms), "whole": folded(self.search), "words": list(asked)}
        if unsure:
            self.parameters["unsure"] = unsure
            yield "all(word IN $p.unsure WHERE node._text CONTAINS word)"


def _conjunction(terms: Sequence[str]) -> str:
    """Return the query for nodes that have all terms, in the language of the server's full-text indexes."""
    escaped = (term.replace("\\", "\\\\").replace('"', '\\"') for term in terms[:MOST_TERMS])
    return " AND ".join(f'"{term}"' for term in escaped)


_WHOLE: Final = f"node{CONTENT}"


def page(chosen: Chosen, window: Window, *, told: str = _WHOLE) -> Condition:
    """Return the statement that answers a window of what is chosen: what is told of each, and its rank in a search.

    `told` is an expression that reads `node`. Null comes last if others follow.
    """
    if chosen.search is not None:
        return _searched(chosen, window, told)
    return _ordered(chosen, window, window.order, told) if window.order else _by_id(chosen, window, told)


def _of_each(told: str, found: str) -> str:
    """Return the clauses that tell of each `node` and its `rank`, as `found` names them, not of one too many."""
    return f"""
    WITH {found} WITH collect(node) AS nodes, collect([rank]) AS ranks
    CALL (nodes, ranks) {{
        UNWIND range(0, CASE WHEN size(nodes) > $p.first THEN $p.first ELSE size(nodes) END - 1) AS at
        WITH nodes[at] AS node, ranks[at][0] AS rank
        RETURN collect([{told}, rank]) AS told
    }}
    RETURN told + CASE WHEN size(nodes) > $p.first THEN [null] ELSE [] END AS answer"""


def _limits(window: Window) -> Parameters:
    """Return how many nodes are told of, and one more, by which it is known that others follow."""
    first = max(window.first, 0)
    return {"first": first, "limit": first + 1}


def _searched(chosen: Chosen, window: Window, told: str) -> Condition:
    order = Ordering("rank") if window.order is None else _ordering(chosen, window.order)
    after = following("node", order, window.after)
    text = f"""
    {chosen.clauses()}
    WITH node, {RANK} AS rank WHERE {after.text}
    WITH node, rank ORDER BY {sorting("node", order)} LIMIT $p.limit
    {_of_each(told, "node, rank")}"""
    return Condition(text, {**chosen.parameters, **after.parameters, **_limits(window)})


def _by_id(chosen: Chosen, window: Window, told: str) -> Condition:
    """List by id: the ids of a label lie together in the index of all ids, between `Label:` and `Label;`."""
    first, last = f"{chosen.label}:", f"{chosen.label};"
    after = following("node", Ordering(), window.after)
    if window.after is not None:
        first = max(first, lowest(window.after.node))
    text = f"""
    {chosen.clauses("node.id >= $p.from", "node.id < $p.to", after.text, labels=":Entity")}
    WITH node ORDER BY node.id LIMIT $p.limit
    {_of_each(told, "node, null AS rank")}"""
    limits = {"from": first, "to": last, **_limits(window)}
    return Condition(text, {**chosen.parameters, **after.parameters, **limits})


def _ordered(chosen: Chosen, window: Window, order: Order, told: str) -> Condition:
    """List by a property: nodes that have it from its index, nodes that lack it from that of their mark."""
    ordering = _ordering(chosen, order)
    lacks, value = f"node.{lacking(order.property)} = true", f"node.`{order.property}`"
    down = " DESC" if order.descending else ""
    parts = list(_parts(lacks, value, ordering, window.after))
    # Not the whole of `sorting`, with which the server would not recognise the order of the index; and where a filter
    # finds nodes by the same property, its value is read from the node, not remembered from the filter.
    inner = f"{value}{down}, node.id{down}"
    if order.property in chosen.filtered:
        ordering = Ordering("node[$p.by]", order.descending)
        inner = sorting("node", ordering)
    branches = (f"{chosen.clauses(part.text)} WITH node ORDER BY {inner} LIMIT $p.limit RETURN node" for part in parts)
    text = f"""
    CALL () {{ {" UNION ALL ".join(branches)} }}
    WITH node ORDER BY {sorting("node", ordering)} LIMIT $p.limit
    {_of_each(told, "node, null AS rank")}"""
    parameters = {name: value for part in parts for name, value in part.parameters.items()}
    return Condition(text, {**chosen.parameters, **parameters, **_limits(window), "by": order.property})


def _parts(lacks: str, value: str, order: Ordering, after: Position | None) -> Iterator[Condition]:
    """Yield the conditions of the nodes that lack the value and of those that have it, where some may follow."""
    has = Condition(f"{value} IS NOT NULL")
    if after is None:
        yield from (Condition(lacks), has)
    elif after.key is None:
        later = beyond("node.id", "after_id", after.node, descending=order.descending)
        yield Condition(f"{lacks} AND {later.text}", later.parameters)
        if not order.descending:
            yield has
    else:
        least = bound(value, "bound", after.key, descending=order.descending)
        rest = following("node", order, after)
        yield Condition(f"{least.text} AND {rest.text}", {**least.parameters, **rest.parameters})
        if order.descending:
            yield Condition(lacks)


def _ordering(chosen: Chosen, order: Order) -> Ordering:
    return Ordering(f"node.{quoted(order.property, chosen.shape.orders)}", order.descending)


def counting(chosen: Chosen, by: Sequence[str]) -> Condition:
    """Return the statement that answers how many nodes are chosen and, per property, pairs of values and counts.

    All nodes of a label are counted property by property from the indexes; a narrower choice is made once.
    """
    facets = [_facet(chosen, name) for name in by]
    columns = ", ".join(f"facet_{at}" for at in range(len(by)))
    if chosen.narrowed:
        source, each = f"{chosen.clauses()} WITH collect(node) AS nodes", "CALL (nodes) { UNWIND nodes AS node"
        total = "size(nodes)"
    else:
        source, each = f"CALL () {{ {chosen.clauses()} RETURN count(*) AS total }}", f"CALL () {{ {chosen.clauses()}"
        total = "total"
    parts = (f"{each} {facet} AS facet_{at} }}" for at, facet in enumerate(facets))
    text = f"{source} {' '.join(parts)} RETURN [{total}, [{columns}]] AS answer"
    return Condition(text, chosen.parameters)


def _facet(chosen: Chosen, name: str) -> str:
    value = f"node.{quoted(name, chosen.shape.filters)}"
    if f"{chosen.label}.{name}" in chosen.lists:
        return f"UNWIND {value} AS value WITH DISTINCT node, value WITH value, count(*) AS n RETURN collect([value, n])"
    return f"WITH node WHERE {value} IS NOT NULL WITH {value} AS value, count(*) AS n RETURN collect([value, n])"
