"""What a GraphQL request asks for and with which token, read from a body, an address or a message (GraphQL over HTTP).

A request names its document by `documentId` instead of `query` where one is registered (appendix A).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson
from graphql import GraphQLError
from starlette.requests import HTTPConnection, Request

from hub.errors import MalformedToken
from schema.execution.limits import Limits, exceeded
from schema.negotiation import RESPONSE

_DEEPEST: Final = 1_024
"""Levels of JSON that orjson reads; what variables may have is far less."""

_BEARER: Final = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
_CREDENTIALS: Final = "authorization"

_DOCUMENT_ID: Final = re.compile(r"sha256:[0-9a-f]{64}")


class Refusal(Exception):
    """The request cannot be taken as a GraphQL request."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers, self.facts = headers or {}, facts or {}

    @property
    def told(self) -> Mapping[str, Any]:
        """The refusal as an error of a GraphQL response."""
        return {"message": self.message, "extensions": {"code": self.code, **self.facts}}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a GraphQL request asks for: the text of a document or, where that is None, the id of one."""

    query: str | None
    document: str
    operation_name: str | None
    variables: Mapping[str, Any] | None
    wants_cost: bool
    fails_whole: bool = False
    """Whether nothing is to be answered where a field is refused."""


async def read_request(request: Request, limits: Limits) -> Parameters:
    """Return what an HTTP request asks for; raise `Refusal` where it is no GraphQL request."""
    asked = await _from_body(request, limits) if request.method == "POST" else _from_query(request, limits)
    return checked(asked)


def _from_query(request: Request, limits: Limits) -> Mapping[str, Any]:
    asked: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in asked:
            asked[name] = parsed(asked[name].encode(), f"The parameter `{name}`", limits)
    return asked


async def _from_body(request: Request, limits: Limits) -> Mapping[str, Any]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in {"application/json", RESPONSE} or not _is_utf(parameters):
        message = "The body must be JSON in UTF-8: send it with `Content-Type: application/json`."
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
    document = parsed(await _body(request, limits.body_bytes), "The body", limits)
    if isinstance(document, list):
        raise _malformed("Batches are not taken: send each operation as a request of its own.")
    if not isinstance(document, dict):
        raise _malformed("The body must be a JSON object with the member `query`.")
    return document


def _is_utf(parameters: str) -> bool:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower() in {"utf-8", "utf8"}
    return True


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            error = exceeded("body_bytes", value=limit, found=len(body), least=True)
            raise refusal_of(error, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def parsed(text: bytes | str, what: str, limits: Limits) -> object:
    """Return what a JSON text says; raise `Refusal`, naming `what` it is, where it is none or nests too deeply."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith("depth limit exceeded"):
            refusal = exceeded("input_depth", value=limits.input_depth, found=_DEEPEST + 1, least=True)
            raise refusal_of(refusal, HTTPStatus.BAD_REQUEST) from None
        raise _malformed(f"{what} is not JSON: {error}.") from error


def refusal_of(error: GraphQLError, status: HTTPStatus) -> Refusal:
    """Return the refusal of a request that goes beyond a limit."""
    return Refusal(status, "LIMIT_EXCEEDED", error.message, facts=error.extensions)


def checked(asked: Mapping[str, Any]) -> Parameters:
    """Return what the members of a request ask for; raise `Refusal` where they are not those of one."""
    query, document = _checked_document(asked.get("query"), asked.get("documentId"))
    name, variables, extensions = asked.get("operationName"), asked.get("variables"), asked.get("extensions")
    if name is not None and not isinstance(name, str):
        raise _malformed("`operationName` must be a string.")
    if variables is not None and not isinstance(variables, dict):
        raise _malformed("`variables` must be a JSON object.")
    if extensions is not None and not isinstance(extensions, dict):
        raise _malformed("`extensions` must be a JSON object.")
    # An empty name is what some clients send for none.
    wants_cost = (extensions or {}).get("cost") is True
    fails_whole = _fails_whole((extensions or {}).get("authorization"))
    return Parameters(query, document, name or None, variables, wants_cost=wants_cost, fails_whole=fails_whole)


def _fails_whole(asked: object) -> bool:
    if asked is None:
        return False
    wish = asked.get("onRefusal", "NULL") if isinstance(asked, dict) else asked
    if wish not in {"NULL", "FAIL"}:
        raise _malformed('`extensions.authorization` must be {"onRefusal": "NULL"} or {"onRefusal": "FAIL"}.')
    return bool(wish == "FAIL")


def _checked_document(query: object, document: object) -> tuple[str | None, str]:
    if document is None:
        if isinstance(query, str) and query.strip():
            return query, ""
        raise _malformed("`query` must be the text of a GraphQL document, or else `documentId` the id of one.")
    if query is not None:
        raise _malformed("`query` and `documentId` name two documents: send one of them.")
    if isinstance(document, str) and _DOCUMENT_ID.fullmatch(document):
        return None, document
    raise _malformed("`documentId` must be `sha256:` and the SHA-256 of the document in 64 lowercase hex digits.")


def bearer_of(connection: HTTPConnection, credentials: Mapping[str, Any] | None = None) -> str | None:
    """Return the token that a connection brings, `None` where it brings none.

    It is in the header `Authorization`; `credentials`, what a WebSocket's `connection_init` brings, may hold that
    header too, as a member or within `headers`, since a browser sets no header of a WebSocket. Raises `MalformedToken`
    for a token in the address, where logs would keep it (RFC 9700, section 4.3.2), for more than one, and for
    credentials of another kind.
    """
    if connection.scope["query_string"] and "access_token" in connection.query_params:
        raise MalformedToken("An access token in the address is kept in logs: send it in the header Authorization.")
    sent = [*connection.headers.getlist(_CREDENTIALS), *_headers_in(credentials or {})]
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
        yield from (value for name, value in each.items() if name.lower() == _CREDENTIALS)


def _malformed(message: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "MALFORMED_REQUEST", message)
