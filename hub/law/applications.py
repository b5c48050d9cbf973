"""How an application for access proceeds (Art. 19; docs/law.md): state, action and actor to state, or a refusal.

Nothing is read or written here. Nobody decides an application of the own department, no item is settled without the
consent of both reviewers or a recorded coordination, and no action moves the day by which the law wants an answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, assert_never

from hub.codes import Code, ItemCode
from hub.law.calendar import Calendar, day_of
from hub.law.clock import is_past, timed
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.law.reviews import Opinion, Proposal, Review, awaits_coordination, fault_of, verdict_of
from hub.model import Application
from hub.vocabulary import ApplicationState, Role, Seat, Verdict

OPEN: Final = frozenset({ApplicationState.SUBMITTED, ApplicationState.SUPPLEMENT_ASKED, ApplicationState.UNDER_REVIEW})
"""The states in which an answer is owed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A department that acts, in a role."""

    department: Code
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An application with the review of each of its items, in the order of `application.items`."""

    application: Application
    reviews: tuple[Review, ...]

    @property
    def together(self) -> bool:
        """Whether provider and authority review together: neither they nor the applicant is that authority itself."""
        return self.application.authority is not None

    @property
    def top(self) -> bool:
        """Whether no authority stands above, so that the provider decides where the reviewers cannot."""
        return self.application.coordinator is None

    def verdicts(self) -> dict[ItemCode, Verdict | None]:
        """Return what became of each item, None where that is open."""
        return {review.item: verdict_of(review, together=self.together) for review in self.reviews}


@dataclass(frozen=True, slots=True)
class Submit:
    """The applicant submits its draft."""


@dataclass(frozen=True, slots=True)
class AskSupplement:
    """A reviewer asks for what is missing, once and all at once."""

    wanted: str


