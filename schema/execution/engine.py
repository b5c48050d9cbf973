"""From a request's text to its result: parse, validate and compile once, then run plans."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from graphql.execution.values import get_variable_values

from schema.execution.documents import Cache, Document, Invalid, Operation, find_operation, read_document
from schema.execution.limits import DEFAULTS, Limits, check_variables, exceeded, timed_out
from schema.execution.measures import CEILING
from schema.execution.plan import Plan, SelectionPlan
from schema.execution.resolution import Reading, Scoped
from schema.execution.run import Run

Stock = Callable[[DocumentNode, str | None, Scoped, Mapping[str, Any] | None], Awaitable[ExecutionResult]]
"""Runs an operation on the stock executor."""


class Engine:
    """Answers requests to one schema; `stock` runs what cannot be planned.

    Keeps documents of up to `size` characters in all, and as much of plans: each weighs as much as its document, and
    for each field another four characters (measured: 0.3 kB for a character, 1 kB for a field).
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        reading: Reading,
        *,
        stock: Stock,
        limits: Limits = DEFAULTS,
        size: int = 1_000_000,
    ) -> None:
        self._schema = schema
        self._reading = reading
        self._stock = stock
        self._limits = limits
        self._documents: Cache[str, Document | Invalid] = Cache(size, weigh=lambda text, _: len(text))
        self._plans: Cache[tuple[Operation, tuple[object, ...]], Plan | None] = Cache(size, weigh=_weight)

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

        One that was run has its cost in the result's extensions, as `{"cost": {"found": …, "limit": …}}`. A
        `read_only` request, as one by GET, for anything but a query is not run and has no result.
        """
        try:
            document = self._document(text)
            if isinstance(document, Invalid):
                return ExecutionResult(data=None, errors=list(document.errors))
            operation = self._operation(document, operation_name)
            if read_only and operation.node.operation is not OperationType.QUERY:
                return None
            check_variables(variables or {}, self._limits)
            async with asyncio.timeout(self._limits.seconds):
                return await self._run(operation, context, variables, operation_name)
        except GraphQLError as error:
            return ExecutionResult(data=None, errors=[error])
        except TimeoutError:
            return ExecutionResult(data=None, errors=[timed_out(self._limits.seconds)])

    def _document(self, text: str) -> Document | Invalid:
        if len(text) > self._limits.characters:
            raise exceeded("characters", value=self._limits.characters, found=len(text))
        return self._documents.get(text, lambda: read_document(self._schema, text, self._limits))

    def _operation(self, document: Document, name: str | None) -> Operation:
        if name not in document.operations:
            document.operations[name] = find_operation(self._schema, self._reading, document, name)
        return document.operations[name]

    async def _run(
        self,
        operation: Operation,
        context: Scoped,
        variables: Mapping[str, Any] | None,
        operation_name: str | None,
    ) -> ExecutionResult:
        definitions = operation.node.variable_definitions or ()
        values = get_variable_values(self._schema, definitions, dict(variables or {}), hide_suggestions=True)
        if isinstance(values, list):
            return ExecutionResult(data=None, errors=values)
        cost = operation.cost(values)
        if cost > self._limits.cost:
            raise exceeded("cost", value=self._limits.cost, found=cost, least=cost == CEILING)
        plan = self._plans.get((operation, operation.outcome(values)), lambda: operation.plan(values))
        if plan is None:
            result = await self._stock(operation.document.node, operation_name, context, variables)
        else:
            run = Run(plan, context=context, variables=values)
            result = ExecutionResult(data=await run.data(), errors=run.errors or None)
        result.extensions = {"cost": {"found": cost, "limit": self._limits.cost}}
        return result


def _weight(key: tuple[Operation, tuple[object, ...]], plan: Plan | None) -> int:
    return len(key[0].document.text) + 4 * (_fields(plan.root) if plan else 0)


def _fields(selection: SelectionPlan) -> int:
    below = (inner for field in selection.fields for inner in field.selections.values())
    return len(selection.fields) + sum(map(_fields, below))
