"""The root of the subscriptions, and the events that they tell."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime

import strawberry

from hub.catalogue import feed
from resolvers import changes
from resolvers.asking import Asking
from schema.batching import batched, streamed
from schema.fields import leaf
from schema.marks import READ
from schema.nodes import Node


@strawberry.type(
    description="A change to the catalogue as you may see it: what it added, altered or removed of the entries that "
    "exist for you.",
    directives=[READ],
)
class CatalogueChange:
    """Resolved from `hub.catalogue.feed.CatalogueChange`."""

    sequence: int = leaf("The number of the change: pass it as `after` to go on behind this change.")
    recorded: datetime = leaf("The moment at which it was recorded.")
    action: str = leaf("What was done, as `subject.verb`.")
    changed_count: int = strawberry.field(
        resolver=lambda root: len(root.changed), description="How many entries it added or altered."
    )
    removed_count: int = strawberry.field(
        resolver=lambda root: len(root.removed), description="How many entries it removed."
    )
    changed = batched(
        changes.changed,
        description="The first entries that it added or altered; they and all below them as this change left them.",
        graphql_type=list[Node | None],
    )
    removed = batched(
        changes.removed,
        description="The first entries that it removed, as they were before.",
        graphql_type=list[Node | None],
    )


async def _changes(
    asking: Callable[[], Awaitable[Asking]], *, after: int | None = None, of: list[strawberry.ID] | None = None
) -> AsyncGenerator[feed.CatalogueChange, None]:
    return await changes.changes(asking, after=after, ids=of)


@strawberry.type(directives=[READ])
class Subscription:
    """The fields that a subscription begins with."""

    changes = streamed(
        _changes,
        description="Changes to the catalogue, each told once and in order: those after the one with the number "
        "`after` that have happened already, then each as it happens; without `after` from now on. `of` are the ids of "
        "the entries to tell of. What does not exist for you is not told: numbers are left out.",
        graphql_type=CatalogueChange | None,
    )
