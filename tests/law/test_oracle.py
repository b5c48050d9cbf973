"""Random questions, answered by the hub and by the logic program; a few on every run, thousands in CI."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from hub.law.access import decide
from tests.law.answer import answer_of
from tests.law.oracle import Question, Ruling, rulings
from tests.law.worlds import questions

BATCH = 50  # questions that are solved in one go
BATCHES = 220 if os.environ.get("CI") == "true" else 6
DECIDING: dict[
    str, int
] = {  # the least share of items, in percent, that each rule must decide for the comparison to mean something
    "G-PURPOSE": 5,
    "G-OWN": 3,
    "G-CONTESTED": 3,
    "G-UNCONFIRMED": 2,
    "G-SELF": 5,
    "G-NOTSHARED": 3,
    "G-GRANT": 20,
    "G-APPLY": 3,
    "G-COND": 5,
}


def _decided(question: Question) -> Iterator[Ruling]:
    for decision in decide(question.items, question.request, question.now):
        yield Ruling(answer_of(decision), decision.until)


@pytest.mark.parametrize("seed", range(BATCHES))
def test_the_hub_and_the_logic_program_agree(seed: int) -> None:
    """Whatever is asked of whatever world, both say the same of every item, and when it ends."""
    asked = questions(seed, BATCH)
    for question, ruled in zip(asked, rulings(asked), strict=True):
        assert tuple(_decided(question)) == ruled, (seed, question)


def test_every_rule_decides_often() -> None:
    """The random questions reach every rule, every outcome and every limit often."""
    said = [ruling.answer for seed in range(6) for question in questions(seed, BATCH) for ruling in _decided(question)]
    rules = Counter[str](answer.rule for answer in said)
    assert [rule for rule, least in DECIDING.items() if 100 * rules[rule] < least * len(said)] == []
    limited = {
        "masks": sum(bool(answer.masks) for answer in said),
        "rows": sum(bool(answer.rows) for answer in said),
        "quota": sum(answer.quota is not None for answer in said),
    }
    assert [limit for limit, number in limited.items() if 100 * number < 2 * len(said)] == []
