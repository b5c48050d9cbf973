"""The source of a subscription's events: its one root field, opened once."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLField, OperationType, get_argument_values, located_error
from graphql.execution.collect_fields import collect_fields
from graphql.execution.values import VariableValues

from schema.execution.documents import Operation
from schema.execution.resolution import Events, Renew


@dataclass(frozen=True, slots=True)
class Source:
    """The root field of a subscription, with the arguments that one request gives it."""

    key: str
    nodes: tuple[FieldNode, ...]
    definition: GraphQLField
    events: Events
    variables: VariableValues

    async def open(self, renew: Renew) -> AsyncGenerator[Any, None]:
        """Return the events; raise a `GraphQLError` that tells the field where there can be none."""

        async def scope() -> object:
            return (await renew()).scope(self.key)

        try:
            arguments = get_argument_values(self.definition, self.nodes[0], self.variables)
            return await self.events.open(scope, **self.events.convert(arguments))
        except Exception as error:
            raise self.located(error) from error

    def located(self, error: Exception) -> GraphQLError:
        """Return an error as one of this field."""
        return located_error(error, list(self.nodes), [self.key])


def source_of(operation: Operation, variables: VariableValues) -> Source:
    """Return the source of a validated subscription, which has one root field, skipped by nothing."""
    root = operation.schema.get_root_type(OperationType.SUBSCRIPTION)
    assert root is not None  # noqa: S101 – validation has seen to it
    collected = collect_fields(operation.schema, operation.fragments, variables, root, operation.node)
    ((key, details),) = collected.grouped_field_set.items()
    nodes = tuple(detail.node for detail in details)
    name = nodes[0].name.value
    definition = root.fields[name]
    events = operation.reading.resolution(root, name, definition)
    if not isinstance(events, Events):
        message = f"{root.name}.{name} is no source of events."
        raise TypeError(message)
    return Source(key, nodes, definition, events, variables)
