"""Who is signed in in which browser: a secret in a cookie, whose digest is kept for some hours."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Final

import orjson

from hub.identity.accounts import digest_of
from hub.kv.port import KeyValues

LIFE: Final = 8 * 3_600
"""How long one stays signed in, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser in which somebody signed in at a moment (seconds since 1970)."""

    secret: str
    login: str
    authenticated: int


async def begin(keys: KeyValues, *, login: str, now: datetime) -> Session:
    """Return a new session; there is nothing in it that the browser chose (RFC 6265, section 8.4)."""
    session = Session(secret=token_urlsafe(32), login=login, authenticated=int(now.timestamp()))
    body = {"login": login, "authenticated": session.authenticated}
    await keys.put(_name(session.secret), orjson.dumps(body), seconds=LIFE)
    return session


async def session_of(keys: KeyValues, secret: str | None) -> Session | None:
    """Return the session that a cookie's secret names, `None` where it names none."""
    kept = None if not secret else await keys.get(_name(secret))
    if kept is None or secret is None:
        return None
    body = orjson.loads(kept)
    return Session(secret=secret, login=body["login"], authenticated=body["authenticated"])


async def end(keys: KeyValues, secret: str) -> None:
    """End a session."""
    await keys.take(_name(secret))


def _name(secret: str) -> str:
    return f"session:{digest_of(secret)}"
