"""What is compared of a decision: everything that binds, nothing of how it is worded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from hub.codes import Code
from hub.law.decision import Decision, RowLimit, RuleId
from hub.law.rules import APPLY, CONDITION
from hub.law.terms import Mask
from hub.vocabulary import Outcome, ShareType, Standing

Limit = TypeVar("Limit", Mask, RowLimit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the law says of one item; masks and rows are in the order of `ordered`, as theirs does not matter.

    `rule` is the rule that decided; where no grant permits (G-APPLY) and it is the conditions of a live one that bar,
    it is G-COND.
    """

    outcome: Outcome
    rule: RuleId
    share_type: ShareType
    standing: Standing
    grant: Code | None = None
    masks: tuple[Mask, ...] = ()
    rows: tuple[RowLimit, ...] = ()
    quota: int | None = None


def answer_of(decision: Decision) -> Answer:
    """Return what binds of a decision."""
    return Answer(
        outcome=decision.outcome,
        rule=_rule(decision),
        share_type=decision.share_type,
        standing=decision.standing,
        grant=decision.grant,
        masks=ordered(decision.masks),
        rows=ordered(decision.rows),
        quota=decision.quota,
    )


def because(decision: Decision) -> dict[str, dict[str, str]]:
    """Return the rules that bore on a decision, with the facts that matched; the one that decided where it has some."""
    first, *others = decision.reasons
    return {reason.rule: dict(reason.facts) for reason in ((first, *others) if first.facts else others)}


def ordered(limits: Iterable[Limit]) -> tuple[Limit, ...]:
    """Return limits in an order of their own, each as often as it is there."""
    return tuple(sorted(limits, key=repr))


def _rule(decision: Decision) -> RuleId:
    first, *others = (reason.rule for reason in decision.reasons)
    return CONDITION.id if first == APPLY.id and CONDITION.id in others else first
