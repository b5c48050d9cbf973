"""Resolvers of who may have an item, and of what a department may have."""

from collections.abc import Sequence

from hub.access.deciding import Access
from hub.access.holders import Holders, holders_of
from hub.access.inquiring import inquiry_of
from hub.access.seeing import Sightings, what_is_seen
from hub.catalogue.listing import PageRequest
from hub.catalogue.reading import fetch
from hub.model import BusinessMatter, DataItem, Department
from hub.vocabulary import Channel
from resolvers.asking import Asking


async def who_can_see(asking: Asking, *, item: str, channel: Channel) -> Holders | None:
    """Return who may have an item now, as far as the caller may know."""
    return await holders_of(
        asking.graph, item, principal=asking.principal, channel=channel, now=asking.now, sight=asking.sight
    )


async def what_can_i_see(asking: Asking, *, purpose: str, channel: Channel, first: int, after: str | None) -> Sightings:
    """Return a page of what the caller's department may have for a matter of its own."""
    inquiry = inquiry_of(asking.principal, purpose=purpose, channel=channel)
    page = PageRequest(first, after)
    return await what_is_seen(asking.graph, inquiry, page=page, now=asking.now, sight=asking.sight)


async def items_of(parents: Sequence[Holders], asking: Asking) -> Sequence[DataItem | None]:
    """Return the item that was asked about."""
    return await fetch(asking.graph, DataItem, [one.item for one in parents], sight=asking.sight)


async def providers_of(parents: Sequence[Holders], asking: Asking) -> Sequence[Department | None]:
    """Return the provider of the item."""
    return await fetch(asking.graph, Department, [one.provider for one in parents], sight=asking.sight)


async def departments_of(parents: Sequence[Access], asking: Asking) -> Sequence[Department | None]:
    """Return the department that a decision is about."""
    codes = [one.request.asker.department for one in parents]
    return await fetch(asking.graph, Department, codes, sight=asking.sight, as_of=asking.as_of)


async def purposes_of(parents: Sequence[Access], asking: Asking) -> Sequence[BusinessMatter | None]:
    """Return the business matter that a decision is about, None where none was named."""
    codes = [None if one.request.purpose is None else one.request.purpose.matter for one in parents]
    return await fetch(asking.graph, BusinessMatter, codes, sight=asking.sight, as_of=asking.as_of)
