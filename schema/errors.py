"""What a caller sees of an error: a stable code and a sentence; what the hub did not foresee is masked and logged."""

import logging
from collections.abc import Sequence
from secrets import token_hex
from typing import Any, Final

from graphql import GraphQLError

from hub.errors import HubError

_LOG: Final = logging.getLogger("hub.graphql")


def formatted(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Return errors as the `errors` of a response."""
    return [dict(public(error).formatted) for error in errors]


def told(error: Exception) -> list[dict[str, Any]]:
    """Return what broke an operation off as the `errors` of a response."""
    return formatted([error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)])


def public(error: GraphQLError) -> GraphQLError:
    """Return an error in its public form; one that the hub did not foresee is logged with the id it is shown with."""
    original = error.original_error
    if isinstance(original, HubError):
        return _coded(error, original.message, {"code": original.code, **original.facts})
    if original is None or isinstance(original, GraphQLError):
        return error if error.extensions else _coded(error, error.message, {"code": _code_of_request_error(error)})
    incident = token_hex(8)
    _LOG.error("incident %s: an operation failed unexpectedly", incident, exc_info=original)
    message = f"Something went wrong in the hub, not in your query: report incident {incident}."
    return _coded(error, message, {"code": "INTERNAL", "incident": incident})


def _code_of_request_error(error: GraphQLError) -> str:
    return "GRAPHQL_PARSE_FAILED" if error.message.startswith("Syntax Error") else "GRAPHQL_VALIDATION_FAILED"


def _coded(error: GraphQLError, message: str, extensions: dict[str, str | int]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
