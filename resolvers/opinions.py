"""Resolvers of what was said of the items of an application."""

from collections.abc import Sequence
from itertools import islice

from hub.catalogue.reading import fetch
from hub.law.reviews import Opinion
from hub.model import DataItem, LegalBasis
from resolvers.asking import Asking
from resolvers.procedure import ItemReview


async def bases(parents: Sequence[Opinion], asking: Asking) -> Sequence[Sequence[LegalBasis]]:
    """Return the legal bases that each opinion cites; one store call."""
    cited = [basis for parent in parents for basis in parent.bases]
    found = iter(await fetch(asking.graph, LegalBasis, cited, sight=asking.sight, as_of=asking.as_of))
    return [[basis for basis in islice(found, len(parent.bases)) if basis is not None] for parent in parents]


async def items(parents: Sequence[ItemReview], asking: Asking) -> Sequence[DataItem | None]:
    """Return the item of each review, None where it does not exist for the caller; one store call."""
    codes = [parent.review.item for parent in parents]
    return await fetch(asking.graph, DataItem, codes, sight=asking.sight, as_of=asking.as_of)
