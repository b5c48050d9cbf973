"""Which nodes of a label are meant, as SQL: predicates, texts, and the sources that name them quickest.

A source is a statement that names a superset of the nodes meant by their rids: an index of a filter, or the full-text
index. Every node is checked against the whole selection all the same.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from hub.graph.query import OneOf, Predicate, Selection
from hub.graph.sqlite.fragments import Parameters, bindable
from hub.graph.sqlite.layout import Layout, filtered
from hub.graph.sqlite.searching import Search, search_of, search_parameters

_FIRST_SURROGATE: Final = 0xD800
_AFTER_SURROGATES: Final = 0xE000


@dataclass(frozen=True, slots=True)
class Meant:
    """The shape of a selection, without its values: equal shapes make equal statements.

    `where` are the kinds and properties of the predicates.
    """

    layout: Layout
    where: tuple[tuple[type[Predicate], str], ...]
    search: Search | None

    @property
    def searches(self) -> bool:
        """Whether there is a word to search for, so that the full-text index is a source."""
        return self.search is not None and bool(self.search.proven)

    def sources(self) -> Iterator[str]:
        """Yield the sources, the full-text index first, then one for each predicate; each names a node once."""
        if self.searches:
            yield f"SELECT rowid AS rid FROM {self.layout.terms} WHERE {self.layout.terms} MATCH :terms"
        for number, (kind, name) in enumerate(self.where):
            named = f"value v CROSS JOIN {self.layout.of} f ON f.{filtered(name)} = v.code"
            alone = f"SELECT f.rid AS rid FROM {named} WHERE {_named(kind, number)}"
            if kind is not OneOf:
                yield alone
                continue
            element = f"l.{_of_filter(self.layout, name)} AND l.value = v.code"
            named = f"value v CROSS JOIN {self.layout.listed} l ON {element}"
            # A value is a list or it is none, so that no node is in both.
            yield f"{alone} UNION ALL SELECT DISTINCT l.rid FROM {named} WHERE {_named(kind, number)}"

    def checks(self, *, source: int | None) -> Iterator[str]:
        """Yield the conditions on `f`, a row of the label, and `t`, its texts, that its source has not met already."""
        before = 1 if self.searches else 0
        for number, (kind, name) in enumerate(self.where):
            if source != number + before:
                yield self._meets(kind, name, number)
        if self.search:
            yield from self.search.checks(indexed=self.searches and source == 0)

    def reads_texts(self, *, source: int | None) -> bool:
        """Tell whether the conditions name `t`."""
        return self.search is not None and self.search.reads_texts(indexed=self.searches and source == 0)

    def _meets(self, kind: type[Predicate], name: str, number: int) -> str:
        # The plus sign keeps the planner from choosing an index by itself.
        codes = _codes(kind, number)
        alone = f"+f.{filtered(name)} IN ({codes})"
        if kind is not OneOf:
            return alone
        element = f"l.rid = f.rid AND l.{_of_filter(self.layout, name)} AND l.value IN ({codes})"
        return f"""
            ({alone} OR f.{filtered(name)} IS NULL AND EXISTS (SELECT 1 FROM {self.layout.listed} l WHERE {element}))
        """


def _codes(kind: type[Predicate], number: int) -> str:
    return f"SELECT v.code FROM value v WHERE {_named(kind, number)}"


def _named(kind: type[Predicate], number: int) -> str:
    """Return the condition that a predicate names a value `v`."""
    if kind is OneOf:
        return f"v.json IN (SELECT value FROM json_each(:value{number}))"
    return f"v.json >= :from{number} AND v.json < :to{number}"


def _of_filter(layout: Layout, name: str) -> str:
    return f"filter = {layout.shape.filters.index(name)}"


def meant(layout: Layout, selection: Selection) -> Meant:
    """Return the shape of a selection; raises `ValueError` for a filter or a search outside the label's shape."""
    for predicate in selection.where:
        require(predicate.property, layout.shape.filters, layout.label, "filter")
    if selection.text is not None and not layout.searched:
        raise ValueError(f"The shape of {layout.label} names no texts to search; add them to it.")
    where = tuple((type(one), one.property) for one in selection.where)
    return Meant(layout, where, None if selection.text is None else search_of(selection.text))


def require(name: str, known: tuple[str, ...], label: str, use: str) -> None:
    """Raise `ValueError` unless a property is known to the shape of its label for this use."""
    if name not in known:
        raise ValueError(f"'{name}' is no {use} in the shape of {label}; it has {', '.join(known) or 'none'}.")


def selection_parameters(selection: Selection) -> Parameters:
    """Return the values that the conditions name."""
    parameters: Parameters = {}
    for number, predicate in enumerate(selection.where):
        if isinstance(predicate, OneOf):
            parameters[f"value{number}"] = orjson.dumps([_json(value) for value in predicate.values]).decode()
        else:
            beginning = orjson.dumps(bindable(predicate.prefix)).decode()[:-1]
            parameters |= {f"from{number}": beginning, f"to{number}": _beyond(beginning)}
    if selection.text is not None:
        parameters |= search_parameters(selection.text)
    return parameters


def _json(value: object) -> str | None:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # no store holds it
        return None


def _beyond(beginning: str) -> str:
    """Return the least text that is greater than every text with this beginning, which a quotation mark opens."""
    kept = beginning.rstrip(chr(sys.maxunicode))
    following = ord(kept[-1]) + 1
    return kept[:-1] + chr(_AFTER_SURROGATES if following == _FIRST_SURROGATE else following)
