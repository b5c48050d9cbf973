"""What is compared of a decision: everything that binds, nothing of how it is worded."""

from dataclasses import dataclass

from hub.codes import Code
from hub.law.decision import Decision, RowLimit, RuleId
from hub.law.rules import APPLY, CONDITION
from hub.law.terms import Mask
from hub.vocabulary import Outcome, ShareType, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the law says of one item; the order of masks and rows does not matter, nor how often one is found.

    `rule` is the rule that decided; where no grant permits (G-APPLY) and it is the conditions of a live one that bar,
    it is G-COND.
    """

    outcome: Outcome
    rule: RuleId
    share_type: ShareType
    standing: Standing
    grant: Code | None = None
    masks: frozenset[Mask] = frozenset()
    rows: frozenset[RowLimit] = frozenset()
    quota: int | None = None


def answer_of(decision: Decision) -> Answer:
    """Return what binds of a decision."""
    return Answer(
        outcome=decision.outcome,
        rule=_rule(decision),
        share_type=decision.share_type,
        standing=decision.standing,
        grant=decision.grant,
        masks=frozenset(decision.masks),
        rows=frozenset(decision.rows),
        quota=decision.quota,
    )


def _rule(decision: Decision) -> RuleId:
    first, *others = (reason.rule for reason in decision.reasons)
    return CONDITION.id if first == APPLY.id and CONDITION.id in others else first
