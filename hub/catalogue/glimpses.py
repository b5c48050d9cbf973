"""Reading ahead: nouns of which only some attributes are read, and the lists that they lead to, in one store call."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import is_
from typing import Any, Generic, TypeVar

from hub.catalogue.cursors import list_mark
from hub.catalogue.listing import MAX_PAGE, Kin, Listing, PageRequest, Relation, list_related, window_of
from hub.catalogue.nouns import fields_of, id_of, property_of
from hub.catalogue.tables import ListingTable, NounTable, places
from hub.graph.extract import Branch, Content, Forks, Listed, Rows
from hub.graph.port import Graph
from hub.graph.query import Order, Selection, Sight
from hub.graph.values import NodeId, Revision
from hub.model import Noun

NounType = TypeVar("NounType", bound=Noun)


@dataclass(frozen=True, eq=False)
class Glimpse(Generic[NounType]):
    """What is read of nouns of a class: the fields of these names, beside their codes, and the lists they lead to.

    `placed` asks for what edges say.
    """

    noun: type[NounType]
    fields: frozenset[str]
    lists: tuple["Foreseen", ...] = ()
    placed: bool = False

    @property
    def size(self) -> int:
        """How many lists there are, at all levels."""
        return sum(1 + foreseen.glimpse.size for foreseen in self.lists)

    @cached_property
    def content(self) -> Content:
        """What is asked of the graph; kept, since plans that are run often are glimpsed at through the same object."""
        return Content(tuple(map(property_of, sorted(self.fields))), tuple(map(_branch, self.lists)))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A list that is going to be asked of every noun, its first page; `mark` is what it is known by afterwards."""

    mark: object
    relation: Relation[Any]
    first: int
    glimpse: Glimpse[Any]


@dataclass(frozen=True, slots=True)
class ReadLists:
    """Lists that were read ahead, one for each of some nouns."""

    nouns: Sequence[object]
    listings: ListingTable

    def of(self, parents: Sequence[object]) -> Sequence[Listing[Any, Kin]] | None:
        """Return the list of each parent, None unless every one of them is one of the nouns, the very object."""
        # The table itself first: to compare its nouns one by one would make them.
        if parents is self.nouns or (len(parents) == len(self.nouns) and all(map(is_, parents, self.nouns))):
            return self.listings
        known = dict(zip(map(id, self.nouns), self.listings, strict=True))
        found = [known[id(parent)] for parent in parents if id(parent) in known]
        return found if len(found) == len(parents) else None


Ahead = dict[object, ReadLists]
"""Lists that were read ahead, by what they are known by."""


async def glimpse_selection(
    graph: Graph,
    glimpse: Glimpse[NounType],
    selection: Selection,
    *,
    page: PageRequest,
    order: Order | None,
    sight: Sight,
    ahead: Ahead,
) -> Listing[NounType, Selection]:
    """Return a page of the nouns selected, in part, and put the lists that they lead to into `ahead`."""
    mark = list_mark(selection, order)
    window = window_of(page, mark, order)
    found = await graph.extract(Listed(selection, window), glimpse.content, sight=sight)
    nouns = _nouns(found.rows, glimpse, ahead)
    found_at = partial(places, found.rows, (), 0, len(nouns))
    return Listing(nouns, found_at, mark, more=found.more, begun=page.after is not None, origin=selection)


async def glimpse_related(
    graph: Graph, nodes: Sequence[NodeId], foreseen: Foreseen, *, sight: Sight, ahead: Ahead
) -> Sequence[Listing[Any, Kin]]:
    """Return for each node the first page of a relation, its nouns in part, and put what follows into `ahead`."""
    found = await graph.extract(nodes, Content(branches=(_branch(foreseen),)), sight=sight)
    ids = found.rows.ids
    listings = _listings(ids, found.rows.forks[0], foreseen, ahead)
    if list(ids) == list(nodes):
        return listings
    listed = dict(zip(ids, listings, strict=True))
    return [listed.get(node) or _nothing(node, foreseen) for node in nodes]


async def glimpse_nouns(
    graph: Graph, glimpse: Glimpse[NounType], codes: Sequence[str | None], *, sight: Sight, ahead: Ahead
) -> Sequence[NounType | None]:
    """Return the noun of each code in part, `None` where there is none, and put the lists they lead to into `ahead`."""
    wanted = [None if key is None else id_of(glimpse.noun, key) for key in codes]
    asked = list(dict.fromkeys(node for node in wanted if node is not None))
    if not asked:
        return [None for _ in codes]
    rows = (await graph.extract(asked, glimpse.content, sight=sight)).rows
    nouns = _nouns(rows, glimpse, ahead)
    if list(rows.ids) == wanted:
        return nouns
    there = dict(zip(rows.ids, nouns, strict=True))
    return [None if node is None else there.get(node) for node in wanted]


async def related_nouns(
    graph: Graph,
    nodes: Sequence[NodeId],
    relations: Sequence[Relation[Any]],
    *,
    sight: Sight,
    as_of: Revision | None = None,
) -> list[dict[NodeId, Sequence[Any]]]:
    """Return for each relation the nouns that each node leads to, whole, `MAX_PAGE` at most; one store call at present.

    A node that does not exist is missing, or leads to nothing. No node at all costs nothing.
    """
    if not nodes:
        return [{} for _ in relations]
    if as_of is not None:
        return [await _formerly_related(graph, nodes, relation, sight=sight, as_of=as_of) for relation in relations]
    lists = [Foreseen(None, each, MAX_PAGE, Glimpse(each.noun, fields_of(each.noun))) for each in relations]
    rows = (await graph.extract(nodes, Content(branches=tuple(map(_branch, lists))), sight=sight)).rows
    return [
        {node: listing.nouns for node, listing in zip(rows.ids, _listings(rows.ids, forks, each, {}), strict=True)}
        for each, forks in zip(lists, rows.forks, strict=True)
    ]


async def _formerly_related(
    graph: Graph, nodes: Sequence[NodeId], relation: Relation[Any], *, sight: Sight, as_of: Revision
) -> dict[NodeId, Sequence[Any]]:
    page = PageRequest(MAX_PAGE)
    listed = await list_related(graph, nodes, relation, page=page, sight=sight, as_of=as_of)
    return {node: listing.nouns for node, listing in zip(nodes, listed, strict=True)}


def _branch(foreseen: Foreseen) -> Branch:
    relation, glimpse = foreseen.relation, foreseen.glimpse
    return Branch(relation.step, foreseen.first, relation.order, glimpse.content, linked=glimpse.placed)


def _nouns(rows: Rows, glimpse: Glimpse[NounType], ahead: Ahead) -> NounTable[NounType]:
    nouns = NounTable(glimpse.noun, rows)
    for foreseen, forks in zip(glimpse.lists, rows.forks, strict=True):
        ahead[foreseen.mark] = ReadLists(nouns, _listings(rows.ids, forks, foreseen, ahead))
    return nouns


def _listings(ids: Sequence[NodeId], forks: Forks, foreseen: Foreseen, ahead: Ahead) -> ListingTable:
    return ListingTable(ids, forks, foreseen.relation, nouns=_nouns(forks.rows, foreseen.glimpse, ahead))


def _nothing(node: NodeId, foreseen: Foreseen) -> Listing[Any, Kin]:
    relation = foreseen.relation
    mark = list_mark(relation.step, relation.order)
    return Listing((), tuple, mark, more=False, begun=False, origin=(node, relation.step))
