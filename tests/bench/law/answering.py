"""May a department have the items of a dataset, asked over HTTP: OpenFGA, for the hub to be put beside."""

from contextlib import AsyncExitStack
from functools import partial
from random import Random

import click

from tests.bench.law import scene
from tests.bench.law.openfga import OpenFga, openfga
from tests.bench.lines import Line, Unanswered, lines
from tests.bench.tables import answers
from tests.bench.timing import Answerer, compare
from tests.bench.trial import Trial


async def ask_access(trial: Trial) -> None:
    """Ask OpenFGA about the fifteen items of one dataset after the other, and print how fast it answers."""
    async with AsyncExitStack() as stack:
        other = await stack.enter_async_context(openfga())
        asked = await stack.enter_async_context(lines(other.service.port, number=trial.connections))
        answerer = Answerer([partial(_ask, other, line) for line in asked], other.service.spent)
        found = await compare({"OpenFGA on PostgreSQL": answerer}, seconds=trial.seconds)
    click.echo(f"\n{trial.manner} {scene.DEPARTMENTS * scene.HELD:,} grants.\n")
    click.echo(answers({f"access to {len(scene.ITEMS)} items": found}, sized="items"))


async def _ask(other: OpenFga, line: Line, random: Random) -> int:
    asking = scene.asked(random)
    told = await other.ask(asking, line)
    if told != scene.allowed(asking):
        message = f"OpenFGA answers {asking} otherwise than the scene says"
        raise Unanswered(message)
    return len(told)
