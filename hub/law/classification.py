"""Which share type counts, for an item and for a dataset (Art. 18)."""

from collections.abc import Iterable

from hub.vocabulary import ShareType


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
