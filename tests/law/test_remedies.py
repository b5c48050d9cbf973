from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given

from hub.codes import Code
from hub.law.access import decide, permits
from hub.law.calendar import told
from hub.law.changes import applied, candidates
from hub.law.decision import Agent, Remedy, Step
from hub.law.facts import ItemFacts, Purpose, Request
from hub.law.remedies import remedies
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    Between,
    DailyQuota,
    ForMatters,
    Not,
    Secured,
    Term,
    Through,
    Undertaken,
)
from hub.vocabulary import Channel, ClientSecurity, GrantState, ShareType
from tests.law.dice import items, requests
from tests.law.facts import HEALTH, INTERNAL, LAW, MATTER, NOW, POLICE, REQUEST, conditional, granted, item

OTHER = Code("gz-wjw.matter.vaccines")
DAY = timedelta(days=1)
NAME = Remedy(step=Step.NAME_PURPOSE, agent=Agent.ASKER)
OBTAIN = Remedy(step=Step.OBTAIN_GRANT, agent=Agent.REVIEWERS)
OPEN = Remedy(step=Step.OPEN_ITEM, agent=Agent.PROVIDER)
STATE = Remedy(step=Step.STATE_CONDITION, agent=Agent.PROVIDER)
PLEDGE = Undertaken(undertaking=Code("pledge"))


def asker(step: Step, value: str = "") -> Remedy:
    """Return a change that the asker can make."""
    return Remedy(step=step, agent=Agent.ASKER, value=value)


def wait(days: float) -> Remedy:
    """Return the change that so many days have passed."""
    return Remedy(step=Step.WAIT_UNTIL, agent=Agent.NOBODY, value=told(NOW + days * DAY))


def least(facts: ItemFacts, request: Request = REQUEST) -> list[set[Remedy]]:
    """Return the remedies of one item now, without that the provider opens it."""
    return [set(entry) for entry in remedies(facts, request, NOW) if OPEN not in entry]


def test_few_tries_find_the_smallest() -> None:
    """Where only some sets are tried, those of one change come first; nothing is told that more tries would not."""
    facts = conditional(replace(granted(PLEDGE), state=GrantState.SUSPENDED))
    single = len(candidates(facts, REQUEST, NOW))
    none, few, all_ = (remedies(facts, REQUEST, NOW, most=most) for most in (0, single, 5_000))
    assert none == ()
    assert [set(remedy) for remedy in few] == [{OBTAIN}, {OPEN}]
    assert set(few) < set(all_)


@given(items(), requests())
def test_every_remedy_permits_and_no_part_of_one_does(facts: ItemFacts, request: Request) -> None:
    """For whatever facts and whatever request."""
    for remedy in remedies(facts, request, NOW):
        for size in range(len(remedy) + 1):
            for part in combinations(remedy, size):
                changed, asked, now = applied(part, facts, request, NOW)
                assert permits(decide([changed], asked, now)[0]) is (size == len(remedy)), (part, remedy)


