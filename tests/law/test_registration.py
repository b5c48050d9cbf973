"""What registration refuses, gap by gap (Arts 2, 16 to 18)."""

from itertools import product

import pytest

from hub.codes import Code, ItemCode
from hub.law.classification import classify
from hub.law.facts import Citation, ItemFacts, Stated
from hub.law.refusals import Refusal
from hub.law.registration import gaps
from hub.law.terms import AtLevels
from hub.vocabulary import BasisKind, Level, ShareType, Standing

DATASET = Code("gd-x.d")
LAW = Citation(basis=Code("law"), kind=BasisKind.LAW, title="法")
MEASURE = Citation(basis=Code("measure"), kind=BasisKind.INTERNAL_MEASURE, title="办法")
STATED = Stated(condition=Code("c1"), title="限省级部门", terms=AtLevels(levels=(Level.PROVINCE,)))
WORDS = Stated(condition=Code("c2"), title="限有关部门", terms=None)


def item(
    name: str,
    claim: ShareType | None,
    *citations: Citation,
    conditions: tuple[Stated, ...] = (),
    inherited: bool = False,
    base: bool = False,
) -> ItemFacts:
    """Return the facts of a registered item."""
    return ItemFacts(
        item=ItemCode(f"{DATASET}#{name}"),
        provider=Code("gd-x"),
        claim=claim,
        inherited=inherited,
        citations=citations,
        conditions=conditions,
        base=base,
        registered=True,
    )


def told(refusals: tuple[Refusal, ...]) -> list[tuple[str, str]]:
    """Return the code and the subject of each refusal."""
    return [(refusal.code.value, refusal.facts["subject"]) for refusal in refusals]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (item("a", None), []),
        (item("a", ShareType.UNCONDITIONAL), []),
        (item("a", ShareType.NOT_SHARED, LAW), []),
        (item("a", ShareType.NOT_SHARED), [("CLAIM_WITHOUT_BASIS", "gd-x.d#a")]),
        (item("a", ShareType.NOT_SHARED, MEASURE), [("CLAIM_BASIS_INADMISSIBLE", "gd-x.d#a")]),
        (item("a", ShareType.CONDITIONAL, LAW, conditions=(STATED,)), []),
        (item("a", ShareType.CONDITIONAL, LAW, conditions=(WORDS, STATED)), []),
        (item("a", ShareType.CONDITIONAL, LAW, conditions=(WORDS,)), [("CONDITION_NOT_DECIDABLE", "gd-x.d#a")]),
        (item("a", ShareType.CONDITIONAL, LAW), [("CONDITION_NOT_DECIDABLE", "gd-x.d#a")]),
        (
            item("a", ShareType.CONDITIONAL),
            [("CLAIM_WITHOUT_BASIS", "gd-x.d#a"), ("CONDITION_NOT_DECIDABLE", "gd-x.d#a")],
        ),
        (item("a", ShareType.NOT_SHARED, LAW, base=True), [("BASE_ITEM_RESTRICTED", "gd-x.d#a")]),
        (item("a", None, base=True), []),
        (item("a", ShareType.NOT_SHARED, inherited=True), [("CLAIM_WITHOUT_BASIS", "gd-x.d")]),
    ],
)
def test_each_gap_is_named(facts: ItemFacts, expected: list[tuple[str, str]]) -> None:
    """An item whose claim the law does not accept as it stands is named with what it lacks; what it inherits, once."""
    assert told(gaps(DATASET, [facts], declared=None, secret=False)) == expected


def test_what_items_inherit_is_one_fault_of_the_dataset() -> None:
    """Ten items under one claim without a basis make one gap."""
    items = [item(f"i{at}", ShareType.NOT_SHARED, inherited=True) for at in range(10)]
    assert told(gaps(DATASET, items, declared=ShareType.NOT_SHARED, secret=False)) == [
        ("CLAIM_WITHOUT_BASIS", "gd-x.d")
    ]


@pytest.mark.parametrize(
    ("claims", "declared", "derived"),
    [
        ((None, None), ShareType.UNCONDITIONAL, None),
        ((None, ShareType.NOT_SHARED), ShareType.CONDITIONAL, None),
        ((None, ShareType.NOT_SHARED), ShareType.NOT_SHARED, "CONDITIONAL"),
        ((None, ShareType.NOT_SHARED), ShareType.UNCONDITIONAL, "CONDITIONAL"),
        ((ShareType.NOT_SHARED,), ShareType.CONDITIONAL, "NOT_SHARED"),
        ((None, ShareType.NOT_SHARED), None, None),
        ((), ShareType.NOT_SHARED, None),
    ],
)
def test_a_declaration_that_the_items_do_not_bear_out(
    claims: tuple[ShareType | None, ...], declared: ShareType | None, derived: str | None
) -> None:
    """All alike give that type, mixed gives conditional; a dataset that declares another is refused."""
    items = [item(f"i{at}", claim, LAW) for at, claim in enumerate(claims)]
    found = gaps(DATASET, items, declared=declared, secret=False)
    assert [refusal.facts.get("derived") for refusal in found] == ([] if derived is None else [derived])


def test_a_secret_entry_is_refused_at_the_door() -> None:
    """Of a secret entry nothing is said but that it does not belong here."""
    (refusal,) = gaps(DATASET, [item("a", ShareType.NOT_SHARED)], declared=None, secret=True)
    assert (refusal.code.value, refusal.rule, refusal.article) == ("SECRET_ENTRY", "G-SECRET-ENTRY", "2")


def test_what_registration_lets_in_is_settled() -> None:
    """Over every claim, basis, condition and base flag: without a gap, the law finds the item settled as it claims."""
    citations = ((), (LAW,), (MEASURE,), (MEASURE, LAW))
    for claim, cited, stated, base in product((None, *ShareType), citations, ((), (STATED,)), (False, True)):
        facts = item("a", claim, *cited, conditions=stated, base=base)
        share_type, standing = classify(facts)
        if gaps(DATASET, [facts], declared=None, secret=False):
            assert claim in {ShareType.CONDITIONAL, ShareType.NOT_SHARED}
        else:
            assert (share_type, standing) == (claim or ShareType.UNCONDITIONAL, Standing.SETTLED)


def test_every_refusal_says_why_and_what_to_do() -> None:
    """Each gap has a sentence and a remedy in both languages, with its facts filled in."""
    found = [
        *gaps(DATASET, [item("a", ShareType.CONDITIONAL)], declared=ShareType.UNCONDITIONAL, secret=False),
        *gaps(DATASET, [item("a", ShareType.NOT_SHARED, MEASURE)], declared=None, secret=False),
        *gaps(DATASET, [item("a", ShareType.NOT_SHARED, LAW, base=True)], declared=None, secret=False),
        *gaps(DATASET, [], declared=None, secret=True),
    ]
    assert len({refusal.code for refusal in found}) == len(found) == 6
    for refusal in found:
        texts = (refusal.sentence, refusal.sentence_zh, refusal.remedy, refusal.remedy_zh)
        assert all(texts)
        assert not any("{" in text for text in texts)
        assert refusal.facts["subject"] in refusal.sentence
