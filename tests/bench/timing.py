"""Rounds of questions: every store in turn, so that a machine that changes its speed does so for all of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from statistics import mean, median, quantiles
from typing import Final, Generic, TypeVar

ROUNDS: Final = 5
_PATIENCE: Final = 10
"""How often a store that is warming up may fail to answer."""

_WARM_UP: Final = 0.3
"""The length of the first round, which does not count, as a share of the others'."""


class Unanswered(Exception):
    """A question that was not answered; while a store warms up that is no more than slow."""


Question = TypeVar("Question")
Ask = Callable[[Question], Awaitable[int]]
"""Asks one question, raises `Unanswered` where it is not, and returns the size of the answer."""


@dataclass(frozen=True, slots=True)
class Answerer(Generic[Question]):
    """Who answers: by several asks at a time, and how much processor time it has spent until now, in seconds."""

    asks: Sequence[Ask[Question]]
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
    """What all rounds measured: medians over the rounds, and the slowest and fastest round.

    `spent` is the processor time of an answer, in seconds: of the hub, and of its store's server where it has one.
    """

    rate: float
    slowest: float
    fastest: float
    half: float
    most: float
    spent: float
    size: float


async def compare(
    stores: Mapping[str, Answerer[Question]],
    questions: Callable[[int], Iterator[Question]],
    *,
    seconds: float,
) -> dict[str, Measured]:
    """Ask every store in turn, round after round, and return what each did.

    `questions` gives the questions of a round by its number, the same for every store.
    """
    rounds: dict[str, list[Round]] = {store: [] for store in stores}
    for number in range(ROUNDS + 1):
        for store, answerer in stores.items():
            if number:
                rounds[store].append(await _round(answerer, questions(number), seconds=seconds))
            else:
                await _warm(answerer, questions(number), seconds=seconds * _WARM_UP)
    return {store: _measured(found) for store, found in rounds.items()}


async def _warm(answerer: Answerer[Question], questions: Iterator[Question], *, seconds: float) -> None:
    for _ in range(_PATIENCE):
        with suppress(Unanswered):
            await _round(answerer, questions, seconds=seconds)
            return


async def _round(answerer: Answerer[Question], questions: Iterator[Question], *, seconds: float) -> Round:
    latencies: list[float] = []
    sizes: list[int] = []
    begun, spent = time.perf_counter(), answerer.spent()

    async def keep_asking(ask: Ask[Question]) -> None:
        while (now := time.perf_counter()) < begun + seconds:
            sizes.append(await ask(next(questions)))
            latencies.append(time.perf_counter() - now)

    await asyncio.gather(*(keep_asking(ask) for ask in answerer.asks))
    return Round(time.perf_counter() - begun, answerer.spent() - spent, latencies, sizes)


def _measured(rounds: Sequence[Round]) -> Measured:
    rates = [found.rate for found in rounds]
    return Measured(
        rate=median(rates),
        slowest=min(rates),
        fastest=max(rates),
        half=median(found.centiles[0] for found in rounds),
        most=median(found.centiles[1] for found in rounds),
        spent=median(found.spent / len(found.latencies) for found in rounds),
        size=mean(size for found in rounds for size in found.sizes),
    )
