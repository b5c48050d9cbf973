"""GraphQL over HTTP: requests in, responses out (the GraphQL-over-HTTP specification).

A request with `"extensions": {"cost": true}` is told in the answer's `extensions.cost` what its operation cost
(`found`: the number of objects in its largest answer) and what one may cost (`limit`).
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

import orjson
from graphql import ExecutionResult, OperationType
from starlette.requests import Request
from starlette.responses import Response

from hub.errors import MalformedToken, StoreUnavailable, Unauthenticated
from hub.web.compression import compressed
from schema.batching import Context
from schema.execution.engine import Prepared
from schema.execution.limits import exceeded
from schema.leaving import CallerGone, while_there
from schema.negotiation import EVENTS, LEGACY, RESPONSE, accepted_types
from schema.requests import Parameters, Refusal, read_request, refusal_of
from schema.service import Renewal, Service, content_of, is_unexecuted
from schema.streaming import EventStream

_STATUSES: Final = {
    "DOCUMENT_REQUIRED": HTTPStatus.FORBIDDEN,
    "FORBIDDEN": HTTPStatus.FORBIDDEN,
    "INSUFFICIENT_SCOPE": HTTPStatus.FORBIDDEN,
    "STORE_UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
    "TIMEOUT": HTTPStatus.GATEWAY_TIMEOUT,
    "UNAUTHENTICATED": HTTPStatus.UNAUTHORIZED,
}
"""The status of an answer without data, by its error's code; 400 for any other."""


_GONE: Final = 499
"""What servers note of a request whose caller closed the connection; no standard has a status for it."""


class Endpoint:
    """Answers GraphQL requests over HTTP, one result at once or a stream of events.

    `metadata` is the address that tells callers without a good token where they get one (RFC 9728).
    """

    def __init__(self, service: Service, *, metadata: str) -> None:
        self._service = service
        self._metadata = metadata

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        accepted = accepted_types(request.headers.get("accept"))
        media_type = next((each for each in accepted if each != EVENTS), LEGACY)
        try:
            response = await self._response(request, accepted)
        except Refusal as refusal:
            response = _refused(refusal, media_type)
        except (MalformedToken, Unauthenticated) as error:
            response = _refused(self._challenge(request, error), media_type)
        except CallerGone:
            return Response(status_code=_GONE)  # to nobody
        except StoreUnavailable as error:
            response = _refused(Refusal(HTTPStatus.SERVICE_UNAVAILABLE, error.code, error.message), media_type)
        # What is sent depends on both, whatever it is this time.
        response.headers.add_vary_header("accept")
        return response if isinstance(response, EventStream) else await compressed(response, request.headers)

    def _challenge(self, request: Request, error: MalformedToken | Unauthenticated) -> Refusal:
        """Return the refusal of a caller who is not known, with how to become known (RFC 6750, section 3)."""
        malformed = isinstance(error, MalformedToken)
        status = HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.UNAUTHORIZED
        fault = "invalid_request" if malformed else "invalid_token"
        # Who sent no token at all is told no error.
        told = f'error="{fault}", error_description="{error.message}", ' if _brings_token(request) else ""
        challenge = f'Bearer {told}resource_metadata="{self._metadata}"'
        return Refusal(status, error.code, error.message, {"www-authenticate": challenge})

    async def _response(self, request: Request, accepted: Sequence[str]) -> Response:
        if not accepted:
            raise _unacceptable(f"The answer can be {RESPONSE}, {LEGACY} or {EVENTS}: accept one of them.")
        parameters = await read_request(request, self._service.limits)
        renew = await self._service.admit(request)
        context = await renew()
        prepared = await self._service.prepare(parameters, context)
        if isinstance(prepared, Prepared):
            _check_method(request, prepared)
        if accepted[0] == EVENTS or _is_subscription(prepared):
            return self._stream(prepared, accepted, renew, parameters)
        result = await self._run(request, prepared, context) if isinstance(prepared, Prepared) else prepared
        return _response(result, accepted[0], wants_cost=parameters.wants_cost)

    async def _run(self, request: Request, prepared: Prepared, context: Context) -> ExecutionResult:
        if prepared.kind is OperationType.MUTATION:
            return await self._service.run(prepared, context)
        with while_there(request):
            return await self._service.run(prepared, context)

    def _stream(
        self, prepared: Prepared | ExecutionResult, accepted: Sequence[str], renew: Renewal, parameters: Parameters
    ) -> Response:
        if EVENTS not in accepted:
            message = f"A subscription is answered event by event: accept {EVENTS}, or ask over a WebSocket."
            raise _unacceptable(message)
        if self._service.is_full:
            limit = self._service.limits.streams
            error = exceeded("streams", value=limit, found=limit + 1)
            raise refusal_of(error, HTTPStatus.SERVICE_UNAVAILABLE)
        renew = self._service.while_admitted(parameters, renew)
        return EventStream(self._service, prepared, renew, wants_cost=parameters.wants_cost)


def _brings_token(request: Request) -> bool:
    return "authorization" in request.headers or "access_token" in request.query_params


def _is_subscription(prepared: Prepared | ExecutionResult) -> bool:
    return isinstance(prepared, Prepared) and prepared.kind is OperationType.SUBSCRIPTION


def _unacceptable(message: str) -> Refusal:
    return Refusal(HTTPStatus.NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message)


def _check_method(request: Request, prepared: Prepared) -> None:
    if request.method != "POST" and prepared.kind is OperationType.MUTATION:
        message = "A mutation changes something: send it with POST."
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message, {"allow": "POST"})


def _response(result: ExecutionResult, media_type: str, *, wants_cost: bool) -> Response:
    status = _status_without_data(result) if is_unexecuted(result) and media_type == RESPONSE else HTTPStatus.OK
    return _json(content_of(result, wants_cost=wants_cost), status, media_type)


def _status_without_data(result: ExecutionResult) -> HTTPStatus:
    codes = [(error.extensions or {}).get("code") for error in result.errors or ()]
    return next((_STATUSES[code] for code in codes if code in _STATUSES), HTTPStatus.BAD_REQUEST)


def _refused(refusal: Refusal, media_type: str) -> Response:
    response = _json({"errors": [refusal.told]}, refusal.status, media_type)
    response.headers.update(refusal.headers)
    return response


def _json(content: object, status: HTTPStatus, media_type: str) -> Response:
    headers = {"content-type": f"{media_type}; charset=utf-8", "x-content-type-options": "nosniff"}
    return Response(orjson.dumps(content), status_code=status, headers=headers)
