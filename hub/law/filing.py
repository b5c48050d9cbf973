"""Whether an application may be made, and who will decide it (Arts 16, 18, 19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.codes import Code, ItemCode
from hub.law.applications import Actor, Case
from hub.law.calendar import Calendar
from hub.law.classification import classify
from hub.law.clock import timed
from hub.law.facts import ItemFacts
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.law.reviews import Review
from hub.model import Application, BusinessMatter, Department
from hub.vocabulary import ApplicationState, Level, Role, ShareType, Standing

_LEVELS: Final = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY}
"""The level of government of a region, by the digits of its division code (GB/T 2260)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What an application is made of, and the facts that it is judged by.

    `purpose` is the business matter's code as asked for, `matter` the matter itself, None where there is none.
    `provider` is the department of the items, None where they have several (`providers`). `authorities` are the data
    authorities of the provider's region and of those that it lies in, the nearest first. `pending` are items that
    the applicant has applied for already for this purpose, with the codes of those applications.
    """

    code: Code
    purpose: str
    matter: BusinessMatter | None
    items: tuple[ItemFacts, ...]
    providers: tuple[Code, ...]
    provider: Department | None
    authorities: tuple[Department, ...]
    pending: dict[ItemCode, Code]
    days: int
    statement: str | None = None
    extends: Code | None = None
    draft: bool = False


def file_application(filing: Filing, actor: Actor, *, now: datetime, calendar: Calendar) -> Case | Refusal:
    """Return the application that a department makes at a moment (aware), or why it may not make it.

    It is reviewed by its provider together with the data authority of the provider's level (the nearest one where
    that level has none, design), unless provider or applicant is that authority; coordinated by the next-higher
    authority that is neither.
    """
    fault = _fault(filing, actor)
    if fault:
        return fault
    assert filing.provider is not None  # noqa: S101 – told by `_fault`
    parties = {actor.department, filing.provider.code}
    first, *higher = (authority.code for authority in filing.authorities)
    application = Application(
        code=filing.code,
        applicant=actor.department,
        provider=filing.provider.code,
        region=filing.provider.region,
        authority=None if first in parties else first,
        coordinator=next((code for code in higher if code not in parties), None),
        matter=Code(filing.purpose),
        items=tuple(item.item for item in filing.items),
        state=ApplicationState.DRAFT if filing.draft else ApplicationState.SUBMITTED,
        days=filing.days,
        statement=filing.statement,
        extends=filing.extends,
        received=None if filing.draft else now,
    )
    reviews = tuple(Review(item=item.item) for item in filing.items)
    return Case(application=timed(application, calendar), reviews=reviews)


def authorities_for(provider: Department, authorities: Sequence[Department]) -> tuple[Department, ...]:
    """Return the data authorities of a provider's region and of those around it, the nearest first.

    A region has one: of several, the one of the region's own level of government, of those the first by code. Another
    one in the same region is not higher than that one, and has no part.
    """
    above = [authority for authority in authorities if provider.region.startswith(authority.region)]
    above.sort(key=lambda one: (-len(one.region), one.level is not _LEVELS.get(len(one.region)), one.code))
    by_region: dict[str, Department] = {}
    for authority in above:
        by_region.setdefault(authority.region, authority)
    return tuple(by_region.values())


def _fault(filing: Filing, actor: Actor) -> Refusal | None:
    if actor.role is not Role.CONSUMER:
        return refuse(RefusalCode.NOT_YOUR_STEP, who=f"{actor.department} ({Role.CONSUMER.value})")
    if filing.matter is None or filing.matter.department != actor.department:
        return refuse(RefusalCode.PURPOSE_NOT_YOURS, matter=filing.purpose)
    for item in filing.items:
        fault = _fault_of_item(item, filing, actor)
        if fault:
            return fault
    if filing.provider is None:
        return refuse(RefusalCode.SEVERAL_PROVIDERS, providers=", ".join(filing.providers))
    if not filing.authorities:
        return refuse(RefusalCode.NO_AUTHORITY, region=filing.provider.region)
    return None


def _fault_of_item(item: ItemFacts, filing: Filing, actor: Actor) -> Refusal | None:
    share_type, standing = classify(item)
    if item.provider == actor.department:
        return refuse(RefusalCode.OWN_ITEM, item=item.item)
    if standing is not Standing.SETTLED:
        return refuse(RefusalCode.UNSETTLED, item=item.item)
    if share_type is ShareType.UNCONDITIONAL:
        return refuse(RefusalCode.NO_APPLICATION_NEEDED, item=item.item)
    if share_type is ShareType.NOT_SHARED:
        return refuse(RefusalCode.NOT_SHARED, item=item.item)
    if item.item in filing.pending:
        return refuse(RefusalCode.ALREADY_APPLIED, item=item.item, application=filing.pending[item.item])
    return None
