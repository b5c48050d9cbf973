"""How grants come about and what becomes of them (Art. 19; docs/law.md); whether one has expired is computed at read.

A grant is made in the step that settles its items, with the conditions published at that moment. Revoking bites at
once. Whoever suspended a grant reinstates it; the provider and the authorities that took part may do either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from hub.codes import Code, ItemCode
from hub.law.applications import Actor, Case
from hub.law.facts import Citation, Stated
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.law.reviews import fault_of_bases
from hub.law.terms import AllOf, AnyOf, Not, Term, Undertaken
from hub.model import Grant
from hub.vocabulary import GrantState, Role, Verdict


@dataclass(frozen=True, slots=True)
class Suspend:
    """No records are given until the grant is reinstated."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reinstate:
    """A suspension ends; the end of the grant stays what it was."""


@dataclass(frozen=True, slots=True)
class Revoke:
    """The grant is taken back for good, which is a refusal to share and cites a basis as one (Art. 16)."""

    reason: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Accept:
    """The holder accepts an undertaking that the recorded conditions name."""

    undertaking: Code


GrantAction = Suspend | Reinstate | Revoke | Accept


def newly_approved(before: Case, after: Case) -> tuple[ItemCode, ...]:
    """Return the items that a step approved, in the order of the application."""
    earlier = before.verdicts()
    return tuple(
        item
        for item, verdict in after.verdicts().items()
        if verdict is Verdict.APPROVE and earlier.get(item) is not Verdict.APPROVE
    )


def granted(
    before: Case, after: Case, *, code: Code, now: datetime, extended: Grant | None = None
) -> Grant | Refusal | None:
    """Return the grant that a step makes or extends, None where it approves nothing.

    An extension that is approved whole, of a grant that still holds, moves that grant's end; approved in part or too
    late it is a new grant from now on. A grant that is suspended or revoked is not extended.
    """
    items = newly_approved(before, after)
    if not items:
        return None
    application = after.application
    if extended is not None:
        ended = _revoked(extended) or _suspended(extended)
        if ended:
            return ended
        if set(items) == set(extended.items) and now < extended.until:
            until = extended.until + timedelta(days=application.days)
            return replace(extended, state=GrantState.EXTENDED, until=until, extended=True)
    return Grant(
        code=code,
        holder=application.applicant,
        provider=application.provider,
        authorities=tuple(code for code in (application.authority, application.coordinator) if code is not None),
        matter=application.matter,
        items=items,
        state=GrantState.ACTIVE,
        since=now,
        until=now + timedelta(days=application.days),
        application=application.code,
    )


def handle(
    grant: Grant, action: GrantAction, actor: Actor, *, now: datetime, conditions: Iterable[Stated] = ()
) -> Grant | Refusal:
    """Return a grant after an action of an actor at a moment (aware), or why the action is not allowed.

    `conditions` are those recorded for any of its items, which say what undertakings there are to accept.
    """
    match action:
        case Suspend():
            return _suspend(grant, action, actor, now)
        case Reinstate():
            return _reinstate(grant, actor, now)
        case Revoke():
            return _revoke(grant, action, actor)
        case Accept():
            return _accept(grant, action, actor, now, conditions)
        case _:
            assert_never(action)


def has_expired(grant: Grant, now: datetime) -> bool:
    """Tell whether a grant's time is over at a moment."""
    return now >= grant.until


def may_extend(grant: Grant, now: datetime) -> Refusal | None:
    """Return why an extension of a grant cannot be asked for, None where it can."""
    return _revoked(grant) or _suspended(grant) or _expired(grant, now)


def _suspend(grant: Grant, action: Suspend, actor: Actor, now: datetime) -> Grant | Refusal:
    fault = _not_theirs(grant, actor) or _revoked(grant) or _suspended(grant) or _expired(grant, now)
    if fault:
        return fault
    if not action.reason.strip():
        return refuse(RefusalCode.REASON_MISSING, about="")
    return replace(grant, state=GrantState.SUSPENDED, reason=action.reason, bases=(), suspended_by=actor.department)


def _reinstate(grant: Grant, actor: Actor, now: datetime) -> Grant | Refusal:
    fault = _not_theirs(grant, actor) or _revoked(grant) or _expired(grant, now)
    if fault:
        return fault
    if grant.state is not GrantState.SUSPENDED:
        return refuse(RefusalCode.GRANT_NOT_SUSPENDED)
    if grant.suspended_by != actor.department:
        return refuse(RefusalCode.GRANT_SUSPENDED, by=str(grant.suspended_by))
    state = GrantState.EXTENDED if grant.extended else GrantState.ACTIVE
    return replace(grant, state=state, reason=None, suspended_by=None)


def _revoke(grant: Grant, action: Revoke, actor: Actor) -> Grant | Refusal:
    fault = _not_theirs(grant, actor) or _revoked(grant)
    if fault:
        return fault
    if not action.reason.strip():
        return refuse(RefusalCode.REASON_MISSING, about="")
    fault = fault_of_bases(action.citations)
    if fault:
        return fault
    bases = tuple(citation.basis for citation in action.citations)
    return replace(grant, state=GrantState.REVOKED, reason=action.reason, bases=bases)


def _accept(grant: Grant, action: Accept, actor: Actor, now: datetime, conditions: Iterable[Stated]) -> Grant | Refusal:
    if actor != Actor(department=grant.holder, role=Role.CONSUMER):
        return refuse(RefusalCode.NOT_YOUR_STEP, who=f"{grant.holder} ({Role.CONSUMER.value})")
    fault = _revoked(grant) or _expired(grant, now)
    if fault:
        return fault
    named = {code for stated in conditions if stated.terms is not None for code in _undertakings(stated.terms)}
    if action.undertaking not in named:
        return refuse(RefusalCode.UNDERTAKING_NOT_ASKED, undertaking=action.undertaking)
    if action.undertaking in grant.undertakings:
        return grant
    return replace(grant, undertakings=(*grant.undertakings, action.undertaking))


def _undertakings(term: Term) -> Iterator[Code]:
    match term:
        case Undertaken(undertaking=code):
            yield code
        case AllOf(terms=terms) | AnyOf(terms=terms):
            for part in terms:
                yield from _undertakings(part)
        case Not(term=part):
            yield from _undertakings(part)
        case _:
            return


def _not_theirs(grant: Grant, actor: Actor) -> Refusal | None:
    provider = Actor(department=grant.provider, role=Role.PROVIDER)
    authority = actor.role is Role.AUTHORITY and actor.department in grant.authorities
    if actor.department != grant.holder and (actor == provider or authority):
        return None
    named = [f"{grant.provider} ({Role.PROVIDER.value})", *(f"{code} (AUTHORITY)" for code in grant.authorities)]
    return refuse(RefusalCode.NOT_YOUR_STEP, who=", ".join(named))


def _revoked(grant: Grant) -> Refusal | None:
    return refuse(RefusalCode.GRANT_REVOKED) if grant.state is GrantState.REVOKED else None


def _suspended(grant: Grant) -> Refusal | None:
    by = str(grant.suspended_by)
    return refuse(RefusalCode.GRANT_SUSPENDED, by=by) if grant.state is GrantState.SUSPENDED else None


def _expired(grant: Grant, now: datetime) -> Refusal | None:
    return refuse(RefusalCode.GRANT_EXPIRED) if has_expired(grant, now) else None
