"""Resolvers of what may be had: one decision call for all parents of a field."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from hub.access.deciding import Access, access_of
from hub.access.inquiring import inquiry_of
from hub.catalogue.listing import MAX_PAGE
from hub.catalogue.nouns import id_of
from hub.catalogue.reading import ITEMS, fetch
from hub.errors import BadInput, MalformedPage
from hub.graph.query import Window
from hub.law.decision import Lacking, Remedy
from hub.law.remedies import MOST_TRIED, remedies
from hub.model import Condition, DataItem, Dataset, Grant
from hub.vocabulary import Channel
from resolvers.asking import Asking
from resolvers.catalogue import rewind

MOST_ITEMS: Final = 500
"""The most items that `access` takes at once."""

TRIED_IN_ALL: Final = 15_000
"""How many sets of changes are tried for all items of one field: some take a second, more would keep others waiting."""

LEAST_TRIED: Final = 30
"""How many are tried for each item in any case: all that there are where a handful of changes could matter."""

_PART: Final = 25
"""For how many items they are tried at a stretch."""


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
    """Return the least sets of changes that would turn each denial.

    Sets are found by trying: of one item as many are tried as the law tries, of many items fewer of each.
    """
    del asking
    most, answers = tries_for(len(parents)), list[list[list[Remedy]]]()
    for begin in range(0, len(parents), _PART):
        # On another thread, so that other requests get their turn; in parts, so that it can be broken off.
        answers += await asyncio.to_thread(_remedies, parents[begin : begin + _PART], most)
    return answers


def tries_for(items: int) -> int:
    """Return how many sets of changes are tried for each of so many items: in all as many as for a few of them."""
    return min(MOST_TRIED, max(LEAST_TRIED, TRIED_IN_ALL // max(1, items)))


def _remedies(parents: Sequence[Access], most: int) -> list[list[list[Remedy]]]:
    found = [remedies(one.facts, one.request, one.now, most=most) for one in parents]
    return [
        [sorted(remedy, key=lambda change: (change.agent.value, change.step.value)) for remedy in several]
        for several in found
    ]


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
        memory=asking.memory,
    )
