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
    parse,
    validate,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues

from schema.execution.plan import Plan, Unplannable
from schema.execution.resolution import Reading

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")
_STEERING: Final = frozenset({"skip", "include"})


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
    """A parsed text with what validation found; `node` is None where it cannot be parsed."""

    node: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()


def read_document(schema: GraphQLSchema, text: str) -> Document:
    """Parse and validate a text."""
    try:
        node = parse(text)
    except GraphQLError as error:
        return Document(None, (error,))
    return Document(node, tuple(validate(schema, node, hide_suggestions=True)))


@dataclass(slots=True)
class Operation:
    """One operation of a document, with its plans: one for each outcome of the variables in its skip and include."""

    schema: GraphQLSchema
    reading: Reading
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    steering: tuple[str, ...]
    plans: dict[tuple[object, ...], Plan | None] = field(default_factory=dict)

    def plan(self, variables: VariableValues) -> Plan | None:
        """Return the plan for these variables, None where the stock executor must run the operation."""
        coerced = {name: variables.coerced[name] for name in self.steering if name in variables.coerced}
        outcome = tuple(coerced.items())
        if outcome not in self.plans:
            flags = VariableValues({name: variables.sources[name] for name in coerced}, coerced)
            try:
                self.plans[outcome] = Plan(self.schema, self.reading, self.node, self.fragments, flags)
            except Unplannable:
                self.plans[outcome] = None
        return self.plans[outcome]


def find_operation(
    schema: GraphQLSchema, reading: Reading, document: DocumentNode, name: str | None
) -> Operation | GraphQLError:
    """Return the operation of a document that a name, or its being the only one, selects; else the request's error."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name is None and len(operations) > 1:
        return GraphQLError("Must provide operation name if query contains multiple operations.")
    chosen = [node for node in operations if name is None or (node.name and node.name.value == name)]
    if not chosen:
        return GraphQLError("Must provide an operation." if name is None else f"Unknown operation named '{name}'.")
    fragments = {
        node.name.value: FragmentDetails(node)
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    return Operation(schema, reading, chosen[0], fragments, _steering(document))


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
