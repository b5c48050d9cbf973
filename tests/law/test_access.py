from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.codes import Code, ItemName
from hub.law.access import decide, permits
from hub.law.decision import Decision, Lacking, Reason, RowLimit
from hub.law.facts import Granted, ItemFacts, Purpose, Request, Stated
from hub.law.rules import OWN, RULES
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    Between,
    DailyQuota,
    Mask,
    Masked,
    RowScope,
    RowsOf,
    Term,
    Through,
)
from hub.vocabulary import Channel, GrantState, Level, MaskMethod, Outcome, ShareType, Standing
from tests.law.dice import grants, items, requests, sound_terms
from tests.law.facts import HEALTH, INTERNAL, LAW, NOW, POLICE, REQUEST, conditional, granted, item

DAY = timedelta(days=1)
FIRST = Mask(method=MaskMethod.FIRST, amount=6)
OPEN = item(ShareType.UNCONDITIONAL)


def decided(facts: ItemFacts, request: Request = REQUEST) -> Decision:
    """Return the decision on one item now."""
    (decision,) = decide([facts], request, NOW)
    return decision


def rule_of(decision: Decision) -> str:
    """Return the id of the rule that decided."""
    return decision.reasons[0].rule


@pytest.mark.parametrize("purpose", [None, Purpose(matter=Code("gd-mzt.matter.aid"), department=Code("gd-mzt"))])
@pytest.mark.parametrize(
    "facts", [OPEN, replace(OPEN, provider=HEALTH), conditional(granted())], ids=["open", "own", "granted"]
)
def test_without_a_purpose_of_its_own_nobody_has_anything(facts: ItemFacts, purpose: Purpose | None) -> None:
    """Not even what is unconditional, and not even the provider (Art. 16)."""
    decision = decided(facts, replace(REQUEST, purpose=purpose))
    assert (decision.outcome, rule_of(decision)) == (Outcome.DENY, "G-PURPOSE")


def test_a_provider_has_its_own_items() -> None:
    """Whatever they claim, and without masks."""
    own = replace(item(ShareType.NOT_SHARED, LAW), provider=HEALTH)
    assert decided(own) == Decision(
        item=own.item,
        outcome=Outcome.ALLOW,
        share_type=ShareType.NOT_SHARED,
        standing=Standing.SETTLED,
        reasons=(Reason(rule=OWN.id, facts={"provider": HEALTH}),),
    )


@pytest.mark.parametrize(
    ("facts", "outcome", "reasons"),
    [
        (OPEN, Outcome.ALLOW, ["G-SELF"]),
        (replace(OPEN, base=True), Outcome.ALLOW, ["G-SELF", "G-BASE"]),
        (replace(item(), registered=True), Outcome.ALLOW, ["G-SELF", "G-CLASS"]),
        (replace(item(ShareType.NOT_SHARED), confirmed=ShareType.UNCONDITIONAL), Outcome.ALLOW, ["G-SELF", "G-CLASS"]),
        (item(), Outcome.DENY, ["G-UNCONFIRMED", "G-CLASS"]),
        (item(ShareType.NOT_SHARED, INTERNAL), Outcome.DENY, ["G-CONTESTED", "G-CLASS"]),
        (replace(item(ShareType.CONDITIONAL, LAW), base=True), Outcome.DENY, ["G-CONTESTED", "G-BASE"]),
        (item(ShareType.NOT_SHARED, LAW), Outcome.DENY, ["G-NOTSHARED", "G-CLASS"]),
        (conditional(), Outcome.DENY, ["G-APPLY", "G-CLASS"]),
    ],
)
def test_what_decides_where_there_is_no_grant(facts: ItemFacts, outcome: Outcome, reasons: list[str]) -> None:
    """The first reason is the rule that decided, the next what its share type rests on."""
    decision = decided(facts)
    assert (decision.outcome, [reason.rule for reason in decision.reasons]) == (outcome, reasons)


def test_a_claim_is_judged_with_what_it_cites() -> None:
    """An answer that rests on a missing or inadmissible basis says so."""
    (_, grounds) = decided(item(ShareType.NOT_SHARED, INTERNAL)).reasons
    assert grounds.facts == {"claim": "NOT_SHARED", "basis": "INADMISSIBLE", "cited": "internal"}


def test_a_grant_whose_conditions_hold_permits() -> None:
    """With the limits that its conditions set, until it ends."""
    rows = RowsOf(item=ItemName("division"), scope=RowScope.OWN_REGION)
    facts = conditional(granted(AllOf((rows, DailyQuota(records=100))), None, Masked(mask=FIRST)))
    decision = decided(facts)
    assert (decision.outcome, decision.grant, decision.masks, decision.quota, decision.until, decision.rows) == (
        Outcome.MASK,
        "grant-1",
        (FIRST,),
        100,
        NOW + 335 * DAY,
        (RowLimit(item=ItemName("division"), scope=RowScope.OWN_REGION, value="4401"),),
    )
    assert [(reason.rule, reason.facts) for reason in decision.reasons] == [
        ("G-GRANT", {"grant": "grant-1", "matter": "gz-wjw.matter.births"}),
        ("G-COND", {"grant": "grant-1", "conditions": "condition-1, condition-2, condition-3"}),
    ]


