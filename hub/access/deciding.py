"""Asking the law of what the graph records: may these records be had, and who else is asked about (docs/law.md)."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.access.facts import facts_of_items, with_grants
from hub.access.inquiring import Inquiry, request_of
from hub.access.memory import Memory
from hub.codes import Code, ItemCode, split_item_code
from hub.errors import Forbidden
from hub.graph.port import Graph
from hub.graph.query import Sight
from hub.graph.values import Revision
from hub.law.access import decide
from hub.law.decision import Decision
from hub.law.facts import ItemFacts, Request
from hub.principals import Principal
from hub.vocabulary import Role

OVERSEERS = (Role.AUTHORITY, Role.AUDITOR)
"""The roles that may ask what any department may have: who coordinates sharing, and who keeps the trace (design)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A decision with all that it was made from."""

    decision: Decision
    facts: ItemFacts
    request: Request
    now: datetime


async def access_of(
    graph: Graph,
    items: Sequence[str],
    inquiry: Inquiry,
    *,
    principal: Principal | None,
    now: datetime,
    sight: Sight,
    as_of: Revision | None = None,
    memory: Memory | None = None,
) -> list[Access | None]:
    """Return the decision on each item, None where it does not exist for this sight; one decision call for all.

    With a `memory`, what was gathered before is gathered again only if anything was written since.

    Whoever asks for another department must be the provider of every item, or an overseer: else `Forbidden`. Raises
    `NotFound` for an unknown department or purpose.
    """
    for item in items:
        split_item_code(item)
    codes = [ItemCode(item) for item in items]
    if memory is None or as_of is not None:
        request, facts = await asyncio.gather(
            request_of(graph, inquiry, as_of=as_of), facts_of_items(graph, codes, sight=sight, as_of=as_of)
        )
        _check(principal, inquiry, facts)
        return judged(await with_grants(graph, facts, holder=inquiry.department, as_of=as_of), request, now)
    epoch = await memory.epoch()
    request, facts = await asyncio.gather(epoch.request(graph, inquiry), epoch.facts(graph, codes, sight=sight))
    _check(principal, inquiry, facts)
    return judged(await epoch.with_grants(graph, facts, holder=inquiry.department), request, now)


def judged(facts: Sequence[ItemFacts | None], request: Request, now: datetime) -> list[Access | None]:
    """Return the decision on each item whose facts are known; one decision call."""
    decisions = iter(decide([one for one in facts if one is not None], request, now))
    return [
        None if one is None else Access(decision=next(decisions), facts=one, request=request, now=now) for one in facts
    ]


def oversees(principal: Principal | None, provider: Code) -> bool:
    """Tell whether a principal may know what other departments may have of a provider's items."""
    return principal is not None and (principal.department == provider or principal.role in OVERSEERS)


def _check(principal: Principal | None, inquiry: Inquiry, facts: Iterable[ItemFacts | None]) -> None:
    if principal is not None and inquiry.department == principal.department:
        return
    for one in facts:
        if one is not None and not oversees(principal, one.provider):
            message = (
                f"What {inquiry.department} may have of {one.item} is for that department, the provider and those who "
                "oversee sharing to know: ask for your own department."
            )
            raise Forbidden(message, item=one.item)
