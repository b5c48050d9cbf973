"""The engine of the hub, with every answer checked by the stock executor."""

from dataclasses import replace

from graphql import ExecutionResult, OperationType, print_ast

from schema.batching import Context
from schema.execution.engine import Engine, Prepared
from schema.execution.refusals import refusals_in
from schema.execution.resolution import Scoped
from tests.api.counting import CountedGraph
from tests.execution.agreement import assert_alike


class EngineAskedTwice(Engine):
    """Runs each query, and each event of a subscription, breadth-first and then on the stock executor as well.

    The answer is the first; the second, whose store calls are not counted, must be alike. A mutation runs once: it
    would find its own work done. So does a query of which a gate refuses the caller something: the stock executor knows
    no gates.
    """

    async def run(self, prepared: Prepared, *, context: Scoped, event: object = None) -> ExecutionResult:
        """Return the result, having seen that both executors give the same."""
        result = await super().run(prepared, context=context, event=event)
        document = prepared.operation.document.node
        gate = prepared.plan and prepared.plan.gate
        if prepared.kind is OperationType.MUTATION or (gate and refusals_in(document, self._schema, gate)):
            return result
        assert isinstance(context, Context)
        graph = context.graph.uncounted if isinstance(context.graph, CountedGraph) else context.graph
        again = replace(context, graph=graph, askings={})
        stock = await self._stock(document, prepared.name, again, prepared.given, event)
        assert_alike(result, stock, print_ast(document))
        return result
