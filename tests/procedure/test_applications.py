from dataclasses import replace
from datetime import date, timedelta

import pytest

from hub.codes import Code
from hub.law.applications import (
    Action,
    Actor,
    AskSupplement,
    Case,
    Coordinate,
    Decide,
    Submit,
    Supply,
    Withdraw,
    proceed,
)
from hub.law.facts import ItemFacts
from hub.law.filing import Filing, authorities_for, file_application
from hub.law.refusals import Refusal, RefusalCode
from hub.law.rules import RULES
from hub.law.turns import Turn, is_overdue, turns
from hub.vocabulary import ApplicationState, Level, Seat, ShareType, Task
from tests.procedure.parties import (
    AFTER,
    AUTHORITIES,
    CALENDAR,
    CITY,
    CITY_POLICE,
    COUNTY,
    HEALTH,
    INTERNAL,
    ITEMS,
    MONDAY,
    NAME,
    NUMBER,
    PHONE,
    POLICE,
    PROVINCE,
    STATUTORY,
    approve,
    authority,
    conditional,
    consumer,
    day,
    filed,
    filing,
    provider,
    reject,
    told,
)

ON_TIME = day(3, 5)
SEVERAL = (POLICE.code, CITY.code)


def play(case: Case, *steps: tuple[Action, Actor], now: object = ON_TIME) -> Case:
    """Return a case after steps that are all allowed."""
    for action, actor in steps:
        done = proceed(case, action, actor, now=now, calendar=CALENDAR)  # type: ignore[arg-type]  # a moment
        assert isinstance(done, Case), (action, actor, done)
        case = done
    return case


def attempt(case: Case, action: Action, actor: Actor, *, now: object = ON_TIME) -> str:
    """Return the refusal or the state that an action leads to."""
    return told(proceed(case, action, actor, now=now, calendar=CALENDAR))  # type: ignore[arg-type]  # a moment


def next_steps(case: Case, now: object = ON_TIME) -> list[tuple[str, Seat, Task, date | None]]:
    """Return who acts next, briefly."""
    found: tuple[Turn, ...] = turns(case, now)  # type: ignore[arg-type]  # a moment
    return [(turn.department, turn.seat, turn.task, turn.by) for turn in found]


@pytest.mark.parametrize(
    ("applicant", "of", "reviewer", "coordinator"),
    [
        (HEALTH, CITY_POLICE, "gz-data", "gd-data"),
        (HEALTH, POLICE, "gd-data", None),
        (HEALTH, COUNTY, None, "gz-data"),
        (CITY, CITY_POLICE, None, "gd-data"),
        (PROVINCE, CITY_POLICE, "gz-data", None),
        (HEALTH, PROVINCE, None, None),
        (CITY, COUNTY, None, "gd-data"),
    ],
)
def test_who_decides(applicant: object, of: object, reviewer: str | None, coordinator: str | None) -> None:
    """The authority of the provider's level reviews, the next higher coordinates, and never the applicant."""
    application = filed(applicant, of).application  # type: ignore[arg-type]  # departments
    assert (application.authority, application.coordinator) == (reviewer, coordinator)
    assert (application.due, application.statutory_due, application.provisional) == (STATUTORY, STATUTORY, False)


def test_a_level_without_an_authority_has_the_nearest() -> None:
    """The data authority of a county without one is that of the city around it."""
    elsewhere = replace(HEALTH, region="440305")
    assert [found.code for found in authorities_for(elsewhere, AUTHORITIES)] == ["gd-data"]
    assert [found.code for found in authorities_for(replace(HEALTH, region="440111"), AUTHORITIES)] == [
        "gz-data",
        "gd-data",
    ]


def test_a_region_has_one_authority() -> None:
    """Another one in the same region is not the next higher; the one of the region's own level of government stands."""
    central = replace(PROVINCE, code=Code("a-central"), level=Level.CENTRAL)
    twin = replace(CITY, code=Code("gz-data-2"))
    found = authorities_for(HEALTH, [central, twin, *AUTHORITIES])
    assert [authority.code for authority in found] == ["gz-data", "gd-data"]


