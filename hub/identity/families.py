"""Refresh tokens: each is good once, and what goes back to one sign-in is a family that ends together (RFC 9700, 4.14).

A refresh token is `<handle>.<secret>`. The family's id is a digest of the handle, so that an access token, which names
the family, does not let its holder name a refresh token; whoever knows the handle once held one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final, Literal, cast

from hub.errors import Conflict
from hub.identity.accounts import digest_of
from hub.identity.keys import SKEW, TOKEN_LIFE
from hub.identity.port import Entry, Identities, Json, Kind, Write
from hub.identity.revocations import revoking
from hub.identity.rights import rights_of, stored_rights
from hub.scopes import Rights

LIFE: Final = timedelta(days=30)
"""How long a sign-in can be prolonged by refreshing, in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What goes back to one sign-in of a person for a client; `secret` is the digest of the one that is good now."""

    id: str
    client: str
    login: str
    person: str
    audience: str
    rights: Rights
    authenticated: int
    secret: str
    expires: datetime
    version: int = 0


def new_handle() -> str:
    """Return what the refresh tokens of a new family begin with."""
    return token_urlsafe(24)


def family_id(handle: str) -> str:
    """Return the id of a handle's family."""
    return digest_of(f"family:{handle}")[:40]


def new_refresh_token(handle: str) -> tuple[str, str]:
    """Return a refresh token of a family and the digest of its secret."""
    secret = token_urlsafe(32)
    return f"{handle}.{secret}", digest_of(secret)


def handle_of(refresh_token: str) -> str:
    """Return what a refresh token begins with; of a text that is none, anything."""
    return refresh_token.partition(".")[0]


def is_good(family: Family, refresh_token: str) -> bool:
    """Tell whether a refresh token is the family's newest one."""
    return compare_digest(family.secret, digest_of(refresh_token.partition(".")[2]))


async def family_of(identities: Identities, refresh_token: str, *, now: datetime) -> Family | None:
    """Return the family that a refresh token, good or used, belongs to, `None` where it is unknown or has expired."""
    entry = await identities.get(Kind.FAMILY, family_id(handle_of(refresh_token)))
    family = None if entry is None else _family(entry)
    return None if family is None or family.expires <= now else family


async def keep(identities: Identities, family: Family) -> None:
    """Keep a family's newest state; raise `Conflict` where it is not the one that was read (version 0: none)."""
    body: dict[str, Json] = {
        "client": family.client,
        "login": family.login,
        "person": family.person,
        "audience": family.audience,
        "authenticated": family.authenticated,
        "secret": family.secret,
        **stored_rights(family.rights),
    }
    write = Write(kind=Kind.FAMILY, key=family.id, body=body, expects=family.version, expires=family.expires)
    await identities.write(write)


async def end(identities: Identities, family: str, *, now: datetime) -> None:
    """End a family: no refresh token of it is good any more, and no access token is believed."""
    until = now + TOKEN_LIFE + SKEW
    await identities.write(Write(kind=Kind.FAMILY, key=family, body=None), revoking("family", family, until=until))


async def end_all(identities: Identities, *, of: Literal["client", "person"], id: str, now: datetime) -> None:  # noqa: A002
    """End all families of a client, or of a person for whichever client."""
    for entry in await identities.newer(Kind.FAMILY):
        if entry.body[of] == id:
            await end(identities, entry.key, now=now)


async def rotated(identities: Identities, family: Family, *, now: datetime) -> bool:
    """Tell whether a family's next state was kept; where another refresh came first, the family is ended."""
    try:
        await keep(identities, family)
    except Conflict:
        await end(identities, family.id, now=now)
        return False
    return True


def _family(entry: Entry) -> Family:
    body = entry.body
    return Family(
        id=entry.key,
        client=cast("str", body["client"]),
        login=cast("str", body["login"]),
        person=cast("str", body["person"]),
        audience=cast("str", body["audience"]),
        rights=rights_of(body),
        authenticated=cast("int", body["authenticated"]),
        secret=cast("str", body["secret"]),
        expires=cast("datetime", entry.expires),
        version=entry.version,
    )
