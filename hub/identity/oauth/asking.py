"""Requests as the authorization server reads them: whole, bounded, and with every value of a parameter."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, unquote_plus

from starlette.requests import Request

from hub.identity.oauth.refusals import Refused

FORM: Final = "application/x-www-form-urlencoded"
LARGEST: Final = 65_536  # bytes of a body, or of a query
MOST: Final = 40  # parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The parameters of a request, every value of each, and the credentials of its Authorization header."""

    values: Mapping[str, tuple[str, ...]]
    basic: tuple[str, str] | None = None

    def get(self, name: str) -> str | None:
        """Return the value of a parameter; without one, or with an empty one, `None` (RFC 6749, section 3.1)."""
        return next(iter(self.values.get(name, ())), None) or None

    @property
    def repeated(self) -> list[str]:
        """The parameters that were given more than once."""
        return [name for name, values in self.values.items() if len(values) > 1]


def read_query(request: Request) -> Asked:
    """Return what a request asks in its query; raise `Refused` for a query that cannot be read."""
    return Asked(values=_parsed(request.scope["query_string"]))


async def read_form(request: Request) -> Asked:
    """Return what a client asks in a request's body; raise `Refused` as `read_body` does, or for a query beside it."""
    if request.scope["query_string"]:
        # Addresses are logged: a secret, a code or a token in one is no secret any more (RFC 9700, section 4.3).
        raise Refused("invalid_request", "Send no parameters in the address.")
    return await read_body(request)


async def read_body(request: Request) -> Asked:
    """Return the parameters of a form; raise `Refused` for a body that is none, or too large."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise Refused("invalid_request", f"Send the parameters in the body, as {FORM}.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            message = f"The body is larger than {LARGEST} bytes."
            raise Refused("invalid_request", message, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return Asked(values=_parsed(bytes(body)), basic=_basic(request.headers.get("authorization")))


def _parsed(data: bytes) -> dict[str, tuple[str, ...]]:
    if len(data) > LARGEST:
        raise Refused("invalid_request", f"The query is longer than {LARGEST} bytes.")
    try:
        pairs = parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except ValueError as error:
        raise Refused("invalid_request", f"The parameters cannot be read: send {MOST} at most, in UTF-8.") from error
    values: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        values[name] = (*values.get(name, ()), value)
    return values


def _basic(header: str | None) -> tuple[str, str] | None:
    """Return client and secret of the header, each form-encoded before it was joined (RFC 6749, section 2.3.1)."""
    scheme, _, credentials = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
        return unquote_plus(client, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        return "", ""
