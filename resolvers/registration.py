"""Resolvers of registering, changing and confirming catalogue entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.catalogue.listing import Listing, PageRequest, list_selection
from hub.catalogue.reading import fetch, selection
from hub.codes import Code, ItemCode, split_item_code
from hub.errors import BadInput, NotFound
from hub.graph.query import EVERYTHING, OneOf, Selection
from hub.law.refusals import Refusal
from hub.model import DataItem, Dataset, Department
from hub.principals import signed_in
from hub.registration import confirming, registering
from hub.registration.entries import Entry
from hub.registration.registering import Draft
from hub.vocabulary import Standing
from resolvers.asking import Asking

MOST_CONFIRMED: Final = 200
"""The most items that are confirmed at once."""


@dataclass(frozen=True, slots=True)
class DatasetStep:
    """A dataset as it is published now."""

    dataset: Dataset


@dataclass(frozen=True, slots=True)
class DatasetRefused:
    """Every reason why an entry is not published; nothing was written."""

    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Items whose share type is settled now."""

    items: tuple[DataItem, ...]


RegistrationOutcome = DatasetStep | DatasetRefused
ConfirmationOutcome = Confirmation | Refusal


async def provider_of(asking: Asking) -> Department:
    """Return the department that the caller acts for; raises `Unauthenticated` where nobody signed in."""
    principal = signed_in(asking.principal)
    (department,) = await fetch(asking.graph, Department, [principal.department], sight=EVERYTHING)
    if department is None:
        message = f"There is no department '{principal.department}': sign in for one of the catalogue."
        raise NotFound(message, department=principal.department)
    return department


async def register(asking: Asking, *, entry: Entry, secret: bool) -> RegistrationOutcome:
    """Publish a new entry, or tell every gap between it and the law."""
    draft = Draft(entry=entry, secret=secret)
    return _told(await registering.register(asking.graph, signed_in(asking.principal), draft, now=asking.now))


async def update(asking: Asking, *, entry: Entry, secret: bool) -> RegistrationOutcome:
    """Change an entry, or tell every gap between what it would be and the law."""
    draft = Draft(entry=entry, secret=secret)
    return _told(await registering.update(asking.graph, signed_in(asking.principal), draft, now=asking.now))


async def confirm(asking: Asking, *, items: Sequence[str]) -> ConfirmationOutcome:
    """Settle items as unconditional, all of them or none."""
    if not 0 < len(items) <= MOST_CONFIRMED:
        message = f"{len(items)} items are named: confirm 1 to {MOST_CONFIRMED} at a time."
        raise BadInput(message, items=len(items), limit=MOST_CONFIRMED)
    for item in items:
        split_item_code(item)
    done = await confirming.confirm_open(asking.graph, signed_in(asking.principal), [ItemCode(item) for item in items])
    return done if isinstance(done, Refusal) else Confirmation(tuple(done))


async def contested_items(
    asking: Asking, *, standings: Sequence[Standing], dataset: Code | None, page: PageRequest
) -> Listing[DataItem, Selection]:
    """Return a page of the items whose share type is not settled, by code."""
    where = [OneOf("standing", tuple(standing.value for standing in standings))]
    if dataset is not None:
        where.append(OneOf("dataset", (dataset,)))
    asked = selection(DataItem, where)
    return await list_selection(asking.graph, DataItem, asked, page=page, order=None, sight=asking.sight)


def _told(done: registering.Registered) -> RegistrationOutcome:
    return DatasetStep(done) if isinstance(done, Dataset) else DatasetRefused(done)
