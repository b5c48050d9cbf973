"""What a request's text compiles to, kept for the next request with the same text."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    validate,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues

from schema.execution.analysis import Analysis
from schema.execution.limits import Limits, parse_within
from schema.execution.plan import Plan, Unplannable
from schema.execution.resolution import Reading
from schema.execution.sizes import size_of

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")
_STEERING: Final = frozenset({"skip", "include"})
_MISTAKES: Final = 20
"""How many mistakes validation tells before it gives up."""

_VARIANTS: Final = 16
"""How many plans and costs of one operation are kept: callers choose the variables that they depend on."""


class Cache(Generic[Key, Kept]):
    """Keeps the most recently used things up to a number; safe to share between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under a key, made now where there is nothing."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be run."""

    node: DocumentNode
    analysis: Analysis


@dataclass(frozen=True, slots=True)
class Invalid:
    """A text that cannot be run, and why."""

    errors: tuple[GraphQLError, ...]


def read_document(schema: GraphQLSchema, text: str, limits: Limits) -> Document | Invalid:
    """Parse a text, measure it, and then validate it."""
    try:
        node = parse_within(text, limits)
        analysis = Analysis(schema, node, limits)
    except GraphQLError as error:
        return Invalid((error,))
    errors = validate(schema, node, max_errors=_MISTAKES, hide_suggestions=True)
    return Invalid(tuple(errors)) if errors else Document(node, analysis)


@dataclass(slots=True)
class Operation:
    """One operation of a document, with its plans: one for each outcome of the variables in its skip and include."""

    schema: GraphQLSchema
    reading: Reading
    document: Document
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    steering: tuple[str, ...]
    plans: Cache[tuple[object, ...], Plan | None] = field(default_factory=lambda: Cache(_VARIANTS))
    costs: Cache[tuple[object, ...], int] = field(default_factory=lambda: Cache(_VARIANTS))

    def plan(self, variables: VariableValues) -> Plan | None:
        """Return the plan for these variables, None where the stock executor must run the operation."""
        coerced = {name: variables.coerced[name] for name in self.steering if name in variables.coerced}
        flags = VariableValues({name: variables.sources[name] for name in coerced}, coerced)
        return self.plans.get(tuple(coerced.items()), lambda: self._planned(flags))

    def cost(self, variables: VariableValues) -> int:
        """Return the number of objects in the largest answer for these variables."""
        analysis = self.document.analysis
        coerced = variables.coerced
        sizes = {name: size_of(coerced[name]) for name in analysis.sizing if name in coerced}
        return self.costs.get(tuple(sizes.items()), lambda: analysis.cost(self.node, sizes))

    def _planned(self, flags: VariableValues) -> Plan | None:
        try:
            return Plan(self.schema, self.reading, self.node, self.fragments, flags)
        except Unplannable:
            return None


def find_operation(schema: GraphQLSchema, reading: Reading, document: Document, name: str | None) -> Operation:
    """Return the operation of a document that a name, or its being the only one, selects.

    Raises `GraphQLError` where there is none.
    """
    definitions = document.node.definitions
    operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
    if name is None and len(operations) > 1:
        raise GraphQLError("Must provide operation name if query contains multiple operations.")
    chosen = [node for node in operations if name is None or (node.name and node.name.value == name)]
    if not chosen:
        raise GraphQLError("Must provide an operation." if name is None else f"Unknown operation named '{name}'.")
    fragments = {
        node.name.value: FragmentDetails(node) for node in definitions if isinstance(node, FragmentDefinitionNode)
    }
    return Operation(schema, reading, document, chosen[0], fragments, _steering(document.node))


def _steering(document: DocumentNode) -> tuple[str, ...]:
    """Return the names of the variables that any skip or include of a document depends on."""
    names: set[str] = set()

    class Collector(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: object) -> None:
            if node.name.value in _STEERING:
                names.update(
                    argument.value.name.value
                    for argument in node.arguments or ()
                    if isinstance(argument.value, VariableNode)
                )

    visit(document, Collector())
    return tuple(sorted(names))