def _facts(**changes: object) -> ItemFacts:
    return replace(conditional(NAME, POLICE), **changes)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (filing(HEALTH, POLICE, matter_of=CITY), RefusalCode.PURPOSE_NOT_YOURS),
        (replace(filing(HEALTH, POLICE), matter=None), RefusalCode.PURPOSE_NOT_YOURS),
        (filing(HEALTH, HEALTH), RefusalCode.OWN_ITEM),
        (filing(HEALTH, POLICE, _facts(claim=ShareType.UNCONDITIONAL)), RefusalCode.NO_APPLICATION_NEEDED),
        (filing(HEALTH, POLICE, _facts(claim=ShareType.NOT_SHARED)), RefusalCode.NOT_SHARED),
        (filing(HEALTH, POLICE, _facts(citations=())), RefusalCode.UNSETTLED),
        (filing(HEALTH, POLICE, _facts(citations=(INTERNAL,))), RefusalCode.UNSETTLED),
        (
            replace(filing(HEALTH, POLICE), provider=None, providers=(POLICE.code, CITY.code)),
            RefusalCode.SEVERAL_PROVIDERS,
        ),
        (replace(filing(HEALTH, POLICE), authorities=()), RefusalCode.NO_AUTHORITY),
        (replace(filing(HEALTH, POLICE), pending={NUMBER: Code("A0")}), RefusalCode.ALREADY_APPLIED),
    ],
)
def test_what_cannot_be_applied_for(wrong: Filing, code: RefusalCode) -> None:
    """Each fault of an application has its own refusal, which names what is at fault."""
    done = file_application(wrong, consumer(HEALTH), now=MONDAY, calendar=CALENDAR)
    assert told(done) == code.value


def test_only_the_using_department_applies() -> None:
    """A department applies as one that uses data, not as provider or authority."""
    done = file_application(filing(HEALTH, POLICE), provider(HEALTH), now=MONDAY, calendar=CALENDAR)
    assert told(done) == "NOT_YOUR_STEP"


def test_two_of_three_are_approved_together() -> None:
    """Items are settled one by one where both say the same; a single consent settles nothing."""
    case = play(
        filed(HEALTH, POLICE),
        (Decide((*approve(NAME, NUMBER), *reject(PHONE))), provider(POLICE)),
    )
    assert case.application.state is ApplicationState.UNDER_REVIEW
    assert set(case.verdicts().values()) == {None}
    assert next_steps(case) == [("gd-data", Seat.AUTHORITY, Task.REVIEW, STATUTORY)]
    case = play(case, (Decide((*approve(NAME, NUMBER), *reject(PHONE))), authority(PROVINCE)))
    assert case.application.state is ApplicationState.PARTLY_APPROVED
    assert case.application.closed == ON_TIME
    assert [verdict.value for verdict in case.verdicts().values() if verdict] == ["APPROVE", "APPROVE", "REJECT"]
    assert next_steps(case) == []
    assert attempt(case, Withdraw(), consumer(HEALTH)) == "CLOSED"


def test_disagreement_goes_to_the_next_higher_authority() -> None:
    """Where the reviewers disagree the authority above decides, with its reason; before that nobody above may."""
    case = play(filed(HEALTH, CITY_POLICE), (Decide(approve(*ITEMS)), authority(CITY)))
    assert attempt(case, Coordinate(approve(NAME, reason="r")), authority(PROVINCE)) == "COORDINATION_NOT_OPEN"
    case = play(case, (Decide((*reject(NAME), *approve(NUMBER, PHONE))), provider(CITY_POLICE)))
    assert next_steps(case) == [("gd-data", Seat.COORDINATOR, Task.COORDINATE, STATUTORY)]
    assert attempt(case, Coordinate(approve(NUMBER, reason="r")), authority(PROVINCE)) == "ITEM_SETTLED"
    assert attempt(case, Coordinate(approve(NAME)), authority(PROVINCE)) == "REASON_MISSING"
    assert attempt(case, Coordinate(approve(NAME, reason="r")), authority(CITY)) == "NOT_YOUR_STEP"
    assert attempt(case, Coordinate(approve(NAME, reason="r")), authority(PROVINCE)) == "APPROVED"
    assert attempt(case, Coordinate(reject(NAME)), authority(PROVINCE)) == "PARTLY_APPROVED"


def test_reviewers_who_disagree_may_still_agree() -> None:
    """A reviewer may change its opinion until the item is settled."""
    case = play(
        filed(HEALTH, CITY_POLICE),
        (Decide(approve(*ITEMS)), authority(CITY)),
        (Decide(reject(*ITEMS)), provider(CITY_POLICE)),
    )
    assert attempt(case, Decide(approve(*ITEMS)), provider(CITY_POLICE)) == "APPROVED"


