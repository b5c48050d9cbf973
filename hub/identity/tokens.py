"""Access tokens: signed statements of who may use the hub for what, for five minutes (RFC 9068)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from secrets import token_urlsafe
from typing import Final, TypeAlias, TypeVar

from hub.codes import Code
from hub.errors import HubError
from hub.identity.jose import ALGORITHM, Claims, Forged, Key, opened, signed
from hub.identity.keys import TOKEN_LIFE, SigningKey
from hub.identity.port import Json
from hub.scopes import Rights, parse_scopes, read_details, render_scopes, written_details
from hub.vocabulary import ClientSecurity, Role

KIND: Final = "at+jwt"
"""The type of an access token, which no other token of the hub has (RFC 9068, section 2.1)."""

CLIENT: Final = "client:"
PERSON: Final = "person:"
"""What the subject of a token begins with: a client that is called like a person gains nothing (RFC 9700, 4.15)."""

_EARLY: Final = 5  # seconds by which the clocks of two processes may differ

TokenId: TypeAlias = str

Member = TypeVar("Member", bound=Enum)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """What an access token says; moments are in seconds since 1970.

    `subject` is `client:<id>` or `person:<id>`, `department` the one that it acts for in its `role`, `audience` the
    resource; `security` is how well the client proved itself, None where it cannot; `family` names the sign-in
    that the token goes back to, `authenticated` the moment of that sign-in.
    """

    id: TokenId
    subject: str
    client: str
    department: Code
    role: Role
    audience: str
    rights: Rights
    issued: int
    expires: int
    security: ClientSecurity | None = None
    family: str | None = None
    authenticated: int | None = None

    @property
    def person(self) -> str | None:
        """The id of the person whom the token stands for, `None` where a client acts for itself."""
        return self.subject.removeprefix(PERSON) if self.subject.startswith(PERSON) else None


def new_token(
    *,
    subject: str,
    client: str,
    department: Code,
    role: Role,
    audience: str,
    rights: Rights,
    now: datetime,
    security: ClientSecurity | None = None,
    family: str | None = None,
    authenticated: int | None = None,
) -> AccessToken:
    """Return a token that is issued now, with an id that nobody can guess."""
    issued = int(now.timestamp())
    return AccessToken(
        id=token_urlsafe(16),
        subject=subject,
        client=client,
        department=department,
        role=role,
        audience=audience,
        rights=rights,
        issued=issued,
        expires=issued + int(TOKEN_LIFE.total_seconds()),
        security=security,
        family=family,
        authenticated=authenticated,
    )


def written(token: AccessToken, *, issuer: str, key: SigningKey) -> str:
    """Return a token signed by a key."""
    return signed(claims_of(token, issuer=issuer), key=key.key, kid=key.kid, kind=KIND)


def claims_of(token: AccessToken, *, issuer: str) -> dict[str, Json]:
    """Return the claims of a token (RFC 9068, section 2.2; RFC 9396, section 9.1)."""
    claims: dict[str, Json] = {
        "iss": issuer,
        "aud": token.audience,
        "sub": token.subject,
        "client_id": token.client,
        "department": token.department,
        "role": token.role.value,
        "iat": token.issued,
        "exp": token.expires,
        "jti": token.id,
        "scope": render_scopes(token.rights.scopes),
    }
    optional: dict[str, Json] = {
        "authorization_details": written_details(token.rights.details) or None,
        "client_security": None if token.security is None else token.security.value,
        "family": token.family,
        "auth_time": token.authenticated,
    }
    return claims | {name: value for name, value in optional.items() if value is not None}


def read(text: str, *, key: Key, issuer: str, audience: str, now: datetime) -> AccessToken:
    """Return what a token says that this key signed, for this audience, and that has not expired; raise `Forged`."""
    claims = opened(text, key=key, algorithms=(ALGORITHM,), kind=KIND).claims
    if claims.get("iss") != issuer or claims.get("aud") != audience:
        raise Forged("the token is of another issuer or for another audience")
    token = _token(claims)
    seconds = now.timestamp()
    if token.expires <= seconds or token.issued > seconds + _EARLY or "nbf" in claims:
        raise Forged("the token is not valid now")
    return token


def _token(claims: Claims) -> AccessToken:
    scope = _text(claims, "scope")
    details = claims.get("authorization_details")
    try:
        rights = Rights(scopes=parse_scopes(scope), details=() if details is None else read_details(details))
    except HubError as error:
        raise Forged(error.message) from error
    return AccessToken(
        id=_text(claims, "jti"),
        subject=_subject(claims),
        client=_text(claims, "client_id"),
        department=Code(_text(claims, "department")),
        role=_member(Role, _text(claims, "role")),
        audience=_text(claims, "aud"),
        rights=rights,
        issued=_seconds(claims, "iat"),
        expires=_seconds(claims, "exp"),
        security=_member(ClientSecurity, _text(claims, "client_security")) if "client_security" in claims else None,
        family=_text(claims, "family") if "family" in claims else None,
        authenticated=_seconds(claims, "auth_time") if "auth_time" in claims else None,
    )


def _subject(claims: Claims) -> str:
    subject = _text(claims, "sub")
    if not subject.startswith((CLIENT, PERSON)):
        raise Forged("the subject is neither a client nor a person")
    return subject


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str):
        raise Forged(f"the claim {name} is no text")
    return value


def _member(kind: type[Member], text: str) -> Member:
    try:
        return kind(text)
    except ValueError:
        raise Forged(f"'{text[:40]}' is no {kind.__name__}") from None


def _seconds(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Forged(f"the claim {name} is no number of seconds")
    return value
