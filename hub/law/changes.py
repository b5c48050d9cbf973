"""Changes that could turn a denial: which could matter for an item, and what the facts would be after them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from hub.codes import Code
from hub.law.calendar import SHANGHAI, told
from hub.law.classification import classify
from hub.law.conditions import SECURITY, bounds
from hub.law.decision import Agent, Remedy, Step
from hub.law.facts import Granted, ItemFacts, Purpose, Request, Stated
from hub.law.terms import AllOf, AnyOf, Clause, DailyQuota, ForMatters, Not, Secured, Term, Through, Undertaken
from hub.vocabulary import Channel, ClientSecurity, GrantState, ShareType, Standing

Case = tuple[ItemFacts, Request, datetime]
"""What a decision is made from."""

OBTAINED: Final = Code("obtained")
"""The code of the grant that `OBTAIN_GRANT` supposes."""

OWN_MATTER: Final = Code("own-matter")
"""The matter that `NAME_PURPOSE` supposes: one of the department's own that no grant and no condition names."""

_MET: Final = Stated(condition=Code("met"), title="", terms=AllOf(()))
_YEAR: Final = timedelta(days=365)


def candidates(item: ItemFacts, request: Request, now: datetime) -> Sequence[Remedy]:
    """Return every change that could matter, in a fixed order."""
    share_type, standing = classify(item)
    found = [*_purposes(item, request)]
    if standing is not Standing.SETTLED:
        agent = Agent.AUTHORITY if standing is Standing.CONTESTED else Agent.PROVIDER
        found.append(Remedy(step=Step.CONFIRM_OPEN, agent=agent))
    elif share_type is not ShareType.UNCONDITIONAL:
        found.append(Remedy(step=Step.OPEN_ITEM, agent=Agent.PROVIDER))
    if share_type is ShareType.CONDITIONAL and standing is Standing.SETTLED:
        found += _of_grants(item)
        found += _of_clauses(item, request)
        found += (Remedy(step=Step.WAIT_UNTIL, agent=Agent.NOBODY, value=at) for at in _moments(item, now))
    return found


def applied(changes: Iterable[Remedy], item: ItemFacts, request: Request, now: datetime) -> Case:
    """Return the item's facts, the request and the moment as they would be after some changes, made together."""
    for change in sorted(changes, key=lambda change: (_ORDER.index(change.step), change.value)):
        item, request, now = _EFFECTS[change.step](change.value, (item, request, now))
    return item, request, now


def _purposes(item: ItemFacts, request: Request) -> Iterator[Remedy]:
    named = request.purpose
    own = named is not None and named.department == request.asker.department
    wanted = {matter for clause in _clauses(item) if isinstance(clause, ForMatters) for matter in clause.matters}
    if not own or wanted:
        yield Remedy(step=Step.NAME_PURPOSE, agent=Agent.ASKER)
    for matter in sorted(wanted | {grant.matter for grant in item.grants}):
        if not (own and named and named.matter == matter):
            yield Remedy(step=Step.USE_PURPOSE, agent=Agent.ASKER, value=matter)


def _of_grants(item: ItemFacts) -> Iterator[Remedy]:
    yield Remedy(step=Step.OBTAIN_GRANT, agent=Agent.REVIEWERS)
    yield Remedy(step=Step.STATE_CONDITION, agent=Agent.PROVIDER)
    for grant in item.grants:
        if grant.state is GrantState.SUSPENDED:
            yield Remedy(step=Step.REINSTATE_GRANT, agent=Agent.REVIEWERS, value=grant.grant)
    if any(grant.records_today is None for grant in item.grants):
        yield Remedy(step=Step.TELL_USE, agent=Agent.ASKER)


def _of_clauses(item: ItemFacts, request: Request) -> Iterator[Remedy]:
    clauses = [*_clauses(item)]
    for undertaking in sorted({clause.undertaking for clause in clauses if isinstance(clause, Undertaken)}):
        yield Remedy(step=Step.ACCEPT_UNDERTAKING, agent=Agent.ASKER, value=undertaking)
    if any(isinstance(clause, Through) for clause in clauses):
        for channel in Channel:
            if channel is not request.channel:
                yield Remedy(step=Step.USE_CHANNEL, agent=Agent.ASKER, value=channel.value)
    held = -1 if request.security is None else SECURITY[request.security]
    wanted = {clause.least for clause in clauses if isinstance(clause, Secured)}
    for least in sorted(wanted, key=SECURITY.__getitem__):
        if SECURITY[least] > held:
            yield Remedy(step=Step.RAISE_SECURITY, agent=Agent.ASKER, value=least.value)


