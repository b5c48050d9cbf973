"""May a department have the items of a dataset, asked over HTTP: the hub on every store beside OpenFGA."""

import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import click
import orjson

from hub.graph.opening import open_graph
from hub.shape import SHAPE
from tests.bench import services
from tests.bench.asking import NAMES
from tests.bench.callers import Callers, callers
from tests.bench.catalogues import running
from tests.bench.law import scene
from tests.bench.law.openfga import openfga
from tests.bench.law.planting import plant_scene
from tests.bench.law.scene import Asking
from tests.bench.lines import Line, Unanswered, lines
from tests.bench.processes import spent_by
from tests.bench.tables import answers
from tests.bench.timing import Answerer, ByAsks, compare
from tests.bench.trial import Trial
from tests.servers import Unobtainable

OPENFGA: Final = "OpenFGA on PostgreSQL"

Told = Callable[[Asking, Line], Awaitable[list[bool]]]

_QUERY: Final = """
query ($items: [String!]!, $purpose: String) { access(items: $items, purpose: $purpose) { code outcome } }"""


async def ask_access(trial: Trial) -> None:
    """Ask about the fifteen items of one dataset after the other, and print how fast that is answered."""
    async with AsyncExitStack() as stack:
        answerers = {NAMES[store]: await _hub(store, trial, stack) for store in trial.stores}
        try:
            other = await stack.enter_async_context(openfga())
            asked = await stack.enter_async_context(lines(other.service.port, number=trial.connections))
            answerers[OPENFGA] = ByAsks([partial(_ask, other.ask, line) for line in asked], other.service.spent)
        except Unobtainable as reason:
            click.echo(f"\nWithout OpenFGA: {reason}")
        found = await compare(answerers, seconds=trial.seconds)
    click.echo(
        f"\n{trial.manner()} {scene.DEPARTMENTS * scene.HELD:,} grants; every answer is checked. OpenFGA uses as many "
        "cores as it likes, and its processor time leaves PostgreSQL's out\n"
    )
    question = {f"may a department have {len(scene.ITEMS)} items": found}
    click.echo(answers(question, sized="items", against=OPENFGA if OPENFGA in answerers else None))


async def _hub(store: str, trial: Trial, stack: AsyncExitStack) -> Answerer:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="scene-")))
    url, server = await stack.enter_async_context(running(store, folder))
    graph = await open_graph(url, shape=SHAPE)
    await graph.migrate()
    await plant_scene(graph)
    await graph.close()
    hub = await stack.enter_async_context(services.hub(url))
    known = await callers(url, hub.port, department=scene.department(0))
    asked = await stack.enter_async_context(lines(hub.port, number=trial.connections))
    return ByAsks(
        [partial(_ask, partial(_told, known), line) for line in asked],
        lambda: hub.spent() + (spent_by(server) if server else 0.0),
    )


async def _told(known: Callers, asking: Asking, line: Line) -> list[bool]:
    body = orjson.dumps({"query": _QUERY, "variables": {"items": asking.items, "purpose": asking.matter}})
    text = await line.post("/graphql", body, Authorization=known.header(asking.department))
    answer = orjson.loads(text)
    if answer.get("errors"):
        raise Unanswered(text[:300])
    return [one["outcome"] != "DENY" for one in answer["data"]["access"]]


async def _ask(told: Told, line: Line, random: Random) -> int:
    asking = scene.asked(random)
    found = await told(asking, line)
    if found != scene.allowed(asking):
        message = f"{asking} is answered otherwise than the scene says: {found}"
        raise ValueError(message)
    return len(found)
