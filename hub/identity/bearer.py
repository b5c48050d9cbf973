"""Bearer tokens: where a request carries one (RFC 6750), and who asks with it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.requests import HTTPConnection

from hub.codes import Code
from hub.errors import MalformedToken
from hub.identity.tokens import AccessToken
from hub.principals import Principal

_HEADER: Final = "authorization"
_BEARER: Final = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)


def bearer_of(connection: HTTPConnection, credentials: Mapping[str, Any] | None = None) -> str | None:
    """Return the token that a connection brings, `None` where it brings none.

    It is in the header `Authorization`; `credentials`, what a WebSocket's `connection_init` brings, may hold that
    header too, as a member or within `headers`, since a browser sets no header of a WebSocket. Raises `MalformedToken`
    for a token in the address, where logs would keep it (RFC 9700, section 4.3.2), for more than one, and for
    credentials of another kind.
    """
    if "access_token" in connection.query_params:
        raise MalformedToken("An access token in the address is kept in logs: send it in the header Authorization.")
    sent = [*connection.headers.getlist(_HEADER), *_headers_in(credentials or {})]
    if not sent:
        return None
    if len(sent) > 1:
        raise MalformedToken("The request brings more than one access token: send one.")
    found = _BEARER.fullmatch(sent[0]) if isinstance(sent[0], str) else None
    if found is None:
        raise MalformedToken("The header Authorization must be `Bearer` and an access token, with a blank between.")
    return found[1]


def _headers_in(credentials: Mapping[str, Any]) -> Iterable[object]:
    within = credentials.get("headers")
    for each in (credentials, within if isinstance(within, dict) else {}):
        yield from (value for name, value in each.items() if name.lower() == _HEADER)


def principal_of(token: AccessToken) -> Principal:
    """Return who asks with a token: the department that it acts for, in its role, with its rights."""
    return Principal(
        department=token.department,
        role=token.role,
        person=token.person,
        client=Code(token.client),
        security=token.security,
        rights=token.rights,
    )
