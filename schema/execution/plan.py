"""A plan: one operation of one document, compiled for a schema and for one outcome of its skip and include.

Below a field of an interface or union, the selection of each possible type is compiled, so that nothing is left to
be found out while the plan runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    ValueNode,
    VariableNode,
    get_argument_values,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from schema.execution.leaves import Serializer, serializer
from schema.execution.resolution import Ahead, Batch, Gate, Reading, Resolution

Path = tuple[str, ...]


class Unplannable(Exception):
    """The operation holds something that only the stock executor can run."""


@dataclass(frozen=True, slots=True)
class Typename:
    """The field is `__typename`: the name of the parent's type."""

    name: str


@dataclass(frozen=True, slots=True)
class Denied:
    """The caller may not have the field: it is not resolved, and there is one error for all parents of its path."""

    error: GraphQLError


@dataclass(slots=True)
class FieldPlan:
    """One field of a selection: how it is resolved, what its type is, and what is selected below it."""

    parent: GraphQLObjectType
    key: str
    path: Path
    nodes: tuple[FieldNode, ...]
    definition: GraphQLField
    resolution: Resolution | Typename | Denied
    serialize: Serializer | None
    details: list[FieldDetails]
    constant: Mapping[str, Any] | None = None
    selections: dict[str, "SelectionPlan"] = field(default_factory=dict)
    """By the name of the concrete type, what is selected of its objects."""

    waits: bool = False
    """Whether a batch resolver is called here or below."""

    ahead: Ahead | None = None
    """What lies ahead, once it was looked for, where that is the same for every run."""

    @property
    def type(self) -> GraphQLOutputType:
        """The type of the field's values."""
        return self.definition.type

    def arguments(self, variables: VariableValues) -> Mapping[str, Any]:
        """Return the arguments of a batch resolver for these variables; raise `GraphQLError` where they are wrong."""
        assert isinstance(self.resolution, Batch)  # noqa: S101 – only batches take arguments
        if self.constant is None:
            return self.resolution.convert(get_argument_values(self.definition, self.nodes[0], variables))
        return self.constant


@dataclass(frozen=True, slots=True)
class SelectionPlan:
    """What is selected of the objects of one concrete type, in the order of the response."""

    type: GraphQLObjectType
    fields: tuple[FieldPlan, ...]
    keys: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """A compiled operation; it holds nothing of any request and serves many at once."""

    schema: GraphQLSchema
    reading: Reading
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    flags: VariableValues
    gate: Gate | None = None
    root: SelectionPlan = field(init=False)

    def __post_init__(self) -> None:
        """Compile the root selection; raise `Unplannable` where the stock executor must run the operation."""
        root = self.schema.get_root_type(self.operation.operation)
        if root is None:
            raise Unplannable
        collected = collect_fields(self.schema, self.fragments, self.flags, root, self.operation)
        self.root = self._selection(root, collected.grouped_field_set, ())

    @property
    def serial(self) -> bool:
        """Whether root fields run one after another: those of a mutation."""
        return self.operation.operation is OperationType.MUTATION

    def _selection(
        self, parent: GraphQLObjectType, grouped: Mapping[str, list[FieldDetails]], path: Path
    ) -> SelectionPlan:
        fields = tuple(self._field(parent, key, details, path) for key, details in grouped.items())
        return SelectionPlan(parent, fields, tuple(grouped))

    def _field(self, parent: GraphQLObjectType, key: str, details: list[FieldDetails], path: Path) -> FieldPlan:
        name = details[0].node.name.value
        definition = self.schema.get_field(parent, name)
        if definition is None:
            raise Unplannable
        own_path = (*path, key)
        planned = FieldPlan(
            parent=parent,
            key=key,
            path=own_path,
            nodes=tuple(detail.node for detail in details),
            definition=definition,
            resolution=self._resolution(parent, name, definition),
            serialize=_serializer(definition.type),
            details=details,
        )
        if isinstance(planned.resolution, Batch) and not any(
            _varies(argument.value) for argument in planned.nodes[0].arguments or ()
        ):
            planned.constant = planned.resolution.convert(get_argument_values(definition, planned.nodes[0], self.flags))
        if isinstance(planned.resolution, Denied):
            return planned
        for concrete in self._concrete_types(definition.type):
            planned.selections[concrete.name] = self._below(planned, concrete)
        below = (inner for selection in planned.selections.values() for inner in selection.fields)
        planned.waits = isinstance(planned.resolution, Batch) or any(inner.waits for inner in below)
        return planned

    def _concrete_types(self, output: GraphQLOutputType) -> Sequence[GraphQLObjectType]:
        named = get_named_type(output)
        if is_abstract_type(named):
            return self.schema.get_possible_types(named)
        return [named] if isinstance(named, GraphQLObjectType) else []

    def _below(self, above: FieldPlan, concrete: GraphQLObjectType) -> SelectionPlan:
        collected = collect_subfields(self.schema, self.fragments, self.flags, self.operation, concrete, above.details)
        return self._selection(concrete, collected.grouped_field_set, above.path)

    def _resolution(
        self, parent: GraphQLObjectType, name: str, definition: GraphQLField
    ) -> Resolution | Typename | Denied:
        refusal = None if self.gate is None else self.gate.refusal(parent, name)
        if refusal is not None:
            return Denied(refusal)
        if name == "__typename":
            return Typename(parent.name)
        if name.startswith("__"):
            raise Unplannable
        resolution = self.reading.resolution(parent, name, definition)
        if resolution is None:
            raise Unplannable
        return resolution


def _serializer(output: GraphQLOutputType) -> Serializer | None:
    while isinstance(output, GraphQLNonNull | GraphQLList):
        output = output.of_type
    return serializer(output) if is_leaf_type(output) else None


def _varies(value: ValueNode) -> bool:
    match value:
        case VariableNode():
            return True
        case ListValueNode():
            return any(_varies(element) for element in value.values)
        case ObjectValueNode():
            return any(_varies(member.value) for member in value.fields)
        case _:
            return False
