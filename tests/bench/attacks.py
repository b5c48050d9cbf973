"""What each attack of the tests costs a hub over HTTP."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import click
import orjson

from tests.bench import services
from tests.bench.lines import connected
from tests.bench.services import Service
from tests.bench.tables import milliseconds, table
from tests.bench.trial import Trial
from tests.execution.attacks import ATTACKS, WITHIN

ROUNDS: Final = 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What an attack costs: the limit that refuses it, if one does, and seconds: median, most, of processor time."""

    name: str
    limit: str | None
    half: float
    most: float
    spent: float


async def attack(trial: Trial) -> None:
    """Send every attack to a hub, as often as there are rounds, and print what it cost."""
    del trial
    with tempfile.TemporaryDirectory(prefix="hub-") as folder:
        async with services.hub(f"sqlite:///{Path(folder) / 'graph.sqlite'}") as hub:
            await _send(hub.port, orjson.dumps({"query": "{ viewer { anonymous } }"}))
            found = [await _cost(hub, name, list(bodies)) for name, bodies in _attacks()]
    click.echo(f"\nAttacks over HTTP, each {ROUNDS} times and never twice the same document\n")
    click.echo(_table(found))


def _table(found: Sequence[Cost]) -> str:
    return table(
        ("attack", "refused by", "ms", "most ms", "processor ms"),
        [(cost.name, cost.limit or "–", *map(milliseconds, (cost.half, cost.most, cost.spent))) for cost in found],
    )


async def _cost(hub: Service, name: str, bodies: list[bytes]) -> Cost:
    begun, limits, seconds = hub.spent(), set[str | None](), list[float]()
    for body in bodies:
        start = time.perf_counter()
        limits.add(await _send(hub.port, body))
        seconds.append(time.perf_counter() - start)
    (limit,) = limits
    return Cost(name, limit, median(seconds), max(seconds), (hub.spent() - begun) / len(bodies))


async def _send(port: int, body: bytes) -> str | None:
    """Return the limit that refuses a request, on a connection of its own, for some attacks end theirs."""
    line = await connected(port)
    try:
        _, text = await line.exchange("/graphql", body)
    finally:
        with suppress(OSError):
            await line.hang_up()
    errors = orjson.loads(text).get("errors") or [{}]
    limit: str | None = errors[0].get("extensions", {}).get("limit")
    return limit


def _attacks() -> Iterator[tuple[str, Iterator[bytes]]]:
    for name, (text, _) in ATTACKS.items():
        yield name, _documents(text)
    for name, text in WITHIN.items():
        yield f"just within the limits: {name}", _documents(text)
    yield "a body of 10 MB", (orjson.dumps({"query": "{" + " a" * 5_000_000 + "}"}) for _ in range(ROUNDS))
    yield "variables 100,000 levels deep", (_deep(100_000) for _ in range(ROUNDS))
    yield "variables 500 levels deep", (_deep(500) for _ in range(ROUNDS))


def _documents(text: str) -> Iterator[bytes]:
    # A comment makes each document another one, which the hub has not kept.
    for number in range(ROUNDS):
        yield orjson.dumps({"query": f"{text}\n# {number}"})


def _deep(levels: int) -> bytes:
    return b'{"query": "{ viewer { anonymous } }", "variables": {"a": ' + b"[" * levels + b"]" * levels + b"}}"
