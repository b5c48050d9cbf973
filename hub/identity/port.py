"""The port of the identity store: clients, people, refresh families, revocations and signing keys, beside the graph.

What is kept here may be secret, overwritten and erased, which the graph and its ledger never are; the ledger gets only
the event and an id (`hub.identity.events`). Nothing here expires by itself: `expires` tells `sweep` what may go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
"""What a body is made of."""

ABSENT = 0
"""The version to expect of an entry that must not exist."""


class Kind(StrEnum):
    """What an entry describes."""

    CLIENT = "client"
    FAMILY = "family"
    KEY = "key"
    PERSON = "person"
    REVOCATION = "revocation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is stored under a kind and a key; `version` is the number of the write that made it so."""

    kind: Kind
    key: str
    body: Mapping[str, Json]
    version: int
    expires: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One entry to be written, or erased where `body` is None.

    `expects` is the version that the entry must have, `ABSENT` where it must not exist, None where it does not matter.
    """

    kind: Kind
    key: str
    body: Mapping[str, Json] | None
    expects: int | None = None
    expires: datetime | None = None


class Identities(Protocol):
    """The identity store. Keys are compared byte for byte; a store that is away raises `StoreUnavailable`."""

    async def migrate(self) -> None:
        """Bring the store's schema up to date; doing it again changes nothing."""

    async def get(self, kind: Kind, key: str) -> Entry | None:
        """Return what is stored, `None` where nothing is."""

    async def newer(self, kind: Kind, *, than: int = ABSENT) -> Sequence[Entry]:
        """Return the entries of a kind that were written after a version, in the order of versions, then keys.

        Whatever any process had written before this was called is among them.
        """

    async def write(self, *writes: Write) -> int:
        """Apply all writes in one transaction and return their common version, greater than any before.

        Raises `Conflict`, with nothing written, where an expectation fails.
        """

    async def sweep(self, now: datetime) -> int:
        """Erase the entries that expired before a moment (aware) and return how many they were."""

    async def close(self) -> None:
        """Give back what the store holds; the port is of no use afterwards."""
