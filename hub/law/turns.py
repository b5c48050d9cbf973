"""Who acts next in an application, by when, and by which rule."""

from dataclasses import dataclass
from datetime import date, datetime

from hub.codes import Code
from hub.law import rules
from hub.law.applications import OPEN, Case, coordinator_of
from hub.law.clock import is_past
from hub.law.reviews import Review, awaits, awaits_coordination
from hub.law.rules import Rule
from hub.vocabulary import ApplicationState, Seat, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a department is to do next; `by` is the day by which, None where no clock runs."""

    department: Code
    seat: Seat
    task: Task
    by: date | None
    rule: Rule


def turns(case: Case, now: datetime) -> tuple[Turn, ...]:
    """Return who acts next at a moment (aware); empty once the application is closed.

    Several act side by side where both reviewers have yet to speak. Nothing but the applicant's own withdrawal is
    left to do where every item that was open has gone from the catalogue.
    """
    application = case.application
    state = application.state
    if state is ApplicationState.DRAFT:
        return (_applicant(case, Task.SUBMIT, rules.APPLY),)
    if state not in OPEN:
        return ()
    if state is ApplicationState.SUPPLEMENT_ASKED:
        overdue = is_past(application.statutory_due, now)
        return (_applicant(case, Task.SUPPLY, rules.SUPPLEMENT), *(_deciding(case, now) if overdue else ()))
    return _deciding(case, now) or (_applicant(case, Task.WITHDRAW, rules.APPLY),)


def is_overdue(case: Case, now: datetime) -> bool:
    """Tell whether the answer is later than the law wants it; a pause of the working clock is no excuse."""
    return case.application.state in OPEN and is_past(case.application.statutory_due, now)


def _deciding(case: Case, now: datetime) -> tuple[Turn, ...]:
    application = case.application
    found = []
    if any(_awaits_coordination(case, review, now) for review in case.reviews):
        found.append(_turn(case, coordinator_of(application).department, Seat.COORDINATOR))
    with_reviewers = [review for review in case.reviews if not _awaits_coordination(case, review, now)]
    for seat, department in ((Seat.PROVIDER, application.provider), (Seat.AUTHORITY, application.authority)):
        waiting = any(awaits(seat, review, together=case.together) for review in with_reviewers)
        if department is not None and waiting:
            found.append(_turn(case, department, seat))
    return tuple(found)


def _awaits_coordination(case: Case, review: Review, now: datetime) -> bool:
    return awaits_coordination(review, together=case.together, due=case.application.due, now=now)


def _turn(case: Case, department: Code, seat: Seat) -> Turn:
    coordinates = seat is Seat.COORDINATOR
    return Turn(
        department=department,
        seat=seat,
        task=Task.COORDINATE if coordinates else Task.REVIEW,
        by=case.application.due,
        rule=rules.COORDINATE if coordinates else rules.REVIEW,
    )


def _applicant(case: Case, task: Task, rule: Rule) -> Turn:
    return Turn(department=case.application.applicant, seat=Seat.APPLICANT, task=task, by=None, rule=rule)
