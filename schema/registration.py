"""Registering, changing and confirming catalogue entries: mutations, and what they answer."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry

from resolvers import registration as resolvers
from resolvers.asking import Asking
from schema import references as to
from schema.batching import batched
from schema.fields import leaf
from schema.marks import DECIDE, PUBLIC, READ, WRITE
from schema.outcomes import Refusal
from schema.registration_inputs import DatasetInput

Roots = Sequence[None]


@strawberry.type(description="A dataset as it is published now.", directives=[READ])
class DatasetStep:
    """Resolved from `resolvers.registration.DatasetStep`."""

    dataset: to.Dataset = leaf("The dataset.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, resolvers.DatasetStep)


@strawberry.type(
    description="An entry is not published: there are gaps between it and the law. Nothing was changed.",
    directives=[PUBLIC],
)
class DatasetRefused:
    """Resolved from `resolvers.registration.DatasetRefused`."""

    refusals: list[Refusal] = leaf("Every gap.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, resolvers.DatasetRefused)


@strawberry.type(description="Items whose share type is settled now: they are unconditional.", directives=[READ])
class Confirmation:
    """Resolved from `resolvers.registration.Confirmation`."""

    items: list[to.DataItem] = leaf("The items as they are now.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, resolvers.Confirmation)


RegistrationOutcome: Any = Annotated[DatasetStep | DatasetRefused, strawberry.union("RegistrationOutcome")]
ConfirmationOutcome: Any = Annotated[Confirmation | Refusal, strawberry.union("ConfirmationOutcome")]


async def _register(parents: Roots, asking: Asking, *, input: DatasetInput) -> Sequence[resolvers.RegistrationOutcome]:
    del parents
    entry = input.entry(await resolvers.provider_of(asking))
    return [await resolvers.register(asking, entry=entry, secret=input.secret)]


async def _update(parents: Roots, asking: Asking, *, input: DatasetInput) -> Sequence[resolvers.RegistrationOutcome]:
    del parents
    entry = input.entry(await resolvers.provider_of(asking))
    return [await resolvers.update(asking, entry=entry, secret=input.secret)]


async def _confirm(parents: Roots, asking: Asking, *, items: list[str]) -> Sequence[resolvers.ConfirmationOutcome]:
    del parents
    return [await resolvers.confirm(asking, items=items)]


@strawberry.type
class Registration:
    """The mutations of the catalogue's entries."""

    register_dataset = batched(
        _register,
        description="Publish a new entry of the own department, as its provider (Art. 10); refused, with every gap "
        "named, where the law does not accept it as it stands.",
        graphql_type=RegistrationOutcome | None,
        mark=WRITE,
    )
    update_dataset = batched(
        _update,
        description="Change an entry of the own department to what the input says: an item that it does not name "
        "ends. Refused as `registerDataset` is.",
        graphql_type=RegistrationOutcome | None,
        mark=WRITE,
    )
    confirm_share_type = batched(
        _confirm,
        description="Settle that imported items are unconditional, as the law says (Arts 17, 18), and open their "
        "records: contested ones as data authority, unconfirmed ones also as provider. It cannot be undone. Who holds "
        "that a restriction has a basis has the provider cite it with `updateDataset` instead.",
        graphql_type=ConfirmationOutcome | None,
        mark=DECIDE,
    )
