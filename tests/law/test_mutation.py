"""The deletion test: whichever guard of the law is turned round, a case tells; what no case can tell is named."""

import os
from collections.abc import Iterator

from hub.law.access import decide
from tests.law.casebook import casebook
from tests.law.mutants import MODULES, Mutant, killer, mutants

EVERY = 1 if os.environ.get("CI") == "true" else 8

UNASKED = {
    "dataset_standing": "the standing of a whole dataset; the tests of classification judge it",
    "dataset_share_type": "the share type of a whole dataset; the tests of classification judge it",
    "_LEAST_FIRM": "the standing of a whole dataset, as above",
    "permits": "asked of a decision afterwards; the tests of access judge it",
}
EQUIVALENT = {
    ("classify", "if claim is ShareType.UNCONDITIONAL", "if False"): "`classified_by` says the same: a matter of speed",
    ("classified_by", "if claim is ShareType.UNCONDITIONAL", "if False"): "`classify` has said so before",
    ("classified_by", "return _OPEN", "return None"): "`classify` has said so before",
    ("_purpose_fault", "return ()", "return None"): "both mean that nothing is at fault",
    ("_dead", "return None", "return None"): "the same",
    ("_restricted", "'NONE' if item.claim is None else item.claim.value", "'NONE' if False else item.claim.value"): (
        "asked only where there is a claim"
    ),
    (
        "_conditional",
        "request.purpose.matter if request.purpose else None",
        "request.purpose.matter if True else None",
    ): "reached only with a purpose",
    (
        "_conditional",
        "permitting[0] if len(permitting) == 1 else min(permitting, key=_preference)",
        "permitting[0] if False else min(permitting, key=_preference)",
    ): "the best of one is that one: a matter of speed",
    ("_for_matters", "if purpose is None", "if False"): "reached only with a purpose",
    ("_for_matters", "return _unknown(clause, clause.matters)", "return None"): "reached only with a purpose",
    ("combined", "if second is UNLIMITED", "if False"): "adding nothing adds nothing: a matter of speed",
    ("combined", "if first is UNLIMITED", "if False"): "adding to nothing adds all: a matter of speed",
    ("_all_of", "limits if truth is Truth.MET else UNLIMITED", "limits if True else UNLIMITED"): (
        "what is not met permits nothing, so that nobody asks for its limits"
    ),
    (
        "bounds",
        "match term: AllOf() | AnyOf(), Not(), Between(), AtMostDays(), _",
        "match term: AllOf() | AnyOf(), Not(), Between(), AtMostDays()",
    ): "what has no bounds yields none either way",
    ("_between", "told(bound) if bound else ''", "told(bound) if False else ''"): "a matter of wording",
    ("_end", "for stated in grant.conditions if stated.terms is not None", "for stated in grant.conditions"): (
        "words alone have no bounds of time"
    ),
    ("_end", "now < moment < grant.until", "now <= moment < grant.until"): "now the grant permits as it does now",
    ("_end", "now < moment < grant.until", "now < moment <= grant.until"): "the grant's end is the last resort anyway",
}


def test_the_law_as_it_is_meets_every_case() -> None:
    """What kills a mutant is the mutation."""
    assert killer(decide, casebook()) is None


def test_every_guard_of_the_law_is_held_by_a_case() -> None:
    """Of all mutants only those survive that mean the same; where all are looked at, each of these is still there."""
    asked = [mutant for module in MODULES for mutant in mutants(module, every=EVERY) if mutant.function not in UNASKED]
    assert len(asked) * EVERY > 250
    survivors = set(_survivors(asked))
    assert survivors - set(EQUIVALENT) == set()
    assert EVERY > 1 or set(EQUIVALENT) == survivors


def _survivors(asked: list[Mutant]) -> Iterator[tuple[str, str, str]]:
    """Yield what survives; the cases that killed last are tried first."""
    cases = list(casebook())
    for mutant in asked:
        case = killer(mutant.decide(), cases)
        if case is None:
            yield (mutant.function, mutant.before, mutant.after)
        else:
            cases.remove(case)
            cases.insert(0, case)
