"""A toy schema over records whose values, wrong ones and errors included, are whatever a test puts there."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from operator import attrgetter
from typing import Any, Final

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute,
    subscribe,
)

from schema.execution.engine import Engine
from schema.execution.limits import Limits
from schema.execution.resolution import Attribute, Batch, Computation, Events, Resolution, Scoped

SDL: Final = """
type Query {
  one: Thing
  must: Thing!
  many: [Thing]
  all: [Thing!]!
  pets: [Pet]
  named: [Named!]
  matrix: [[Int]]
  strict: [[Int!]!]!
  count: Int!
  echo(text: String = "x", numbers: [Int!], point: Point, kind: Kind): String
  unplanned: Int
}
interface Named { name: String! }
type Thing implements Named {
  id: ID!
  name: String!
  nick: String
  size: Int
  ratio: Float
  ok: Boolean
  kind: Kind
  odd: Odd
  tags: [String!]
  notes: [String]
  friend: Thing
  parent: Thing!
  others(first: Int = 2): [Thing!]!
  pet: Pet
  unplanned: Int
}
type Cat implements Named { name: String! lives: Int! owner: Thing }
union Pet = Cat | Thing
enum Kind { A B }
scalar Odd
input Point { x: Int! y: Int = 7 }
type Mutation { bump(by: Int!): Int! fail: Int fatal: Int! }
type Subscription { thing(first: Int = 9): Thing pet: Pet things: [Thing!]! number: Int! sourceless: Int }
"""

_BATCHED: Final = {"Thing.friend", "Thing.others", "Thing.nick", "Thing.tags", "Cat.owner"}
_TABLED: Final = {"Query.one", "Query.must", "Query.many", "Query.all", "Thing.friend", "Thing.others", "Cat.owner"}
_COMPUTED: Final = {"Thing.size", "Thing.pet", "Thing.parent"}


class Record:
    """An object of a type; a value that is an exception is raised when it is read."""

    def __init__(self, of: str, **values: object) -> None:
        self.of = of
        self.values = values

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        value = self.__dict__["values"].get(name)
        if isinstance(value, Exception):
            raise value
        return value


class SourceFailure(Exception):
    """Among events: the source fails here."""


@dataclass(slots=True)
class Toy:
    """A root record and the trace of what was called; the context of its requests."""

    root: Record
    bumped: list[int] = field(default_factory=list)
    calls: list[tuple[str, int]] = field(default_factory=list)
    tabled: Callable[[Sequence[Any]], Any] = list
    """What becomes of the results of batch resolvers that give things."""

    closed: list[str] = field(default_factory=list)

    def scope(self, root: str) -> "Toy":
        """Return the toy itself for every root field."""
        del root
        return self


class ToyReading:
    """Some fields in batches, some computed, the others as attributes; `unplanned` is for the stock executor."""

    def resolution(self, parent: GraphQLObjectType, name: str, field: GraphQLField) -> Resolution | None:
        """Return how a field is resolved."""
        del field
        coordinate = f"{parent.name}.{name}"
        if parent.name == "Subscription":
            return None if name == "sourceless" else Events(partial(_open, name), lambda arguments: arguments)
        if coordinate in {"Query.unplanned", "Thing.unplanned"}:
            return None
        if parent.name in {"Query", "Mutation"} or coordinate in _BATCHED:
            return Batch(partial(_batch, coordinate), lambda arguments: arguments)
        if coordinate in _COMPUTED:
            return Computation(attrgetter(name))
        return Attribute(name)

    def type_name(self, abstract: GraphQLAbstractType, value: object) -> str | None:
        """Return the type that a record says it is of."""
        del abstract
        return value.of if isinstance(value, Record) else None


def toy_schema() -> GraphQLSchema:
    """Return the toy schema with resolvers for the stock executor."""
    schema = build_schema(SDL)
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, definition in kind.fields.items():
                if kind.name == "Subscription":
                    definition.subscribe, definition.resolve = partial(_stock_open, name), _stock_event
                else:
                    definition.resolve = partial(_stock, f"{kind.name}.{name}")
    for abstract in ("Named", "Pet"):
        schema.type_map[abstract].resolve_type = lambda value, *_: getattr(value, "of", None)  # type: ignore[attr-defined]
    return schema


UNLIMITED: Final = Limits(**{limit.name: 10**9 for limit in fields(Limits)} | {"list_size": 10})
"""What no document in these tests goes beyond."""


def toy_engine(schema: GraphQLSchema, *, limits: Limits = UNLIMITED) -> Engine:
    """Return an engine on the toy schema."""

    async def stock(
        document: DocumentNode,
        operation_name: str | None,
        context: Scoped,
        variables: Mapping[str, Any] | None,
        event: object,
    ) -> ExecutionResult:
        return await run_stock(schema, document, context, variables, operation_name, event=event)

    return Engine(schema, ToyReading(), stock=stock, limits=limits)


async def run_stock(
    schema: GraphQLSchema,
    document: DocumentNode,
    context: object,
    variables: Mapping[str, Any] | None = None,
    operation_name: str | None = None,
    *,
    event: object = None,
) -> ExecutionResult:
    """Return what the stock executor answers."""
    result = execute(
        schema,
        document,
        root_value=event,
        context_value=context,
        variable_values=dict(variables or {}),
        operation_name=operation_name,
        hide_suggestions=True,
    )
    return result if isinstance(result, ExecutionResult) else await result


Told = tuple[list[ExecutionResult], Exception | None]
"""The results of a subscription, and what ended it, where something did."""


async def told_by_stock(
    schema: GraphQLSchema, document: DocumentNode, toy: Toy, variables: Mapping[str, Any] | None = None
) -> Told:
    """Return what the stock executor tells of a subscription; one that cannot begin is ended by its first error."""
    stream = subscribe(
        schema, document, context_value=toy, variable_values=dict(variables or {}), hide_suggestions=True
    )
    opened = await stream if isinstance(stream, Awaitable) else stream
    if isinstance(opened, ExecutionResult):
        assert opened.errors
        return [], opened.errors[0]
    return await _gathered(aiter(opened))


async def told_by_engine(engine: Engine, query: str, toy: Toy, variables: Mapping[str, Any] | None = None) -> Told:
    """Return what the engine tells of a subscription."""

    async def renew() -> Toy:
        return toy

    prepared = engine.prepare(query, variables=variables)
    if isinstance(prepared, ExecutionResult):
        assert prepared.errors
        return [], prepared.errors[0]
    try:
        stream = await engine.subscribe(prepared, renew=renew)
    except GraphQLError as error:
        return [], error
    return await _gathered(stream)


async def _gathered(stream: AsyncIterator[ExecutionResult]) -> Told:
    results: list[ExecutionResult] = []
    try:
        async for result in stream:
            results.append(result)  # noqa: PERF401 – what came before a failure is told
    except Exception as error:  # noqa: BLE001 – whatever ended the stream
        return results, error
    return results, None


async def _open(name: str, scope: Callable[[], Awaitable[Toy]], **arguments: Any) -> AsyncGenerator[object, None]:  # noqa: ANN401
    toy = await scope()
    events = toy.root.values.get(name)
    if isinstance(events, Exception):
        raise events
    assert isinstance(events, list)
    return _events(name, toy, events[: arguments.get("first")])


async def _events(name: str, toy: Toy, events: Sequence[object]) -> AsyncGenerator[object, None]:
    try:
        for event in events:
            if isinstance(event, SourceFailure):
                raise event
            yield event
    finally:
        toy.closed.append(name)


async def _stock_open(
    name: str,
    source: object,
    info: GraphQLResolveInfo[Toy],
    **arguments: Any,  # noqa: ANN401
) -> AsyncGenerator[object, None]:
    del source

    async def scope() -> Toy:
        return info.context

    return await _open(name, scope, **arguments)


def _stock_event(source: object, info: GraphQLResolveInfo[Toy], **arguments: Any) -> object:  # noqa: ANN401
    del info, arguments
    if isinstance(source, Exception):
        raise source
    return source


async def _batch(coordinate: str, parents: Sequence[Record | None], toy: Toy, **arguments: Any) -> Sequence[object]:  # noqa: ANN401
    toy.calls.append((coordinate, len(parents)))
    results = [_value(coordinate, parent or toy.root, toy, arguments) for parent in parents]
    return toy.tabled(results) if coordinate in _TABLED else results


def _stock(coordinate: str, source: Record | None, info: GraphQLResolveInfo[Toy], **arguments: Any) -> object:  # noqa: ANN401
    value = _value(coordinate, source or info.context.root, info.context, arguments)
    if isinstance(value, Exception):
        raise value
    return value


def _value(coordinate: str, source: Record, toy: Toy, arguments: Mapping[str, Any]) -> object:
    name = coordinate.partition(".")[2]
    match coordinate:
        case "Mutation.bump":
            toy.bumped.append(arguments["by"])
            return sum(toy.bumped)
        case "Query.echo":
            return " ".join(f"{name}={arguments[name]!r}" for name in sorted(arguments))
        case "Thing.others":
            others = source.values.get(name)
            return others[: arguments["first"]] if isinstance(others, list) else others
        case _:
            return source.values.get(name)
