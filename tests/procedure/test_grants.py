from dataclasses import replace

import pytest

from hub.codes import Code
from hub.law.applications import Actor, Case, Decide, proceed
from hub.law.facts import Stated
from hub.law.grants import Accept, GrantAction, Reinstate, Revoke, Suspend, granted, handle, has_expired, may_extend
from hub.law.refusals import Refusal
from hub.law.terms import AllOf, AnyOf, Through, Undertaken
from hub.model import Grant
from hub.vocabulary import Channel, GrantState
from tests.procedure.parties import (
    CALENDAR,
    CITY,
    HEALTH,
    INTERNAL,
    ITEMS,
    LAW,
    NAME,
    NUMBER,
    PHONE,
    POLICE,
    PROVINCE,
    YEAR,
    approve,
    authority,
    consumer,
    day,
    filed,
    provider,
    reject,
)

NOW = day(3, 5)
PROMISE = Code("no-copies")
CONDITIONS = (
    Stated(
        condition=Code("c1"),
        title="承诺",
        terms=AllOf((AnyOf((Undertaken(undertaking=PROMISE), Through(channels=(Channel.PAGE,)))),)),
    ),
    Stated(condition=Code("c2"), title="只有文字", terms=None),
)


def settled(*items: str) -> tuple[Case, Case]:
    """Return an application before and after the step that approved some items and rejected the others."""
    opinions = (
        *approve(*(item for item in ITEMS if item in items)),
        *reject(*(item for item in ITEMS if item not in items)),
    )
    before = proceed(filed(HEALTH, POLICE), Decide(opinions), provider(POLICE), now=NOW, calendar=CALENDAR)
    assert isinstance(before, Case)
    after = proceed(before, Decide(opinions), authority(PROVINCE), now=NOW, calendar=CALENDAR)
    assert isinstance(after, Case)
    return before, after


GRANT = Grant(
    code=Code("G1"),
    holder=HEALTH.code,
    provider=POLICE.code,
    authorities=(PROVINCE.code,),
    matter=Code("vaccination"),
    items=(NAME, NUMBER),
    state=GrantState.ACTIVE,
    since=NOW,
    until=NOW + YEAR,
    application=Code("A1"),
)


def attempt(grant: Grant, action: GrantAction, actor: Actor) -> str:
    """Return the refusal or the state that an action leads to."""
    done = handle(grant, action, actor, now=NOW, conditions=CONDITIONS)
    return done.code.value if isinstance(done, Refusal) else done.state.value


def test_a_grant_is_made_by_the_step_that_approves() -> None:
    """It carries approved items alone, purpose, validity and application; a step that approves nothing makes none."""
    before, after = settled(NAME, NUMBER)
    assert granted(before, after, code=Code("G1"), now=NOW) == GRANT
    assert granted(after, after, code=Code("G1"), now=NOW) is None
    assert granted(*settled(), code=Code("G1"), now=NOW) is None


def test_an_extension_approved_whole_moves_the_end() -> None:
    """An extension in part, or too late, is a new grant; what is suspended or revoked is not extended."""
    whole, part = settled(NAME, NUMBER), settled(NAME)
    later = replace(GRANT, state=GrantState.EXTENDED, until=NOW + 2 * YEAR, extended=True)
    assert granted(*whole, code=Code("G2"), now=NOW, extended=GRANT) == later
    assert granted(*part, code=Code("G2"), now=NOW, extended=GRANT) == replace(GRANT, code=Code("G2"), items=(NAME,))
    expired = replace(GRANT, until=NOW)
    assert granted(*whole, code=Code("G2"), now=NOW, extended=expired) == replace(GRANT, code=Code("G2"))
    for state, refused in ((GrantState.SUSPENDED, "GRANT_SUSPENDED"), (GrantState.REVOKED, "GRANT_REVOKED")):
        done = granted(*whole, code=Code("G2"), now=NOW, extended=replace(GRANT, state=state))
        assert isinstance(done, Refusal)
        assert done.code.value == refused
    assert may_extend(GRANT, NOW) is None
    assert [bool(may_extend(replace(GRANT, state=state), NOW)) for state in GrantState] == [False, False, True, True]
    assert may_extend(expired, NOW) is not None
    assert has_expired(expired, NOW)


