"""Rounds of questions: everyone in turn, so that a machine that changes its speed does so for all of them.

Rounds are short, many, and go backwards every other time: a machine changes its speed within seconds, and who comes
second finds in the caches of a shared server what the first one was asked about.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from statistics import mean, median, quantiles
from typing import Final, Protocol

from tests.bench.lines import Unanswered

ROUNDS: Final = 13
_PATIENCE: Final = 10
"""How often a store that is warming up may fail to answer."""

_WARM_UP: Final = 5.0
"""How many times as long as the others the first round is, which does not count: servers on a JVM, and Node, compile
what they do often for several seconds."""


Ask = Callable[[Random], Awaitable[int]]
"""Asks one question drawn from a source of chance and returns the answer's size; raises `Unanswered`."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round measured: seconds in all, processor time, how many answers, and their mean size.

    `centiles` are the 50th and the 95th of the latencies, in seconds.
    """

    seconds: float
    spent: float
    answered: int
    centiles: tuple[float, float]
    size: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answered / self.seconds


class Answerer(Protocol):
    """Who answers."""

    async def round(self, number: int, *, seconds: float) -> Round:
        """Ask for some seconds what is drawn for the round of a number; raises `Unanswered`."""


@dataclass(frozen=True, slots=True)
class ByAsks:
    """Who answers several asks at a time, and how much processor time it has spent until now, in seconds."""

    asks: Sequence[Ask]
    spent: Callable[[], float]

    async def round(self, number: int, *, seconds: float) -> Round:
        """Ask as an answerer is asked; all draw from one source of chance."""
        latencies: list[float] = []
        sizes: list[int] = []
        random = Random(number)  # noqa: S311 - not a secret
        begun, spent = time.perf_counter(), self.spent()

        async def keep_asking(ask: Ask) -> None:
            while (now := time.perf_counter()) < begun + seconds:
                sizes.append(await ask(random))
                latencies.append(time.perf_counter() - now)

        ends = await asyncio.gather(*map(keep_asking, self.asks), return_exceptions=True)
        # Only when all have stopped: a line takes one question at a time, in the next round too.
        for end in ends:
            if end is not None:
                raise end
        took, spent = time.perf_counter() - begun, self.spent() - spent
        return Round(took, spent, len(latencies), _centiles(latencies), mean(sizes))


def _centiles(latencies: Sequence[float]) -> tuple[float, float]:
    if len(latencies) == 1:
        return latencies[0], latencies[0]
    found = quantiles(latencies, n=20, method="inclusive")
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


async def compare(answerers: Mapping[str, Answerer], *, seconds: float, warmed_up: bool = False) -> dict[str, Measured]:
    """Ask everyone in turn, round after round of some seconds, and return what each did.

    In the same round each draws its questions from the same seed. Before that everyone warms up, unless they have.
    """
    if not warmed_up:
        await warm_up(answerers, seconds=seconds)
    rounds: dict[str, list[Round]] = {name: [] for name in answerers}
    for number in range(1, ROUNDS + 1):
        for name in list(answerers)[:: 1 if number % 2 else -1]:
            rounds[name].append(await answerers[name].round(number, seconds=seconds))
    return {name: _measured(found) for name, found in rounds.items()}


async def warm_up(answerers: Mapping[str, Answerer], *, seconds: float) -> None:
    """Ask everyone in turn, for longer than a round of some seconds; what fails is asked again."""
    for answerer in answerers.values():
        for _ in range(_PATIENCE):
            with suppress(Unanswered):
                await answerer.round(0, seconds=seconds * _WARM_UP)
                break


def _measured(rounds: Sequence[Round]) -> Measured:
    return Measured(
        rates=[found.rate for found in rounds],
        half=median(found.centiles[0] for found in rounds),
        most=median(found.centiles[1] for found in rounds),
        spent=median(found.spent / found.answered for found in rounds),
        size=mean(found.size for found in rounds),
    )
