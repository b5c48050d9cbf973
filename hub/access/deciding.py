"""Asking the law of what the graph records: may these records be had, and who else is asked about (docs/law.md)."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.access.facts import facts_of_items, with_grants
from hub.catalogue.reading import fetch
from hub.codes import Code, ItemCode, code, split_item_code
from hub.errors import Forbidden, NotFound
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Sight
from hub.graph.values import Revision
from hub.law.access import decide
from hub.law.decision import Decision
from hub.law.facts import Asker, ItemFacts, Purpose, Request
from hub.model import BusinessMatter, Department
from hub.principals import Principal, signed_in
from hub.vocabulary import Channel, ClientSecurity, Role

OVERSEERS = (Role.AUTHORITY, Role.AUDITOR)
"""The roles that may ask what any department may have: who coordinates sharing, and who keeps the trace (design)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """For which department, purpose (a matter's code), channel and security of the client access is asked about."""

    department: Code
    purpose: str | None
    channel: Channel | None = None
    security: ClientSecurity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A decision with all that it was made from."""

    decision: Decision
    facts: ItemFacts
    request: Request
    now: datetime


def inquiry_of(
    principal: Principal | None, *, purpose: str | None, channel: Channel | None, department: str | None = None
) -> Inquiry:
    """Return what a principal asks about, its own department unless another is named.

    How well its client is secured counts for its own department alone. Raises `Unauthenticated` where nobody asks.
    """
    principal = signed_in(principal)
    asked = principal.department if department is None else code(department)
    own = asked == principal.department
    return Inquiry(department=asked, purpose=purpose, channel=channel, security=principal.security if own else None)


async def access_of(
    graph: Graph,
    items: Sequence[str],
    inquiry: Inquiry,
    *,
    principal: Principal | None,
    now: datetime,
    sight: Sight,
    as_of: Revision | None = None,
) -> list[Access | None]:
    """Return the decision on each item, None where it does not exist for this sight; one decision call for all.

    Whoever asks for another department must be the provider of every item, or an overseer: else `Forbidden`. Raises
    `NotFound` for an unknown department or purpose.
    """
    for item in items:
        split_item_code(item)
    request, facts = await asyncio.gather(
        request_of(graph, inquiry, as_of=as_of),
        facts_of_items(graph, [ItemCode(item) for item in items], sight=sight, as_of=as_of),
    )
    _check(principal, inquiry, facts)
    known = await with_grants(graph, facts, holder=inquiry.department, as_of=as_of)
    return judged(known, request, now)


def judged(facts: Sequence[ItemFacts | None], request: Request, now: datetime) -> list[Access | None]:
    """Return the decision on each item whose facts are known; one decision call."""
    decisions = iter(decide([one for one in facts if one is not None], request, now))
    return [
        None if one is None else Access(decision=next(decisions), facts=one, request=request, now=now) for one in facts
    ]


async def request_of(graph: Graph, inquiry: Inquiry, *, as_of: Revision | None = None) -> Request:
    """Return an inquiry as the request that the law is asked about; two store calls."""
    named = None if inquiry.purpose is None else code(inquiry.purpose)
    (department,), (matter,) = await asyncio.gather(
        fetch(graph, Department, [inquiry.department], sight=EVERYTHING, as_of=as_of),
        fetch(graph, BusinessMatter, [named], sight=EVERYTHING, as_of=as_of),
    )
    if department is None:
        message = f"There is no department '{inquiry.department}': `departments` lists them."
        raise NotFound(message, department=inquiry.department)
    purpose = None
    if named is not None:
        if matter is None:
            message = f"There is no business matter '{named}': `Department.businessMatters` lists them."
            raise NotFound(message, purpose=named)
        purpose = Purpose(matter=matter.code, department=matter.department)
    return Request(asker=asker_of(department), purpose=purpose, channel=inquiry.channel, security=inquiry.security)


def asker_of(department: Department) -> Asker:
    """Return a department as the law is told of who asks."""
    return Asker(department=department.code, level=department.level, region=department.region)


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
