"""GraphQL over HTTP: requests in, responses out (the GraphQL-over-HTTP specification).

A request with `"extensions": {"cost": true}` is told in the answer's `extensions.cost` what its operation cost
(`found`: the number of objects in its largest answer) and what one may cost (`limit`).

A request names its document by `documentId` instead of `query` where one is registered (appendix A).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from hub.admission import Admission, Documents
from hub.codes import Code
from hub.errors import HubError, MalformedPrincipal
from hub.graph.port import Graph
from hub.graph.watch import Watch
from hub.principals import Principal, sight_of
from schema.batching import Context
from schema.building import build_engine
from schema.errors import formatted, public
from schema.execution.engine import Prepared
from schema.execution.limits import DEFAULTS, Limits, exceeded
from schema.negotiation import LEGACY, RESPONSE, response_type
from schema.pace import STEADY, Pace

_DEEPEST: Final = 1_024
"""Levels of JSON that orjson reads; what variables may have is far less."""

_DOCUMENT_ID: Final = re.compile(r"sha256:[0-9a-f]{64}")
_STATUSES: Final = {
    "DOCUMENT_REQUIRED": HTTPStatus.FORBIDDEN,
    "STORE_UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
    "TIMEOUT": HTTPStatus.GATEWAY_TIMEOUT,
}
"""The status of an answer without data, by its error's code; 400 for any other."""

PrincipalOf = Callable[[HTTPConnection], Principal | None]
"""Tells who sends a request, None for an anonymous caller; raises a `HubError` for one whose word it cannot take."""


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


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a GraphQL request asks for: the text of a document or, where that is None, the id of one."""

    query: str | None
    document: str
    operation_name: str | None
    variables: Mapping[str, Any] | None
    wants_cost: bool


def _anonymous(_: HTTPConnection) -> None:
    return None


def _now() -> datetime:
    return datetime.now(UTC)


class Endpoint:
    """Answers GraphQL requests from the graph that `graph` returns, as far as they keep to the limits.

    `principal_of` tells who asks; `clock` what time it is; `documents` is what anonymous callers may run.
    """

    def __init__(
        self,
        graph: Callable[[], Graph],
        *,
        limits: Limits = DEFAULTS,
        pace: Pace = STEADY,
        documents: Documents = Documents.ANY,
        principal_of: PrincipalOf = _anonymous,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._graph = graph
        self._watch = Watch(lambda: graph().head(), seconds=pace.poll_milliseconds / 1000)
        self._limits = limits
        self._principal_of = principal_of
        self._clock = clock
        self._admission = Admission(graph, anonymous=documents)
        self._engine = build_engine(limits)

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        media_type = response_type(request.headers.get("accept"))
        if media_type is None:
            message = f"The answer can be {RESPONSE} or {LEGACY}: accept one of them."
            return _refused(Refusal(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message), LEGACY)
        try:
            parameters = await _parameters(request, self._limits)
            principal = self._principal_of(request)
            prepared = await self._prepare(parameters, client=None if principal is None else principal.client)
            if isinstance(prepared, Prepared):
                _check_method(request, prepared)
                result = await self._engine.run(prepared, context=self._context(principal))
            else:
                result = prepared
        except Refusal as refusal:
            return _refused(refusal, media_type)
        except MalformedPrincipal as error:
            return _refused(Refusal(HTTPStatus.BAD_REQUEST, error.code, error.message), media_type)
        return _response(result, media_type, wants_cost=parameters.wants_cost)

    def _context(self, principal: Principal | None) -> Context:
        return Context(
            graph=self._graph(),
            watch=self._watch,
            sight=sight_of(principal),
            principal=principal,
            now=self._clock(),
        )

    async def _prepare(self, asked: Parameters, *, client: Code | None) -> Prepared | ExecutionResult:
        """Return the operation that a client asks for, as `Engine.prepare`, as far as it may run that document."""
        try:
            if asked.query is None:
                text = await self._admission.text_registered(asked.document, client=client)
            else:
                text = await self._admission.text_sent(asked.query, client=client)
        except HubError as error:
            return ExecutionResult(errors=[public(GraphQLError(error.message, original_error=error))])
        return self._engine.prepare(text, variables=asked.variables, operation_name=asked.operation_name)


def _check_method(request: Request, prepared: Prepared) -> None:
    if prepared.kind is OperationType.SUBSCRIPTION:
        message = "A subscription is answered event by event, which this answer cannot be."
        raise Refusal(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)
    if request.method != "POST" and prepared.kind is OperationType.MUTATION:
        message = "A mutation changes something: send it with POST."
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, {"allow": "POST"})


def _response(result: ExecutionResult, media_type: str, *, wants_cost: bool) -> Response:
    content: dict[str, Any] = {}
    if result.errors:
        content["errors"] = formatted(result.errors)
    # No data and no path: the request itself was wrong, nothing was executed.
    unexecuted = result.data is None and result.errors is not None and all(e.path is None for e in result.errors)
    if not unexecuted:
        content["data"] = result.data
    if wants_cost and result.extensions:
        content["extensions"] = {"cost": result.extensions["cost"]}
    status = _status_without_data(result) if unexecuted and media_type == RESPONSE else HTTPStatus.OK
    return _json(content, status, media_type)


def _status_without_data(result: ExecutionResult) -> HTTPStatus:
    codes = [(error.extensions or {}).get("code") for error in result.errors or ()]
    return next((_STATUSES[code] for code in codes if code in _STATUSES), HTTPStatus.BAD_REQUEST)


async def _parameters(request: Request, limits: Limits) -> Parameters:
    asked = await _from_body(request, limits) if request.method == "POST" else _from_query(request, limits)
    return _checked(asked)


def _from_query(request: Request, limits: Limits) -> Mapping[str, Any]:
    asked: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in asked:
            asked[name] = _parsed(asked[name].encode(), f"The parameter `{name}`", limits)
    return asked


async def _from_body(request: Request, limits: Limits) -> Mapping[str, Any]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in {"application/json", RESPONSE} or not _is_utf(parameters):
        message = "The body must be JSON in UTF-8: send it with `Content-Type: application/json`."
        raise Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
    document = _parsed(await _body(request, limits.body_bytes), "The body", limits)
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
            raise _beyond(error, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return bytes(body)


def _parsed(text: bytes, what: str, limits: Limits) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if error.msg.startswith("depth limit exceeded"):
            refusal = exceeded("input_depth", value=limits.input_depth, found=_DEEPEST + 1, least=True)
            raise _beyond(refusal, HTTPStatus.BAD_REQUEST) from None
        raise _malformed(f"{what} is not JSON: {error}.") from error


def _beyond(error: GraphQLError, status: HTTPStatus) -> Refusal:
    return Refusal(status, "LIMIT_EXCEEDED", error.message, facts=error.extensions)


def _checked(asked: Mapping[str, Any]) -> Parameters:
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
    return Parameters(query, document, name or None, variables, wants_cost=wants_cost)


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


def _malformed(message: str) -> Refusal:
    return Refusal(HTTPStatus.BAD_REQUEST, "MALFORMED_REQUEST", message)


def _refused(refusal: Refusal, media_type: str) -> Response:
    content = {"errors": [{"message": refusal.message, "extensions": {"code": refusal.code, **refusal.facts}}]}
    response = _json(content, refusal.status, media_type)
    response.headers.update(refusal.headers)
    return response


def _json(content: object, status: HTTPStatus, media_type: str) -> Response:
    headers = {"content-type": f"{media_type}; charset=utf-8", "x-content-type-options": "nosniff"}
    return Response(orjson.dumps(content), status_code=status, headers=headers)
