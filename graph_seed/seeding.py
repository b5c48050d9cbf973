"""Planting the seed world."""

from typing import Final

from graph_seed.planting import Planted, plant
from graph_seed.world import read_world
from hub.graph.port import Graph

PLANTING: Final = "world.plant"
"""The action under which the ledger files the planting of the seed world."""


async def plant_world(graph: Graph) -> Planted:
    """Commit what is missing of the seed world, and return what was done; a second run writes nothing.

    Raises `MalformedFile` where the world's files are not sound; nothing is written then.
    """
    world = read_world()
    return await plant(
        graph,
        actor="seed",
        action=PLANTING,
        nouns=world.nouns,
        bases=world.grounds.bases,
        entries=world.entries,
        derivations=world.derivations,
    )
