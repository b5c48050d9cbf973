"""What would change a denial, as the cases tell it and as the logic program judges it, not by the hub's own trying."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from hub.codes import split_item_code
from hub.law.decision import Remedy
from hub.law.remedies import remedies
from hub.vocabulary import Outcome
from tests.law.casebook import Case, casebook, remedies_of
from tests.law.mending import mended
from tests.law.oracle import Question, rulings
from tests.law.worlds import questions

ROUNDS = 20 if os.environ.get("CI") == "true" else 1
BATCH = 50  # questions that are solved in one go
TELLING = [case for case in casebook() if any(one.remedies is not None for one in case.expected.values())]


@pytest.mark.parametrize("case", TELLING, ids=lambda case: case.name)
def test_the_hub_names_the_remedies_of_each_case(case: Case) -> None:
    """Every least set of changes is named, and nothing else."""
    told = {
        name: remedies_of(remedies(facts, case.request, case.now))
        for facts in case.facts
        for name in [split_item_code(facts.item)[1]]
    }
    assert told == {name: expected.remedies for name, expected in case.expected.items()}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_every_remedy_helps_and_no_part_of_one_does(seed: int) -> None:
    """The logic program permits what is asked after all changes of a set, and denies it after some of them only."""
    tried = list(_tried(questions(1000 + seed, BATCH)))
    asked = [question for question, _ in tried]
    ruled = [ruling for start in range(0, len(asked), BATCH) for ruling in rulings(asked[start : start + BATCH])]
    wrong = [
        question
        for (question, whole), (ruling,) in zip(tried, ruled, strict=True)
        if (ruling.answer.outcome is not Outcome.DENY) is not whole
    ]
    assert wrong == []
    assert sum(whole for _, whole in tried) > BATCH


def _tried(asked: Iterable[Question]) -> Iterator[tuple[Question, bool]]:
    """Yield what is asked after every remedy set (True) and after every part of one (False)."""
    for question in asked:
        for item in question.items:
            alone = replace(question, items=(item,))
            for remedy in remedies(item, question.request, question.now):
                yield mended(alone, remedy), True
                yield from ((mended(alone, part), False) for part in _parts(remedy))


def _parts(remedy: frozenset[Remedy]) -> Iterator[tuple[Remedy, ...]]:
    for size in range(len(remedy)):
        yield from combinations(remedy, size)
