"""Resolvers from nouns to the nouns they relate to, made from the relations of `hub.catalogue.reading`."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeVar

from hub.catalogue.listing import MAX_PAGE, Kin, Listing, PageRequest, Relation, list_related
from hub.catalogue.nouns import id_of
from hub.catalogue.reading import fetch
from hub.model import Noun
from resolvers.asking import Asking

NounType = TypeVar("NounType", bound=Noun)

DEFAULT_PAGE: Final = 20
"""How many entries a list returns where `first` is not given."""


class Listings(Protocol[NounType]):
    """Resolves a connection: the same page of each parent's list."""

    async def __call__(
        self, parents: Sequence[Noun], asking: Asking, *, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Sequence[Listing[NounType, Kin]]:
        """Return one listing for each parent."""


def listings(relation: Relation[NounType], *, page: int = DEFAULT_PAGE) -> Listings[NounType]:
    """Return the resolver of a relation as a connection of `page` entries unless `first` says otherwise."""

    async def resolve(
        parents: Sequence[Noun], asking: Asking, *, first: int = page, after: str | None = None
    ) -> Sequence[Listing[NounType, Kin]]:
        return await list_related(
            asking.graph,
            [id_of(type(parent), parent.code) for parent in parents],
            relation,
            page=PageRequest(first, after),
            sight=asking.sight,
            as_of=asking.as_of,
        )

    return resolve


def everything(
    relation: Relation[NounType],
) -> Callable[[Sequence[Noun], Asking], Awaitable[Sequence[Sequence[NounType]]]]:
    """Return the resolver of a relation that is short by nature, as a plain list."""
    resolve = listings(relation, page=MAX_PAGE)

    async def nouns(parents: Sequence[Noun], asking: Asking) -> Sequence[Sequence[NounType]]:
        return [listing.nouns for listing in await resolve(parents, asking)]

    return nouns


def only(
    relation: Relation[NounType],
) -> Callable[[Sequence[Noun], Asking], Awaitable[Sequence[NounType | None]]]:
    """Return the resolver of a relation with at most one noun."""
    resolve = listings(relation, page=1)

    async def noun(parents: Sequence[Noun], asking: Asking) -> Sequence[NounType | None]:
        return [next(iter(listing.nouns), None) for listing in await resolve(parents, asking)]

    return noun


def named(noun: type[NounType], field: str) -> Callable[[Sequence[Noun], Asking], Awaitable[Sequence[NounType | None]]]:
    """Return the resolver from a field that holds a code to the noun of that code."""

    async def resolve(parents: Sequence[Noun], asking: Asking) -> Sequence[NounType | None]:
        codes = [getattr(parent, field) for parent in parents]
        return await fetch(asking.graph, noun, codes, sight=asking.sight, as_of=asking.as_of)

    return resolve
