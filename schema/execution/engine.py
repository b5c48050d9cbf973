"""From a request's text to its result: parse, validate and compile once, then run plans."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution.values import get_variable_values

from schema.execution.documents import Cache, Document, Operation, find_operation, read_document
from schema.execution.resolution import Reading, Scoped
from schema.execution.run import Run

Stock = Callable[[DocumentNode, str | None, Scoped, Mapping[str, Any] | None], Awaitable[ExecutionResult]]
"""Runs an operation on the stock executor."""


class Engine:
    """Answers requests to one schema; `stock` runs what cannot be planned. Keeps up to `size` documents compiled."""

    def __init__(self, schema: GraphQLSchema, reading: Reading, *, stock: Stock, size: int = 1_000) -> None:
        self._schema = schema
        self._reading = reading
        self._stock = stock
        self._documents: Cache[str, Document] = Cache(size)
        self._operations: Cache[tuple[str, str | None], Operation | GraphQLError] = Cache(size)

    async def answer(
        self,
        text: str,
        *,
        context: Scoped,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        read_only: bool = False,
    ) -> ExecutionResult | None:
        """Return the result of a request; a request that cannot be run has errors and no data.

        A `read_only` request, as one by GET, for anything but a query is not run and has no result.
        """
        document = self._documents.get(text, lambda: read_document(self._schema, text))
        node = document.node
        if node is None or document.errors:
            return ExecutionResult(data=None, errors=list(document.errors))
        operation = self._operations.get(
            (text, operation_name), lambda: find_operation(self._schema, self._reading, node, operation_name)
        )
        if isinstance(operation, GraphQLError):
            return ExecutionResult(data=None, errors=[operation])
        if read_only and operation.node.operation is not OperationType.QUERY:
            return None
        return await self._run(operation, node, context, variables, operation_name)

    async def _run(
        self,
        operation: Operation,
        document: DocumentNode,
        context: Scoped,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
    ) -> ExecutionResult:
        definitions = operation.node.variable_definitions or ()
        values = get_variable_values(self._schema, definitions, dict(variables or {}), hide_suggestions=True)
        if isinstance(values, list):
            return ExecutionResult(data=None, errors=values)
        plan = operation.plan(values)
        if plan is None:
            return await self._stock(document, operation_name, context, variables)
        run = Run(plan, context=context, variables=values)
        data = await run.data()
        return ExecutionResult(data=data, errors=run.errors or None)
