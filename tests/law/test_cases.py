"""What the law says of each case in `tests/law/cases/`: the cases are the expectation, the hub must agree."""

from collections import Counter
from pathlib import Path

import pytest

from hub.codes import split_item_code
from hub.law.access import decide
from tests.law.answer import answer_of, because
from tests.law.casebook import Case, casebook, read
from tests.law.oracle import Question, rulings
from tests.law.sheet import Part, Unreadable, changed, load

SETTING: Part = {
    "dataset": {"provider": "police", "claim": "unconditional"},
    "items": {"name": {}},
    "asks": {"department": "health", "for": "epidemic-control"},
    "at": "2026-03-02 10:00",
}
CASE: Part = {"case": "a case", "expect": {"name": {"allow": "self-service", "as": "unconditional"}}}


@pytest.mark.parametrize("case", casebook(), ids=lambda case: f"{case.group}: {case.name}")
def test_the_hub_decides_each_case_as_it_says(case: Case) -> None:
    """What binds of every item's decision is as expected; when it ends and what it lacks, where the case tells."""
    decisions = {split_item_code(one.item)[1]: one for one in decide(case.facts, case.request, case.now)}
    assert {name: answer_of(one) for name, one in decisions.items()} == {
        name: expected.answer for name, expected in case.expected.items()
    }
    ends = {name: expected.until for name, expected in case.expected.items() if expected.until is not None}
    assert {name: decisions[name].until for name in ends} == ends
    lacks = {name: expected.lacks for name, expected in case.expected.items() if expected.lacks is not None}
    assert {name: frozenset((lack.clause, lack.known) for lack in decisions[name].lacking) for name in lacks} == lacks
    reasons = {name: expected.because for name, expected in case.expected.items() if expected.because is not None}
    assert {name: because(decisions[name]) for name in reasons} == reasons


def test_the_logic_program_decides_each_case_as_it_says() -> None:
    """The oracle reads the law as the cases do, when a decision ends included."""
    cases = casebook()
    found = rulings([Question(items=case.facts, request=case.request, now=case.now) for case in cases])
    told = {
        (case.name, name): ruling
        for case, ruled in zip(cases, found, strict=True)
        for name, ruling in zip(case.expected, ruled, strict=True)
    }
    expected = {(case.name, name): one for case in cases for name, one in case.expected.items()}
    assert {key: ruling.answer for key, ruling in told.items()} == {key: one.answer for key, one in expected.items()}
    ends = {key: one.until for key, one in expected.items() if one.until is not None}
    assert {key: told[key].until for key in ends} == ends


def test_there_are_cases_of_every_rule() -> None:
    """At least 150 cases, each with a name of its own, and several for each rule that can decide."""
    cases = casebook()
    rules = Counter(expected.answer.rule for case in cases for expected in case.expected.values())
    assert len({case.name for case in cases}) == len(cases) >= 150
    assert {rule for rule, number in rules.items() if number >= 5} == {
        "G-PURPOSE", "G-OWN", "G-CONTESTED", "G-UNCONFIRMED", "G-SELF", "G-NOTSHARED", "G-GRANT", "G-APPLY", "G-COND"
    }  # fmt: skip


@pytest.mark.parametrize(
    "slip",
    [
        {"dataset": {"claims": "conditional"}},
        {"dataset": {"claim": "Conditional"}},
        {"dataset": {"claim": "secret"}},
        {"dataset": {"provider": "nobody"}},
        {"items": {"name": {"bases": "yes"}}},
        {"asks": {"department": "nobody"}},
        {"asks": "health"},
        {"at": "tomorrow"},
        {"at": ["2026-03-02"]},
        {"grants": {"one": {"to": "health", "for": "epidemic-control", "since": "2026-01-01"}}},
        {"dataset": {"conditions": [{"among": ["health"]}]}},
        {"dataset": {"conditions": [{"masked": {"items": ["name"]}}]}},
        {"dataset": {"conditions": [{"daily quota": "many"}]}},
        {"dataset": {"conditions": {"daily quota": "1"}}},
        {"expect": {"names": {"allow": "self-service", "as": "unconditional"}}},
        {"expect": {"name": {"allow": "self-service", "as": "unconditional", "rows": ["name like 4401"]}}},
        {"expect": {"name": {"allow": "self-service", "as": "unconditional", "remedies": [["pray"]]}}},
        {"notes": "none of this is read"},
    ],
    ids=str,
)
def test_a_slip_in_a_case_is_an_error(slip: Part) -> None:
    """A case that says what the notation does not allow is refused, so that no expectation is passed over."""
    assert read(CASE, "group", "16", SETTING).expected
    with pytest.raises(Unreadable):
        read(changed(CASE, slip), "group", "16", SETTING)


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "a: [", "- a\n"], ids=["a key twice", "no YAML", "no keys"])
def test_a_slip_in_a_file_is_an_error(text: str, tmp_path: Path) -> None:
    """A file whose keys would override each other, or which has none, is refused."""
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable):
        load(file)
