"""The connections of the catalogue's lists: pages of a selection, with its total and its facets."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry

from hub.catalogue.listing import Listing
from hub.graph.query import Selection
from resolvers import totals
from resolvers.asking import Asking
from schema import references as to
from schema.batching import batched
from schema.connections import Edge, page_field
from schema.fields import attribute, leaf
from schema.inputs import DataItemFacet, DatasetFacet, DepartmentFacet
from schema.marks import FOLLOW, PUBLIC, READ

NodeType = TypeVar("NodeType")


@strawberry.type(description="A value of a facet.", directives=[PUBLIC])
class FacetValue:
    """A value of a facet; resolved from `resolvers.totals.FacetValue`."""

    value: str = leaf("The value, as a filter takes it.")
    count: int = leaf("How many entries of the whole list carry it.")
    title = batched(
        totals.titles,
        description="The title of the department or library whose code the value is.",
        graphql_type=str | None,
    )


@strawberry.type(description="How the entries of the whole list divide by one property.", directives=[PUBLIC])
class Facet:
    """A facet; resolved from `resolvers.totals.Facet`."""

    name: str = leaf("The property counted by.")
    values = batched(totals.values, description="Its values, the most frequent first.", graphql_type=list[FacetValue])


@strawberry.type
class Search(Generic[NodeType]):
    """What the connections of this module share; resolved from `hub.catalogue.listing.Listing`."""

    edges: list[Edge[NodeType]] = attribute("entries", "The entries with their cursors.")
    nodes: list[NodeType] = attribute("nouns", "The entries alone.")
    page_info = page_field()
    total_count = batched(totals.selected, description="How many entries the whole list has.", graphql_type=int)


def _facets(properties: type[Enum]) -> Any:  # noqa: ANN401 – Strawberry's field
    async def resolve(
        parents: Sequence[Listing[Any, Selection]], asking: Asking, *, by: Sequence[Enum] | None = None
    ) -> Sequence[Sequence[totals.Facet]]:
        return await totals.facets(parents, asking, by=list(properties) if by is None else by)

    resolve.__annotations__["by"] = list[properties] | None  # type: ignore[valid-type]  # the very enum, for GraphQL
    return batched(
        resolve,
        description="How the entries of the whole list divide, by each property of `by`, by all where it is left out.",
        graphql_type=list[Facet],
    )


@strawberry.type(description="A page of the datasets that match.", directives=[READ])
class DatasetSearchConnection(Search[to.Dataset]):
    """Datasets."""

    facets = _facets(DatasetFacet)


@strawberry.type(description="A page of the data items that match.", directives=[READ])
class DataItemSearchConnection(Search[to.DataItem]):
    """Data items."""

    facets = _facets(DataItemFacet)


@strawberry.type(description="A page of the departments that match.", directives=[READ])
class DepartmentSearchConnection(Search[to.Department]):
    """Departments."""

    facets = _facets(DepartmentFacet)


@strawberry.type(description="A page of the applications that match.", directives=[FOLLOW])
class ApplicationSearchConnection(Search[to.Application]):
    """Applications."""


@strawberry.type(description="A page of the grants that match.", directives=[FOLLOW])
class GrantSearchConnection(Search[to.Grant]):
    """Grants."""
