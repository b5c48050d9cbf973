"""What registration refuses, so that no registered entry says what the law does not accept (Arts 2, 12, 16 to 18)."""

from collections.abc import Iterator, Sequence

from hub.codes import Code
from hub.law.classification import Basis, basis_of, dataset_share_type
from hub.law.facts import ItemFacts
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.vocabulary import ShareType


def gaps(dataset: Code, items: Sequence[ItemFacts], *, declared: ShareType | None, secret: bool) -> tuple[Refusal, ...]:
    """Return why an entry may not be registered, each fault once, in the order of the items; empty where it may.

    `declared` is what the dataset itself claims. What items inherit is a fault of the dataset. Of a secret entry
    nothing else is told (reported of Art. 2).
    """
    if secret:
        return (refuse(RefusalCode.SECRET_ENTRY, subject=dataset),)
    found: list[Refusal] = []
    for item in items:
        # Facts make refusals unhashable; an entry has few.
        found += [gap for gap in _gaps_of(dataset, item) if gap not in found]
    return (*found, *_disagreement(dataset, items, declared))


def _gaps_of(dataset: Code, item: ItemFacts) -> Iterator[Refusal]:
    claim = item.claim
    if claim is None or claim is ShareType.UNCONDITIONAL:
        return
    if item.base:
        # Whether the claim is its own or its dataset's, the base item is what is wrong about it.
        yield refuse(RefusalCode.BASE_ITEM_RESTRICTED, subject=item.item, claim=claim.value)
        return
    subject = dataset if item.inherited else item.item
    basis = basis_of(item.citations)
    if basis is not Basis.VALID:
        missing = basis is Basis.MISSING
        code = RefusalCode.CLAIM_WITHOUT_BASIS if missing else RefusalCode.CLAIM_BASIS_INADMISSIBLE
        yield refuse(code, subject=subject, claim=claim.value)
    if claim is ShareType.CONDITIONAL and all(stated.terms is None for stated in item.conditions):
        yield refuse(RefusalCode.CONDITION_NOT_DECIDABLE, subject=subject)


def _disagreement(dataset: Code, items: Sequence[ItemFacts], declared: ShareType | None) -> Iterator[Refusal]:
    made = dataset_share_type((item.claim or ShareType.UNCONDITIONAL for item in items), declared=declared)
    if declared is not None and made is not declared:
        yield refuse(RefusalCode.SHARE_TYPE_DISAGREES, subject=dataset, claim=declared.value, derived=made.value)
