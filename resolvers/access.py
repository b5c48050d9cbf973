"""Resolvers of what may be had: one decision call for all parents of a field."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from hub.access import Access, access_of, inquiry_of
from hub.catalogue import ITEMS, fetch
from hub.errors import BadInput, MalformedPage
from hub.graph.query import Window
from hub.law.decision import Lacking, Remedy
from hub.law.remedies import remedies
from hub.listing import MAX_PAGE
from hub.model import Condition, DataItem, Dataset, Grant
from hub.nouns import id_of
from hub.vocabulary import Channel
from resolvers.asking import Asking
from resolvers.catalogue import rewind

MOST_ITEMS: Final = 500
"""The most items that `access` takes at once."""


async def access(
    asking: Asking,
    *,
    items: Sequence[str],
    purpose: str | None,
    department: str | None,
    channel: Channel | None,
    as_of: datetime | None,
) -> list[Access | None]:
    """Return what a department may have of some items, by the facts of now or of then."""
    if len(items) > MOST_ITEMS:
        message = f"{len(items)} items are asked about: ask about at most {MOST_ITEMS} at a time."
        raise MalformedPage(message, items=len(items), limit=MOST_ITEMS)
    if as_of is not None and as_of.tzinfo is not None and as_of > asking.now:
        message = "`asOf` lies ahead: what will be recorded then is not known, so ask about a moment that has passed."
        raise BadInput(message)
    await rewind(asking, as_of)
    return await _asked(asking, items, purpose=purpose, department=department, channel=channel)


async def access_to_items(
    parents: Sequence[DataItem], asking: Asking, *, purpose: str | None = None, channel: Channel = Channel.PAGE
) -> Sequence[Access | None]:
    """Return what the caller's department may have of each item."""
    return await _asked(asking, [item.code for item in parents], purpose=purpose, channel=channel)


async def access_to_datasets(
    parents: Sequence[Dataset], asking: Asking, *, purpose: str | None = None, channel: Channel = Channel.PAGE
) -> Sequence[Sequence[Access]]:
    """Return what the caller's department may have of the items of each dataset, by position."""
    nodes = [id_of(Dataset, dataset.code) for dataset in parents]
    window = Window(first=MAX_PAGE, order=ITEMS.order)
    found = await asking.graph.expand(nodes, ITEMS.step, window=window, sight=asking.sight, as_of=asking.as_of)
    codes = [[link.node.id.partition(":")[2] for link in links.links] for links in found]
    flat = [code for of_dataset in codes for code in of_dataset]
    judged = dict(zip(flat, await _asked(asking, flat, purpose=purpose, channel=channel), strict=True))
    return [[one for code in of_dataset if (one := judged[code]) is not None] for of_dataset in codes]


async def items_of(parents: Sequence[Access], asking: Asking) -> Sequence[DataItem | None]:
    """Return the item that each decision is about."""
    codes = [one.decision.item for one in parents]
    return await fetch(asking.graph, DataItem, codes, sight=asking.sight, as_of=asking.as_of)


async def grants_of(parents: Sequence[Access], asking: Asking) -> Sequence[Grant | None]:
    """Return the grant that permits, as far as it exists for the caller."""
    codes = [one.decision.grant for one in parents]
    return await fetch(asking.graph, Grant, codes, sight=asking.sight, as_of=asking.as_of)


async def conditions_of(parents: Sequence[Lacking], asking: Asking) -> Sequence[Condition | None]:
    """Return the condition that wants what is lacking, as it is published now."""
    codes = [lacking.condition for lacking in parents]
    return await fetch(asking.graph, Condition, codes, sight=asking.sight, as_of=asking.as_of)


async def remedies_of(parents: Sequence[Access], asking: Asking) -> Sequence[Sequence[Sequence[Remedy]]]:
    """Return the least sets of changes that would turn each denial."""
    del asking
    answers = []
    for one in parents:
        # A set is found by trying: other requests get their turn in between.
        await asyncio.sleep(0)
        found = remedies(one.facts, one.request, one.now)
        answers.append([sorted(remedy, key=lambda change: (change.agent.value, change.step.value)) for remedy in found])
    return answers


async def _asked(
    asking: Asking,
    items: Sequence[str],
    *,
    purpose: str | None,
    channel: Channel | None,
    department: str | None = None,
) -> list[Access | None]:
    inquiry = inquiry_of(asking.principal, purpose=purpose, channel=channel, department=department)
    return await access_of(
        asking.graph,
        items,
        inquiry,
        principal=asking.principal,
        now=asking.now,
        sight=asking.sight,
        as_of=asking.as_of,
    )