@pytest.mark.parametrize("actor", [provider(POLICE), authority(PROVINCE)], ids=["provider", "authority"])
def test_who_took_part_suspends_reinstates_and_revokes(actor: Actor) -> None:
    """Either reviewer can; whoever suspended a grant reinstates it, and an extended one is extended again."""
    suspended = handle(GRANT, Suspend("核查"), actor, now=NOW)
    assert suspended == replace(GRANT, state=GrantState.SUSPENDED, reason="核查", suspended_by=actor.department)
    assert isinstance(suspended, Grant)
    assert handle(suspended, Reinstate(), actor, now=NOW) == GRANT
    extended = replace(suspended, extended=True)
    assert attempt(extended, Reinstate(), actor) == "EXTENDED"
    for other in {provider(POLICE), authority(PROVINCE)} - {actor}:
        assert attempt(suspended, Reinstate(), other) == "GRANT_SUSPENDED"
        assert attempt(suspended, Revoke("滥用", (LAW,)), other) == "REVOKED"
    assert attempt(GRANT, Revoke("滥用", (LAW,)), actor) == "REVOKED"


def test_who_may_not_touch_a_grant() -> None:
    """Holder, strangers, and parties in another role are refused; nothing brings back what was revoked."""
    revoke = Revoke("滥用", (LAW,))
    for actor in (consumer(HEALTH), authority(HEALTH), authority(CITY), consumer(POLICE), provider(PROVINCE)):
        for action in (Suspend("r"), Reinstate(), revoke):
            assert attempt(GRANT, action, actor) == "NOT_YOUR_STEP"
    own = replace(GRANT, authorities=(HEALTH.code,))
    assert attempt(own, revoke, authority(HEALTH)) == "NOT_YOUR_STEP"
    revoked = replace(GRANT, state=GrantState.REVOKED)
    for action in (Suspend("r"), Reinstate(), revoke):
        assert attempt(revoked, action, provider(POLICE)) == "GRANT_REVOKED"
    assert attempt(revoked, Accept(PROMISE), consumer(HEALTH)) == "GRANT_REVOKED"


def test_limiting_a_grant_needs_a_reason_and_revoking_it_a_basis() -> None:
    """A revocation is a refusal to share: it cites a law, regulation or rule (Art. 16)."""
    assert attempt(GRANT, Suspend(" "), provider(POLICE)) == "REASON_MISSING"
    assert attempt(GRANT, Revoke("", (LAW,)), provider(POLICE)) == "REASON_MISSING"
    assert attempt(GRANT, Revoke("r", ()), provider(POLICE)) == "BASIS_MISSING"
    assert attempt(GRANT, Revoke("r", (INTERNAL,)), provider(POLICE)) == "BASIS_INADMISSIBLE"
    assert attempt(GRANT, Reinstate(), provider(POLICE)) == "GRANT_NOT_SUSPENDED"
    expired = replace(GRANT, until=NOW)
    assert attempt(expired, Suspend("r"), provider(POLICE)) == "GRANT_EXPIRED"


def test_the_holder_accepts_what_the_conditions_name() -> None:
    """Only an undertaking that a recorded condition names is accepted, by the holder, once."""
    accepted = handle(GRANT, Accept(PROMISE), consumer(HEALTH), now=NOW, conditions=CONDITIONS)
    assert accepted == replace(GRANT, undertakings=(PROMISE,))
    assert isinstance(accepted, Grant)
    assert handle(accepted, Accept(PROMISE), consumer(HEALTH), now=NOW, conditions=CONDITIONS) == accepted
    assert attempt(GRANT, Accept(Code("other")), consumer(HEALTH)) == "UNDERTAKING_NOT_ASKED"
    assert attempt(GRANT, Accept(PROMISE), provider(POLICE)) == "NOT_YOUR_STEP"
    assert PHONE not in GRANT.items
