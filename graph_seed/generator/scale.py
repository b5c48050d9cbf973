"""Planting a made-up province of any size."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from graph_seed.generator.datasets import entries
from graph_seed.generator.departments import Body
from graph_seed.generator.lineage import derivations
from graph_seed.generator.plans import Plans
from graph_seed.generator.records import kinds
from graph_seed.planting import Ground, Planted, plant
from graph_seed.reading.grounds import Grounds, read_grounds
from graph_seed.world import FOLDER
from hub.codes import Code
from hub.graph.port import Graph
from hub.model import BusinessMatter, System

SEED: Final = 20190101
ACTOR: Final = "seed"
ACTION: Final = "province.plant"

_SLICE: Final = 2_000
"""How many datasets are planted before their lineage is."""


async def plant_scale(
    graph: Graph, *, datasets: int, seed: int = SEED, progress: Callable[[Planted], None] | None = None
) -> Planted:
    """Plant the first datasets of the made-up province of a seed, with all that they refer to, and say what was done.

    A dataset's content depends on its number and the seed alone, so that a larger catalogue adds to a smaller one; a
    second run writes nothing. One store takes one seed. The datasets are planted in the order of their numbers, a few
    thousand and their lineage at a time, so that the `entries` that `progress` is told of grow evenly. Raises what
    `plant` raises.
    """
    plans = Plans(seed=seed)
    bodies = plans.bodies_of(datasets)
    written = read_grounds(FOLDER)
    done = await plant(
        graph,
        actor=ACTOR,
        action=ACTION,
        nouns=ground(written, bodies),
        bases=bases_of(written, bodies),
        progress=progress,
    )
    for first in range(0, datasets, _SLICE):
        numbers = range(first, min(first + _SLICE, datasets))
        done = await plant(
            graph,
            actor=ACTOR,
            action=ACTION,
            entries=entries(plans, seed=seed, numbers=numbers),
            derivations=derivations(plans, seed=seed, numbers=numbers),
            progress=progress,
            before=done,
        )
    return done


def ground(written: Grounds, bodies: Sequence[Body]) -> Iterator[Ground]:
    """Yield what generated entries refer to: from the written world all but its departments; departments of our own.

    Each department that provides datasets comes with its system and its business matter.
    """
    yield from written.libraries.values()
    yield from written.legal_bases.values()
    yield from written.conditions.values()
    yield from (element.concept for element in written.elements.values())
    for body in bodies:
        department = body.department
        yield department
        if body.office:
            yield System(
                code=Code(f"{department.code}.system"), title=f"{department.title}业务系统", department=department.code
            )
            yield BusinessMatter(
                code=matter_of(body),
                title=f"{department.title}{body.office.topics[0][0]}管理",
                department=department.code,
            )


def bases_of(written: Grounds, bodies: Sequence[Body]) -> Mapping[Code, tuple[Code, ...]]:
    """Return the legal bases of the conditions and of each business matter."""
    found = kinds()
    return {
        **written.bases,
        **{matter_of(body): found[body.office.topics[0][1]].bases[:1] for body in bodies if body.office},
    }


def matter_of(body: Body) -> Code:
    """Return the code of a department's business matter."""
    return Code(f"{body.department.code}.matter")
