"""The same question about a small and a large catalogue."""

from contextlib import AsyncExitStack

import click

from tests.bench.asking import NAMES, hub_on
from tests.bench.questions import ONE, PAGE, Draws
from tests.bench.tables import milliseconds, spread, table
from tests.bench.timing import compare
from tests.bench.trial import Trial


async def compare_sizes(trial: Trial) -> None:
    """Ask the hub on every store about a small and a large catalogue, in turn, and print both."""
    rows = [row for store in trial.stores for row in await _rows(trial, store)]
    click.echo(f"\nThe same question at {trial.small:,} and at {trial.datasets:,} datasets. {trial.manner('wrk')}\n")
    columns = (f"p50 ms at {size:,}" for size in (trial.small, trial.datasets))
    click.echo(table(("question", "answered by", *columns, "ratio", "requests/s, ratio (least–most)"), rows))


async def _rows(trial: Trial, store: str) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    async with AsyncExitStack() as stack:
        sizes = (trial.small, trial.datasets)
        found = [await stack.enter_async_context(trial.loaded(store, datasets=size)) for size in sizes]
        hubs = [await hub_on(each, trial, stack) for each in found]
        draws = [Draws(datasets=size) for size in sizes]
        for kind in (ONE, PAGE):
            answerers = {str(at): hubs[at].answerer(kind, draws[at]) for at in range(len(sizes))}
            few, many = (await compare(answerers, seconds=trial.seconds)).values()
            times = (milliseconds(few.half), milliseconds(many.half), f"{many.half / few.half:.2f}")
            rows.append((kind.name, NAMES[store], *times, spread(few.ratios(many))))
    return rows
