"""Resolvers of what a list tells beyond its page: its total, and its facets with the titles of their values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from hub.catalogue.listing import Kin, Listing, PageRequest
from hub.catalogue.nouns import id_of
from hub.graph.query import Counts, Selection
from hub.graph.values import Value
from hub.model import Department, Library
from resolvers.asking import Asking

_NAMED: Final[dict[str, type[Department | Library]]] = {"provider": Department, "libraries": Library}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: how many entries of the whole list carry it."""

    property: str
    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A property of a list's entries, with its values, the most frequent first."""

    name: str
    counted: tuple[FacetValue, ...]


async def selected(parents: Sequence[Listing[Any, Selection]], asking: Asking) -> Sequence[int]:
    """Return how many nouns each selection has in all."""
    return [(await asking.graph.count(listing.origin, sight=asking.sight)).total for listing in parents]


async def related(parents: Sequence[Listing[Any, Kin]], asking: Asking) -> Sequence[int]:
    """Return how many nouns each noun is related to in all; one store call for a relation."""
    totals: list[int] = []
    for step, group in groupby((listing.origin for listing in parents), key=itemgetter(1)):
        nodes = [node for node, _ in group]
        totals += await asking.graph.degree(nodes, step, sight=asking.sight, as_of=asking.as_of)
    return totals


async def facets(
    parents: Sequence[Listing[Any, Selection]], asking: Asking, *, by: Sequence[Enum]
) -> Sequence[Sequence[Facet]]:
    """Return the facets of each list, counted over the whole of it, in the order asked for.

    `by` are members whose names are the facets' and whose values are properties of the graph.
    """
    answers = []
    for listing in parents:
        counts = await asking.graph.count(
            listing.origin, by=tuple(dict.fromkeys(str(facet.value) for facet in by)), sight=asking.sight
        )
        answers.append([_facet(counts, facet) for facet in by])
    return answers


async def values(parents: Sequence[Facet], asking: Asking, *, first: int = 20) -> Sequence[Sequence[FacetValue]]:
    """Return the first values of each facet."""
    del asking
    first = PageRequest(first).first
    return [facet.counted[:first] for facet in parents]


async def titles(parents: Sequence[FacetValue], asking: Asking) -> Sequence[str | None]:
    """Return the title of each value that is a code of a department or library, `None` for any other value."""
    asked = [None if (noun := _NAMED.get(entry.property)) is None else id_of(noun, entry.value) for entry in parents]
    found = iter(await asking.graph.get([node for node in asked if node is not None], sight=asking.sight))
    nodes = [None if node is None else next(found) for node in asked]
    return [None if node is None else str(node.properties["title"]) for node in nodes]


def _facet(counts: Counts, facet: Enum) -> Facet:
    name = str(facet.value)
    return Facet(facet.name, tuple(FacetValue(name, _written(value), count) for value, count in counts.by[name]))


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
