"""Clients as the authorization server knows them: who may ask for which tokens, and how they prove who they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final, cast
from urllib.parse import urlsplit

from hub.codes import Code
from hub.errors import BadInput, Conflict, NotFound
from hub.identity.jose import client_key
from hub.identity.keys import TOKEN_LIFE
from hub.identity.port import ABSENT, Entry, Identities, Json, Kind, Write
from hub.identity.revocations import revoking
from hub.identity.rights import rights_of, stored_rights, stored_role
from hub.scopes import Rights
from hub.vocabulary import ClientSecurity, Role

_LOOPBACK: Final = re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?(/[^?#]*)")
_PRINTABLE: Final = re.compile(r"[!-~]{1,2000}")
_NO_SECRET: Final = "0" * 64


class Proof(StrEnum):
    """How a client proves who it is at the token endpoint."""

    KEY = "private_key_jwt"
    SECRET = "client_secret"  # noqa: S105 – the name of a way, not a secret
    NONE = "none"


class GrantType(StrEnum):
    """What a client may exchange for a token (RFC 6749)."""

    CODE = "authorization_code"
    CREDENTIALS = "client_credentials"
    REFRESH = "refresh_token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A client. `secrets` are SHA-256 digests in hex: the secrets have 256 random bits, which needs no slow hash.

    `rights` are the most that any of its tokens may allow, `role` is the one in which it acts for itself. A client
    without proof acts for people only.
    """

    id: Code
    department: Code
    title: str
    role: Role = Role.CONSUMER
    proof: Proof
    grants: frozenset[GrantType]
    rights: Rights
    redirects: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    keys: tuple[Mapping[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would not be safe, or could never be used."""
        if not self.grants:
            raise BadInput("A client without a redirect address, secret or key could ask for nothing: give it one.")
        if self.proof is Proof.NONE and GrantType.CREDENTIALS in self.grants:
            raise BadInput(
                "A client without a secret or key cannot act for itself: give it one, or a redirect address."
            )
        if GrantType.CODE in self.grants and not self.redirects:
            raise BadInput("A client for people needs the address that they are sent back to: give --redirect.")
        for redirect in self.redirects:
            require_redirect(redirect)
        for key in self.keys:
            client_key(key)

    @property
    def security(self) -> ClientSecurity | None:
        """How well the client proves itself, `None` where it does not."""
        return {Proof.KEY: ClientSecurity.KEY, Proof.SECRET: ClientSecurity.SECRET}.get(self.proof)

    def proves(self, secret: str) -> bool:
        """Tell whether a secret is one of the client's; takes as long for a client that has none."""
        digest = digest_of(secret)
        matching = [compare_digest(digest, kept) for kept in self.secrets or (_NO_SECRET,)]
        return any(matching)

    def returns_to(self, redirect: str) -> bool:
        """Tell whether a redirect address is registered: letter for letter, but for the port of a loopback address.

        RFC 9700, section 4.1.3, and RFC 8252, section 7.3; `localhost` is no loopback address.
        """
        if redirect in self.redirects:
            return True
        asked = _LOOPBACK.fullmatch(redirect)
        loopbacks = (_LOOPBACK.fullmatch(registered) for registered in self.redirects)
        return asked is not None and any(each is not None and each.groups() == asked.groups() for each in loopbacks)


def new_secret() -> str:
    """Return a client secret of 256 random bits, shown once and kept nowhere."""
    return token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def require_redirect(redirect: str) -> None:
    """Raise `BadInput` for a redirect address that others could listen at (RFC 9700, section 2.1; RFC 8252)."""
    parts = urlsplit(redirect) if _PRINTABLE.fullmatch(redirect) else None
    private = parts is not None and "." in parts.scheme and not parts.netloc
    https = parts is not None and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    if (
        parts is None
        or parts.fragment
        or redirect.endswith("#")
        or not (https or private or _LOOPBACK.fullmatch(redirect))
    ):
        message = (
            f"'{redirect[:200]}' is no safe redirect address: write https://HOST/PATH, http://127.0.0.1/PATH, or "
            "com.example.app:/PATH, without a fragment."
        )
        raise BadInput(message)


async def register(identities: Identities, account: Account) -> None:
    """Keep a new client; raise `Conflict` where its id is taken."""
    try:
        await identities.write(_writing(account, expects=ABSENT))
    except Conflict as error:
        raise Conflict(f"There is a client '{account.id}' already: choose another code.") from error


async def change(identities: Identities, account: Account, *, now: datetime) -> None:
    """Keep a client as it is to be from now on; tokens that were issued until now are good no more.

    Raises `NotFound` where there is no such client, `Conflict` where somebody else changes it as well.
    """
    entry = await _entry_of(identities, account.id)
    ended = revoking("client", account.id, until=now + TOKEN_LIFE, at=now)
    await identities.write(_writing(account, expects=entry.version), ended)


async def close(identities: Identities, client: Code, *, now: datetime) -> None:
    """Forget a client: it gets no more tokens, and those it has are good no more; `NotFound` where it is unknown."""
    entry = await _entry_of(identities, client)
    erased = Write(kind=Kind.CLIENT, key=client, body=None, expects=entry.version)
    await identities.write(erased, revoking("client", client, until=now + TOKEN_LIFE, at=now))


async def _entry_of(identities: Identities, client: Code) -> Entry:
    entry = await identities.get(Kind.CLIENT, client)
    if entry is None:
        raise NotFound(f"There is no client '{client}' that may get tokens: `hub client list` tells them.")
    return entry


async def account_of(identities: Identities, client: str) -> Account | None:
    """Return the client of an id, `None` where there is none."""
    entry = await identities.get(Kind.CLIENT, client)
    return None if entry is None else _account(entry)


def _writing(account: Account, *, expects: int) -> Write:
    body: dict[str, Json] = {
        "department": account.department,
        "title": account.title,
        "role": account.role.value,
        "proof": account.proof.value,
        "grants": sorted(account.grants),
        "redirects": list(account.redirects),
        "secrets": list(account.secrets),
        "keys": [dict(key) for key in account.keys],
        **stored_rights(account.rights),
    }
    return Write(kind=Kind.CLIENT, key=account.id, body=body, expects=expects)


def _account(entry: Entry) -> Account:
    body = entry.body
    return Account(
        id=Code(entry.key),
        department=Code(cast("str", body["department"])),
        title=cast("str", body["title"]),
        role=stored_role(body),
        proof=Proof(cast("str", body["proof"])),
        grants=frozenset(GrantType(grant) for grant in cast("list[str]", body["grants"])),
        rights=rights_of(body),
        redirects=tuple(cast("list[str]", body["redirects"])),
        secrets=tuple(cast("list[str]", body["secrets"])),
        keys=tuple(cast("list[dict[str, str]]", body["keys"])),
    )
