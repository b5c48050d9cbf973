"""What is protected from somebody changes no byte of any answer to him."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Final

import pytest

from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Selection
from hub.principals import Principal
from hub.scopes import CATALOGUE
from hub.shape import SHAPE
from hub.vocabulary import Role
from tests.api.world import AUTHORITY, HEALTH, planting
from tests.noninterference.asking import NOW, Asker, Body, asking, fitting_of, generated, written
from tests.noninterference.worlds import HIDDEN, ground, hidden
from tests.servers.clearing import emptied

ASKERS: Final = (
    Asker("anonymous", None),
    Asker("reader", Principal(department=HEALTH.code, role=Role.CONSUMER)),
    Asker("reader with a narrow token", Principal(department=HEALTH.code, role=Role.CONSUMER, rights=CATALOGUE)),
    Asker("stranger", Principal(department=AUTHORITY.code, role=Role.PROVIDER)),
    Asker("auditor", Principal(department=HEALTH.code, role=Role.AUDITOR)),
)
Answers = dict[str, list[tuple[int, bytes]]]


@asynccontextmanager
async def world(url: str, *, with_hidden: bool, seed: int) -> AsyncIterator[Graph]:
    """Open an empty store and plant one of the two worlds."""
    graph = await open_graph(url, shape=SHAPE, clock=lambda: NOW)
    try:
        await graph.migrate()
        await graph.commit(planting())
        await graph.commit(ground())
        if with_hidden:
            await graph.commit(hidden(Random(seed)))  # noqa: S311 – reproducible, not secret
        yield graph
    finally:
        await graph.close()


async def answers(graph: Graph, requests: Sequence[Body]) -> Answers:
    """Return what each asker is answered, request by request."""
    told: Answers = {}
    for asker in ASKERS:
        client, ask = asking(graph, asker)
        async with client:
            told[asker.name] = [await ask(request) for request in requests]
    return told


async def requests_for(seed: int) -> list[Body]:
    """Return requests that name what exists in the world that has more, hidden or not."""
    async with world("sqlite:///:memory:", with_hidden=True, seed=seed) as graph:
        fitting = await fitting_of(graph)
    return [*written(), *generated(fitting)]


def differing(requests: Sequence[Body], one: Answers, other: Answers) -> list[tuple[str, Body, bytes, bytes]]:
    """Return whose answers to which requests differ."""
    return [
        (name, request, first[1], second[1])
        for name in one
        for request, first, second in zip(requests, one[name], other[name], strict=True)
        if first != second
    ]


@pytest.mark.parametrize("seed", [1, 2])
async def test_hidden_entries_change_no_answer(seed: int) -> None:
    """On the embedded store."""
    requests = await requests_for(seed)
    async with world("sqlite:///:memory:", with_hidden=False, seed=seed) as graph:
        without = await answers(graph, requests)
    async with world("sqlite:///:memory:", with_hidden=True, seed=seed) as graph:
        assert (await graph.count(Selection("Dataset"), sight=EVERYTHING)).total == 3 + len(HIDDEN)
        assert differing(requests, without, await answers(graph, requests)) == []


@pytest.mark.neo4j
async def test_hidden_entries_change_no_answer_on_neo4j(neo4j_url: str) -> None:
    """One world after the other on one server."""
    requests = (await requests_for(3))[::2]
    told = []
    for with_hidden in (False, True):
        async with world(await emptied(neo4j_url), with_hidden=with_hidden, seed=3) as graph:
            told.append(await answers(graph, requests))
    assert differing(requests, *told) == []


async def test_those_for_whom_they_exist_see_the_difference() -> None:
    """The authority is answered otherwise: the worlds do differ, and the requests do look for it."""
    requests = await requests_for(1)
    authority = Asker("authority", Principal(department=AUTHORITY.code, role=Role.AUTHORITY))
    told = []
    for with_hidden in (False, True):
        async with world("sqlite:///:memory:", with_hidden=with_hidden, seed=1) as graph:
            client, ask = asking(graph, authority)
            async with client:
                told.append([await ask(request) for request in requests])
    different = sum(one != other for one, other in zip(*told, strict=True))
    assert different > len(requests) / 10
