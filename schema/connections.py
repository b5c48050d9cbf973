"""Relay connections: pages of relations, of selections with facets, and of lineage with what happens on the way."""

from typing import Any, Generic, TypeVar

import strawberry

from hub.catalogue.listing import Listed, Listing
from resolvers import totals
from schema.batching import batched
from schema.enumerations import Transformation
from schema.fields import attribute, leaf, read
from schema.marks import PUBLIC

NodeType = TypeVar("NodeType")


@strawberry.type(directives=[PUBLIC])
class PageInfo:
    """Whether a list goes on, and where."""

    has_next_page: bool = leaf("Whether entries follow this page.")
    has_previous_page: bool = leaf("Whether this page was asked for with `after`.")
    start_cursor: str | None = leaf("The cursor of the first entry.")
    end_cursor: str | None = leaf("The cursor of the last entry: pass it as `after` for the next page.")


def _page_info(root: Listing[Any, Any]) -> PageInfo:
    entries = root.entries
    first, last = (entries[0], entries[-1]) if entries else (None, None)
    return PageInfo(
        has_next_page=root.more,
        has_previous_page=root.begun,
        start_cursor=None if first is None else first.cursor,
        end_cursor=None if last is None else last.cursor,
    )


def page_field() -> Any:  # noqa: ANN401 – Strawberry's field
    """Return the field that tells whether a list goes on."""
    return read(_page_info, "Whether the list goes on, and where.", reads="places", graphql_type=PageInfo)


@strawberry.type(description="An entry of a list.")
class Edge(Generic[NodeType]):
    """An entry of a list; resolved from `hub.catalogue.listing.Listed`."""

    node: NodeType = attribute("noun", "The entry itself.")
    cursor: str = leaf("Pass it as `after` to go on behind this entry.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[NodeType]):
    """A page of what a noun is related to; resolved from `hub.catalogue.listing.Listing`."""

    edges: list[Edge[NodeType]] = attribute("entries", "The entries with their cursors.")
    nodes: list[NodeType] = attribute("nouns", "The entries alone.")
    page_info = page_field()
    total_count = batched(totals.related, description="How many entries the whole list has.", graphql_type=int)


def _transformation(root: Listed[Any]) -> Transformation | None:
    name = root.properties.get("transformation")
    return None if name is None else Transformation(name)


@strawberry.type(description="A step of item lineage, and what happens on the way.")
class LineageEdge(Generic[NodeType]):
    """A neighbour in lineage with the properties of the edge; resolved from `hub.catalogue.listing.Listed`."""

    node: NodeType = attribute("noun", "The item at the other end.")
    cursor: str = leaf("Pass it as `after` to go on behind this entry.")
    transformation: Transformation | None = strawberry.field(
        resolver=_transformation, description="What becomes of the upstream item."
    )
    description: str | None = strawberry.field(
        resolver=lambda root: root.properties.get("description"),
        graphql_type=str | None,
        description="The transformation in words.",
    )
    masks: bool = strawberry.field(
        resolver=lambda root: root.properties.get("masks", False),
        graphql_type=bool,
        description="Whether values are masked on the way.",
    )


@strawberry.type(description="A page of direct lineage.")
class LineageConnection(Generic[NodeType]):
    """A page of direct lineage between items; resolved from `hub.catalogue.listing.Listing`."""

    edges: list[LineageEdge[NodeType]] = attribute("entries", "The entries with what happens on the way.")
    nodes: list[NodeType] = attribute("nouns", "The items alone.")
    page_info = page_field()
    total_count = batched(totals.related, description="How many entries the whole list has.", graphql_type=int)
