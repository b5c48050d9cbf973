"""How the values of a field come about, seen from its parents."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLAbstractType, GraphQLError, GraphQLField, GraphQLObjectType


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value is an attribute of the parent, read as it is."""

    name: str


Reads = frozenset[str] | None
"""Names of attributes; None stands for any."""


@dataclass(frozen=True, slots=True)
class Computation:
    """The value is computed from the parent alone, at once, from the attributes `reads`; None: from any."""

    compute: Callable[[Any], Any]
    reads: Reads = None


class Table(Protocol):
    """What a batch resolver may return for objects that it need not make: attributes of all of them, in columns.

    It stands for a sequence of objects of the field's object type, none of them null or an exception, and makes them
    where they are asked for one by one; always the same ones.
    """

    def __len__(self) -> int:
        """Return how many objects there are."""

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the objects."""

    def column(self, attribute: str) -> Sequence[Any] | None:
        """Return an attribute of every object, None where only the objects can tell. Lists may be `Groups`."""


class Groups(Protocol):
    """A sequence of lists that are slices of one sequence of elements, which may be a table."""

    def __len__(self) -> int:
        """Return how many lists there are."""

    def __iter__(self) -> Iterator[Sequence[Any]]:
        """Iterate over the lists."""

    @property
    def elements(self) -> Sequence[Any]:
        """The elements of all lists, one list after another."""

    @property
    def starts(self) -> Sequence[int]:
        """The index of each list's first element, and at last the number of all elements."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The values of all parents come from one call.

    `resolve` takes all parents, the scope of the root field, and the arguments by keyword as `convert` returns them;
    it returns one result for each parent, in their order. A result that is an exception is its parent's error. Parents
    and results may be a `Table`, results that are lists `Groups`.
    Of the parents it reads the attributes `reads`; None: any. One that `foresees` is told, as `ahead`, what is going to
    be asked of its results (`Ahead`).
    """

    resolve: Callable[..., Awaitable[Sequence[Any]]]
    convert: Callable[[dict[str, Any]], Mapping[str, Any]]
    reads: Reads = None
    foresees: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A batch field below: its resolver, the arguments and what lies ahead of it, as they will be when it is called."""

    resolve: Any
    arguments: Mapping[str, Any]
    ahead: "Ahead"


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """What is read and called below a field, by the name of the concrete type of the objects.

    `fixed` tells whether it is the same whatever the variables.
    """

    reads: Mapping[str, Reads]
    calls: Mapping[str, Sequence[Call]]
    fixed: bool


@dataclass(frozen=True, slots=True)
class Events:
    """The values come one after another, each an event of its own: the root field of a subscription.

    `open` takes a function that returns the field's scope as of now, and the arguments by keyword as `convert` returns
    them; it returns the events, or raises where there can be none. An event that is an exception is that event's
    error; one that is raised ends the events. Whoever takes events closes their generator, which holds nothing before
    its first event is asked for.
    """

    open: Callable[..., Awaitable[AsyncGenerator[Any, None]]]
    convert: Callable[[dict[str, Any]], Mapping[str, Any]]


Resolution = Attribute | Computation | Batch | Events


class Reading(Protocol):
    """Tells how the fields of a schema are resolved."""

    def resolution(self, parent: GraphQLObjectType, name: str, field: GraphQLField) -> Resolution | None:
        """Return how a field is resolved; None leaves the operation to the stock executor."""

    def type_name(self, abstract: GraphQLAbstractType, value: object) -> str | None:
        """Return the name of the object type that a value of an interface or union has, None where it has none."""


class Gate(Protocol):
    """Tells which fields a caller may not have.

    A plan is compiled for a gate and kept for every gate that equals it: gates are hashable, and equal ones refuse
    the same for ever.
    """

    def refusal(self, parent: GraphQLObjectType, name: str) -> GraphQLError | None:
        """Return why the caller may not have a field of an object type, None where he may."""

    def __hash__(self) -> int:
        """Return a hash; equal gates have equal ones."""


class Scoped(Protocol):
    """The context of a request, which tells each root field its own scope."""

    def scope(self, root: str) -> object:
        """Return what the batch resolvers below the root field with this response key are given."""


Renew = Callable[[], Awaitable[Scoped]]
"""Returns the context of a subscription as of now; raises once the caller may have no more of it."""
