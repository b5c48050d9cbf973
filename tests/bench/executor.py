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

from schema.batching import StrawberryReading, batched
from schema.execution.engine import Engine
from schema.execution.limits import Limits
from schema.execution.resolution import Scoped
from tests.bench.tables import milliseconds, spread, table
from tests.bench.trial import Trial

OBJECTS: Final = 2_000
ROUNDS: Final = 40


@strawberry.type
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


@strawberry.type
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
    ours, stock = _ours(), _stock()
    if await ours() != await stock():
        message = "the two executors answer differently"
        raise ValueError(message)
    rounds = [(await _seconds(ours), await _seconds(stock)) for _ in range(ROUNDS)]
    click.echo(f"\nIn process, from a query's text to bytes; medians of {ROUNDS} rounds, the two in turn\n")
    click.echo(_table(*zip(*rounds, strict=True)))


def _table(ours: Sequence[float], stock: Sequence[float]) -> str:
    ratios = [slow / fast for fast, slow in zip(ours, stock, strict=True)]
    return table(
        (f"{OBJECTS:,} objects of 10 leaf fields", "processor ms", "times as fast (least–most)"),
        [
            ("breadth-first executor", milliseconds(median(ours)), spread(ratios, places=1)),
            ("stock executor (graphql-core by Strawberry)", milliseconds(median(stock)), "1"),
        ],
    )


def _ours() -> Callable[[], Awaitable[bytes]]:
    built = strawberry.Schema(query=Query)
    reading = StrawberryReading(built, lambda value: type(value).__name__)

    async def unwanted(
        document: DocumentNode, name: str | None, context: Scoped, variables: Mapping[str, Any] | None, event: object
    ) -> ExecutionResult:
        raise NotImplementedError

    engine = Engine(built._schema, reading, stock=unwanted, limits=Limits(cost=10**9))  # noqa: SLF001 – no public name

    async def answer() -> bytes:
        result = await engine.answer(_QUERY, context=Root())
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
