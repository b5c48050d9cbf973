"""What a request's text compiles to, kept for the next request with the same text."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

from graphql import (
    ASTValidationRule,
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues

from schema.execution.analysis import Analysis
from schema.execution.limits import Limits, parse_within
from schema.execution.plan import Plan, Unplannable
from schema.execution.resolution import Gate, Reading
from schema.execution.sizes import size_of

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")
_STEERING: Final = frozenset({"skip", "include"})
_MISTAKES: Final = 20
"""How many mistakes validation tells before it gives up."""

_COSTS: Final = 16
"""How many costs of one operation are kept: callers choose the variables that they depend on."""


class Cache(Generic[Key, Kept]):
    """Keeps the most recently used things up to a total weight; safe to share between threads."""

    def __init__(self, capacity: int, *, weigh: Callable[[Key, Kept], int] = lambda _key, _kept: 1) -> None:
        self._free = capacity
        self._weigh = weigh
        self._kept: OrderedDict[Key, tuple[Kept, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under a key, made now where there is nothing."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        made = make()
        weight = self._weigh(key, made)
        with self._lock:
            # Another thread may have made the same meanwhile.
            self._free += self._kept.pop(key, (made, 0))[1] - weight
            self._kept[key] = made, weight
            while self._free < 0:
                self._free += self._kept.popitem(last=False)[1][1]
        return made


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be run; `operations` are those that were asked for, by the name that was given."""

    text: str
    node: DocumentNode
    analysis: Analysis
    operations: dict[str | None, "Operation"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Invalid:
    """A text that cannot be run, and why."""

    errors: tuple[GraphQLError, ...]


def read_document(
    schema: GraphQLSchema, text: str, limits: Limits, *, rules: Sequence[type[ASTValidationRule]] = specified_rules
) -> Document | Invalid:
    """Parse a text, measure it, and then validate it by some rules."""
    try:
        node = parse_within(text, limits)
        analysis = Analysis(schema, node, limits)
    except GraphQLError as error:
        return Invalid((error,))
    errors = validate(schema, node, rules, max_errors=_MISTAKES, hide_suggestions=True)
    return Invalid(tuple(errors)) if errors else Document(text, node, analysis)


@dataclass(slots=True, eq=False)
class Operation:
    """One operation of a document; it has a plan for each outcome of the variables in its skip and include."""

    schema: GraphQLSchema
    reading: Reading
    document: Document
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    steering: tuple[str, ...]
    costs: Cache[tuple[object, ...], int] = field(default_factory=lambda: Cache(_COSTS))

    def outcome(self, variables: VariableValues) -> tuple[object, ...]:
        """Return what the plan for these variables depends on."""
        values = (variables.coerced.get(name) for name in self.steering)
        # What steers another operation of the document may be the name of any variable in this one, a list as well.
        return tuple(value if isinstance(value, bool) else None for value in values)

    def plan(self, variables: VariableValues, gate: Gate | None = None) -> Plan | None:
        """Return the plan for these variables, None where the stock executor must run the operation."""
        names = [name for name in self.steering if name in variables.coerced]
        coerced = {name: variables.coerced[name] for name in names}
        flags = VariableValues({name: variables.sources[name] for name in names}, coerced)
        try:
            return Plan(self.schema, self.reading, self.node, self.fragments, flags, gate)
        except Unplannable:
            return None

    def cost(self, variables: VariableValues) -> int:
        """Return the number of objects in the largest answer for these variables."""
        analysis = self.document.analysis
        coerced = variables.coerced
        sizes = {name: size_of(coerced[name]) for name in analysis.sizing if name in coerced}
        return self.costs.get(tuple(sizes.items()), lambda: analysis.cost(self.node, sizes))


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
