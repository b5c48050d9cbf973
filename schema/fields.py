"""The kinds of fields that the catalogue's types have."""

from collections.abc import Callable, Sequence
from typing import Any

import strawberry

from hub.catalogue.listing import Relation
from hub.model import Noun
from resolvers.relations import DEFAULT_PAGE, everything, listings, named, only
from schema.batching import ATTRIBUTE, READS, batched
from schema.marks import Mark


def leaf(description: str) -> Any:  # noqa: ANN401 – a field's annotation gives its type
    """Return a field that is an attribute of its parent, read as it is."""
    return strawberry.field(description=description)


def read(
    compute: Callable[[Any], Any],
    description: str,
    *,
    reads: str,
    graphql_type: Any = None,  # noqa: ANN401
    directives: Sequence[Mark] = (),
) -> Any:  # noqa: ANN401
    """Return a field that is computed from one attribute of its parent, and from nothing else of it.

    Whoever reads ahead reads no more; a field that does not say so might read anything.
    """
    return strawberry.field(
        resolver=compute,
        description=description,
        graphql_type=graphql_type,
        directives=directives,
        metadata={READS: frozenset({reads})},
    )


def attribute(name: str, description: str) -> Any:  # noqa: ANN401 – a field's annotation gives its type
    """Return a field that is an attribute of its parent, of another name than the field's."""
    return strawberry.field(
        resolver=lambda root: getattr(root, name), description=description, metadata={ATTRIBUTE: name}
    )


def paged(relation: Relation[Any], connection: object, description: str, *, page: int = DEFAULT_PAGE) -> Any:  # noqa: ANN401
    """Return a field that lists a relation as a connection."""
    return batched(listings(relation, page=page), description=description, graphql_type=connection)


def short(relation: Relation[Any], graphql_type: object, description: str) -> Any:  # noqa: ANN401
    """Return a field that lists a relation, short by nature, as a plain list."""
    return batched(everything(relation), description=description, graphql_type=graphql_type)


def single(relation: Relation[Any], graphql_type: object, description: str) -> Any:  # noqa: ANN401
    """Return a field with the one noun of a relation."""
    return batched(only(relation), description=description, graphql_type=graphql_type)


def by_code(noun: type[Noun], attribute: str, graphql_type: object, description: str) -> Any:  # noqa: ANN401
    """Return a field with the noun whose code the parent holds in an attribute."""
    return batched(named(noun, attribute), description=description, graphql_type=graphql_type)
