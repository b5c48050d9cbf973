"""The review of an application, item by item: who said what, and what that comes to (Art. 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.codes import Code, ItemCode
from hub.law.classification import Basis, basis_of
from hub.law.clock import is_past
from hub.law.facts import Citation
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.vocabulary import Seat, Settlement, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a department said of an item, when, why, and on which legal bases (codes)."""

    verdict: Verdict
    department: Code
    at: datetime
    reason: str | None = None
    bases: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review of one item; `gone` tells that the item is no longer in the catalogue.

    `provider` and `authority` give theirs together; `coordinator` decides where they cannot (at the top that is the
    provider again).
    """

    item: ItemCode
    provider: Opinion | None = None
    authority: Opinion | None = None
    coordinator: Opinion | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a department wants to say of an item; `citations` are the legal bases as they are on record."""

    item: ItemCode
    verdict: Verdict
    reason: str | None = None
    citations: tuple[Citation, ...] = ()


def verdict_of(review: Review, *, together: bool) -> Verdict | None:
    """Return what became of an item, None while it is not settled.

    `together` tells that provider and authority review it together, so that their consent settles it; otherwise the
    coordinator's decision alone does. What is gone can no longer be granted.
    """
    if review.coordinator is not None:
        return review.coordinator.verdict
    if together and review.provider and review.authority and review.provider.verdict is review.authority.verdict:
        return review.provider.verdict
    return Verdict.REJECT if review.gone else None


def settlement_of(review: Review, *, together: bool, top: bool) -> Settlement | None:
    """Return how an item was settled, None while it is not; `top` tells that no authority stands above."""
    if verdict_of(review, together=together) is None:
        return None
    if review.coordinator is not None:
        return Settlement.PROVIDER_ALONE if top else Settlement.COORDINATION
    return Settlement.GONE if review.gone else Settlement.CONSENT


def awaits_coordination(review: Review, *, together: bool, due: date | None, now: datetime) -> bool:
    """Tell whether an item is the coordinator's: no joint review, disagreement, or silence when an answer was due."""
    if verdict_of(review, together=together) is not None:
        return False
    disagree = review.provider is not None and review.authority is not None
    return not together or disagree or is_past(due, now)


def awaits(seat: Seat, review: Review, *, together: bool) -> bool:
    """Tell whether a reviewer has yet to speak of an item."""
    spoken = review.provider if seat is Seat.PROVIDER else review.authority
    return verdict_of(review, together=together) is None and spoken is None


def fault_of(proposal: Proposal, *, reasoned: bool) -> Refusal | None:
    """Return why a proposal is not enough: a rejection, and where `reasoned` any decision, needs a reason.

    A rejection must cite a law, regulation or rule (Art. 16).
    """
    about = f": {proposal.item}"
    rejects = proposal.verdict is Verdict.REJECT
    if (rejects or reasoned) and not (proposal.reason or "").strip():
        return refuse(RefusalCode.REASON_MISSING, about=about)
    return fault_of_bases(proposal.citations, about=about) if rejects else None


def fault_of_bases(citations: Sequence[Citation], *, about: str = "") -> Refusal | None:
    """Return why citations are no basis for refusing, None where a law, regulation or rule is among them."""
    match basis_of(citations):
        case Basis.VALID:
            return None
        case Basis.INADMISSIBLE:
            return refuse(RefusalCode.BASIS_INADMISSIBLE, about=about)
        case Basis.MISSING:
            return refuse(RefusalCode.BASIS_MISSING, about=about)
