"""The benchmark's command line. It prints numbers and judges none of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from random import Random

import click

from hub.errors import StoreUnavailable
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.shape import SHAPE
from tests.bench import tables
from tests.bench.catalogues import STORES, Catalogue, catalogue
from tests.bench.hubs import lines, serving
from tests.bench.processes import peak_of
from tests.bench.questions import KINDS, Draws
from tests.bench.tables import Memory
from tests.bench.timing import ROUNDS, Answerer, Measured, Unanswered, compare
from tests.bench.verbs import VERBS, Verb


@click.command()
@click.option("--datasets", type=click.IntRange(min=100), default=100_000, show_default=True, help="How many to load.")
@click.option("--stores", default=",".join(STORES), show_default=True, help="Which stores, with commas.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=5.0, show_default=True, help="Length of a round.")
@click.option("--connections", type=click.IntRange(min=1), default=8, show_default=True, help="How many ask at once.")
@click.option("--direct", is_flag=True, help="Ask the stores in this process, verb by verb, instead of a hub by HTTP.")
@click.option("--fresh", is_flag=True, help="Load the catalogues anew even where they are cached.")
def main(datasets: int, stores: str, seconds: float, connections: int, *, direct: bool, fresh: bool) -> None:
    """Load a generated catalogue into each store once, ask it random questions, and print how fast it answers."""
    wanted = stores.split(",")
    if unknown := set(wanted) - set(STORES):
        message = f"no such store: {', '.join(sorted(unknown))}; there are {', '.join(STORES)}"
        raise click.BadParameter(message, param_hint="--stores")
    asyncio.run(_bench(datasets, wanted, seconds, connections, direct=direct, fresh=fresh))


async def _bench(
    datasets: int, stores: Sequence[str], seconds: float, connections: int, *, direct: bool, fresh: bool
) -> None:
    async with AsyncExitStack() as stack:
        # One after the other: two loads at a time would measure each other.
        found = [await stack.enter_async_context(catalogue(store, datasets=datasets, fresh=fresh)) for store in stores]
        click.echo(f"\n{datasets:,} datasets\n\n{tables.loads(found)}")
        draws = Draws(datasets=datasets)
        if direct:
            await _ask_stores(found, draws, stack, seconds=seconds)
        else:
            await _ask_hubs(found, draws, stack, seconds=seconds, connections=connections)


async def _ask_hubs(
    catalogues: Sequence[Catalogue], draws: Draws, stack: AsyncExitStack, *, seconds: float, connections: int
) -> None:
    hubs = {found.store: await stack.enter_async_context(serving(found.url)) for found in catalogues}
    answerers = {
        found.store: Answerer(
            [line.ask for line in await stack.enter_async_context(lines(hubs[found.store], number=connections))],
            partial(_spent, hubs[found.store].spent, found),
        )
        for found in catalogues
    }
    results: dict[str, Mapping[str, Measured]] = {}
    own = dict.fromkeys(hubs, 0)
    for kind in KINDS:
        results[kind.name] = await compare(answerers, partial(kind.bodies, draws), seconds=seconds)
        own = {store: max(own[store], hub.own()) for store, hub in hubs.items()}
    click.echo(
        f"Over HTTP, one worker, {connections} connections kept alive by a client in Python; "
        f"medians of {ROUNDS} rounds of {seconds:g} s, the stores in turn\n"
    )
    click.echo(tables.answers(results, sized="answer, bytes"))
    measured = [
        Memory(found.store, own[found.store], hubs[found.store].peak(), peak_of(found.server) if found.server else 0)
        for found in catalogues
    ]
    click.echo(tables.memory(measured))


async def _ask_stores(catalogues: Sequence[Catalogue], draws: Draws, stack: AsyncExitStack, *, seconds: float) -> None:
    graphs: dict[str, Graph] = {}
    for found in catalogues:
        graphs[found.store] = await open_graph(found.url, shape=SHAPE)
        stack.push_async_callback(graphs[found.store].close)
    results: dict[str, Mapping[str, Measured]] = {}
    for verb in VERBS:
        answerers = {
            found.store: Answerer(
                [_asking(verb, graphs[found.store], draws)], partial(_spent, time.process_time, found)
            )
            for found in catalogues
        }
        results[verb.name] = await compare(answerers, _randoms, seconds=seconds)
    click.echo(f"In process, one question at a time; medians of {ROUNDS} rounds of {seconds:g} s, the stores in turn\n")
    click.echo(tables.answers(results, sized="nodes"))


def _spent(asked: Callable[[], float], found: Catalogue) -> float:
    """Return the processor time used until now by who was asked and by the server of its store."""
    return asked() + found.spent()


def _asking(verb: Verb, graph: Graph, draws: Draws) -> Callable[[Random], Awaitable[int]]:
    async def ask(random: Random) -> int:
        try:
            return await verb.ask(graph, draws, random)
        except StoreUnavailable as error:
            raise Unanswered from error

    return ask


def _randoms(seed: int) -> Iterator[Random]:
    """Yield one source of chance, for ever: each question takes what comes next from it."""
    random = Random(seed)  # noqa: S311 - not a secret
    while True:
        yield random


if __name__ == "__main__":
    main()
