"""Whether an item's records may be had, by one department, for one purpose, at one moment (docs/law.md).

The hot path of the hub: nothing is built per call but the decisions themselves.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from hub.codes import Code, ItemName
from hub.law import rules
from hub.law.calendar import told
from hub.law.classification import basis_of, classify
from hub.law.conditions import UNLIMITED, Limits, Situation, Truth, bounds, combined, evaluate
from hub.law.decision import Decision, Lacking, Reason
from hub.law.facts import Granted, ItemFacts, Request
from hub.vocabulary import GrantState, Outcome, ShareType, Standing

LIVE: Final = (GrantState.ACTIVE, GrantState.EXTENDED)
"""The states in which a grant can permit."""

_OPEN_BY_CLAIM: Final = (Reason(rule=rules.SELF_SERVICE.id),)
_OPEN_BASE: Final = (Reason(rule=rules.SELF_SERVICE.id), Reason(rule=rules.BASE.id))
_OPEN_BY_DEFAULT: Final = (Reason(rule=rules.SELF_SERVICE.id), Reason(rule=rules.CLASS.id, facts={"claim": "NONE"}))


def decide(items: Sequence[ItemFacts], request: Request, now: datetime) -> tuple[Decision, ...]:
    """Return for each item, in order, whether its records may be had; `now` is aware. Whatever is undecided is denied.

    A decision depends on its own item's facts alone, so that one call for many items says what many calls would.
    """
    barred = _purpose_fault(request)
    if barred:
        return tuple([_denied(item, barred) for item in items])
    return tuple([_decided(item, request, now) for item in items])


def permits(decision: Decision) -> bool:
    """Tell whether records may be had, masked or not."""
    return decision.outcome is not Outcome.DENY


def _purpose_fault(request: Request) -> tuple[Reason, ...]:
    """Return why the purpose does not do (Art. 16), empty where it does."""
    purpose = request.purpose
    if purpose is None:
        return (Reason(rule=rules.PURPOSE.id),)
    if purpose.department != request.asker.department:
        return (Reason(rule=rules.PURPOSE.id, facts={"matter": purpose.matter, "carriedOutBy": purpose.department}),)
    return ()


def _decided(item: ItemFacts, request: Request, now: datetime) -> Decision:
    share_type, standing = classify(item)
    reasons: tuple[Reason, ...]
    if item.provider == request.asker.department:
        outcome, reasons = Outcome.ALLOW, (Reason(rule=rules.OWN.id, facts={"provider": item.provider}),)
    elif standing is not Standing.SETTLED:
        return _denied(item, _withheld_reasons(item, standing))
    elif share_type is ShareType.UNCONDITIONAL:
        outcome, reasons = Outcome.ALLOW, _open_reasons(item)
    elif share_type is ShareType.NOT_SHARED:
        outcome, reasons = Outcome.DENY, (Reason(rule=rules.NOT_SHARED.id), _restricted(item))
    else:
        return _conditional(item, request, now)
    return Decision(item=item.item, outcome=outcome, share_type=share_type, standing=standing, reasons=reasons)


def _denied(item: ItemFacts, reasons: tuple[Reason, ...], lacking: tuple[Lacking, ...] = ()) -> Decision:
    share_type, standing = classify(item)
    return Decision(
        item=item.item,
        outcome=Outcome.DENY,
        share_type=share_type,
        standing=standing,
        reasons=reasons,
        lacking=lacking,
    )


def _open_reasons(item: ItemFacts) -> tuple[Reason, ...]:
    if item.base:
        return _OPEN_BASE
    if item.claim is ShareType.UNCONDITIONAL:
        return _OPEN_BY_CLAIM
    return _OPEN_BY_DEFAULT if item.claim is None else (_OPEN_BY_CLAIM[0], _restricted(item))


def _withheld_reasons(item: ItemFacts, standing: Standing) -> tuple[Reason, ...]:
    if standing is Standing.UNCONFIRMED:
        return (Reason(rule=rules.UNCONFIRMED.id), _OPEN_BY_DEFAULT[1])
    grounds = Reason(rule=rules.BASE.id) if item.base else _restricted(item)
    return (Reason(rule=rules.CONTESTED.id), grounds)


def _restricted(item: ItemFacts) -> Reason:
    """Return what the law says of a claim that is not unconditional, with the claim and what its citations are."""
    claim = "NONE" if item.claim is None else item.claim.value
    facts = {"claim": claim, "basis": basis_of(item.citations).value}
    cited = ", ".join(citation.basis for citation in item.citations)
    return Reason(rule=rules.CLASS.id, facts=facts | {"cited": cited} if cited else facts)


def _conditional(item: ItemFacts, request: Request, now: datetime) -> Decision:
    """Judge an item by the asker's grants: the best that permits, else what each lacks."""
    matter = request.purpose.matter if request.purpose else None
    permitting: list[tuple[Granted, Limits]] = []
    reasons: list[Reason] = []
    lacking: tuple[Lacking, ...] = ()
    for grant in item.grants:
        if grant.matter != matter:
            continue
        dead = _dead(grant, now)
        if dead:
            reasons.append(dead)
            continue
        limits, missing = _judged(item, grant, request, now)
        if limits is None:
            reasons.append(Reason(rule=rules.CONDITION.id, facts={"grant": grant.grant}))
            lacking += missing
            continue
        permitting.append((grant, limits))
    if permitting:
        grant, limits = permitting[0] if len(permitting) == 1 else min(permitting, key=_preference)
        return _granted(item, grant, limits, until=_end(item, grant, limits, request, now))
    return _denied(item, (Reason(rule=rules.APPLY.id), *reasons, _restricted(item)), lacking)


