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
    confirmed_open = item.confirmed is ShareType.UNCONDITIONAL
    if item.claim is ShareType.UNCONDITIONAL:
        return _OPEN
    if item.claim is None:
        return _OPEN if item.registered or confirmed_open else _UNCONFIRMED
    if item.base or basis_of(item.citations) is not Basis.VALID:
        return _OPEN if confirmed_open else _CONTESTED
    return _CONDITIONAL if item.claim is ShareType.CONDITIONAL else _NOT_SHARED


def item_share_type(declared: ShareType | None, *, dataset_declared: ShareType | None) -> ShareType:
    """Return an item's share type: its own declaration, else its dataset's, else unconditional.

    Sharing is the rule and not sharing the exception (共享为原则，不共享为例外, Art. 18), hence the default.
    """
    return declared or dataset_declared or ShareType.UNCONDITIONAL


def dataset_share_type(items: Iterable[ShareType], *, declared: ShareType | None) -> ShareType:
    """Return a dataset's share type as its items make it.

    All alike give that type; mixed gives conditional, since Art. 18 counts what can only partly be provided
    (仅能够部分提供) as conditional. A dataset without items has the type it declares, else unconditional.
    """
    types = set(items)
    if not types:
        return declared or ShareType.UNCONDITIONAL
    return types.pop() if len(types) == 1 else ShareType.CONDITIONAL
