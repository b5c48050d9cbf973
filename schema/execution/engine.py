"""From a request's text to its result: parse, validate and compile once, then run plans."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    specified_rules,
)
from graphql.execution.values import VariableValues, get_variable_values

from schema.execution.documents import Cache, Document, Invalid, Operation, find_operation, read_document
from schema.execution.limits import DEFAULTS, Limits, check_variables, exceeded, timed_out
from schema.execution.measures import CEILING
from schema.execution.plan import Plan, SelectionPlan
from schema.execution.refusals import refusals_in
from schema.execution.resolution import Gate, Reading, Renew, Scoped
from schema.execution.run import Run
from schema.execution.subscription import Source, source_of

Stock = Callable[[DocumentNode, str | None, Scoped, Mapping[str, Any] | None, object], Awaitable[ExecutionResult]]
"""Runs an operation on the stock executor, a subscription for one event, which comes last."""


_PlanKey = tuple[Operation, tuple[object, ...], Gate | None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An operation with its variables, ready to run: it keeps to the limits, and its plan is compiled."""

    operation: Operation
    name: str | None
    given: Mapping[str, Any] | None
    variables: VariableValues
    plan: Plan | None
    cost: int

    @property
    def kind(self) -> OperationType:
        """Whether it is a query, a mutation or a subscription."""
        return self.operation.node.operation


class Engine:
    """Answers requests to one schema; `stock` runs what cannot be planned, `rules` say what is valid.

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
        rules: Sequence[type[ASTValidationRule]] = specified_rules,
        size: int = 1_000_000,
    ) -> None:
        self._schema = schema
        self._reading = reading
        self._stock = stock
        self._limits = limits
        self._rules = rules
        self._documents: Cache[str, Document | Invalid] = Cache(size, weigh=lambda text, _: len(text))
        self._plans: Cache[_PlanKey, Plan | None] = Cache(size, weigh=_weight)

    @property
    def schema(self) -> GraphQLSchema:
        """The schema whose requests are answered."""
        return self._schema

    def refusals(self, prepared: Prepared, gate: Gate) -> list[GraphQLError]:
        """Return what a gate refuses of the document of an operation, each coordinate once."""
        return refusals_in(prepared.operation.document.node, self._schema, gate)

    async def answer(
        self,
        text: str,
        *,
        context: Scoped,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> ExecutionResult:
        """Return the result of a query or a mutation; a request that cannot be run has errors and no data."""
        prepared = self.prepare(text, variables=variables, operation_name=operation_name)
        return prepared if isinstance(prepared, ExecutionResult) else await self.run(prepared, context=context)

    def prepare(
        self,
        text: str,
        *,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
        gate: Gate | None = None,
    ) -> Prepared | ExecutionResult:
        """Return the operation that a request asks for; one that cannot be run has a result, of errors alone.

        What the gate refuses the caller is left out when the plan is compiled. An operation that has no plan, and a
        subscription to what is refused, are refused whole.
        """
        try:
            document = self._document(text)
            if isinstance(document, Invalid):
                return _refused(*document.errors)
            operation = self._operation(document, operation_name)
            check_variables(variables or {}, self._limits)
            return self._prepared(operation, operation_name, variables, gate)
        except GraphQLError as error:
            return _refused(error)

    async def run(self, prepared: Prepared, *, context: Scoped, event: object = None) -> ExecutionResult:
        """Return the result of a query or mutation, or of a subscription for one event.

        It has its cost in the result's extensions, as `{"cost": {"found": …, "limit": …}}`.
        """
        try:
            async with asyncio.timeout(self._limits.seconds):
                result = await self._result(prepared, context, event)
        except GraphQLError as error:
            return _refused(error)
        except TimeoutError:
            return _refused(timed_out(self._limits.seconds))
        result.extensions = {"cost": {"found": prepared.cost, "limit": self._limits.cost}}
        return result

    async def subscribe(self, prepared: Prepared, *, renew: Renew) -> AsyncGenerator[ExecutionResult, None]:
        """Return the results of a subscription, one for each event; whoever takes them closes the generator.

        The context is renewed for each event. Raises `GraphQLError` where the source of events cannot be opened, and
        so does the generator where the source fails or the context is not renewed; nothing follows then.
        """
        source = source_of(prepared.operation, prepared.variables)
        try:
            async with asyncio.timeout(self._limits.seconds):
                events = await source.open(renew)
        except TimeoutError:
            raise timed_out(self._limits.seconds) from None
        return self._results(prepared, source, events, renew)

    async def _results(
        self, prepared: Prepared, source: Source, events: AsyncGenerator[Any, None], renew: Renew
    ) -> AsyncGenerator[ExecutionResult, None]:
        async with aclosing(events):
            while True:
                try:
                    event = await anext(events)
                    context = await renew()
                except StopAsyncIteration:
                    return
                except Exception as error:
                    raise source.located(error) from error
                yield await self.run(prepared, context=context, event=event)

    def _document(self, text: str) -> Document | Invalid:
        if len(text) > self._limits.characters:
            raise exceeded("characters", value=self._limits.characters, found=len(text))
        return self._documents.get(text, lambda: read_document(self._schema, text, self._limits, rules=self._rules))

    def _operation(self, document: Document, name: str | None) -> Operation:
        if name not in document.operations:
            document.operations[name] = find_operation(self._schema, self._reading, document, name)
        return document.operations[name]

    def _prepared(
        self, operation: Operation, name: str | None, variables: Mapping[str, Any] | None, gate: Gate | None
    ) -> Prepared | ExecutionResult:
        definitions = operation.node.variable_definitions or ()
        values = get_variable_values(self._schema, definitions, dict(variables or {}), hide_suggestions=True)
        if isinstance(values, list):
            return _refused(*values)
        cost = operation.cost(values)
        if cost > self._limits.cost:
            raise exceeded("cost", value=self._limits.cost, found=cost, least=cost == CEILING)
        plan = self._plans.get((operation, operation.outcome(values), gate), lambda: operation.plan(values, gate))
        if gate is not None and (plan is None or operation.node.operation is OperationType.SUBSCRIPTION):
            refusals = refusals_in(operation.document.node, self._schema, gate)
            if refusals:
                return _refused(*refusals)
        return Prepared(operation, name, variables, values, plan, cost)

    async def _result(self, prepared: Prepared, context: Scoped, event: object) -> ExecutionResult:
        if prepared.plan is None:
            document = prepared.operation.document.node
            return await self._stock(document, prepared.name, context, prepared.given, event)
        run = Run(prepared.plan, context=context, variables=prepared.variables, event=event)
        return ExecutionResult(data=await run.data(), errors=run.errors or None)


def _refused(*errors: GraphQLError) -> ExecutionResult:
    return ExecutionResult(data=None, errors=list(errors))


def _weight(key: _PlanKey, plan: Plan | None) -> int:
    return len(key[0].document.text) + 4 * (_fields(plan.root) if plan else 0)


def _fields(selection: SelectionPlan) -> int:
    below = (inner for field in selection.fields for inner in field.selections.values())
    return len(selection.fields) + sum(map(_fields, below))