def _preference(permitting: tuple[Granted, Limits]) -> tuple[bool, float, Code]:
    """Order grants that permit: what masks nothing first, then what lasts longest, then by code."""
    grant, limits = permitting
    return bool(limits.masks), -grant.until.timestamp(), grant.grant


def _dead(grant: Granted, now: datetime) -> Reason | None:
    """Return why a grant does not live now, None where it does."""
    if grant.state not in LIVE:
        fact = ("state", grant.state.value)
    elif now < grant.since:
        fact = ("since", told(grant.since))
    elif now >= grant.until:
        fact = ("until", told(grant.until))
    else:
        return None
    return Reason(rule=rules.GRANT.id, facts={"grant": grant.grant, fact[0]: fact[1]})


def _judged(
    item: ItemFacts, grant: Granted, request: Request, now: datetime
) -> tuple[Limits | None, tuple[Lacking, ...]]:
    """Return the limits under which a grant permits, or None and what its recorded conditions lack."""
    limits, holds = UNLIMITED, True
    lacking: tuple[Lacking, ...] = ()
    situation = Situation(item=ItemName(item.item.rpartition("#")[2]), request=request, grant=grant, now=now)
    for stated in grant.conditions:
        if stated.terms is None:
            continue
        found = evaluate(stated.terms, situation)
        if found.truth is Truth.MET:
            limits = combined(limits, found.limits)
        else:
            holds = False
            lacking += tuple(replace(entry, condition=stated.condition) for entry in found.lacking)
    return (limits if holds else None), lacking


def _end(item: ItemFacts, grant: Granted, limits: Limits, request: Request, now: datetime) -> datetime:
    """Return the first bound of time at which a grant that permits no longer does, or does within other limits."""
    terms = [stated.terms for stated in grant.conditions if stated.terms is not None]
    passed = {moment for term in terms for moment in bounds(term, grant) if now < moment < grant.until}
    changes = (moment for moment in sorted(passed) if _judged(item, grant, request, moment)[0] != limits)
    return next(changes, grant.until)


def _granted(item: ItemFacts, grant: Granted, limits: Limits, *, until: datetime) -> Decision:
    reasons = [Reason(rule=rules.GRANT.id, facts={"grant": grant.grant, "matter": grant.matter})]
    if grant.conditions:
        conditions = ", ".join([stated.condition for stated in grant.conditions])
        reasons.append(Reason(rule=rules.CONDITION.id, facts={"grant": grant.grant, "conditions": conditions}))
    return Decision(
        item=item.item,
        outcome=Outcome.MASK if limits.masks else Outcome.ALLOW,
        share_type=ShareType.CONDITIONAL,
        standing=Standing.SETTLED,
        reasons=tuple(reasons),
        grant=grant.grant,
        masks=limits.masks,
        rows=limits.rows,
        quota=limits.quota,
        until=until,
    )
