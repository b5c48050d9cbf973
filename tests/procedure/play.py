"""What somebody whose turn it is can do, told by the words of the law alone."""

from collections.abc import Sequence
from datetime import datetime

from hub.codes import ItemCode
from hub.law.applications import Action, Actor, Case, Coordinate, Decide, Submit, Supply, Withdraw, coordinator_of
from hub.law.calendar import day_of
from hub.law.turns import Turn
from hub.vocabulary import Role, Seat, Task, Verdict
from tests.procedure.parties import approve, reject


def fitting(
    case: Case, turn: Turn, items: Sequence[ItemCode], verdict: Verdict, *, now: datetime
) -> tuple[Action, Actor]:
    """Return an action that fits a turn, of some of the items where it decides, and who takes it."""
    applicant = Actor(department=case.application.applicant, role=Role.CONSUMER)
    match turn.task:
        case Task.SUBMIT:
            return Submit(), applicant
        case Task.SUPPLY:
            return Supply("!"), applicant
        case Task.WITHDRAW:
            return Withdraw(), applicant
        case Task.REVIEW | Task.COORDINATE:
            return _deciding(case, turn, items, verdict, now)


def _deciding(
    case: Case, turn: Turn, items: Sequence[ItemCode], verdict: Verdict, now: datetime
) -> tuple[Action, Actor]:
    application = case.application
    there = [item for item in application.items if _is_for(case, item, turn.task, now)]
    left = [item for item in items if item in there] or there
    proposals = approve(*left, reason="r") if verdict is Verdict.APPROVE else reject(*left)
    if turn.task is Task.COORDINATE:
        return Coordinate(proposals), coordinator_of(application)
    if turn.seat is Seat.PROVIDER:
        return Decide(proposals), Actor(department=application.provider, role=Role.PROVIDER)
    assert application.authority is not None
    return Decide(proposals), Actor(department=application.authority, role=Role.AUTHORITY)


def _is_for(case: Case, item: ItemCode, task: Task, now: datetime) -> bool:
    review = next(review for review in case.reviews if review.item == item)
    if case.verdicts()[item] is not None:
        return False
    due = case.application.due
    spoken = review.provider is not None and review.authority is not None
    above = case.application.authority is None or spoken or (due is not None and day_of(now) > due)
    return above == (task is Task.COORDINATE)
