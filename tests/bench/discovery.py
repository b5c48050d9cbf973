"""What a department may have of a whole catalogue: the first page, over HTTP."""

from contextlib import AsyncExitStack
from functools import partial
from random import Random
from typing import Final

import click
import orjson

from graph_seed.generator.scale import matter_of
from tests.bench import services
from tests.bench.asking import NAMES
from tests.bench.callers import Callers, callers
from tests.bench.lines import Line, Unanswered, lines
from tests.bench.questions import Draws
from tests.bench.tables import answers
from tests.bench.timing import ByAsks, compare
from tests.bench.trial import Trial

_QUERY: Final = """
query ($purpose: String!) {
  whatCanISee(purpose: $purpose, first: 50) {
    lookedAt hasNextPage nodes { dataset { code title } access { code outcome } }
  }
}"""


async def discover(trial: Trial) -> None:
    """Ask on every store, one question at a time, what departments may have for a matter of theirs."""
    draws = Draws(datasets=trial.datasets)
    async with AsyncExitStack() as stack:
        answerers = {}
        for store in trial.stores:
            found = await stack.enter_async_context(trial.loaded(store))
            hub = await stack.enter_async_context(services.hub(found.url))
            known = await callers(found.url, hub.port, department=draws.plan(Random(0)).body.department.code)  # noqa: S311 – any
            asked = await stack.enter_async_context(lines(hub.port, number=1))
            answerers[NAMES[store]] = ByAsks([partial(_ask, draws, known, line) for line in asked], hub.spent)
        results = await compare(answerers, seconds=trial.seconds)
    click.echo(f"\n{trial.datasets:,} datasets; one question at a time\n")
    click.echo(answers({"whatCanISee: the first 50 datasets": results}, sized="datasets"))


async def _ask(draws: Draws, known: Callers, line: Line, random: Random) -> int:
    body = draws.plan(random).body
    asked = orjson.dumps({"query": _QUERY, "variables": {"purpose": matter_of(body)}})
    text = await line.post("/graphql", asked, Authorization=known.header(body.department.code))
    answer = orjson.loads(text)
    if answer.get("errors"):
        raise Unanswered(text[:300])
    return len(answer["data"]["whatCanISee"]["nodes"])
