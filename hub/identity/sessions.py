"""Who is signed in in which browser: a secret in a cookie, whose digest is kept for some hours."""

from dataclasses import asdict, dataclass
from datetime import datetime
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final

import orjson

from hub.identity.accounts import digest_of
from hub.identity.people import Person
from hub.kv.port import KeyValues

LIFE: Final = 8 * 3_600
"""How long one stays signed in, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which somebody signed in at a moment (seconds since 1970).

    `person` is the id of who it was, and `seal` a digest of what they proved themselves by: another person who is given
    the login later does not come into the session, nor does anybody once the password is another.
    """

    secret: str
    login: str
    person: str
    seal: str
    authenticated: int

    def is_of(self, person: Person) -> bool:
        """Tell whether it is this person, with the password of today, who signed in."""
        return is_sealed_by(person, id=self.person, seal=self.seal)


def is_sealed_by(person: Person, *, id: str, seal: str) -> bool:  # noqa: A002
    """Tell whether a person of this id, with the password of today, has set a seal."""
    return id == person.id and compare_digest(seal, seal_of(person))


def seal_of(person: Person) -> str:
    """Return what seals whatever a person does while signed in: it is another one once the password is another."""
    return digest_of(person.password)


async def begin(keys: KeyValues, *, person: Person, now: datetime) -> Session:
    """Return a new session; there is nothing in it that the browser chose (RFC 6265, section 8.4)."""
    session = Session(
        secret=token_urlsafe(32),
        login=person.login,
        person=person.id,
        seal=seal_of(person),
        authenticated=int(now.timestamp()),
    )
    body = {name: value for name, value in asdict(session).items() if name != "secret"}
    await keys.put(_name(session.secret), orjson.dumps(body), seconds=LIFE)
    return session


async def session_of(keys: KeyValues, secret: str | None) -> Session | None:
    """Return the session that a cookie's secret names, `None` where it names none."""
    kept = None if not secret else await keys.get(_name(secret))
    if kept is None or secret is None:
        return None
    return Session(secret=secret, **orjson.loads(kept))


async def end(keys: KeyValues, secret: str) -> None:
    """End a session."""
    await keys.take(_name(secret))


def _name(secret: str) -> str:
    return f"session:{digest_of(secret)}"
