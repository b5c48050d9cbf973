"""Resolvers from nouns to the nouns they relate to, made from the relations of `hub.catalogue.reading`.

What an executor tells them of what it asks below is read with them, in the same store call: a resolver below then
finds its answer in `Asking.ahead`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol, TypeVar

from hub.catalogue.glimpses import Foreseen, glimpse_nouns, glimpse_related
from hub.catalogue.listing import MAX_PAGE, Kin, Listing, PageRequest, Relation, list_related
from hub.catalogue.nouns import id_of
from hub.catalogue.reading import fetch
from hub.catalogue.tables import ListingTable
from hub.graph.extract import LEVELS
from hub.model import Noun
from resolvers.ahead import Ahead, glimpse_of
from resolvers.asking import Asking

NounType = TypeVar("NounType", bound=Noun)
Result_co = TypeVar("Result_co", covariant=True)
Resolver = TypeVar("Resolver", bound=Callable[..., Any])

DEFAULT_PAGE: Final = 20
"""How many entries a list returns where `first` is not given."""


class Listings(Protocol[NounType]):
    """Resolves a connection: the same page of each parent's list."""

    async def __call__(
        self,
        parents: Sequence[Noun],
        asking: Asking,
        *,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
        ahead: Ahead | None = None,
    ) -> Sequence[Listing[NounType, Kin]]:
        """Return one listing for each parent."""


class Nouns(Protocol[Result_co]):
    """Resolves a field of nouns."""

    async def __call__(
        self, parents: Sequence[Any], asking: Asking, *, ahead: Ahead | None = None
    ) -> Sequence[Result_co]:
        """Return one result for each parent."""


def listings(relation: Relation[NounType], *, page: int = DEFAULT_PAGE) -> Listings[NounType]:
    """Return the resolver of a relation as a connection of `page` entries unless `first` says otherwise."""

    async def resolve(
        parents: Sequence[Noun],
        asking: Asking,
        *,
        first: int = page,
        after: str | None = None,
        ahead: Ahead | None = None,
    ) -> Sequence[Listing[NounType, Kin]]:
        return await _listed(relation, parents, asking, PageRequest(first, after), ahead)

    return _foreseeable(resolve, relation, page)


def everything(relation: Relation[NounType]) -> Nouns[Sequence[NounType]]:
    """Return the resolver of a relation that is short by nature, as a plain list."""

    async def nouns(
        parents: Sequence[Noun], asking: Asking, *, ahead: Ahead | None = None
    ) -> Sequence[Sequence[NounType]]:
        listed = await _listed(relation, parents, asking, PageRequest(MAX_PAGE), ahead)
        return listed.nouns if isinstance(listed, ListingTable) else [listing.nouns for listing in listed]

    return _foreseeable(nouns, relation, MAX_PAGE)


def only(relation: Relation[NounType]) -> Nouns[NounType | None]:
    """Return the resolver of a relation with at most one noun."""

    async def noun(parents: Sequence[Noun], asking: Asking, *, ahead: Ahead | None = None) -> Sequence[NounType | None]:
        listed = await _listed(relation, parents, asking, PageRequest(1), ahead)
        return [next(iter(listing.nouns), None) for listing in listed]

    return _foreseeable(noun, relation, 1)


def named(noun: type[NounType], field: str) -> Nouns[NounType | None]:
    """Return the resolver from a field that holds a code to the noun of that code."""

    async def resolve(
        parents: Sequence[Any], asking: Asking, *, ahead: Ahead | None = None
    ) -> Sequence[NounType | None]:
        return await nouns_named(asking, noun, [getattr(parent, field) for parent in parents], ahead)

    return _telling(resolve, reads=frozenset({field}))


async def nouns_named(
    asking: Asking, noun: type[NounType], codes: Sequence[str | None], ahead: Ahead | None
) -> Sequence[NounType | None]:
    """Return the noun of each code, `None` where there is none; in part where it is told what is read of them."""
    if ahead is None or asking.as_of is not None:
        return await fetch(asking.graph, noun, codes, sight=asking.sight, as_of=asking.as_of)
    glimpse = glimpse_of(noun, ahead)
    return await glimpse_nouns(asking.graph, glimpse, codes, sight=asking.sight, ahead=asking.ahead)


async def _listed(
    relation: Relation[NounType], parents: Sequence[Noun], asking: Asking, page: PageRequest, ahead: Ahead | None
) -> Sequence[Listing[NounType, Kin]]:
    """Return the same page of each parent's list; one store call, none where the lists were read ahead."""
    known = asking.ahead.get(ahead)
    if known is not None and (listed := known.of(parents)) is not None:
        return listed
    nodes = [id_of(type(parent), parent.code) for parent in parents]
    if ahead is None or page.after is not None or asking.as_of is not None:
        return await list_related(asking.graph, nodes, relation, page=page, sight=asking.sight, as_of=asking.as_of)
    glimpse = glimpse_of(relation.noun, ahead, levels=LEVELS - 1)
    foreseen = Foreseen(ahead, relation, page.first, glimpse)
    return await glimpse_related(asking.graph, nodes, foreseen, sight=asking.sight, ahead=asking.ahead)


def _foreseeable(resolve: Resolver, relation: Relation[Any], page: int) -> Resolver:
    """Return a resolver that tells what it lists (`resolvers.ahead.Call`), and that it reads codes alone."""
    return _telling(resolve, relation=relation, page=page, reads=frozenset({"code"}))


def _telling(resolve: Resolver, **told: object) -> Resolver:
    vars(resolve).update(told)
    return resolve
