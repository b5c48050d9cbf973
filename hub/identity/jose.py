"""Signing and opening JSON Web Tokens; the one place that knows the library for it.

The algorithm is chosen here and never by a token, keys come from the caller and never from a token's header, and a
header member that must be understood (`crit`) is refused, as is any other that was not expected.
"""

import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

import orjson
from joserfc import jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.util import urlsafe_b64decode

from hub.errors import BadInput

ALGORITHM: Final = "ES256"
"""What the hub signs with: every client library has it (RFC 7518, section 3.1)."""

CLIENT_ALGORITHMS: Final = ("ES256", "Ed25519", "PS256", "RS256")
"""What a client may sign its assertions with (RFC 7523)."""

LONGEST: Final = 16_384
"""The longest token, in characters, that is looked at."""

_SMALLEST_RSA: Final = 2_048  # bits

Key: TypeAlias = ECKey | OKPKey | RSAKey
Claims: TypeAlias = Mapping[str, object]


class Forged(Exception):
    """A token that is not what it should be; the text says why, for the log and not for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The claims of a token whose signature is right, and the id of the key that made it."""

    claims: Claims
    kid: str | None


def new_key() -> tuple[str, dict[str, str]]:
    """Return a new private key for `ALGORITHM` as a JSON Web Key, and its id, the thumbprint (RFC 7638)."""
    key = ECKey.generate_key("P-256", private=True)
    return key.thumbprint(), cast("dict[str, str]", key.as_dict(private=True))


def private_key(jwk: Mapping[str, str]) -> Key:
    """Return the key that a JSON Web Key of the hub's own describes."""
    return ECKey.import_key(dict(jwk))


def public_half(key: Key, kid: str, algorithm: str = ALGORITHM) -> dict[str, str]:
    """Return the public half of a key, as published in a key set (RFC 7517)."""
    half = cast("dict[str, str]", key.as_dict(private=False))
    return {**half, "kid": kid, "use": "sig", "alg": algorithm}


def client_key(jwk: Mapping[str, str]) -> Key:
    """Return a client's public key; raise `BadInput` for a private, a shared, or a weak one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # what is weak is refused below
            key = import_key(dict(jwk))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadInput("The key is no JSON Web Key: register public keys of the type EC, OKP or RSA.") from error
    if not isinstance(key, ECKey | OKPKey | RSAKey) or key.is_private:
        raise BadInput("The key is no public key: register the public half alone, of the type EC, OKP or RSA.")
    if isinstance(key, RSAKey) and key.public_key.key_size < _SMALLEST_RSA:
        raise BadInput(f"The RSA key is too short: use {_SMALLEST_RSA} bits or more.")
    return key


def signed(claims: Claims, *, key: Key, kid: str, kind: str) -> str:
    """Return a token with these claims, of a kind (`typ`)."""
    header = {"alg": ALGORITHM, "kid": kid, "typ": kind}
    return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])


def key_id(text: str) -> str | None:
    """Return the id of the key that a token says it was signed with, `None` where it says none; raise `Forged`."""
    kid = _header(text).get("kid")
    if kid is not None and not isinstance(kid, str):
        raise Forged("the key id is no text")
    return kid


def claimed_subject(text: str) -> str:
    """Return whom a token claims to be of, which says only whose keys to judge it by; of what is none, nothing."""
    try:
        claims = orjson.loads(urlsafe_b64decode(text.split(".")[1].encode()))
    except (IndexError, ValueError):
        return ""
    subject = claims.get("sub") if isinstance(claims, dict) else None
    return subject if isinstance(subject, str) else ""


def opened(text: str, *, key: Key, algorithms: Collection[str], kind: str | None = None) -> Opened:
    """Return the claims of a token that this key signed with one of the algorithms.

    Where a kind is given, `typ` must name it (RFC 9068, section 2.1) and the header have no other members than `alg`,
    `kid` and `typ`. Raises `Forged` for any other token.
    """
    header = _header(text)
    if header.get("alg") not in algorithms:
        raise Forged("the algorithm is none of those allowed")
    if "crit" in header or "b64" in header:
        raise Forged("the header demands what is not understood")
    if kind is not None and (not _is_kind(header.get("typ"), kind) or not header.keys() <= {"alg", "kid", "typ"}):
        raise Forged(f"the header is none of a token of the kind {kind}")
    try:
        token = jwt.decode(text, key, algorithms=list(algorithms))
    except (JoseError, ValueError, TypeError) as error:
        raise Forged(f"the signature is wrong: {error}") from error
    return Opened(token.claims, key_id(text))


def _header(text: str) -> Mapping[str, object]:
    parts = text.split(".")
    if len(text) > LONGEST or not text.isascii() or len(parts) != 3:  # noqa: PLR2004 – header, claims, signature
        raise Forged("it is no signed token")
    try:
        header = orjson.loads(urlsafe_b64decode(parts[0].encode()))
    except ValueError as error:
        raise Forged("the header cannot be read") from error
    if not isinstance(header, dict):
        raise Forged("the header is no object")
    return header


def _is_kind(typ: object, kind: str) -> bool:
    return isinstance(typ, str) and typ.lower().removeprefix("application/") == kind
