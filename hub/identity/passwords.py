"""People's passwords, as argon2id keeps them (RFC 9106)."""

import asyncio
from secrets import token_urlsafe
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from hub.errors import BadInput, Unauthenticated

SHORTEST: Final = 12  # characters (NIST SP 800-63B asks for at least 8)
LONGEST: Final = 200

_HASHER: Final = PasswordHasher()  # the library's defaults are the second profile of RFC 9106: 64 MiB, 3 passes
_AT_ONCE: Final = 2
MOST: Final = 100
"""How many passwords are checked or wait to be, at most: some seconds' worth."""

_NOBODY: Final = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$ZCpTZdsMAzSUHPSVhjCeXKJkX8HrzUmxr0yRQ6nEhQQ"
"""The hash of no password, for those whom nobody knows: to refuse them takes as long."""


class Passwords:
    """Hashes and checks passwords in threads, a few at a time: each takes 64 MiB and a tenth of a second.

    Beyond `most` nobody is put in the queue, which whoever has no password at all could make as long as he likes.
    """

    def __init__(self, *, most: int = MOST) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._most = most
        self._asked = 0

    async def hashed(self, password: str) -> str:
        """Return what is kept of a password; raise `BadInput` for one that is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadInput(f"A password has {SHORTEST} to {LONGEST} characters: choose a longer sentence.")
        async with self._turns:
            return await asyncio.to_thread(_HASHER.hash, password)

    async def matches(self, password: str, kept: str | None) -> bool:
        """Tell whether a password is the one that was kept; nothing matches where nothing was kept.

        Raises `Unauthenticated` where too many ask at once.
        """
        if len(password) > LONGEST:
            return False
        if self._asked >= self._most:
            raise Unauthenticated("Too many people sign in at once: try again in a moment.")
        self._asked += 1
        try:
            async with self._turns:
                right = await asyncio.to_thread(_verified, kept or _NOBODY, password)
        finally:
            self._asked -= 1
        return right and kept is not None


def new_password() -> str:
    """Return a password that nobody can guess, for a person to be told once."""
    return token_urlsafe(12)


def _verified(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
