from dataclasses import replace

import pytest

from hub.law.classification import (
    Basis,
    Classified,
    basis_of,
    classify,
    dataset_share_type,
    dataset_standing,
)
from hub.law.facts import Citation
from hub.vocabulary import ShareType, Standing
from tests.law.facts import INTERNAL, LAW, item

OPEN, CONDITIONAL, WITHHELD = ShareType.UNCONDITIONAL, ShareType.CONDITIONAL, ShareType.NOT_SHARED
BASES: dict[Basis, tuple[Citation, ...]] = {
    Basis.VALID: (INTERNAL, LAW),
    Basis.INADMISSIBLE: (INTERNAL,),
    Basis.MISSING: (),
}
RESTRICTED = [(claim, basis) for claim in (CONDITIONAL, WITHHELD) for basis in Basis]


@pytest.mark.parametrize("basis", Basis)
def test_citations_amount_to_the_best_among_them(basis: Basis) -> None:
    """One law, regulation or rule suffices; internal measures alone are inadmissible (Art. 16)."""
    assert basis_of(BASES[basis]) is basis


@pytest.mark.parametrize(("claim", "basis"), RESTRICTED)
def test_a_restriction_needs_a_valid_basis(claim: ShareType, basis: Basis) -> None:
    """With one the claim counts; without one the item is unconditional by law, and its claim contested."""
    expected = Classified(claim, Standing.SETTLED) if basis is Basis.VALID else Classified(OPEN, Standing.CONTESTED)
    assert classify(item(claim, *BASES[basis])) == expected


@pytest.mark.parametrize(("claim", "basis"), RESTRICTED)
def test_a_base_item_cannot_be_restricted(claim: ShareType, basis: Basis) -> None:
    """Whatever the citation, a base item is unconditional, and its claim contested until it is confirmed open."""
    contested = replace(item(claim, *BASES[basis]), base=True)
    assert classify(contested) == Classified(OPEN, Standing.CONTESTED)
    assert classify(replace(contested, confirmed=OPEN)) == Classified(OPEN, Standing.SETTLED)


@pytest.mark.parametrize("base", [False, True])
def test_an_item_without_a_claim_is_open_once_somebody_has_said_so(base: bool) -> None:  # noqa: FBT001 – a parameter
    """Registration or a confirmation settles it; an import alone does not."""
    silent = replace(item(), base=base)
    assert classify(silent) == Classified(OPEN, Standing.UNCONFIRMED)
    assert classify(replace(silent, confirmed=CONDITIONAL)) == Classified(OPEN, Standing.UNCONFIRMED)
    assert classify(replace(silent, confirmed=OPEN)) == Classified(OPEN, Standing.SETTLED)
    assert classify(replace(silent, registered=True)) == Classified(OPEN, Standing.SETTLED)


def test_a_claim_that_is_open_is_settled() -> None:
    """It needs no basis and no confirmation."""
    assert classify(item(OPEN)) == Classified(OPEN, Standing.SETTLED)


def test_a_contested_claim_is_settled_by_opening_it_alone() -> None:
    """A confirmation as conditional gives no basis; one as unconditional opens the item."""
    claimed = item(CONDITIONAL, INTERNAL)
    assert classify(replace(claimed, confirmed=CONDITIONAL)) == Classified(OPEN, Standing.CONTESTED)
    assert classify(replace(claimed, registered=True)) == Classified(OPEN, Standing.CONTESTED)
    assert classify(replace(claimed, confirmed=OPEN)) == Classified(OPEN, Standing.SETTLED)


def test_a_dataset_has_the_share_type_of_its_items() -> None:
    """All alike give theirs, mixed is conditional; without items the declaration counts, else unconditional."""
    assert dataset_share_type([WITHHELD, WITHHELD], declared=OPEN) is WITHHELD
    assert dataset_share_type([OPEN, WITHHELD], declared=OPEN) is CONDITIONAL
    assert dataset_share_type([], declared=WITHHELD) is WITHHELD
    assert dataset_share_type([], declared=None) is OPEN


def test_a_dataset_is_as_firm_as_its_least_firm_item() -> None:
    """Contested before unconfirmed; without items nothing is open to doubt."""
    assert dataset_standing([Standing.SETTLED, Standing.UNCONFIRMED, Standing.CONTESTED]) is Standing.CONTESTED
    assert dataset_standing([Standing.SETTLED, Standing.UNCONFIRMED]) is Standing.UNCONFIRMED
    assert dataset_standing([]) is Standing.SETTLED
