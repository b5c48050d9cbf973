"""What becomes of grants: facts, law, and one change that expects what the law was told (Art. 19)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from hub.access.facts import citations_of
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.catalogue.reading import fetch
from hub.codes import Code
from hub.errors import Conflict, NotFound
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.law.applications import Actor, Case
from hub.law.grants import Accept, GrantAction, Reinstate, Revoke, Suspend, handle, may_extend
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.model import DataItem, Grant
from hub.principals import Principal, actor_of, sight_of
from hub.procedure.applying import TRIES, Wish, apply, busy, check_bases, check_text
from hub.procedure.dossiers import read_conditions
from hub.vocabulary import Role

ACTIONS: Final[Mapping[type[GrantAction], str]] = {
    Suspend: "grant.suspend",
    Reinstate: "grant.reinstate",
    Revoke: "grant.revoke",
    Accept: "grant.accept",
}
"""How each action is called in the ledger."""


async def suspend(graph: Graph, principal: Principal, grant: Code, *, reason: str, now: datetime) -> Grant | Refusal:
    """Suspend a grant; raises `NotFound` where it does not exist for the caller, as the other steps do."""
    check_text("reason", reason)
    return await _step(graph, principal, grant, Suspend(reason), now=now)


async def reinstate(graph: Graph, principal: Principal, grant: Code, *, now: datetime) -> Grant | Refusal:
    """End the suspension of a grant."""
    return await _step(graph, principal, grant, Reinstate(), now=now)


async def revoke(
    graph: Graph, principal: Principal, grant: Code, *, reason: str, bases: tuple[Code, ...], now: datetime
) -> Grant | Refusal:
    """Take a grant back for good; the next decision no longer knows it."""
    check_text("reason", reason)
    check_bases(bases)
    citations = tuple(await citations_of(graph, bases))
    return await _step(graph, principal, grant, Revoke(reason, citations), now=now)


async def accept(
    graph: Graph, principal: Principal, grant: Code, *, undertaking: Code, now: datetime
) -> Grant | Refusal:
    """Accept an undertaking that the conditions of a grant name; accepting it again changes nothing."""
    return await _step(graph, principal, grant, Accept(undertaking), now=now)


async def extend(
    graph: Graph, principal: Principal, grant: Code, *, days: int, statement: str | None, now: datetime
) -> Case | Refusal:
    """Apply for more days of a grant that the caller's department holds; it is reviewed like any application."""
    held, _ = await _read(graph, principal, grant)
    if actor_of(principal) != Actor(department=held.holder, role=Role.CONSUMER):
        return refuse(RefusalCode.NOT_YOUR_STEP, who=f"{held.holder} ({Role.CONSUMER.value})")
    ended = may_extend(held, now)
    if ended:
        return ended
    # What has left the catalogue since can no longer be asked for.
    there = await fetch(graph, DataItem, held.items, sight=sight_of(principal))
    items = tuple(item.code for item in there if item is not None)
    wish = Wish(items=items, purpose=held.matter, days=days, statement=statement, extends=held.code)
    return await apply(graph, principal, wish, now=now)


async def _step(
    graph: Graph, principal: Principal, code: Code, action: GrantAction, *, now: datetime
) -> Grant | Refusal:
    for _ in range(TRIES):
        grant, revision = await _read(graph, principal, code)
        recorded = await read_conditions(graph, code) if isinstance(action, Accept) else {}
        conditions = [stated for of_item in recorded.values() for stated in of_item]
        done = handle(grant, action, actor_of(principal), now=now, conditions=conditions)
        if isinstance(done, Refusal) or done == grant:
            return done
        change = Change(
            actor=principal.name,
            action=ACTIONS[type(action)],
            puts=(node_of(done),),
            expects=(Expectation(id_of(Grant, code), revision),),
            facts={"role": principal.role.value, "state": done.state.value},
        )
        try:
            await graph.commit(change)
        except Conflict:
            continue
        return done
    raise busy(code)


async def _read(graph: Graph, principal: Principal, code: Code) -> tuple[Grant, Revision]:
    (node,) = await graph.get([id_of(Grant, code)], sight=sight_of(principal))
    if node is None:
        message = f"There is no grant '{code}' for you: list yours with `grants`."
        raise NotFound(message, grant=code)
    return noun_of(Grant, node), node.revision
