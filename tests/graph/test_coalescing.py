"""Questions about nodes that come while another of their kind is being answered are asked together."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from hub.graph.neo4j.coalescing import MOST, PATIENCE, Coalescing
from hub.graph.values import NodeId

LONG = 30 * PATIENCE


def ids(names: str) -> list[NodeId]:
    """Return a node id for each letter."""
    return [NodeId(f"Thing:{name}") for name in names]


@dataclass
class Server:
    """Answers each node with its own id, when it is allowed to; keeps what it was asked."""

    asked: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, nodes: Sequence[NodeId]) -> Mapping[NodeId, Any]:
        """Answer once ready; a node "x" fails."""
        names = "".join(node.removeprefix("Thing:") for node in nodes)
        self.asked.append(names)
        try:
            await self.ready.wait()
        except asyncio.CancelledError:
            self.stopped.append(names)
            raise
        if "x" in names:
            message = "a bad node"
            raise ValueError(message)
        return {node: str(node) for node in nodes}


def _coming(coalescing: Coalescing, server: Server, *names: str) -> list[asyncio.Task[Mapping[NodeId, Any]]]:
    """Have several ask alike at the same time, each about the nodes of some letters."""
    return [asyncio.create_task(coalescing.ask("kind", ids(each), server.ask)) for each in names]


async def _settle() -> None:
    """Let every task go as far as it can at once."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_one_alone_is_asked_at_once() -> None:
    """Who finds no question under way waits for nobody, one after another."""
    coalescing, server = Coalescing(), Server()
    server.ready.set()
    for names in ("ab", "c"):
        assert await coalescing.ask("kind", ids(names), server.ask) == {node: node for node in ids(names)}
    assert server.asked == ["ab", "c"]


async def test_those_who_come_meanwhile_go_together() -> None:
    """All that came while one was answered is asked at once after it, each node once; everyone finds his."""
    coalescing, server = Coalescing(), Server()
    tasks = _coming(coalescing, server, "a", "bc", "cd", "d")
    await _settle()
    assert server.asked == ["a"]
    server.ready.set()
    for names, found in zip(("a", "bc", "cd", "d"), await asyncio.gather(*tasks), strict=True):
        assert {node: found[node] for node in ids(names)} == {node: node for node in ids(names)}
    assert server.asked == ["a", "bcd"]


async def test_nobody_waits_long_for_the_one_before() -> None:
    """What takes the server long holds up others of its kind no longer than their patience."""
    coalescing, server = Coalescing(), Server()
    tasks = _coming(coalescing, server, *"abc")
    await asyncio.sleep(LONG)
    assert server.asked == ["a", "bc"]
    server.ready.set()
    await asyncio.gather(*tasks)


async def test_other_kinds_do_not_wait() -> None:
    """Only questions of one kind wait for each other, and none is asked with another kind's."""
    coalescing, server = Coalescing(), Server()
    tasks = [asyncio.create_task(coalescing.ask(kind, ids("a"), server.ask)) for kind in ("one", "other")]
    await _settle()
    assert server.asked == ["a", "a"]
    server.ready.set()
    await asyncio.gather(*tasks)


async def test_a_failure_is_told_to_all_who_asked_together() -> None:
    """Who asked together fails together; who asks afterwards is answered."""
    coalescing, server = Coalescing(), Server()
    tasks = _coming(coalescing, server, *"abx")
    await _settle()
    server.ready.set()
    first, *others = await asyncio.gather(*tasks, return_exceptions=True)
    assert first == {node: node for node in ids("a")}
    assert [str(error) for error in others] == ["a bad node", "a bad node"]
    assert await coalescing.ask("kind", ids("b"), server.ask) == {node: node for node in ids("b")}


async def test_who_leaves_is_not_asked_for() -> None:
    """One who leaves while he waits is left out; the others are answered."""
    coalescing, server = Coalescing(), Server()
    tasks = _coming(coalescing, server, *"abc")
    await _settle()
    tasks[1].cancel()
    await _settle()
    server.ready.set()
    assert (await tasks[2])[ids("c")[0]]
    assert server.asked == ["a", "c"]


async def test_a_question_is_stopped_when_all_have_left() -> None:
    """What several asked together goes on as long as one of them waits, and no longer."""
    coalescing, server = Coalescing(), Server()
    tasks = _coming(coalescing, server, *"abc")
    await asyncio.sleep(LONG)
    assert server.asked == ["a", "bc"]
    tasks[1].cancel()
    await _settle()
    assert server.stopped == []
    tasks[2].cancel()
    await _settle()
    assert server.stopped == ["bc"]
    tasks[0].cancel()
    await _settle()
    assert server.stopped == ["bc", "a"]
    server.ready.set()
    assert await coalescing.ask("kind", ids("d"), server.ask) == {node: node for node in ids("d")}


async def test_large_questions_go_alone() -> None:
    """No more nodes are asked about together than `MOST`, unless one asks about more."""
    coalescing, server = Coalescing(), Server()
    sizes = (1, MOST + 1, MOST - 1, 1, 1)
    tasks = [
        asyncio.create_task(coalescing.ask("kind", [NodeId(f"Thing:{who}.{at}") for at in range(size)], server.ask))
        for who, size in enumerate(sizes)
    ]
    await _settle()
    server.ready.set()
    assert [len(found) for found in await asyncio.gather(*tasks)] == [1, MOST + 1, MOST, MOST, 1]


@pytest.mark.parametrize("seed", range(20))
async def test_everyone_is_answered(seed: int) -> None:
    """Whoever comes, whenever, and whoever leaves: all others find what they asked for, and nothing is left behind."""
    dice = Random(seed)  # noqa: S311 – reproducible, not secret
    coalescing = Coalescing()

    async def answer(nodes: Sequence[NodeId]) -> Mapping[NodeId, Any]:
        await asyncio.sleep(dice.choice((0, 0, PATIENCE / 2, 3 * PATIENCE)))
        return {node: str(node) for node in nodes}

    async def come() -> None:
        await asyncio.sleep(dice.random() * 10 * PATIENCE)
        nodes = ids(dice.choice(("a", "bc", "abcdef")))
        patience = dice.choice((None, None, PATIENCE))
        try:
            async with asyncio.timeout(patience):
                found = await coalescing.ask(dice.choice("kl"), nodes, answer)
        except TimeoutError:
            assert patience is not None
        else:
            assert {node: found[node] for node in nodes} == {node: node for node in nodes}

    async with asyncio.timeout(10):
        await asyncio.gather(*(come() for _ in range(100)))
    await asyncio.sleep(10 * PATIENCE)
    assert coalescing.idle
