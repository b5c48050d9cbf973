"""How data come to a department, and that nobody collects what can be had by sharing (Arts 12, 13)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hub.codes import Code, ItemCode
from hub.law.classification import classify
from hub.law.facts import Citation, ItemFacts
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.vocabulary import Acquisition, BasisKind, ShareType, Standing

_GROUNDS: Final = (BasisKind.LAW, BasisKind.REGULATION)
"""What entitles to collect: 依照法律、法规规定采集 (Art. 12), which a rule does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """How one item of a department is acquired.

    `under` are the laws cited for collecting it, `reason` tells why it is collected although it is shared.
    `alternatives` are the facts of what other departments provide that means the same concept.
    """

    item: ItemCode
    collector: Code
    acquisition: Acquisition | None
    under: Sequence[Citation] = ()
    reason: str | None = None
    alternatives: Sequence[ItemFacts] = ()


def collection_gaps(collection: Collection) -> Iterator[Refusal]:
    """Yield what is wrong with how an item is acquired; nothing where nothing is.

    Collecting what is shared is not banned (应避免, Art. 13): with a recorded reason it may be done.
    """
    if collection.acquisition is None:
        yield refuse(RefusalCode.ACQUISITION_MISSING, subject=collection.item)
        return
    if collection.acquisition is Acquisition.COLLECTED_BY_LAW and not _entitled(collection.under):
        yield refuse(RefusalCode.COLLECTION_WITHOUT_BASIS, subject=collection.item)
    share = share_instead(collection)
    if share and not (collection.reason or "").strip():
        yield refuse(RefusalCode.COLLECTED_ALREADY, subject=collection.item, share=share.item)


def share_instead(collection: Collection) -> ItemFacts | None:
    """Return what could be had by sharing instead of being collected, None where there is nothing.

    What arises on duty is not collected. An open share is better than one that takes an application; among equals the
    smallest code counts.
    """
    if collection.acquisition is Acquisition.PRODUCED_ON_DUTY:
        return None
    shared = [facts for facts in collection.alternatives if _obtainable(facts, collection.collector)]
    return min(shared, key=_preference, default=None)


def _entitled(under: Sequence[Citation]) -> bool:
    return any(citation.kind in _GROUNDS for citation in under)


def _obtainable(facts: ItemFacts, collector: Code) -> bool:
    share_type, standing = classify(facts)
    return facts.provider != collector and standing is Standing.SETTLED and share_type is not ShareType.NOT_SHARED


def _preference(facts: ItemFacts) -> tuple[bool, ItemCode]:
    return classify(facts).share_type is not ShareType.UNCONDITIONAL, facts.item
