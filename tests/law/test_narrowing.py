"""Whoever narrows what a grant is under never adds access: by no shorter list, no shorter window, no smaller quota."""

from dataclasses import replace
from random import Random
from typing import Final, TypeVar

from hub.codes import Code
from hub.law.access import decide, permits
from hub.law.facts import Granted, Stated
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    AtMostDays,
    Between,
    DailyQuota,
    ForMatters,
    Masked,
    Not,
    OnlyItems,
    RowsOf,
    Secured,
    Term,
    Through,
    Undertaken,
    WithinRegions,
)
from hub.vocabulary import ClientSecurity
from tests.law.worlds import NOW, questions

QUESTIONS: Final = 200
Listed = TypeVar("Listed")


def test_narrowing_never_adds_access() -> None:
    """What was denied stays denied, whichever clause of whichever grant is narrowed; often the narrower one denies."""
    dice, lost = Random(0), 0  # noqa: S311 – nothing is secret here
    for question in questions(2000, QUESTIONS):
        for item in question.items:
            narrower = replace(item, grants=tuple(_narrowed_grant(grant, dice) for grant in item.grants))
            before, after = decide((item, narrower), question.request, question.now)
            assert permits(before) or not permits(after), (item, narrower)
            lost += permits(before) and not permits(after)
    assert lost > QUESTIONS / 50


def test_what_applies_to_nobody_permits_nobody() -> None:
    """A grant under a further condition that nobody meets is as good as none."""
    nobody = AnyOf(())
    for question in questions(2001, QUESTIONS):
        for item in question.items:
            shut = replace(item, grants=tuple(_under(grant, nobody) for grant in item.grants))
            shut_decision, bare_decision = decide((shut, replace(item, grants=())), question.request, question.now)
            assert permits(shut_decision) == permits(bare_decision)


def _under(grant: Granted, term: Term) -> Granted:
    stated = Stated(condition=Code("further"), title="另一条件", terms=term)
    return replace(grant, conditions=(*grant.conditions, stated))


def _narrowed_grant(grant: Granted, dice: Random) -> Granted:
    return replace(
        grant,
        conditions=tuple(
            one if one.terms is None else replace(one, terms=_narrowed(one.terms, dice)) for one in grant.conditions
        ),
    )


def _narrowed(term: Term, dice: Random) -> Term:  # noqa: C901, PLR0911 – one return per kind of term
    """Return a term with each clause that does not stand under a negation narrowed, where it can be."""
    match term:
        case AllOf() | AnyOf():
            return type(term)(tuple(_narrowed(part, dice) for part in term.terms))
        case Between():
            return replace(term, since=max(term.since or NOW, NOW))
        case AtMostDays():
            return replace(term, days=max(0, term.days - dice.randint(0, 2)))
        case DailyQuota():
            return replace(term, records=max(0, term.records - dice.randint(0, 5)))
        case Secured():
            return replace(term, least=ClientSecurity.BOUND)
        case AmongDepartments():
            return replace(term, departments=_fewer(term.departments, dice))
        case AtLevels():
            return replace(term, levels=_fewer(term.levels, dice))
        case WithinRegions():
            return replace(term, regions=_fewer(term.regions, dice))
        case ForMatters():
            return replace(term, matters=_fewer(term.matters, dice))
        case OnlyItems():
            return replace(term, items=_fewer(term.items, dice))
        case Through():
            return replace(term, channels=_fewer(term.channels, dice))
        case Not() | RowsOf() | Masked() | Undertaken():
            return term


def _fewer(values: tuple[Listed, ...], dice: Random) -> tuple[Listed, ...]:
    return tuple(dice.sample(values, max(0, len(values) - 1)))
