"""Who may have an item, and what a department may have, as GraphQL types."""

import strawberry

from resolvers import seeing as resolvers
from schema import references as to
from schema.access import Access
from schema.batching import batched
from schema.fields import leaf
from schema.marks import READ


@strawberry.type(description="Who may have an item's records now.", directives=[READ])
class Holders:
    """Resolved from `hub.access.holders.Holders`."""

    item = batched(resolvers.items_of, description="The item.", graphql_type=to.DataItem | None)
    provider = batched(
        resolvers.providers_of,
        description="Its provider, which may in any case for business matters of its own.",
        graphql_type=to.Department | None,
    )
    everyone: bool = leaf("Whether every department may, for business matters of its own.")
    access: list[Access] = leaf("What grants permit, by department and business matter, as far as you may know.")
    complete: bool = leaf("Whether you are told of all; else of what you take part in alone.")


@strawberry.type(description="A dataset of which a department may have something.", directives=[READ])
class SeenDataset:
    """Resolved from `hub.access.seeing.Seen`."""

    dataset: to.Dataset = leaf("The dataset.")
    access: list[Access] = leaf("The decisions on its items that permit, by position.")


@strawberry.type(description="A page of what a department may have, by dataset code.", directives=[READ])
class Sightings:
    """Resolved from `hub.access.seeing.Sightings`."""

    nodes: list[SeenDataset] = strawberry.field(resolver=lambda root: root.entries, description="The datasets.")
    looked_at: int = leaf("How many datasets the law was asked about for this page, at most about 1,000.")
    has_next_page: bool = strawberry.field(
        resolver=lambda root: root.more,
        graphql_type=bool,
        description="Whether others are to be looked at: a page may be short, or empty, and go on all the same.",
    )
    end_cursor: str | None = strawberry.field(
        resolver=lambda root: root.cursor,
        graphql_type=str | None,
        description="Pass it as `after` to look further.",
    )