def _moments(item: ItemFacts, now: datetime) -> list[str]:
    """Return the moments after now at which time alone changes something, earliest first."""
    found = {grant.since for grant in item.grants}
    for grant in item.grants:
        for term in _terms(grant.conditions):
            found.update(bounds(term, grant))
    for term in _terms(item.conditions):
        found.update(bounds(term, _obtained(item, OWN_MATTER, now)))
    if any(isinstance(clause, DailyQuota) for clause in _clauses(item)):
        found.add(_tomorrow(now))
    return [told(moment) for moment in sorted(found) if moment > now]


def _clauses(item: ItemFacts) -> Iterator[Clause]:
    for stated in (item.conditions, *(grant.conditions for grant in item.grants)):
        for term in _terms(stated):
            yield from _clauses_of(term)


def _clauses_of(term: Term) -> Iterator[Clause]:
    match term:
        case AllOf() | AnyOf():
            for part in term.terms:
                yield from _clauses_of(part)
        case Not():
            yield from _clauses_of(term.term)
        case _:
            yield term


def _terms(conditions: Iterable[Stated]) -> Iterator[Term]:
    return (stated.terms for stated in conditions if stated.terms is not None)


def _tomorrow(now: datetime) -> datetime:
    day = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return day + timedelta(days=1)


def _obtained(item: ItemFacts, matter: Code, now: datetime) -> Granted:
    return Granted(
        grant=OBTAINED,
        matter=matter,
        state=GrantState.ACTIVE,
        since=now,
        until=now + _YEAR,
        conditions=item.conditions,
        records_today=0,
    )


def _name_purpose(_: str, case: Case) -> Case:
    return _use_purpose(OWN_MATTER, case)


def _use_purpose(value: str, case: Case) -> Case:
    item, request, now = case
    return item, replace(request, purpose=Purpose(matter=Code(value), department=request.asker.department)), now


def _confirm_open(_: str, case: Case) -> Case:
    return replace(case[0], confirmed=ShareType.UNCONDITIONAL), *case[1:]


def _open_item(_: str, case: Case) -> Case:
    return replace(case[0], claim=ShareType.UNCONDITIONAL, inherited=False), *case[1:]


def _state_condition(_: str, case: Case) -> Case:
    return replace(case[0], conditions=(_MET,)), *case[1:]


def _wait_until(value: str, case: Case) -> Case:
    item, request, now = case
    moment = datetime.fromisoformat(value)
    if moment >= _tomorrow(now):
        # A new day has no use yet; whether use is counted at all does not change overnight.
        rested = (replace(grant, records_today=grant.records_today and 0) for grant in item.grants)
        item = replace(item, grants=tuple(rested))
    return item, request, moment


def _obtain_grant(_: str, case: Case) -> Case:
    item, request, now = case
    if request.purpose is None:
        return case
    return replace(item, grants=(*item.grants, _obtained(item, request.purpose.matter, now))), request, now


def _reinstate_grant(value: str, case: Case) -> Case:
    def reinstated(grant: Granted) -> Granted:
        return replace(grant, state=GrantState.ACTIVE) if grant.grant == value else grant

    return _with_grants(reinstated, case)


def _accept_undertaking(value: str, case: Case) -> Case:
    return _with_grants(lambda grant: replace(grant, undertakings=grant.undertakings | {Code(value)}), case)


def _tell_use(_: str, case: Case) -> Case:
    return _with_grants(lambda grant: replace(grant, records_today=grant.records_today or 0), case)


def _use_channel(value: str, case: Case) -> Case:
    return case[0], replace(case[1], channel=Channel(value)), case[2]


def _raise_security(value: str, case: Case) -> Case:
    return case[0], replace(case[1], security=ClientSecurity(value)), case[2]


def _with_grants(change: Callable[[Granted], Granted], case: Case) -> Case:
    item, request, now = case
    return replace(item, grants=tuple(change(grant) for grant in item.grants)), request, now


_EFFECTS: Final[dict[Step, Callable[[str, Case], Case]]] = {
    # In the order in which they are made: a grant is obtained for the purpose named, once the waiting is over.
    Step.NAME_PURPOSE: _name_purpose,
    Step.USE_PURPOSE: _use_purpose,
    Step.CONFIRM_OPEN: _confirm_open,
    Step.OPEN_ITEM: _open_item,
    Step.STATE_CONDITION: _state_condition,
    Step.WAIT_UNTIL: _wait_until,
    Step.OBTAIN_GRANT: _obtain_grant,
    Step.REINSTATE_GRANT: _reinstate_grant,
    Step.ACCEPT_UNDERTAKING: _accept_undertaking,
    Step.TELL_USE: _tell_use,
    Step.USE_CHANNEL: _use_channel,
    Step.RAISE_SECURITY: _raise_security,
}
_ORDER: Final = (*_EFFECTS,)
