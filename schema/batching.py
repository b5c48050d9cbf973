"""Batch resolvers and sources of events as Strawberry fields, and how the breadth-first executor reads such fields.

Under the stock executor, which asks object by object, a batch resolver is called for one parent at a time: correct,
and as slow as that is. It runs what cannot be planned, introspection above all, and is the oracle of the tests.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from inspect import Parameter, Signature, signature
from typing import Any, Final

import strawberry
from graphql import GraphQLAbstractType, GraphQLField, GraphQLObjectType
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types import Info
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from hub.access.memory import Memory
from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Sight
from hub.graph.watch import Watch
from hub.principals import Principal
from hub.scopes import CATALOGUE, Rights
from resolvers.asking import Asking
from schema.execution.resolution import Attribute, Batch, Computation, Events, Resolution
from schema.marks import Mark

BatchResolver = Callable[..., Awaitable[Sequence[Any]]]
Opener = Callable[..., Awaitable[AsyncGenerator[Any, None]]]
READS: Final = "reads"
"""What a computation (in its field's metadata) or a batch resolver (as an attribute) reads of its parents, if told."""

ATTRIBUTE: Final = "attribute"
"""Which attribute of its parent a field is (in its metadata), where it has another name."""

_AHEAD: Final = "ahead"
_BATCH: Final = "batch"
_EVENTS: Final = "events"


@dataclass(slots=True)
class Context:
    """The context of one request; every root field asks on its own.

    `principal` asks, None where nobody signed in, and `sight` is what exists for it; `rights` are what it may do here
    as far as its role and the law allow; `memory` is what the law was told before; `now` is when (aware).
    """

    graph: Graph
    watch: Watch
    sight: Sight = PUBLIC
    principal: Principal | None = None
    rights: Rights = CATALOGUE
    memory: Memory | None = None
    now: datetime = field(default_factory=partial(datetime.now, UTC))
    askings: dict[str, Asking] = field(default_factory=dict)

    def scope(self, root: str) -> Asking:
        """Return what the resolvers below a root field are told; `root` is its response key."""
        return self.askings.setdefault(root, self._asking())

    def _asking(self) -> Asking:
        return Asking(
            graph=self.graph,
            watch=self.watch,
            now=self.now,
            sight=self.sight,
            principal=self.principal,
            rights=self.rights,
            memory=self.memory,
        )


def batched(  # Strawberry's own field types are what it returns and takes
    resolver: BatchResolver,
    *,
    description: str,
    graphql_type: Any,  # noqa: ANN401
    mark: Mark | None = None,
) -> Any:  # noqa: ANN401
    """Return a field of a GraphQL type that a batch resolver answers; `mark` is what it needs beside its type's mark.

    The resolver takes all parents, an `Asking`, and the field's arguments by keyword; it returns one result for each
    parent, in their order. A result that is an exception becomes the error of its parent alone. One that takes `ahead`
    is told what is going to be asked of its results, None where that is not known (`resolvers.ahead`).
    """

    async def resolve(root: Any, info: Info[Context, None], **arguments: Any) -> Any:  # noqa: ANN401
        asking = info.context.scope(str(info.path.as_list()[0]))
        (result,) = await resolver([root], asking, **_given(arguments))
        if isinstance(result, Exception):
            raise result
        return result

    _sign(resolve, {"root": Parameter.empty, "info": Info}, like=resolver)
    return strawberry.field(
        resolver=resolve,
        description=description,
        graphql_type=graphql_type,
        metadata={_BATCH: resolver},
        directives=() if mark is None else (mark,),
    )


def streamed(opener: Opener, *, description: str, graphql_type: Any) -> Any:  # noqa: ANN401 – as in `batched`
    """Return a field of the subscription type, whose events a source gives one by one.

    The opener takes a function that returns an `Asking` as of now, and the field's arguments by keyword; it returns
    the events, each of the field's type (`schema.execution.resolution.Events`).
    """

    async def subscribe(info: Info[Context, None], **arguments: Any) -> AsyncGenerator[Any, None]:  # noqa: ANN401
        async def asking() -> Asking:
            return info.context.scope(str(info.path.as_list()[0]))

        return await opener(asking, **_given(arguments))

    _sign(subscribe, {"info": Info}, like=opener)
    return strawberry.subscription(
        resolver=subscribe, description=description, graphql_type=graphql_type, metadata={_EVENTS: opener}
    )


def _sign(resolve: Any, own: Mapping[str, object], *, like: Callable[..., object]) -> None:  # noqa: ANN401 – a function
    """Give Strawberry's resolver its own parameters, by name and annotation, and the arguments that ours takes."""
    taken = [each for each in signature(like).parameters.values() if each.kind is Parameter.KEYWORD_ONLY]
    asked = [_optional(each) for each in taken if each.name != _AHEAD]
    first = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind) for name, kind in own.items()]
    resolve.__signature__ = Signature([*first, *asked])
    resolve.__annotations__ = {"info": Info} | {parameter.name: parameter.annotation for parameter in asked}
    resolve.__module__ = like.__module__


