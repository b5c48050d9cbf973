from dataclasses import replace
from datetime import timedelta

import pytest

from hub.codes import Code, ItemName
from hub.law.conditions import UNLIMITED, Limits, Situation, Truth, bounds, evaluate
from hub.law.decision import Lacking, RowLimit
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    AtMostDays,
    Between,
    DailyQuota,
    ForMatters,
    Mask,
    Masked,
    Not,
    OnlyItems,
    RowScope,
    RowsOf,
    Secured,
    Term,
    Through,
    Undertaken,
    WithinRegions,
)
from hub.vocabulary import Channel, ClientSecurity, Level, MaskMethod
from tests.law.facts import HEALTH, MATTER, NAME, NOW, POLICE, REQUEST, granted

SITUATION = Situation(item=NAME, request=REQUEST, grant=granted(), now=NOW)
BLIND = SITUATION._replace(
    request=replace(REQUEST, purpose=None, channel=None, security=None),
    grant=replace(SITUATION.grant, records_today=None),
)
PLEDGE = Undertaken(undertaking=Code("pledge"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FULL, FIRST = Mask(method=MaskMethod.FULL), Mask(method=MaskMethod.FIRST, amount=6)
MET: list[Term] = [
    AmongDepartments(departments=(POLICE, HEALTH)),
    AtLevels(levels=(Level.COUNTY, Level.CITY)),
    WithinRegions(regions=("31", "44")),
    WithinRegions(regions=("4401",)),
    ForMatters(matters=(MATTER,)),
    OnlyItems(items=(NAME,)),
    Through(channels=(Channel.PAGE, Channel.BULK)),
    Secured(least=ClientSecurity.SECRET),
    Secured(least=ClientSecurity.KEY),
]
UNMET: list[Term] = [
    AmongDepartments(departments=(POLICE,)),
    AtLevels(levels=(Level.COUNTY,)),
    WithinRegions(regions=("440106", "31")),
    ForMatters(matters=(Code("another"),)),
    OnlyItems(items=(ItemName("address"),)),
    Between(since=NOW + HOUR),
    Between(until=NOW),
    AtMostDays(days=30),
    Through(channels=(Channel.BULK,)),
    PLEDGE,
    Secured(least=ClientSecurity.BOUND),
]
UNKNOWN: list[Term] = [
    ForMatters(matters=(MATTER,)),
    DailyQuota(records=1),
    Through(channels=(Channel.PAGE,)),
    Secured(least=ClientSecurity.SECRET),
]


@pytest.mark.parametrize("clause", MET, ids=str)
def test_a_clause_that_the_request_meets_limits_nothing(clause: Term) -> None:
    """It is met, and nothing is lacking."""
    assert evaluate(clause, SITUATION) == (Truth.MET, UNLIMITED, ())


@pytest.mark.parametrize("clause", UNMET, ids=str)
def test_a_clause_that_the_request_does_not_meet_names_itself(clause: Term) -> None:
    """It is unmet, and tells what it wants."""
    found = evaluate(clause, SITUATION)
    assert (found.truth, found.limits) == (Truth.UNMET, UNLIMITED)
    assert [(entry.clause, entry.known) for entry in found.lacking] == [(type(clause).__name__, True)]


@pytest.mark.parametrize("clause", UNKNOWN, ids=str)
def test_a_clause_without_evidence_is_unknown(clause: Term) -> None:
    """It is neither met nor unmet, also when it is turned round."""
    for term in (clause, Not(clause)):
        found = evaluate(term, BLIND)
        expected = (
            (Truth.UNMET, True) if isinstance(term, Not) and isinstance(clause, DailyQuota) else (Truth.UNKNOWN, False)
        )
        assert (found.truth, [entry.known for entry in found.lacking]) == (expected[0], [expected[1]])


def test_a_lacking_clause_tells_what_it_wants() -> None:
    """In the words of the vocabulary, separated by commas."""
    wanted = Through(channels=(Channel.BULK,))
    assert evaluate(wanted, SITUATION).lacking == (Lacking(clause="Through", known=True, wanted="BULK"),)


def test_an_undertaking_is_met_once_it_is_accepted() -> None:
    """For the grant that is asked about."""
    accepted = replace(SITUATION.grant, undertakings=frozenset({Code("pledge")}))
    assert evaluate(PLEDGE, SITUATION._replace(grant=accepted)).truth is Truth.MET


def test_windows_are_open_at_their_end() -> None:
    """A window holds from its beginning until just before its end; a duration counts whole days of 24 hours."""
    assert evaluate(Between(since=NOW, until=NOW + HOUR), SITUATION) == (Truth.MET, UNLIMITED, ())
    assert evaluate(AtMostDays(days=31), SITUATION) == (Truth.MET, UNLIMITED, ())
    assert evaluate(AtMostDays(days=30), SITUATION._replace(now=NOW - timedelta(microseconds=1))).truth is Truth.MET


def test_rows_are_limited_to_what_is_the_askers_own() -> None:
    """By its region or by its code."""
    division, office = ItemName("division"), ItemName("office")
    both = AllOf((RowsOf(item=division, scope=RowScope.OWN_REGION), RowsOf(item=office, scope=RowScope.OWN_DEPARTMENT)))
    assert evaluate(both, SITUATION).limits.rows == (
        RowLimit(item=division, scope=RowScope.OWN_REGION, value="4401"),
        RowLimit(item=office, scope=RowScope.OWN_DEPARTMENT, value=HEALTH),
    )


def test_a_mask_counts_for_the_items_it_names() -> None:
    """For every item where it names none; the same mask counts once."""
    both = AllOf((Masked(mask=FULL), Masked(mask=FIRST, items=(NAME,)), Masked(mask=FULL, items=(NAME,))))
    assert evaluate(both, SITUATION).limits.masks == (FULL, FIRST)
    assert evaluate(both, SITUATION._replace(item=ItemName("other"))).limits.masks == (FULL,)


def test_the_least_of_several_quotas_counts() -> None:
    """What is left of it limits the answer; a quota that is used up is unmet."""
    used = SITUATION._replace(grant=replace(SITUATION.grant, records_today=40))
    quotas = AllOf((DailyQuota(records=100), DailyQuota(records=50)))
    assert evaluate(quotas, used).limits.quota == 10
    assert evaluate(DailyQuota(records=40), used).truth is Truth.UNMET


@pytest.mark.parametrize(
    ("terms", "everything", "anything"),
    [
        ((), Truth.MET, Truth.UNMET),
        ((MET[0], UNMET[0]), Truth.UNMET, Truth.MET),
        ((UNMET[0], UNKNOWN[1]), Truth.UNMET, Truth.UNKNOWN),
        ((UNKNOWN[1], UNMET[0]), Truth.UNMET, Truth.UNKNOWN),
        ((UNKNOWN[1], MET[0]), Truth.UNKNOWN, Truth.MET),
        ((MET[0], MET[1]), Truth.MET, Truth.MET),
    ],
)
def test_compositions_are_kleenes(terms: tuple[Term, ...], everything: Truth, anything: Truth) -> None:
    """All of no terms is met, any of none is not; unknown lies between."""
    assert evaluate(AllOf(terms), BLIND).truth is everything
    assert evaluate(AnyOf(terms), BLIND).truth is anything


def test_the_first_alternative_that_is_met_gives_the_limits() -> None:
    """What comes after it does not count, nor what failed before it."""
    term = AnyOf((UNMET[0], Masked(mask=FIRST), Masked(mask=FULL)))
    assert evaluate(term, SITUATION).limits == Limits(masks=(FIRST,))


def test_a_term_turned_round() -> None:
    """Met becomes unmet and unmet met."""
    assert evaluate(Not(MET[0]), SITUATION).lacking == (Lacking(clause="Not", known=True, wanted="AmongDepartments"),)
    assert evaluate(Not(UNMET[0]), SITUATION) == (Truth.MET, UNLIMITED, ())
    assert evaluate(Not(Not(MET[0])), SITUATION).truth is Truth.MET


def test_bounds_are_the_moments_at_which_a_clause_changes() -> None:
    """Wherever in the term the clause stands."""
    term = Not(AnyOf((AllOf((Between(since=NOW + DAY, until=NOW + 2 * DAY), MET[0])), AtMostDays(days=31))))
    assert set(bounds(term, SITUATION.grant)) == {NOW + DAY, NOW + 2 * DAY}
    assert list(bounds(Between(), SITUATION.grant)) == []


@pytest.mark.parametrize(
    "limit", [Masked(mask=FULL), DailyQuota(records=1), RowsOf(item=NAME, scope=RowScope.OWN_REGION)], ids=str
)
def test_a_limit_turned_round_is_unmet(limit: Term) -> None:
    """However deep it stands and however often it is turned, also beside what is met."""
    for term in (Not(limit), Not(Not(limit)), Not(AllOf((UNMET[0], limit)))):
        assert evaluate(term, SITUATION).truth is Truth.UNMET
