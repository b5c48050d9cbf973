"""The breadth-first executor beside the stock one: 2,000 objects of 10 leaf fields, from a query's text to bytes."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import click
import orjson
import strawberry
from graphql import DocumentNode, ExecutionResult

from hub.scopes import CATALOGUE
from hub.vocabulary import Role
from schema.batching import StrawberryReading, batched
from schema.execution.engine import Engine, Prepared
from schema.execution.limits import Limits
from schema.execution.resolution import Scoped
from schema.gates import Permit
from schema.marks import READ, Marks
from tests.bench.tables import milliseconds, spread, table
from tests.bench.trial import Trial

OBJECTS: Final = 2_000
ROUNDS: Final = 40


@strawberry.type(directives=[READ])
class Leaves:
    """An object of ten strings."""

    a: str
    b: str
    c: str
    d: str
    e: str
    f: str
    g: str
    h: str
    i: str
    j: str


_OBJECTS: Final = [Leaves(**{letter: f"{letter}{number}" for letter in "abcdefghij"}) for number in range(OBJECTS)]
_QUERY: Final = "{ objects { a b c d e f g h i j } }"


async def _objects(parents: Sequence[None], scope: object) -> Sequence[Sequence[Leaves]]:
    del scope
    return [_OBJECTS for _ in parents]


@strawberry.type(directives=[READ])
class Query:
    """Two ways to the same objects."""

    objects = batched(_objects, description="The objects.", graphql_type=list[Leaves])


@dataclass(frozen=True, slots=True)
class Root:
    """A context without content, for both executors."""

    def scope(self, root: str) -> "Root":
        """Return itself for every root field."""
        del root
        return self


async def race_executors(trial: Trial) -> None:
    """Run the query by both executors in turn and print how long they took; raise `ValueError` if answers differ."""
    del trial
    ours, gated, stock = _ours(gated=False), _ours(gated=True), _stock()
    if not await ours() == await gated() == await stock():
        message = "the executors answer differently"
        raise ValueError(message)
    rounds = [(await _seconds(ours), await _seconds(gated), await _seconds(stock)) for _ in range(ROUNDS)]
    click.echo(f"\nIn process, from a query's text to bytes; medians of {ROUNDS} rounds, each in turn\n")
    click.echo(_table(*zip(*rounds, strict=True)))


def _table(ours: Sequence[float], gated: Sequence[float], stock: Sequence[float]) -> str:
    def ratios(taken: Sequence[float]) -> str:
        return spread([slow / fast for fast, slow in zip(taken, stock, strict=True)], places=1)

    dearer = median(theirs / mine for mine, theirs in zip(ours, gated, strict=True)) - 1
    return table(
        (f"{OBJECTS:,} objects of 10 leaf fields", "processor ms", "times as fast (least–most)"),
        [
            ("breadth-first executor", milliseconds(median(ours)), ratios(ours)),
            (f"the same with every field gated ({dearer:+.1%})", milliseconds(median(gated)), ratios(gated)),
            ("stock executor (graphql-core by Strawberry)", milliseconds(median(stock)), "1"),
        ],
    )


def _ours(*, gated: bool) -> Callable[[], Awaitable[bytes]]:
    built = strawberry.Schema(query=Query)
    reading = StrawberryReading(built, lambda value: type(value).__name__)

    async def unwanted(
        document: DocumentNode, name: str | None, context: Scoped, variables: Mapping[str, Any] | None, event: object
    ) -> ExecutionResult:
        raise NotImplementedError

    engine = Engine(built._schema, reading, stock=unwanted, limits=Limits(cost=10**9))  # noqa: SLF001 – no public name
    marks = Marks(engine.schema)

    async def answer() -> bytes:
        # A permit is made for each request, as the hub makes one.
        gate = Permit(CATALOGUE, Role.CONSUMER, marks) if gated else None
        prepared = engine.prepare(_QUERY, gate=gate)
        assert isinstance(prepared, Prepared)
        result = await engine.run(prepared, context=Root())
        return orjson.dumps({"data": result.data})

    return answer


def _stock() -> Callable[[], Awaitable[bytes]]:
    built = strawberry.Schema(query=Query)

    async def answer() -> bytes:
        result = await built.execute(_QUERY, context_value=Root())
        return orjson.dumps({"data": result.data})

    return answer


async def _seconds(answer: Callable[[], Awaitable[bytes]]) -> float:
    begun = time.process_time()
    await answer()
    return time.process_time() - begun
