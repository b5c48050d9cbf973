"""Rounds of questions: everyone in turn, so that a machine that changes its speed does so for all of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from statistics import mean, median, quantiles
from typing import Final

from tests.bench.lines import Unanswered

ROUNDS: Final = 5
_PATIENCE: Final = 10
"""How often a store that is warming up may fail to answer."""

_WARM_UP: Final = 2.0
"""How many times as long as the others the first round is, which does not count: servers on a JVM, and Node, compile
what they do often for several seconds."""


Ask = Callable[[Random], Awaitable[int]]
"""Asks one question drawn from a source of chance and returns the answer's size; raises `Unanswered`."""


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers: by several asks at a time, and how much processor time it has spent until now, in seconds."""

    asks: Sequence[Ask]
    spent: Callable[[], float]


@dataclass(frozen=True, slots=True)
class Round:
    """What one round measured: seconds in all, processor time, seconds of each answer, and sizes."""

    seconds: float
    spent: float
    latencies: Sequence[float]
    sizes: Sequence[int]

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    @property
    def centiles(self) -> tuple[float, float]:
        """The 50th and the 95th centile of the latencies, in seconds."""
        if len(self.latencies) == 1:
            return self.latencies[0], self.latencies[0]
        found = quantiles(self.latencies, n=20, method="inclusive")
        return found[9], found[18]


@dataclass(frozen=True, slots=True)
class Measured:
    """What all rounds measured: the rate of each round, in answers per second, and medians over the rounds.

    `spent` is the processor time of an answer, in seconds: of the hub, and of its store's server where it has one.
    """

    rates: Sequence[float]
    half: float
    most: float
    spent: float
    size: float

    @property
    def rate(self) -> float:
        """Answers per second, the median of the rounds."""
        return median(self.rates)

    def ratios(self, other: "Measured") -> list[float]:
        """Return how many times as fast as another's each round was; the two took turns."""
        return [ours / theirs for ours, theirs in zip(self.rates, other.rates, strict=True)]


async def compare(answerers: Mapping[str, Answerer], *, seconds: float) -> dict[str, Measured]:
    """Ask everyone in turn, round after round of some seconds, and return what each did.

    In the same round each draws its questions from the same seed.
    """
    rounds: dict[str, list[Round]] = {name: [] for name in answerers}
    for number in range(ROUNDS + 1):
        for name, answerer in answerers.items():
            if number:
                rounds[name].append(await _round(answerer, number, seconds=seconds))
            else:
                await _warm(answerer, seconds=seconds * _WARM_UP)
    return {name: _measured(found) for name, found in rounds.items()}


async def _warm(answerer: Answerer, *, seconds: float) -> None:
    for _ in range(_PATIENCE):
        with suppress(Unanswered):
            await _round(answerer, 0, seconds=seconds)
            return


async def _round(answerer: Answerer, number: int, *, seconds: float) -> Round:
    latencies: list[float] = []
    sizes: list[int] = []
    random = Random(number)  # noqa: S311 - not a secret
    begun, spent = time.perf_counter(), answerer.spent()

    async def keep_asking(ask: Ask) -> None:
        while (now := time.perf_counter()) < begun + seconds:
            sizes.append(await ask(random))
            latencies.append(time.perf_counter() - now)

    ends = await asyncio.gather(*map(keep_asking, answerer.asks), return_exceptions=True)
    # Only when all have stopped: a line takes one question at a time, in the next round too.
    for end in ends:
        if end is not None:
            raise end
    return Round(time.perf_counter() - begun, answerer.spent() - spent, latencies, sizes)


def _measured(rounds: Sequence[Round]) -> Measured:
    return Measured(
        rates=[found.rate for found in rounds],
        half=median(found.centiles[0] for found in rounds),
        most=median(found.centiles[1] for found in rounds),
        spent=median(found.spent / len(found.latencies) for found in rounds),
        size=mean(size for found in rounds for size in found.sizes),
    )
