"""The circles that the schema's types go in: each can be walked once, and none without end."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)

from schema.building import build_schema
from schema.execution.documents import Document, Invalid, read_document
from schema.execution.limits import DEFAULTS

SCHEMA: Final[GraphQLSchema] = build_schema()._schema  # noqa: SLF001 – Strawberry has no public name for it


@dataclass(frozen=True, slots=True)
class Walk:
    """From one type to another in one step, written as the selection that takes it."""

    source: str
    selection: str
    target: str


def _walks() -> Iterator[Walk]:
    """Yield every step that a selection can take: along a field, and from an abstract type to one of its kinds."""
    for kind in SCHEMA.type_map.values():
        if kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                target = get_named_type(field.type)
                if is_composite_type(target):
                    yield Walk(kind.name, f"{name}{_arguments(field)}", target.name)
        if is_abstract_type(kind):
            yield from (Walk(kind.name, f"... on {each}", each.name) for each in SCHEMA.get_possible_types(kind))


def _arguments(field: GraphQLField) -> str:
    # Short pages: it is the depth that must stop a walk, where the cost does not.
    given = {name: "1" for name in field.args if name == "first"}
    given |= {name: _literal(each) for name, each in field.args.items() if is_required_argument(each)}
    return f"({', '.join(f'{name}: {value}' for name, value in given.items())})" if given else ""


def _literal(argument: GraphQLArgument) -> str:
    named: GraphQLNamedType = get_named_type(argument.type)
    if isinstance(named, GraphQLEnumType):
        return str(next(iter(named.values)))
    return {"Int": "1", "Boolean": "true"}.get(named.name, '"a"')


def _paths(source: str) -> Mapping[str, tuple[Walk, ...]]:
    """Return the shortest way from a type to each type that it leads to."""
    paths: dict[str, tuple[Walk, ...]] = {source: ()}
    waiting = deque([source])
    while waiting:
        at = waiting.popleft()
        for walk in WALKS:
            if walk.source == at and walk.target not in paths:
                paths[walk.target] = (*paths[at], walk)
                waiting.append(walk.target)
    return paths


WALKS: Final = tuple(_walks())
PATHS: Final = {name: _paths(name) for name in {walk.source for walk in WALKS} | {walk.target for walk in WALKS}}
CIRCLES: Final = {
    f"{walk.source}.{walk.selection.partition('(')[0]}": (walk, *PATHS[walk.target][walk.source])
    for walk in WALKS
    if walk.source in PATHS[walk.target] and walk.source in PATHS["Query"]
}
"""The shortest circle through each step that lies on one, by type and field."""


def _query(circle: tuple[Walk, ...], times: int) -> str:
    steps = [*PATHS["Query"][circle[0].source], *(circle * times)]
    return "{ " + " { ".join(walk.selection for walk in steps) + " { __typename }" + " }" * len(steps)


def test_circles_are_found() -> None:
    """The catalogue is a graph: from items to what they are made from and back, from a department to its own kind."""
    expected = {"DataItem.upstream", "Dataset.items", "Department.parent", "Department.children"}
    assert expected <= CIRCLES.keys()


@pytest.mark.parametrize("circle", CIRCLES)
def test_circles_end(circle: str) -> None:
    """Once round is a query like any other; round and round is refused before it is looked at closely."""
    once = read_document(SCHEMA, _query(CIRCLES[circle], 1), DEFAULTS)
    assert isinstance(once, Document)
    endless = read_document(SCHEMA, _query(CIRCLES[circle], DEFAULTS.depth + 1), DEFAULTS)
    assert isinstance(endless, Invalid)
    assert [(error.extensions or {}).get("code") for error in endless.errors] == ["LIMIT_EXCEEDED"]
