"""Who may have an item: everyone, its provider, or those who hold a grant that permits now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hub.access.deciding import Access, judged
from hub.access.facts import facts_of_items, granted, links_of_grants
from hub.access.inquiring import asker_of
from hub.catalogue.reading import fetch
from hub.codes import Code, ItemCode, split_item_code
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Sight
from hub.law.access import permits
from hub.law.classification import classify
from hub.law.facts import Granted, ItemFacts, Purpose, Request
from hub.model import BusinessMatter, Department
from hub.principals import Principal, signed_in
from hub.vocabulary import Channel, Role, ShareType, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who may have an item's records; `provider` is its provider, which may in any case for its own matters.

    `everyone` tells that each department may, for each matter of its own. `access` are the decisions that permit by
    grant, by department and matter, as far as they are the asker's to know: `complete` tells whether that is all.
    """

    item: ItemCode
    provider: Code
    everyone: bool
    access: tuple[Access, ...]
    complete: bool


async def holders_of(
    graph: Graph, item: str, *, principal: Principal | None, channel: Channel | None, now: datetime, sight: Sight
) -> Holders | None:
    """Return who may have an item, None where it does not exist for this sight; one decision call for a department.

    Grants exist for their parties and the auditor: others are told of their own alone, and that this is not all.
    How well another department's client is secured is not known. Raises `Unauthenticated` where nobody asks.
    """
    principal = signed_in(principal)
    split_item_code(item)
    (facts,) = await facts_of_items(graph, [ItemCode(item)], sight=sight)
    if facts is None:
        return None
    share_type, standing = classify(facts)
    everyone = share_type is ShareType.UNCONDITIONAL and standing is Standing.SETTLED
    found = await _permitted(graph, facts, principal, channel, now=now, sight=sight)
    conditional = share_type is ShareType.CONDITIONAL
    told = principal.department == facts.provider or principal.role is Role.AUDITOR
    return Holders(
        item=facts.item,
        provider=facts.provider,
        everyone=everyone,
        access=tuple(found),
        complete=told or not conditional,
    )


async def _permitted(
    graph: Graph,
    facts: ItemFacts,
    principal: Principal,
    channel: Channel | None,
    *,
    now: datetime,
    sight: Sight,
) -> list[Access]:
    if facts.claim is not ShareType.CONDITIONAL:
        return []
    links = await links_of_grants(graph, [facts.item], sight=sight)
    held: dict[Code, tuple[Granted, ...]] = {}
    for grant, conditions in links[facts.item]:
        held[grant.holder] = (*held.get(grant.holder, ()), granted(grant, conditions))
    departments = await fetch(graph, Department, sorted(held), sight=EVERYTHING)
    purposes = await _purposes(graph, sorted({grant.matter for grants in held.values() for grant in grants}))
    found: list[Access] = []
    for department in departments:
        if department is None or department.code == facts.provider:
            continue
        own = replace(facts, grants=held[department.code])
        for matter in sorted({grant.matter for grant in own.grants}):
            request = Request(
                asker=asker_of(department),
                purpose=purposes.get(matter),
                channel=channel,
                security=principal.security if department.code == principal.department else None,
            )
            found += [one for one in judged([own], request, now) if one is not None and permits(one.decision)]
    return found


async def _purposes(graph: Graph, matters: Sequence[Code]) -> dict[Code, Purpose]:
    """Return business matters with the department that carries each out: a grant for one of others' permits nothing."""
    found = await fetch(graph, BusinessMatter, matters, sight=EVERYTHING)
    return {one.code: Purpose(matter=one.code, department=one.department) for one in found if one is not None}
