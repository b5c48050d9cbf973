"""The benchmark's command line. It prints numbers and judges none of them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

import click
import uvloop

from tests.bench.attacks import attack
from tests.bench.beside import ask_catalogue
from tests.bench.catalogues import STORES
from tests.bench.discovery import discover
from tests.bench.executor import race_executors
from tests.bench.growth import compare_sizes
from tests.bench.law.answering import ask_access
from tests.bench.law.decisions import decide_in_process
from tests.bench.tokens import issue_and_judge
from tests.bench.trial import Trial
from tests.bench.verbs import ask_stores
from tests.servers import Unobtainable

PARTS: Final[Mapping[str, Callable[[Trial], Awaitable[None]]]] = {
    "catalogue": ask_catalogue,
    "growth": compare_sizes,
    "executor": race_executors,
    "attacks": attack,
    "decisions": decide_in_process,
    "access": ask_access,
    "discovery": discover,
    "tokens": issue_and_judge,
    "verbs": ask_stores,
}
USUAL: Final = ("catalogue", "growth", "executor", "attacks", "decisions", "access", "discovery", "tokens")
"""The parts that are measured where none is named."""


@click.command()
@click.option("--datasets", type=click.IntRange(min=100), default=100_000, show_default=True, help="How many to load.")
@click.option("--small", default=10_000, show_default=True, help="How many in the small catalogue, for `growth`.")
@click.option("--stores", default=",".join(STORES), show_default=True, help="Which stores, with commas.")
@click.option("--only", default=",".join(USUAL), show_default=True, help=f"Which of {', '.join(PARTS)}, with commas.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=2.0, show_default=True, help="Length of a round.")
@click.option("--connections", type=click.IntRange(min=1), default=16, show_default=True, help="How many ask at once.")
@click.option("--fresh", is_flag=True, help="Load the catalogues anew even where they are cached.")
def main(*, datasets: int, small: int, stores: str, only: str, seconds: float, connections: int, fresh: bool) -> None:
    """Measure the hub, part by part, each beside what it is compared with."""
    trial = Trial(
        datasets=datasets,
        small=small,
        stores=_chosen(stores, STORES, option="--stores"),
        seconds=seconds,
        connections=connections,
        fresh=fresh,
    )
    # Who asks shares the machine with who answers: it should cost little.
    uvloop.run(_measure(trial, _chosen(only, tuple(PARTS), option="--only")))


async def _measure(trial: Trial, parts: Sequence[str]) -> None:
    for name in parts:
        try:
            await PARTS[name](trial)
        except Unobtainable as reason:
            click.echo(f"\n{name}: not measured, {reason}")


def _chosen(names: str, known: Sequence[str], *, option: str) -> list[str]:
    chosen = names.split(",")
    if unknown := set(chosen) - set(known):
        message = f"no such thing: {', '.join(sorted(unknown))}; there are {', '.join(known)}"
        raise click.BadParameter(message, param_hint=option)
    return chosen


if __name__ == "__main__":
    main()