@dataclass(frozen=True, slots=True)
class Supply:
    """The applicant supplies what was asked for."""

    supplement: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The applicant no longer asks for what is not settled; what was granted stays granted."""


@dataclass(frozen=True, slots=True)
class Decide:
    """The provider or the authority gives its opinion of some items; until an item is settled it may change it."""

    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Coordinate:
    """The coordinator decides some items."""

    proposals: tuple[Proposal, ...]


Action = Submit | AskSupplement | Supply | Withdraw | Decide | Coordinate


def proceed(case: Case, action: Action, actor: Actor, *, now: datetime, calendar: Calendar) -> Case | Refusal:
    """Return the case after an action of an actor at a moment (aware), or why the action is not allowed."""
    match action:
        case Submit():
            done = _submit(case, actor, now)
        case AskSupplement(wanted=wanted):
            done = _ask_supplement(case, actor, now, wanted)
        case Supply(supplement=supplement):
            done = _supply(case, actor, now, supplement)
        case Withdraw():
            done = _withdraw(case, actor)
        case Decide(proposals=proposals):
            done = _decide(case, actor, now, proposals)
        case Coordinate(proposals=proposals):
            done = _coordinate(case, actor, now, proposals)
        case _:
            assert_never(action)
    return done if isinstance(done, Refusal) else _stepped(done, now, calendar)


def seats_of(application: Application, actor: Actor) -> frozenset[Seat]:
    """Return the parts that an actor has in an application."""
    own = {
        Seat.APPLICANT: actor == Actor(department=application.applicant, role=Role.CONSUMER),
        Seat.PROVIDER: actor == Actor(department=application.provider, role=Role.PROVIDER),
        Seat.AUTHORITY: actor.role is Role.AUTHORITY and actor.department == application.authority,
        Seat.COORDINATOR: actor == coordinator_of(application),
    }
    return frozenset(seat for seat, has in own.items() if has)


def coordinator_of(application: Application) -> Actor:
    """Return who coordinates: the next-higher authority; at the top the provider, with the reason recorded (design)."""
    if application.coordinator is None:
        return Actor(department=application.provider, role=Role.PROVIDER)
    return Actor(department=application.coordinator, role=Role.AUTHORITY)


def _submit(case: Case, actor: Actor, now: datetime) -> Case | Refusal:
    application = case.application
    if Seat.APPLICANT not in seats_of(application, actor):
        return _not_yours(case, Seat.APPLICANT)
    if application.state is not ApplicationState.DRAFT:
        return refuse(RefusalCode.ALREADY_SUBMITTED)
    return _changed(case, state=ApplicationState.SUBMITTED, received=now)


def _ask_supplement(case: Case, actor: Actor, now: datetime, wanted: str) -> Case | Refusal:
    application = case.application
    barred = _barred(case, actor, now, Seat.PROVIDER, Seat.AUTHORITY)
    if barred:
        return barred
    if application.paused_on is not None or is_past(application.due, now):
        return refuse(RefusalCode.SUPPLEMENT_ASKED_ONCE)
    if not wanted.strip():
        return refuse(RefusalCode.REASON_MISSING, about="")
    return _changed(case, state=ApplicationState.SUPPLEMENT_ASKED, wanted=wanted, paused_on=day_of(now))


def _supply(case: Case, actor: Actor, now: datetime, supplement: str) -> Case | Refusal:
    application = case.application
    if Seat.APPLICANT not in seats_of(application, actor):
        return _not_yours(case, Seat.APPLICANT)
    if application.state is not ApplicationState.SUPPLEMENT_ASKED:
        return _closed(application) or refuse(RefusalCode.NO_SUPPLEMENT_ASKED)
    if not supplement.strip():
        return refuse(RefusalCode.REASON_MISSING, about="")
    return _changed(case, state=ApplicationState.UNDER_REVIEW, supplement=supplement, resumed_on=day_of(now))


def _withdraw(case: Case, actor: Actor) -> Case | Refusal:
    application = case.application
    if Seat.APPLICANT not in seats_of(application, actor):
        return _not_yours(case, Seat.APPLICANT)
    if application.state is not ApplicationState.DRAFT and application.state not in OPEN:
        return refuse(RefusalCode.CLOSED, state=application.state.value)
    granted = Verdict.APPROVE in case.verdicts().values()
    return _changed(case, state=ApplicationState.PARTLY_APPROVED if granted else ApplicationState.WITHDRAWN)


def _decide(case: Case, actor: Actor, now: datetime, proposals: Sequence[Proposal]) -> Case | Refusal:
    barred = _barred(case, actor, now, Seat.PROVIDER, Seat.AUTHORITY)
    if barred:
        return barred
    if not case.together and case.top:
        return refuse(RefusalCode.COORDINATION_ONLY)
    fault = _first_fault(case, proposals, lambda proposal, _: fault_of(proposal, reasoned=False))
    if fault:
        return fault
    seat = Seat.PROVIDER if Seat.PROVIDER in seats_of(case.application, actor) else Seat.AUTHORITY
    return _spoken(case, seat, proposals, actor, now)


def _coordinate(case: Case, actor: Actor, now: datetime, proposals: Sequence[Proposal]) -> Case | Refusal:
    barred = _barred(case, actor, now, Seat.COORDINATOR)
    if barred:
        return barred
    due = case.application.due

    def fault(proposal: Proposal, review: Review) -> Refusal | None:
        if not awaits_coordination(review, together=case.together, due=due, now=now):
            return refuse(RefusalCode.COORDINATION_NOT_OPEN, item=review.item, day=str(due))
        return fault_of(proposal, reasoned=True)

    return _first_fault(case, proposals, fault) or _spoken(case, Seat.COORDINATOR, proposals, actor, now)


def _barred(case: Case, actor: Actor, now: datetime, *seats: Seat) -> Refusal | None:
    """Return why an actor may not decide now in any of these seats."""
    application = case.application
    if actor.department == application.applicant:
        return refuse(RefusalCode.OWN_APPLICATION)
    if seats_of(application, actor).isdisjoint(seats):
        return _not_yours(case, *seats)
    if application.state is ApplicationState.DRAFT:
        return refuse(RefusalCode.NOT_SUBMITTED)
    waits = application.state is ApplicationState.SUPPLEMENT_ASKED
    if waits and not is_past(application.statutory_due, now):
        return refuse(RefusalCode.SUPPLEMENT_AWAITED, day=str(application.statutory_due))
    return _closed(application)


def _closed(application: Application) -> Refusal | None:
    if application.state in OPEN or application.state is ApplicationState.DRAFT:
        return None
    return refuse(RefusalCode.CLOSED, state=application.state.value)


def _first_fault(
    case: Case, proposals: Sequence[Proposal], judge: Callable[[Proposal, Review], Refusal | None]
) -> Refusal | None:
    reviews = {review.item: review for review in case.reviews}
    verdicts = case.verdicts()
    for proposal in proposals:
        review = reviews.get(proposal.item)
        if review is None:
            return refuse(RefusalCode.NOT_APPLIED_FOR, item=proposal.item)
        settled = verdicts[proposal.item]
        if settled is not None:
            return refuse(RefusalCode.ITEM_SETTLED, item=proposal.item, verdict=settled.value)
        fault = judge(proposal, review)
        if fault:
            return fault
    return None


def _spoken(case: Case, seat: Seat, proposals: Sequence[Proposal], actor: Actor, now: datetime) -> Case:
    opinions = {
        proposal.item: Opinion(
            verdict=proposal.verdict,
            department=actor.department,
            at=now,
            reason=proposal.reason,
            bases=tuple(citation.basis for citation in proposal.citations),
        )
        for proposal in proposals
    }
    reviews = tuple(
        _with(review, seat, opinions[review.item]) if review.item in opinions else review for review in case.reviews
    )
    # Who decides while a supplement is outstanding, after the law's day, sets the working clock going again.
    outstanding = case.application.state is ApplicationState.SUPPLEMENT_ASKED
    resumed = day_of(now) if outstanding else case.application.resumed_on
    reviewed = replace(case, reviews=reviews)
    return _changed(reviewed, state=_state(reviewed), resumed_on=resumed)


def _with(review: Review, seat: Seat, opinion: Opinion) -> Review:
    if seat is Seat.PROVIDER:
        return replace(review, provider=opinion)
    return replace(review, authority=opinion) if seat is Seat.AUTHORITY else replace(review, coordinator=opinion)


def _state(case: Case) -> ApplicationState:
    """Return the state that the verdicts come to."""
    verdicts = set(case.verdicts().values())
    if None in verdicts:
        return ApplicationState.UNDER_REVIEW
    if verdicts == {Verdict.APPROVE}:
        return ApplicationState.APPROVED
    return ApplicationState.PARTLY_APPROVED if Verdict.APPROVE in verdicts else ApplicationState.REJECTED


def _changed(case: Case, **changes: object) -> Case:
    return replace(case, application=replace(case.application, **changes))  # type: ignore[arg-type]  # fields by name


def _stepped(case: Case, now: datetime, calendar: Calendar) -> Case:
    application = timed(case.application, calendar)
    ended = application.state not in OPEN and application.state is not ApplicationState.DRAFT
    return replace(case, application=replace(application, steps=application.steps + 1, closed=now if ended else None))


def _not_yours(case: Case, *seats: Seat) -> Refusal:
    application = case.application
    held = {
        Seat.APPLICANT: (application.applicant, Role.CONSUMER),
        Seat.PROVIDER: (application.provider, Role.PROVIDER),
        Seat.AUTHORITY: (application.authority, Role.AUTHORITY),
        Seat.COORDINATOR: (coordinator_of(application).department, coordinator_of(application).role),
    }
    named = [f"{held[seat][0]} ({held[seat][1].value})" for seat in seats if held[seat][0] is not None]
    return refuse(RefusalCode.NOT_YOUR_STEP, who=", ".join(named))