def test_a_grant_without_conditions_permits_everything_of_the_item() -> None:
    """Reviewers may grant without conditions; free text alone decides nothing."""
    assert decided(conditional(granted())).outcome is Outcome.ALLOW
    assert decided(conditional(granted(None))).outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("grant", "fact"),
    [
        (replace(granted(), state=GrantState.SUSPENDED), {"state": "SUSPENDED"}),
        (replace(granted(), state=GrantState.REVOKED), {"state": "REVOKED"}),
        (replace(granted(), since=NOW + DAY), {"since": "2026-03-03T09:30:00+08:00"}),
        (replace(granted(), until=NOW), {"until": "2026-03-02T09:30:00+08:00"}),
    ],
    ids=["suspended", "revoked", "early", "expired"],
)
def test_a_grant_that_does_not_live_is_named(grant: Granted, fact: dict[str, str]) -> None:
    """The refusal says why the grant does not count."""
    decision = decided(conditional(grant))
    assert [(reason.rule, reason.facts) for reason in decision.reasons[:2]] == [
        ("G-APPLY", {}),
        ("G-GRANT", {"grant": "grant-1", **fact}),
    ]


def test_a_grant_for_another_purpose_does_not_count() -> None:
    """It was given for its own matter, and for that alone (Art. 16)."""
    decision = decided(conditional(replace(granted(), matter=Code("gz-wjw.matter.vaccines"))))
    assert [reason.rule for reason in decision.reasons] == ["G-APPLY", "G-CLASS"]


def test_a_condition_that_fails_is_told_with_what_it_wants() -> None:
    """Under the condition's code, whether it is unmet or unknown."""
    facts = conditional(
        granted(Through(channels=(Channel.BULK,)), AtLevels(levels=(Level.CITY,)), DailyQuota(records=5))
    )
    (grant,) = facts.grants
    decision = decided(replace(facts, grants=(replace(grant, records_today=None),)))
    assert [reason.rule for reason in decision.reasons] == ["G-APPLY", "G-COND", "G-CLASS"]
    assert decision.lacking == (
        Lacking(clause="Through", known=True, wanted="BULK", condition=Code("condition-1")),
        Lacking(clause="DailyQuota", known=False, wanted="5", condition=Code("condition-3")),
    )


def test_of_several_grants_the_best_counts() -> None:
    """What masks nothing comes first, then the latest end, then the smallest code."""
    masking = replace(granted(Masked(mask=FIRST), code="aa"), until=NOW + 900 * DAY)
    short, long, twin = (
        replace(granted(code=code), until=NOW + days * DAY) for code, days in (("bb", 1), ("dd", 9), ("cc", 9))
    )
    assert decided(conditional(masking, short)).grant == "bb"
    assert decided(conditional(masking, short, long, twin)).grant == "cc"
    assert decided(conditional(masking)).outcome is Outcome.MASK


def test_a_decision_lasts_until_its_grant_permits_no_more_or_otherwise() -> None:
    """A bound that changes nothing is passed over; one that changes a limit ends the decision."""
    week, month = Between(until=NOW + 7 * DAY), Between(until=NOW + 30 * DAY)
    assert decided(conditional(granted(AnyOf((week, month))))).until == NOW + 30 * DAY
    assert decided(conditional(granted(AnyOf((week, Masked(mask=FIRST)))))).until == NOW + 7 * DAY
    later = Between(since=NOW + 2 * DAY)
    assert decided(conditional(granted(AnyOf((later, Masked(mask=FIRST)))))).until == NOW + 2 * DAY


@given(st.lists(items(), max_size=4), requests())
def test_deciding_together_is_deciding_one_by_one(facts: list[ItemFacts], request: Request) -> None:
    """A decision depends on its own item's facts alone; every rule it names exists."""
    together = decide(facts, request, NOW)
    assert together == tuple(decide([entry], request, NOW)[0] for entry in facts)
    assert all(reason.rule in RULES for decision in together for reason in decision.reasons)


@given(items(), requests())
def test_nothing_is_had_by_default(facts: ItemFacts, request: Request) -> None:
    """What is had is the asker's own, unconditional and settled, or under a live grant for the very purpose."""
    decision = decided(facts, request)
    if not permits(decision):
        return
    assert request.purpose is not None
    assert request.purpose.department == request.asker.department
    grant = next((grant for grant in facts.grants if grant.grant == decision.grant), None)
    if grant is None:
        own = facts.provider == request.asker.department
        assert own or (decision.share_type, decision.standing) == (ShareType.UNCONDITIONAL, Standing.SETTLED)
    else:
        assert grant.state in {GrantState.ACTIVE, GrantState.EXTENDED}
        assert grant.since <= NOW < grant.until
        assert grant.matter == request.purpose.matter


@given(items(), requests(), sound_terms())
def test_a_further_condition_never_adds_access(facts: ItemFacts, request: Request, term: Term) -> None:
    """On every grant: what was denied stays denied, what was limited stays limited at least so."""
    further = Stated(condition=Code("further"), title="新增条件", terms=term)
    narrowed = replace(
        facts, grants=tuple(replace(grant, conditions=(*grant.conditions, further)) for grant in facts.grants)
    )
    before, after = decided(facts, request), decided(narrowed, request)
    if permits(after):
        assert permits(before)
        if before.grant == after.grant:
            assert set(before.masks) <= set(after.masks)
            assert set(before.rows) <= set(after.rows)


@given(grants())
def test_revoking_bites(grant: Granted) -> None:
    """Whatever a grant permits, revoked it permits nothing, whoever asks."""
    assert not permits(decided(conditional(replace(grant, state=GrantState.REVOKED))))


@given(items())
def test_a_stranger_profits_from_no_grant(facts: ItemFacts) -> None:
    """A department has nothing of a conditional item that no grant of its own covers."""
    bare = decided(replace(facts, grants=()))
    assert not permits(bare) or bare.share_type is ShareType.UNCONDITIONAL or facts.provider == HEALTH


def test_departments_that_a_grant_leaves_out() -> None:
    """A grant's recorded audience binds its holder too."""
    assert decided(conditional(granted(AmongDepartments(departments=(POLICE,))))).outcome is Outcome.DENY
