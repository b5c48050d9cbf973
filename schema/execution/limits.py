"""How much one request may ask for, and the refusal of one that asks for more.

A refusal is a `GraphQLError` with code LIMIT_EXCEEDED. Its extensions name the `limit`, its `value`, and what was
`found` in the request; where counting stopped early, `found` is the least that it can be, and the message says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    ListTypeNode,
    ListValueNode,
    Node,
    NonNullTypeNode,
    ObjectValueNode,
    TypeNode,
    ValueNode,
    parse,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for; `schema.execution.analysis` tells how a document is measured."""

    body_bytes: int = 1_000_000
    """Bytes of the request's body."""

    characters: int = 50_000
    """Characters of the document, which bounds what is kept of it."""

    tokens: int = 2_000
    """Tokens of the document; comments are counted apart, to the same limit."""

    depth: int = 20
    """Fields within one another."""

    aliases: int = 50
    """Aliases, fragments written out."""

    root_fields: int = 20
    """Fields of an operation itself, fragments written out."""

    fields: int = 2_000
    """Fields, fragments written out: what a plan is made of."""

    fragments: int = 50
    """Fragment definitions: validation compares each with each."""

    directives: int = 5
    """Directives at one place."""

    comparisons: int = 20_000
    """Pairs of fields with the same response name: validation compares these."""

    input_depth: int = 20
    """Lists and objects within one another in an argument or a variable."""

    cost: int = 200_000
    """Objects in the largest answer that the operation can have."""

    list_size: int = 10
    """The length that the cost takes a list to have which no argument bounds: an assumption, not a limit."""

    seconds: int = 30
    """Seconds until an operation is broken off."""

    operations: int = 20
    """Operations that run at once over one WebSocket."""

    streams: int = 1_000
    """Streams of events and WebSockets that a process keeps open."""


DEFAULTS: Final = Limits()
LEVELS_PARSED: Final = 200
"""What graphql-core parses, whatever the limits are, of anything within itself."""

_SPLIT: Final = "ask for less at once, or in several requests"
_SUBJECTS: Final[Mapping[str, tuple[str, str]]] = {
    "body_bytes": ("size of the request's body in bytes", "send a smaller request, or several"),
    "characters": ("length of the document in characters", "pass long values as variables, or send several documents"),
    "tokens": ("number of the document's tokens", _SPLIT),
    "comments": ("number of the document's comments", "take comments out"),
    "depth": ("depth of the query", "ask for what lies deeper by its id, in another request"),
    "aliases": ("number of aliases", _SPLIT),
    "root_fields": ("number of root fields", _SPLIT),
    "fields": ("number of fields, fragments written out,", _SPLIT),
    "fragments": ("number of fragments", "merge fragments, or send several documents"),
    "directives": ("number of directives at one place", "take directives out"),
    "comparisons": ("number of pairs of fields with the same response name", "ask for each field once"),
    "input_depth": ("depth of the input", "send input with fewer lists and objects within one another"),
    "operations": ("number of operations over this WebSocket", "let one come to its end first, or open another"),
    "streams": ("number of streams that the hub keeps open", "close one, or try again later"),
    "cost": ("cost of the query", "ask for shorter pages with `first`, or for fewer lists within one another"),
}


def exceeded(limit: str, *, value: int, found: int, least: bool = False, nodes: Sequence[Node] = ()) -> GraphQLError:
    """Return the refusal of a request that goes beyond a limit; with `least`, `found` is the least it can be."""
    subject, advice = _SUBJECTS[limit]
    amount = f"at least {found:,}" if least else f"{found:,}"
    message = f"The {subject} is {amount}, and the limit is {value:,}: {advice}."
    facts = {"code": "LIMIT_EXCEEDED", "limit": limit, "value": value, "found": found}
    return GraphQLError(message, nodes=list(nodes) or None, extensions=facts)


def timed_out(seconds: int) -> GraphQLError:
    """Return the error of an operation that was broken off after some seconds."""
    message = f"The answer took longer than {seconds:,} s and was broken off: ask for less at once, or try again later."
    return GraphQLError(message, extensions={"code": "TIMEOUT", "limit": "seconds", "value": seconds})


def parse_within(text: str, limits: Limits) -> DocumentNode:
    """Parse a document; raise `GraphQLError` where it has too many tokens, or is none."""
    try:
        return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        raise _refusal(error, limits) or error from None


def _refusal(error: GraphQLSyntaxError, limits: Limits) -> GraphQLError | None:
    # graphql-core tells its refusals from mistakes in the text by their wording alone.
    match error.description:
        case "Document is nested too deeply. Parsing aborted.":
            return exceeded("depth", value=limits.depth, found=max(LEVELS_PARSED, limits.depth) + 1, least=True)
        case words if words.endswith(f"more than {limits.tokens} tokens. Parsing aborted."):
            return exceeded("tokens", value=limits.tokens, found=limits.tokens + 1, least=True)
        case words if words.endswith(f"more than {limits.tokens} comments. Parsing aborted."):
            return exceeded("comments", value=limits.tokens, found=limits.tokens + 1, least=True)
        case _:
            return None


def check_variables(variables: Mapping[str, Any], limits: Limits) -> None:
    """Raise `GraphQLError` where the variables of a request nest too deeply; a scalar has depth 0."""
    depth, level = 0, [value for value in variables.values() if isinstance(value, dict | list)]
    while level:
        depth += 1
        inner = chain.from_iterable(value.values() if isinstance(value, dict) else value for value in level)
        level = [value for value in inner if isinstance(value, dict | list)]
    if depth > limits.input_depth:
        raise exceeded("input_depth", value=limits.input_depth, found=depth)


def check_literal(value: ValueNode | TypeNode, limits: Limits) -> int:
    """Return the number of nodes in a written value or type; raise `GraphQLError` where they nest too deeply."""
    depth, visited, level = -1, 0, [value]
    while level:
        depth, visited = depth + 1, visited + len(level)
        level = [inner for node in level for inner in _within(node)]
    if depth > limits.input_depth:
        raise exceeded("input_depth", value=limits.input_depth, found=depth, nodes=[value])
    return visited


def _within(node: Node) -> Sequence[Any]:
    match node:
        case ListValueNode():
            return node.values
        case ObjectValueNode():
            return [member.value for member in node.fields]
        case ListTypeNode() | NonNullTypeNode():
            return [node.type]
        case _:
            return ()
