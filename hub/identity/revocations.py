"""What was revoked before it expired: tokens, families, all tokens of a client or person, and keys.

A revocation binds the next request of every process: each verification waits for a reading of the store that began
after it did. Verifications that come at the same time share one reading, so that this costs one small look-up per
moment and not per token.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Literal, TypeAlias

from hub.identity.port import Identities, Kind, Write
from hub.joining import Joined

Area: TypeAlias = Literal["token", "family", "client", "person", "key"]

_PRUNE: Final = 1_000  # entries that are held before those that no longer matter are let go


def revoking(area: Area, name: str, *, until: datetime, at: datetime | None = None) -> Write:
    """Return the write that revokes something until no token of it can be alive.

    `at` limits a revocation to tokens issued at or before that moment, for what may get new ones afterwards.
    """
    body = {"at": None if at is None else int(at.timestamp())}
    return Write(kind=Kind.REVOCATION, key=f"{area}:{name}", body=body, expires=until)


class Revocations:
    """The revocations as one process knows them."""

    def __init__(self, identities: Identities, *, clock: Callable[[], datetime]) -> None:
        self._identities = identities
        self._clock = clock
        self._seen = 0
        self._held: dict[str, tuple[int | None, datetime | None]] = {}
        self._room = _PRUNE
        self._reading = Joined(self._read)

    async def refresh(self) -> None:
        """Wait until all that was revoked before this call is known; raise `StoreUnavailable` where that cannot be."""
        await self._reading()

    def covers(self, area: Area, name: str | None, *, issued: int) -> bool:
        """Tell whether a token issued at a time (seconds since 1970) is revoked by what is known of this name."""
        found = None if name is None else self._held.get(f"{area}:{name}")
        return found is not None and (found[0] is None or issued <= found[0])

    async def _read(self) -> None:
        for entry in await self._identities.newer(Kind.REVOCATION, than=self._seen):
            at = entry.body["at"]
            self._held[entry.key] = (at if isinstance(at, int) else None, entry.expires)
            self._seen = entry.version
        if len(self._held) > self._room:
            self._let_go()

    def _let_go(self) -> None:
        now = self._clock()
        self._held = {key: held for key, held in self._held.items() if held[1] is None or held[1] > now}
        # However many are alive, the next look at all of them comes when there are as many again.
        self._room = max(_PRUNE, 2 * len(self._held))
