"""What a stranger is told reveals nothing of others: not their grants, nor entries that do not exist for him."""

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import cycle
from typing import Final

import pytest

from hub.codes import Code, ItemName, code, item_code
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.model import DataItem, Dataset
from hub.principals import Principal
from hub.registration.entries import Entry, ItemEntry, classified, edges_of, nodes_of
from hub.shape import SHAPE
from hub.vocabulary import Role, ShareType
from schema.execution.engine import Engine
from tests.law.asking import EXPLAINED, ask, global_id
from tests.law.notation import ZONE
from tests.law.planting import Planted, plant_cases

NOW: Final = datetime(2026, 3, 2, 10, tzinfo=ZONE)
STRANGER: Final = Principal(department=code("shenzhen-health"), role=Role.CONSUMER)
HIDDEN: Final = item_code(Code("hidden"), ItemName("informant"))
ABSENT: Final = item_code(Code("hidden"), ItemName("nothing"))
OWN: Final = "shenzhen-epidemic-control"
PURPOSES: Final = (OWN, "epidemic-control", OWN, None)
TOGETHER: Final = 10  # how many cases one query asks about
EVERY: Final = 1 if os.environ.get("CI") == "true" else 3  # of so many queries one is put

QUESTION: Final = f"""
query ($codes: [String!]!, $datasets: [ID!]!, $purpose: String) {{
  access(items: $codes, purpose: $purpose) {{ {EXPLAINED} }}
  nodes(ids: $datasets) {{ ... on Dataset {{ access(purpose: $purpose) {{ {EXPLAINED} }} }} }}
}}
"""
WHO: Final = f"""
query ($item: String!) {{
  whoCanSee(item: $item) {{ everyone complete provider {{ code }} access {{ {EXPLAINED} }} }}
}}
"""
WHAT: Final = f"""
query ($purpose: String!) {{
  whatCanISee(purpose: $purpose, first: 50) {{
    lookedAt hasNextPage endCursor nodes {{ dataset {{ code }} access {{ {EXPLAINED} }} }}
  }}
}}
"""


@pytest.fixture(scope="module")
async def bare(planted: Sequence[Planted]) -> AsyncIterator[Graph]:
    """The same world without anybody's grant, and without the protected entry."""
    graph = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await graph.migrate()
    await plant_cases(graph, [replace(case, world=replace(case.world, grants=())) for case in planted])
    yield graph
    await graph.close()


async def test_the_grants_of_others_change_nothing_that_a_stranger_is_told(
    town: Graph, bare: Graph, planted: Sequence[Planted], engine: Engine
) -> None:
    """Every answer is the same to the letter, reasons, remedies and sentences included, as where nobody has a grant."""
    for start, purpose in zip(range(0, len(planted), TOGETHER * EVERY), cycle(PURPOSES), strict=False):
        asked = planted[start : start + TOGETHER]
        variables = {
            "codes": [facts.item for case in asked for facts in case.facts],
            "datasets": [global_id(Dataset, case.world.entry.code) for case in asked],
            "purpose": purpose,
        }
        told = [await ask(graph, engine, QUESTION, principal=STRANGER, now=NOW, **variables) for graph in (town, bare)]
        assert told[0] == told[1]
        assert told[0]["errors"] == []


async def test_lists_of_what_may_be_had_tell_a_stranger_nothing_of_the_grants_of_others(
    town: Graph, bare: Graph, planted: Sequence[Planted], engine: Engine
) -> None:
    """Who may have an item, and what the stranger may have: the same to the letter as where nobody has a grant."""
    granted = [case for case in planted if case.world.grants]
    assert all(STRANGER.department not in {grant.department for grant in case.world.grants} for case in granted)
    for case in granted[:: 10 * EVERY]:
        who = [
            await ask(graph, engine, WHO, principal=STRANGER, now=NOW, item=case.facts[0].item)
            for graph in (town, bare)
        ]
        assert who[0] == who[1]
        assert who[0]["data"]["whoCanSee"]["access"] == who[0]["errors"] == []
    what = [await ask(graph, engine, WHAT, principal=STRANGER, now=NOW, purpose=OWN) for graph in (town, bare)]
    assert what[0] == what[1]
    assert what[0]["data"]["whatCanISee"]["nodes"] != []


async def test_a_protected_item_is_told_of_as_one_that_is_not_there(bare: Graph, engine: Engine) -> None:
    """To a stranger neither exists; to its provider one of them does."""
    await bare.commit(_protected())
    told = {
        item: await ask(bare, engine, QUESTION, principal=STRANGER, now=NOW, **_about(item))
        for item in (HIDDEN, ABSENT)
    }
    assert told[HIDDEN] == told[ABSENT] == {"data": {"access": [None], "nodes": [None]}, "errors": []}
    provider = Principal(department=code("police"), role=Role.PROVIDER)
    known = await ask(bare, engine, QUESTION, principal=provider, now=NOW, **_about(HIDDEN))
    assert [one["code"] for one in known["data"]["access"]] == [HIDDEN]


def _about(item: str) -> dict[str, object]:
    dataset = "hidden" if item == HIDDEN else "absent"
    return {"codes": [item], "datasets": [global_id(Dataset, dataset)], "purpose": OWN}


def _protected() -> Change:
    dataset = Dataset(
        code=code("hidden"),
        title="线人",
        provider=code("police"),
        region="44",
        share_type=ShareType.UNCONDITIONAL,
        protected=True,
    )
    item = DataItem(
        dataset=dataset.code,
        name=ItemName("informant"),
        title="姓名",
        position=1,
        share_type=ShareType.UNCONDITIONAL,
    )
    entry = classified(Entry(dataset=dataset, items=(ItemEntry(item=item),)), valid=())
    return Change(actor="tests", action="hidden.plant", puts=tuple(nodes_of(entry)), links=tuple(edges_of(entry)))
