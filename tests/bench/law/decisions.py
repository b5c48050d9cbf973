"""Decisions in process: the hub's law and Cedar in turn, for one item and for the items of a dataset."""

import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

import click

from tests.bench.law import engines, scene
from tests.bench.law.engines import Engine
from tests.bench.law.scene import Asking
from tests.bench.tables import spread, table
from tests.bench.trial import Trial

ROUNDS: Final = 30
_QUESTIONS: Final = 200
_ENGINES: Final[dict[str, Callable[..., Engine]]] = {"the hub's law": engines.law, "Cedar (cedarpy)": engines.cedar}


async def decide_in_process(trial: Trial) -> None:
    """Put the same questions to both engines, and print how many decisions a second of processor time brings."""
    del trial
    random = Random(0)  # noqa: S311 - not a secret
    asked = [scene.asked(random) for _ in range(_QUESTIONS)]
    rows = [row for items in (1, len(scene.ITEMS)) for row in _rows(asked, items)]
    click.echo(
        f"\nDecisions in process, {scene.DEPARTMENTS * scene.HELD:,} grants, facts and policies prepared before, the "
        f"principal's own policies only; medians of {ROUNDS} rounds, the two in turn\n"
    )
    head = ("question", "decided by", "decisions per second of a core (least–most)", "times as many (least–most)")
    click.echo(table(head, rows))


def _rows(asked: Sequence[Asking], items: int) -> list[tuple[str, ...]]:
    rates: dict[str, list[float]] = {name: [] for name in _ENGINES}
    ready = {name: [make(asking, items=items) for asking in asked] for name, make in _ENGINES.items()}
    for name, each in ready.items():
        _check(name, asked, each, items)
    for _ in range(ROUNDS):
        for name, each in ready.items():
            rates[name].append(_rate(each, items))
    ours, other = rates.values()
    times = [mine / theirs for mine, theirs in zip(ours, other, strict=True)]
    question = "one item" if items == 1 else f"{items} items in one call"
    told = (spread(times, places=1), "1")
    return [(question, name, spread(rates[name], places=0), ratio) for name, ratio in zip(rates, told, strict=True)]


def _check(name: str, asked: Sequence[Asking], each: Sequence[Engine], items: int) -> None:
    """Raise `ValueError` where an engine decides wrongly."""
    for asking, engine in zip(asked, each, strict=True):
        if engine() != scene.allowed(asking)[:items]:
            message = f"{name} decides {asking} otherwise than the scene says"
            raise ValueError(message)


def _rate(each: Sequence[Engine], items: int) -> float:
    begun = time.process_time()
    for engine in each:
        engine()
    return len(each) * items / (time.process_time() - begun)