def test_silence_when_the_answer_is_due_is_coordinated() -> None:
    """Silence is no consent: after the due day the authority above decides, at the top the provider with a reason."""
    case = play(filed(HEALTH, CITY_POLICE), (Decide(approve(*ITEMS)), authority(CITY)))
    assert not is_overdue(case, day(3, 16, 23))
    assert is_overdue(case, AFTER)
    assert next_steps(case, AFTER) == [("gd-data", Seat.COORDINATOR, Task.COORDINATE, STATUTORY)]
    assert attempt(case, Coordinate(approve(*ITEMS, reason="r")), authority(PROVINCE), now=AFTER) == "APPROVED"
    assert attempt(case, Decide(approve(*ITEMS)), provider(CITY_POLICE), now=AFTER) == "APPROVED"
    top = filed(HEALTH, POLICE)
    assert next_steps(top, AFTER) == [("gd-police", Seat.COORDINATOR, Task.COORDINATE, STATUTORY)]
    assert attempt(top, Coordinate(approve(*ITEMS, reason="r")), provider(POLICE), now=AFTER) == "APPROVED"
    assert attempt(top, Coordinate(approve(*ITEMS, reason="r")), authority(PROVINCE), now=AFTER) == "NOT_YOUR_STEP"


def test_who_is_the_authority_itself_does_not_review_alone() -> None:
    """Where the provider is the data authority, only the authority above settles; its own opinion is advice."""
    case = play(filed(HEALTH, COUNTY), (Decide(approve(*ITEMS)), provider(COUNTY)))
    assert set(case.verdicts().values()) == {None}
    assert next_steps(case) == [("gz-data", Seat.COORDINATOR, Task.COORDINATE, STATUTORY)]
    assert attempt(case, Coordinate(approve(*ITEMS, reason="r")), authority(CITY)) == "APPROVED"
    top = filed(HEALTH, PROVINCE)
    assert attempt(top, Decide(approve(*ITEMS)), provider(PROVINCE)) == "COORDINATION_ONLY"
    assert attempt(top, Coordinate(approve(*ITEMS, reason="r")), provider(PROVINCE)) == "APPROVED"


def test_nobody_decides_an_application_of_its_own_department() -> None:
    """An authority that applies decides nothing of it, in whatever role it comes."""
    case = filed(PROVINCE, CITY_POLICE)
    for action in (Decide(approve(*ITEMS)), Coordinate(approve(*ITEMS, reason="r")), AskSupplement("?")):
        assert attempt(case, action, authority(PROVINCE), now=AFTER) == "OWN_APPLICATION"
        assert attempt(case, action, authority(COUNTY), now=AFTER) == "NOT_YOUR_STEP"
        assert attempt(case, action, provider(POLICE), now=AFTER) == "NOT_YOUR_STEP"
        assert attempt(case, action, consumer(CITY_POLICE), now=AFTER) == "NOT_YOUR_STEP"


@pytest.mark.parametrize(
    ("proposals", "code"),
    [
        (reject(NAME, reason=" "), "REASON_MISSING"),
        (reject(NAME, citations=()), "BASIS_MISSING"),
        (reject(NAME, citations=(INTERNAL,)), "BASIS_INADMISSIBLE"),
        (approve(ITEMS[0][:-1] + "x"), "NOT_APPLIED_FOR"),  # type: ignore[arg-type]  # an item's code
    ],
)
def test_a_rejection_gives_a_reason_and_an_admissible_basis(proposals: object, code: str) -> None:
    """An internal measure is no basis for refusing (Art. 16), and no reason is no reason."""
    assert attempt(filed(HEALTH, POLICE), Decide(proposals), provider(POLICE)) == code  # type: ignore[arg-type]  # proposals


