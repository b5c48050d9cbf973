"""Random changes and questions, put to each store and to the reference; every answer is compared whole."""

import os

import pytest

from hub.errors import Conflict
from hub.graph.change import Change, Receipt
from hub.graph.port import Graph
from tests.contract.dice import Dice
from tests.contract.reference import ReferenceGraph
from tests.contract.stores import Store
from tests.contract.world import SHAPE, Clock, exact, present, whole

# How many plays of how many changes. Every new kind of question costs Neo4j a plan, so it plays less.
CHANGES = {"sqlite": 40, "neo4j": 12}
PLAYS = {"sqlite": 60, "neo4j": 4} if os.environ.get("CI") == "true" else {"sqlite": 10, "neo4j": 1}
QUESTIONS = 8


async def _outcome(graph: Graph, change: Change) -> Receipt | str:
    try:
        return await graph.commit(change)
    except Conflict as conflict:
        return conflict.code


@pytest.mark.parametrize(
    ("durable", "seed", "changes"),
    [
        pytest.param(kind, seed, CHANGES[kind], marks=[pytest.mark.neo4j] if kind == "neo4j" else [])
        for kind, plays in PLAYS.items()
        for seed in range(plays)
    ],
    indirect=["durable"],
)
async def test_a_random_play(durable: Store, seed: int, changes: int) -> None:
    """Whatever is written and asked, a store answers as the reference does, and both hold the same in the end."""
    clock, dice = Clock(), Dice(seed)
    store, reference = await durable.open(clock=clock), ReferenceGraph(shape=SHAPE, clock=clock)
    for turn in range(changes):
        clock.advance(seconds=dice.pause())
        change = dice.change(*await present(reference))
        assert await _outcome(store, change) == await _outcome(reference, change), (seed, turn, change)
        for _ in range(QUESTIONS):
            question = dice.question(turn)
            answer, expected = await question(store), await question(reference)
            assert exact(_plain(answer)) == exact(_plain(expected)), (seed, turn)
    assert exact(await whole(store)) == exact(await whole(reference))


def _plain(answer: object) -> object:
    """Return an answer that may be any sequence as a list."""
    return list(answer) if isinstance(answer, list | tuple) else answer
