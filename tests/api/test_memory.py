"""What the law was told before is told again only while nothing was written, by whichever process."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from hub.access import memory as remembering
from hub.access.deciding import Access, access_of
from hub.access.inquiring import Inquiry
from hub.access.memory import Memory
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC
from hub.graph.values import Revision
from hub.model import DataItem, Dataset
from hub.principals import Principal, sight_of
from hub.procedure import applications
from hub.procedure.applications import Choice, Decisions
from hub.procedure.applying import apply
from hub.shape import SHAPE
from hub.vocabulary import Outcome, Role, ShareType, Verdict
from tests.api.counting import CountedGraph
from tests.procedure.ground import items_of, matter, planting, user, wish
from tests.procedure.parties import HEALTH, MONDAY, POLICE

ITEMS = items_of(POLICE)
ASKER = user(HEALTH)
INQUIRY = Inquiry(department=HEALTH.code, purpose=matter(HEALTH).code)


@pytest.fixture
async def graphs(tmp_path: Path) -> AsyncIterator[list[Graph]]:
    """One file that holds the small procedure's world, opened by two processes."""
    async with AsyncExitStack() as stack:
        opened = []
        for _ in range(2):
            graph = await open_graph(f"sqlite:///{tmp_path / 'graph.sqlite'}", shape=SHAPE, clock=lambda: MONDAY)
            stack.push_async_callback(graph.close)
            await graph.migrate()
            opened.append(graph)
        await opened[0].commit(planting())
        yield opened


async def asked(graph: Graph, memory: Memory, principal: Principal = ASKER) -> Sequence[Access | None]:
    """Return what the health department may have of the items of the police."""
    return await access_of(
        graph, ITEMS, INQUIRY, principal=principal, now=MONDAY, sight=sight_of(principal), memory=memory
    )


async def outcomes(graph: Graph, memory: Memory) -> set[Outcome]:
    """Return how it is decided."""
    return {one.decision.outcome for one in await asked(graph, memory) if one is not None}


async def granted(graph: Graph) -> None:
    """Let the department apply, and provider and authority approve of everything."""
    filed = await apply(graph, ASKER, wish(HEALTH, POLICE), now=MONDAY)
    choices = tuple(Choice(item=item, verdict=Verdict.APPROVE) for item in ITEMS)
    decisions = [Decisions(application=filed.application.code, choices=choices)]  # type: ignore[union-attr]  # not refused
    for code, role in (("gd-police", Role.PROVIDER), ("gd-data", Role.AUTHORITY)):
        reviewer = Principal(department=code, role=role)  # type: ignore[arg-type]  # a code
        await applications.decide(graph, reviewer, decisions, now=MONDAY)


async def test_what_another_process_writes_bites_with_the_next_question(graphs: list[Graph]) -> None:
    """A grant that it makes is known at once, and so is an item that it closes."""
    here, there = graphs
    memory = Memory(here.head)
    assert await outcomes(here, memory) == {Outcome.DENY}
    await granted(there)
    assert Outcome.DENY not in await outcomes(here, memory)
    (node,) = await there.get([id_of(DataItem, ITEMS[0])], sight=EVERYTHING)
    assert node is not None
    closed = replace(noun_of(DataItem, node), declared_share_type=ShareType.NOT_SHARED)
    await there.commit(Change(actor="test", action="item.close", puts=(node_of(closed),)))
    assert Outcome.DENY in await outcomes(here, memory)


async def test_asking_again_costs_one_look(graphs: list[Graph]) -> None:
    """At the head of the ledger; those who ask at one moment share it."""
    counted = CountedGraph(graphs[0])
    graph = cast("Graph", counted)
    memory = Memory(lambda: graph.head())  # noqa: PLW0108 – each look is counted
    first = await asked(graph, memory)
    counted.calls.clear()
    assert await asked(graph, memory) == first
    assert counted.calls == {"head": 1}
    assert await asyncio.gather(*(asked(graph, memory) for _ in range(20))) == [first] * 20
    assert counted.calls == {"head": 2}


async def test_what_one_may_see_is_not_told_to_another(graphs: list[Graph]) -> None:
    """A protected entry that its provider asked about does not exist for a stranger who asks next."""
    here = graphs[0]
    memory = Memory(here.head)
    code = ITEMS[0].partition("#")[0]
    nodes = await here.get([id_of(Dataset, code), *(id_of(DataItem, item) for item in ITEMS)], sight=EVERYTHING)
    hidden = tuple(replace(node, audience=(f"department:{POLICE.code}",)) for node in nodes if node is not None)
    await here.commit(Change(actor="test", action="dataset.hide", puts=hidden))
    provider = Principal(department=POLICE.code, role=Role.PROVIDER)
    assert None not in await asked(here, memory, provider)
    assert set(await asked(here, memory)) == {None}


async def test_a_full_memory_begins_anew(graphs: list[Graph], monkeypatch: pytest.MonkeyPatch) -> None:
    """And decides as before."""
    here = graphs[0]
    await granted(here)
    memory = Memory(here.head)
    expected = await asked(here, memory)
    monkeypatch.setattr(remembering, "ROOM", 1)
    for _ in range(3):
        assert await asked(here, memory) == expected


async def test_nothing_is_remembered_of_the_past(graphs: list[Graph]) -> None:
    """A question as of a revision is answered from what was recorded then."""
    here = graphs[0]
    memory = Memory(here.head)
    await granted(here)
    assert Outcome.DENY not in await outcomes(here, memory)
    (then,) = {
        tuple(one.decision.outcome for one in found if one is not None)
        for found in [
            await access_of(
                here,
                ITEMS,
                INQUIRY,
                principal=ASKER,
                now=MONDAY,
                sight=PUBLIC,
                as_of=Revision(1),
                memory=memory,
            )
        ]
    }
    assert set(then) == {Outcome.DENY}