def test_a_supplement_is_asked_for_once_and_pauses_the_working_clock() -> None:
    """While the supplement is awaited nobody decides; the statutory day stays, and then lateness ends the waiting."""
    case = play(filed(HEALTH, CITY_POLICE), (AskSupplement("请补充法律依据"), provider(CITY_POLICE)))
    assert (case.application.due, case.application.statutory_due) == (None, STATUTORY)
    assert next_steps(case) == [("gz-health", Seat.APPLICANT, Task.SUPPLY, None)]
    assert attempt(case, Decide(approve(*ITEMS)), authority(CITY)) == "SUPPLEMENT_AWAITED"
    assert attempt(case, Supply(""), consumer(HEALTH)) == "REASON_MISSING"
    supplied = play(case, (Supply("依据见附件"), consumer(HEALTH)), now=day(3, 12))
    assert (supplied.application.due, supplied.application.statutory_due) == (date(2026, 3, 23), STATUTORY)
    assert attempt(supplied, AskSupplement("再补充"), authority(CITY)) == "SUPPLEMENT_ASKED_ONCE"
    assert attempt(supplied, Supply("again"), consumer(HEALTH)) == "NO_SUPPLEMENT_ASKED"
    assert is_overdue(supplied, AFTER)
    assert next_steps(supplied, AFTER)[0] == ("gz-police", Seat.PROVIDER, Task.REVIEW, date(2026, 3, 23))
    assert [seat for _, seat, _, _ in next_steps(case, AFTER)] == [Seat.APPLICANT, Seat.PROVIDER, Seat.AUTHORITY]
    decided = play(case, (Decide(approve(*ITEMS)), authority(CITY)), now=AFTER)
    assert (decided.application.state, decided.application.due) == (
        ApplicationState.UNDER_REVIEW,
        date(2026, 3, 26),
    )
    assert attempt(filed(HEALTH, CITY_POLICE), AskSupplement("?"), authority(CITY), now=AFTER) == (
        "SUPPLEMENT_ASKED_ONCE"
    )


def test_a_draft_is_nobodys_business_until_it_is_submitted() -> None:
    """The clock of a draft starts when it is submitted, and only its applicant submits it."""
    draft = file_application(filing(HEALTH, POLICE, draft=True), consumer(HEALTH), now=MONDAY, calendar=CALENDAR)
    assert isinstance(draft, Case)
    assert draft.application.statutory_due is None
    assert next_steps(draft) == [("gz-health", Seat.APPLICANT, Task.SUBMIT, None)]
    assert attempt(draft, Decide(approve(*ITEMS)), provider(POLICE)) == "NOT_SUBMITTED"
    assert attempt(draft, Submit(), provider(HEALTH)) == "NOT_YOUR_STEP"
    submitted = play(draft, (Submit(), consumer(HEALTH)), now=day(3, 3))
    assert submitted.application.statutory_due == STATUTORY + timedelta(days=1)
    assert attempt(submitted, Submit(), consumer(HEALTH)) == "ALREADY_SUBMITTED"
    assert attempt(draft, Withdraw(), consumer(HEALTH)) == "WITHDRAWN"


def test_what_was_granted_outlives_a_withdrawal() -> None:
    """Who withdraws after some items were approved keeps these."""
    case = play(
        filed(HEALTH, POLICE), (Decide(approve(NAME)), provider(POLICE)), (Decide(approve(NAME)), authority(PROVINCE))
    )
    assert case.application.state is ApplicationState.UNDER_REVIEW
    assert attempt(case, Withdraw(), consumer(HEALTH)) == "PARTLY_APPROVED"
    assert attempt(filed(HEALTH, POLICE), Withdraw(), consumer(HEALTH)) == "WITHDRAWN"


def test_items_that_left_the_catalogue_hold_nothing_up() -> None:
    """An item that is gone counts as rejected; where none is left the applicant withdraws."""
    case = filed(HEALTH, POLICE)
    one_left = replace(case, reviews=(case.reviews[0], *(replace(r, gone=True) for r in case.reviews[1:])))
    steps = ((Decide(approve(NAME)), provider(POLICE)), (Decide(approve(NAME)), authority(PROVINCE)))
    assert play(one_left, *steps).application.state is ApplicationState.PARTLY_APPROVED
    none_left = replace(case, reviews=tuple(replace(review, gone=True) for review in case.reviews))
    assert next_steps(none_left) == [("gz-health", Seat.APPLICANT, Task.WITHDRAW, None)]


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_says_why_and_what_to_do(code: RefusalCode) -> None:
    """Each refusal rests on a rule of the hub and has whole sentences in both languages."""
    names = ("matter", "item", "providers", "application", "region", "who", "state", "day", "verdict", "about", "by")
    further = ("provider", "undertaking", "entry", "kind", "code", "subject", "claim", "derived", "share", "share_type")
    refusal = Refusal(code=code, facts=dict.fromkeys((*names, *further), "X"))
    assert refusal.rule in RULES
    assert all(text.endswith(".") for text in (refusal.sentence, refusal.remedy))
    assert all(text.endswith("。") for text in (refusal.sentence_zh, refusal.remedy_zh))
