"""Which share type counts by law, and how firmly, for an item and for a dataset (Arts 16 to 18)."""

from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

from hub.law.facts import Citation, ItemFacts
from hub.vocabulary import BasisKind, ShareType, Standing

ADMISSIBLE: Final = (BasisKind.LAW, BasisKind.REGULATION, BasisKind.RULE)
"""What can justify anything but unconditional sharing; an internal measure cannot (Art. 16)."""


class Basis(Enum):
    """What the citations of a claim amount to."""

    VALID = "VALID"  # a law, regulation or rule is among them
    INADMISSIBLE = "INADMISSIBLE"  # internal measures alone
    MISSING = "MISSING"


class Classified(NamedTuple):
    """The share type by law, and its standing."""

    share_type: ShareType
    standing: Standing


_LEAST_FIRM: Final = (Standing.CONTESTED, Standing.UNCONFIRMED)
_OPEN: Final = Classified(ShareType.UNCONDITIONAL, Standing.SETTLED)
_CONTESTED: Final = Classified(ShareType.UNCONDITIONAL, Standing.CONTESTED)
_UNCONFIRMED: Final = Classified(ShareType.UNCONDITIONAL, Standing.UNCONFIRMED)
_CONDITIONAL: Final = Classified(ShareType.CONDITIONAL, Standing.SETTLED)
_NOT_SHARED: Final = Classified(ShareType.NOT_SHARED, Standing.SETTLED)


def basis_of(citations: Iterable[Citation]) -> Basis:
    """Return what citations amount to as a basis for not sharing unconditionally."""
    basis = Basis.MISSING
    for citation in citations:
        if citation.kind in ADMISSIBLE:
            return Basis.VALID
        basis = Basis.INADMISSIBLE
    return basis


def classify(item: ItemFacts) -> Classified:
    """Return the share type that counts for an item, by the table of docs/law.md."""
    claim = item.claim
    if claim is ShareType.UNCONDITIONAL:
        return _OPEN
    founded = claim is not None and basis_of(item.citations) is Basis.VALID
    return classified_by(claim, founded=founded, base=item.base, confirmed=item.confirmed, registered=item.registered)


def classified_by(
    claim: ShareType | None, *, founded: bool, base: bool, confirmed: ShareType | None, registered: bool
) -> Classified:
    """Return the same of a claim; `founded` tells that a law, regulation or rule is cited for it."""
    confirmed_open = confirmed is ShareType.UNCONDITIONAL
    if claim is ShareType.UNCONDITIONAL:
        return _OPEN
    if claim is None:
        return _OPEN if registered or confirmed_open else _UNCONFIRMED
    if base or not founded:
        return _OPEN if confirmed_open else _CONTESTED
    return _CONDITIONAL if claim is ShareType.CONDITIONAL else _NOT_SHARED


def dataset_standing(items: Iterable[Standing]) -> Standing:
    """Return how firm a dataset's share type is: as the least firm of its items, settled without any."""
    found = set(items)
    return next((standing for standing in _LEAST_FIRM if standing in found), Standing.SETTLED)


def dataset_share_type(items: Iterable[ShareType], *, declared: ShareType | None) -> ShareType:
    """Return a dataset's share type as its items make it.

    All alike give that type; mixed gives conditional, since Art. 18 counts what can only partly be provided
    (仅能够部分提供) as conditional. A dataset without items has the type it declares, else unconditional.
    """
    types = set(items)
    if not types:
        return declared or ShareType.UNCONDITIONAL
    return types.pop() if len(types) == 1 else ShareType.CONDITIONAL
