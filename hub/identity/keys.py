"""The hub's signing keys: a previous, a current and a next one, so that changing keys fails no request.

The next key is published long enough before it signs that every reader of the key set has it by then; the previous
one stays published until no token that it signed can be alive.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, cast

from hub.errors import Conflict, StoreUnavailable
from hub.identity.jose import Key, new_key, private_key, public_half
from hub.identity.port import ABSENT, Entry, Identities, Json, Kind, Write
from hub.identity.revocations import revoking

TOKEN_LIFE: Final = timedelta(minutes=5)
"""How long an access token lives."""

READERS_AGE: Final = timedelta(minutes=5)
"""How long a reader may keep the published keys before it asks again."""

RELOAD: Final = timedelta(seconds=30)
"""How long a process keeps the keys before it reads the store again."""

SKEW: Final = timedelta(seconds=60)
_HASTE: Final = timedelta(seconds=1)
_RING: Final = "ring"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key: `signs_from` is None for the next one, `retires` for all but the previous ones."""

    kid: str
    jwk: dict[str, str]
    key: Key
    published: datetime
    signs_from: datetime | None = None
    retires: datetime | None = None

    def verifies(self, now: datetime) -> bool:
        """Tell whether a token that this key signed is still to be believed."""
        return self.retires is None or now < self.retires


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """All keys at one time; `version` is the store's."""

    keys: tuple[SigningKey, ...]
    version: int

    @property
    def current(self) -> SigningKey:
        """The key that signs."""
        return next(key for key in self.keys if key.signs_from is not None and key.retires is None)

    @property
    def next(self) -> SigningKey:
        """The key that will sign after the current one."""
        return next(key for key in self.keys if key.signs_from is None)

    def verifying(self, kid: str, now: datetime) -> SigningKey | None:
        """Return the key of an id where its tokens are still to be believed."""
        return next((key for key in self.keys if key.kid == kid and key.verifies(now)), None)

    def published(self, now: datetime) -> list[dict[str, str]]:
        """Return the public halves of the keys that have not retired (RFC 7517)."""
        return [public_half(key.key, key.kid) for key in self.keys if key.verifies(now)]


async def begun(identities: Identities, now: datetime) -> Ring:
    """Return the keys, made now where there are none; of several processes that start at once, one makes them."""
    while (entry := await identities.get(Kind.KEY, _RING)) is None:
        keys = (replace(_fresh(now), signs_from=now), _fresh(now))
        try:
            await identities.write(_writing(keys, expects=ABSENT))
        except Conflict:
            continue
    return _ring(entry)


async def rotate(identities: Identities, now: datetime, *, at_once: bool = False) -> Ring:
    """Let the next key sign, the current one retire, and publish a new next one; return the keys as they are then.

    Raises `Conflict` where the next key was published less than `READERS_AGE` ago (and the time for
    which a process serves the keys from memory), or somebody else rotates as well.
    `at_once` is for a key that was stolen: it does not wait, and no token of the current key is believed any more.
    """
    ring = await begun(identities, now)
    ready = ring.next.published + READERS_AGE + RELOAD
    if not at_once and now < ready:
        message = (
            f"The next key was published {int((now - ring.next.published).total_seconds())} seconds ago, and not every "
            f"reader knows it: rotate in {int((ready - now).total_seconds()) + 1} seconds, or with --at-once if a key "
            "was stolen."
        )
        raise Conflict(message)
    kept = [] if at_once else [_retiring(ring.current, now), *_retiring_still(ring, now)]
    writes = [_writing((replace(ring.next, signs_from=now), _fresh(now), *kept), expects=ring.version)]
    if at_once:
        writes += [revoking("key", key.kid, until=now + TOKEN_LIFE + SKEW) for key in ring.keys if key != ring.next]
    await identities.write(*writes)
    return await begun(identities, now)


class Keys:
    """The keys as one process knows them, read again from the store from time to time."""

    def __init__(self, identities: Identities, *, clock: Callable[[], datetime]) -> None:
        self._identities = identities
        self._clock = clock
        self._held: tuple[Ring, datetime] | None = None

    async def ring(self, *, lacking: str | None = None) -> Ring:
        """Return the keys as of `RELOAD` ago at most; where a key id is lacking, of a second ago.

        While the store is away the keys that are known go on being used; raises `StoreUnavailable` where none are.
        """
        now = self._clock()
        if self._held is not None:
            ring, read = self._held
            patience = RELOAD if lacking is None or ring.verifying(lacking, now) else _HASTE
            if now - read < patience:
                return ring
        try:
            self._held = (await begun(self._identities, now), now)
        except StoreUnavailable:
            if self._held is None:
                raise
            self._held = (self._held[0], now)
        return self._held[0]


def _fresh(now: datetime) -> SigningKey:
    kid, jwk = new_key()
    return SigningKey(kid=kid, jwk=jwk, key=private_key(jwk), published=now)


def _retiring(key: SigningKey, now: datetime) -> SigningKey:
    # A process that has not read the store yet goes on signing with it for a while.
    return replace(key, retires=now + RELOAD + TOKEN_LIFE + SKEW)


def _retiring_still(ring: Ring, now: datetime) -> list[SigningKey]:
    return [key for key in ring.keys if key.retires is not None and key.verifies(now)]


def _writing(keys: Sequence[SigningKey], *, expects: int) -> Write:
    body: dict[str, Json] = {
        "keys": [
            {
                "kid": key.kid,
                "jwk": key.jwk,
                "published": key.published.isoformat(),
                "signsFrom": None if key.signs_from is None else key.signs_from.isoformat(),
                "retires": None if key.retires is None else key.retires.isoformat(),
            }
            for key in keys
        ]
    }
    return Write(kind=Kind.KEY, key=_RING, body=body, expects=expects)


def _ring(entry: Entry) -> Ring:
    stored = cast("list[dict[str, object]]", entry.body["keys"])
    return Ring(keys=tuple(_key(each) for each in stored), version=entry.version)


def _key(stored: dict[str, object]) -> SigningKey:
    jwk = cast("dict[str, str]", stored["jwk"])
    signs_from, retires = cast("str | None", stored["signsFrom"]), cast("str | None", stored["retires"])
    return SigningKey(
        kid=cast("str", stored["kid"]),
        jwk=jwk,
        key=private_key(jwk),
        published=datetime.fromisoformat(cast("str", stored["published"])),
        signs_from=None if signs_from is None else datetime.fromisoformat(signs_from),
        retires=None if retires is None else datetime.fromisoformat(retires),
    )