@given(items(), requests())
def test_what_is_denied_has_a_remedy_and_what_is_permitted_none(facts: ItemFacts, request: Request) -> None:
    """The provider or the authority can always open an item."""
    assert bool(remedies(facts, request, NOW)) is not permits(decide([facts], request, NOW)[0])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (item(ShareType.UNCONDITIONAL), [{NAME}]),
        (replace(item(ShareType.NOT_SHARED, LAW), provider=HEALTH), [{NAME}]),
        (item(ShareType.NOT_SHARED, LAW), [{NAME, OPEN}]),
        (item(), [{NAME, Remedy(step=Step.CONFIRM_OPEN, agent=Agent.PROVIDER)}]),
        (
            item(ShareType.CONDITIONAL, INTERNAL),
            [{NAME, Remedy(step=Step.CONFIRM_OPEN, agent=Agent.AUTHORITY)}],
        ),
        (conditional(), [{NAME, OBTAIN}, {NAME, OPEN}]),
        (conditional(granted()), [{asker(Step.USE_PURPOSE, MATTER)}, {NAME, OBTAIN}, {NAME, OPEN}]),
    ],
    ids=["open", "own", "not shared", "unconfirmed", "contested", "conditional", "granted"],
)
def test_without_a_purpose(facts: ItemFacts, expected: list[set[Remedy]]) -> None:
    """A purpose must be named, and whatever else the item asks for; that of a grant suffices where there is one."""
    nobody = replace(REQUEST, purpose=Purpose(matter=OTHER, department=POLICE))
    for request in (replace(REQUEST, purpose=None), nobody):
        assert list(map(set, remedies(facts, request, NOW))) == expected


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (Through(channels=(Channel.BULK,)), [{asker(Step.USE_CHANNEL, "BULK")}, {OBTAIN, STATE}]),
        (PLEDGE, [{asker(Step.ACCEPT_UNDERTAKING, "pledge")}, {OBTAIN, STATE}]),
        (Secured(least=ClientSecurity.BOUND), [{asker(Step.RAISE_SECURITY, "BOUND")}, {OBTAIN, STATE}]),
        (
            AnyOf((Between(since=NOW + 9 * DAY), Between(since=NOW + 2 * DAY))),
            [{wait(2)}, {OBTAIN, STATE}],
        ),
        (Not(ForMatters(matters=(MATTER,))), [{NAME, OBTAIN}, {OBTAIN, STATE}]),
        (
            ForMatters(matters=(OTHER,)),
            [{asker(Step.USE_PURPOSE, OTHER), OBTAIN}, {OBTAIN, STATE}],
        ),
        (AmongDepartments(departments=(POLICE,)), [{OBTAIN, STATE}]),
        (
            AllOf((PLEDGE, Through(channels=(Channel.BULK,)))),
            [{asker(Step.ACCEPT_UNDERTAKING, "pledge"), asker(Step.USE_CHANNEL, "BULK")}, {OBTAIN, STATE}],
        ),
        (
            AnyOf((PLEDGE, Through(channels=(Channel.BULK,)))),
            [{asker(Step.ACCEPT_UNDERTAKING, "pledge")}, {asker(Step.USE_CHANNEL, "BULK")}, {OBTAIN, STATE}],
        ),
    ],
    ids=["channel", "pledge", "security", "wait", "another", "certain", "audience", "both", "either"],
)
def test_what_a_condition_lacks(terms: Term, expected: list[set[Remedy]]) -> None:
    """Under a grant it is supplied; where nobody can, the provider states another and a new grant is obtained."""
    assert least(conditional(granted(terms), terms=(terms,))) == expected


def test_a_quota_that_is_used_up_waits_for_tomorrow() -> None:
    """A day of Shanghai, and a quota that nobody counts asks to be counted."""
    full, unknown = (conditional(replace(granted(DailyQuota(records=5)), records_today=used)) for used in (5, None))
    tomorrow = Remedy(step=Step.WAIT_UNTIL, agent=Agent.NOBODY, value="2026-03-03T00:00:00+08:00")
    assert least(full) == [{tomorrow}, {OBTAIN}]
    assert least(unknown) == [{asker(Step.TELL_USE)}, {OBTAIN}]


@pytest.mark.parametrize("state", [GrantState.SUSPENDED, GrantState.REVOKED])
def test_a_suspended_grant_is_reinstated_and_a_revoked_one_obtained_anew(state: GrantState) -> None:
    """What was revoked is not revived."""
    reinstate = Remedy(step=Step.REINSTATE_GRANT, agent=Agent.REVIEWERS, value="grant-1")
    expected = [{OBTAIN}, {reinstate}] if state is GrantState.SUSPENDED else [{OBTAIN}]
    assert least(conditional(replace(granted(), state=state))) == expected


def test_the_weakest_security_that_will_do() -> None:
    """Is named, not every one that is better."""
    term = AnyOf((Secured(least=ClientSecurity.BOUND), Secured(least=ClientSecurity.KEY)))
    unsecured = replace(REQUEST, security=None)
    assert least(conditional(granted(term)), unsecured) == [{asker(Step.RAISE_SECURITY, "KEY")}, {OBTAIN}]
