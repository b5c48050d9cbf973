"""How data are acquired, and that what is shared is not collected again (Arts 12, 13)."""

import pytest

from hub.codes import Code, ItemCode
from hub.law.collection import Collection, collection_gaps, share_instead
from hub.law.facts import Citation, ItemFacts
from hub.vocabulary import Acquisition, BasisKind, ShareType

OWN = Code("gd-own")
LAW = Citation(basis=Code("law"), kind=BasisKind.LAW, title="法")
RULE = Citation(basis=Code("rule"), kind=BasisKind.RULE, title="规章")
BY_LAW, ON_DUTY, AGREED = Acquisition.COLLECTED_BY_LAW, Acquisition.PRODUCED_ON_DUTY, Acquisition.AGREED


def shared(
    code: str, claim: ShareType | None = None, *, provider: str = "gd-other", registered: bool = True
) -> ItemFacts:
    """Return what another department provides of the same concept."""
    return ItemFacts(item=ItemCode(code), provider=Code(provider), claim=claim, citations=(LAW,), registered=registered)


def collection(
    acquisition: Acquisition | None, *alternatives: ItemFacts, under: tuple[Citation, ...] = (LAW,), reason: str = ""
) -> Collection:
    """Return a planned collection."""
    return Collection(
        item=ItemCode("gd-own.d#a"),
        collector=OWN,
        acquisition=acquisition,
        under=under,
        reason=reason,
        alternatives=alternatives,
    )


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        (collection(None), ["ACQUISITION_MISSING"]),
        (collection(BY_LAW), []),
        (collection(BY_LAW, under=()), ["COLLECTION_WITHOUT_BASIS"]),
        (collection(BY_LAW, under=(RULE,)), ["COLLECTION_WITHOUT_BASIS"]),
        (collection(BY_LAW, under=(RULE, LAW)), []),
        (collection(ON_DUTY, under=()), []),
        (collection(AGREED, under=()), []),
        (collection(AGREED, shared("o.d#a"), under=()), ["COLLECTED_ALREADY"]),
        (collection(BY_LAW, shared("o.d#a", ShareType.CONDITIONAL)), ["COLLECTED_ALREADY"]),
        (collection(BY_LAW, shared("o.d#a"), under=()), ["COLLECTION_WITHOUT_BASIS", "COLLECTED_ALREADY"]),
        (collection(BY_LAW, shared("o.d#a"), reason="   "), ["COLLECTED_ALREADY"]),
        (collection(BY_LAW, shared("o.d#a"), reason="共享数据只到乡镇"), []),
        (collection(ON_DUTY, shared("o.d#a")), []),
        (collection(BY_LAW, shared("o.d#a", ShareType.NOT_SHARED)), []),
        (collection(BY_LAW, shared("o.d#a", provider=OWN)), []),
        (collection(BY_LAW, shared("o.d#a", registered=False)), []),
    ],
)
def test_each_fault_of_a_collection(planned: Collection, expected: list[str]) -> None:
    """Data are collected by law, and not where another department shares them, unless a reason is recorded."""
    assert [refusal.code.value for refusal in collection_gaps(planned)] == expected


def test_the_pointer_is_to_the_easiest_share() -> None:
    """An open item is named before one that takes an application; among equals the first by code."""
    planned = collection(
        BY_LAW, shared("a.d#x", ShareType.CONDITIONAL), shared("c.d#x"), shared("b.d#x"), reason="确需"
    )
    found = share_instead(planned)
    assert found is not None
    assert found.item == "b.d#x"
