"""The hub on every store beside its peer on the same Neo4j: the same questions, answered alike, in turn."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from random import Random
from typing import Final

import click

from tests.bench.answers import agreed
from tests.bench.asking import NAMES, PEER, Asked, hub_on, peer_on
from tests.bench.catalogues import Catalogue
from tests.bench.lines import lines
from tests.bench.processes import peak_of
from tests.bench.questions import KINDS, Draws, Kind
from tests.bench.tables import MEGA, answers, table
from tests.bench.timing import Answerer, Measured, compare, warm_up
from tests.bench.trial import Trial
from tests.servers import Unobtainable

_CHECKS: Final = 10
"""About how many things a hub and its peer are asked, to see that they answer alike."""


async def ask_catalogue(trial: Trial) -> None:
    """Load every store, then ask all kinds of questions and print how they were answered, and the memory it took."""
    async with AsyncExitStack() as stack:
        # One after the other: two loads at a time would measure each other.
        found = [await stack.enter_async_context(trial.loaded(store)) for store in trial.stores]
        click.echo(f"\n{trial.datasets:,} datasets\n\n{_loads(found)}")
        everyone = {NAMES[each.store]: await hub_on(each, trial, stack) for each in found}
        everyone |= await _peer(found, trial, stack)
        draws = Draws(datasets=trial.datasets)
        answerers: dict[str, Mapping[str, Answerer]] = {}
        # All kinds before any is measured: servers on a JVM compile for a minute, while they are asked.
        for kind in KINDS:
            asked = {name: each for name, each in everyone.items() if kind.peer or not each.to_peer}
            await _check(kind, asked, draws)
            answerers[kind.name] = {name: each.answerer(kind, draws) for name, each in asked.items()}
            await warm_up(answerers[kind.name], seconds=trial.seconds)
        results: dict[str, Mapping[str, Measured]] = {}
        own = dict.fromkeys(everyone, 0)
        for name, each_asked in answerers.items():
            results[name] = await compare(each_asked, seconds=trial.seconds, warmed_up=True)
            own = {who: max(own[who], each.service.own()) for who, each in everyone.items()}
        click.echo(f"\n{trial.manner('wrk')} SQLite is our embedded default; the peer needs a server.\n")
        click.echo(answers(results, sized="answer, bytes", against=PEER if PEER in everyone else None))
        click.echo(_memory(everyone, own))


async def _peer(found: Sequence[Catalogue], trial: Trial, stack: AsyncExitStack) -> dict[str, Asked]:
    server = next((each for each in found if each.store == "neo4j"), None)
    if server is None:
        return {}
    try:
        return {PEER: await peer_on(server, trial, stack)}
    except Unobtainable as reason:
        click.echo(f"Without {PEER}: {reason}\n")
        return {}


async def _check(kind: Kind, asked: Mapping[str, Asked], draws: Draws) -> None:
    """Say how many answers are equal; raises `Unequal` where one is not."""
    if PEER not in asked:
        return
    random = Random(0)  # noqa: S311 - not a secret
    abouts = [kind.about(draws, random) for _ in range(_CHECKS)]
    async with AsyncExitStack() as stack:
        # New ones: nobody keeps a connection for ever that is not used.
        (peer,) = await stack.enter_async_context(lines(asked[PEER].service.port, number=1))
        ports = [each.service.port for each in asked.values() if not each.to_peer]
        hubs = [line for port in ports for line in await stack.enter_async_context(lines(port, number=1))]
        objects = [await agreed(kind, about, hub=hub, peer=peer) for about in abouts for hub in hubs]
    compared = sum(map(bool, objects))
    click.echo(f"Checked: {compared} answers to {kind.name}, {sum(objects):,} objects in all, are equal to the peer's")


def _loads(catalogues: Iterable[Catalogue]) -> str:
    return table(
        ("store", "load s", "processor s", "nodes", "edges", "nodes/s", "edges/s", "changes", "on disk MB"),
        [
            (
                found.store,
                f"{found.load.seconds:.0f}",
                f"{found.load.spent:.0f}",
                f"{found.load.nodes:,}",
                f"{found.load.edges:,}",
                f"{found.load.nodes / found.load.seconds:,.0f}",
                f"{found.load.edges / found.load.seconds:,.0f}",
                f"{found.load.changes:,}",
                f"{found.size / MEGA:,.0f}",
            )
            for found in catalogues
        ],
    )


def _memory(everyone: Mapping[str, Asked], own: Mapping[str, int]) -> str:
    return table(
        ("answered by", "own memory MB, most", "peak MB, mapped files included", "its store's server, peak MB"),
        [
            (
                name,
                f"{own[name] / MEGA:,.0f}",
                f"{each.service.peak() / MEGA:,.0f}",
                f"{peak_of(each.found.server) / MEGA:,.0f}" if each.found.server else "–",
            )
            for name, each in everyone.items()
        ],
    )