class StrawberryReading:
    """Reads the fields of a Strawberry schema for the breadth-first executor.

    Attributes, computations (`resolver=` a function of `root` alone), `batched` and `streamed` fields can be planned;
    any other field leaves its operation to the stock executor.
    """

    def __init__(self, schema: strawberry.Schema, type_name: Callable[[object], str]) -> None:
        self._schema = schema
        self._type_name = type_name

    def resolution(self, parent: GraphQLObjectType, name: str, field: GraphQLField) -> Resolution | None:
        """Return how a field is resolved; None leaves the operation to the stock executor."""
        del parent, name
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(definition, StrawberryField):
            return None
        if _BATCH in definition.metadata:
            return self._batch(definition, definition.metadata[_BATCH])
        if _EVENTS in definition.metadata:
            return Events(definition.metadata[_EVENTS], partial(self._convert, definition))
        if definition.base_resolver is None or ATTRIBUTE in definition.metadata:
            return Attribute(definition.metadata.get(ATTRIBUTE, definition.python_name))
        resolver = definition.base_resolver
        if resolver.is_async or resolver.info_parameter or resolver.arguments or not resolver.root_parameter:
            return None
        compute = resolver.wrapped_func  # without Strawberry's wrapper, which costs as much as most computations
        return Computation(compute, definition.metadata.get(READS)) if callable(compute) else None

    def type_name(self, abstract: GraphQLAbstractType, value: object) -> str | None:
        """Return the name of the object type of a value."""
        del abstract
        return self._type_name(value)

    def _batch(self, definition: StrawberryField, resolver: BatchResolver) -> Batch:
        foresees = _AHEAD in signature(resolver).parameters
        return Batch(resolver, self._conversion(definition), getattr(resolver, READS, None), foresees)

    def _conversion(self, definition: StrawberryField) -> Callable[[dict[str, Any]], Mapping[str, Any]]:
        """Return what makes a resolver's arguments of a field's; where all are plain, they are only renamed."""
        if not all(_is_plain(argument.type) for argument in definition.arguments):
            return partial(self._convert, definition)
        naming = self._schema.config.name_converter
        return partial(_renamed, {naming.from_argument(each): each.python_name for each in definition.arguments})

    def _convert(self, definition: StrawberryField, arguments: dict[str, Any]) -> Mapping[str, Any]:
        registry = self._schema.schema_converter.scalar_registry
        return _given(convert_arguments(arguments, definition.arguments, registry, self._schema.config))


_PLAIN: Final[tuple[object, ...]] = (str, int, float, bool, strawberry.ID)
"""Types whose values the executor has coerced already, and Strawberry passes on as they are."""


def _is_plain(kind: object) -> bool:
    named = kind.of_type if isinstance(kind, StrawberryOptional) else kind
    return any(named is plain for plain in _PLAIN)


def _renamed(names: Mapping[str, str], arguments: dict[str, Any]) -> Mapping[str, Any]:
    return _given({own: arguments.get(name, UNSET) for name, own in names.items()})


def _given(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in arguments.items() if value is not UNSET}


def _optional(parameter: Parameter) -> Parameter:
    # An argument that may be left out has no default in the schema, where `= null` would be noise.
    return parameter.replace(default=UNSET) if parameter.default is None else parameter
