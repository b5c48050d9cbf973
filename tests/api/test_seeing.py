from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph_seed.generator import plant_scale
from graph_seed.generator.plans import Plans
from graph_seed.generator.scale import SEED, matter_of
from hub.access.deciding import access_of
from hub.access.inquiring import Inquiry
from hub.access.seeing import what_is_seen
from hub.catalogue.listing import MAX_PAGE, PageRequest
from hub.catalogue.nouns import node_of, noun_of
from hub.catalogue.reading import fetch
from hub.codes import Code, ItemCode
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Selection, Window
from hub.law.access import permits
from hub.model import Application, DataItem, Dataset, Grant
from hub.principals import Principal, sight_of
from hub.procedure.dossiers import parts_of_grant
from hub.shape import SHAPE
from hub.vocabulary import ApplicationState, Channel, GrantState, Role, ShareType
from tests.api.conftest import Ask
from tests.api.test_access import AUDITOR, CLERK, NUMBER, PROVIDER, STRANGER
from tests.api.world import HEALTH, POLICE, VACCINATION

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DATASETS = 60
HOLDERS = """query ($item: String!) { whoCanSee(item: $item) {
  item { code } provider { code } everyone complete
  access { outcome department { code } purpose { code } grant { code } }
} }"""
SEEN = """query ($purpose: String!, $first: Int, $after: String) {
  whatCanISee(purpose: $purpose, first: $first, after: $after) {
    nodes { dataset { code } access { code outcome } } lookedAt hasNextPage endCursor
  }
}"""


def granting(holder: Code, provider: Code, matter: Code, items: Sequence[str], code: str, **more: Any) -> Change:  # noqa: ANN401 – any field of a grant
    """Return the change that grants items to a department, without conditions."""
    grant = Grant(
        code=Code(code),
        holder=holder,
        provider=provider,
        matter=matter,
        items=tuple(ItemCode(item) for item in items),
        state=GrantState.ACTIVE,
        since=NOW - DAY,
        until=datetime.now(UTC) + 400 * DAY,
        application=Code(f"{code}-application"),
    )
    application = Application(
        code=grant.application,
        applicant=holder,
        provider=provider,
        matter=matter,
        items=grant.items,
        region="44",
        state=ApplicationState.APPROVED,
        days=400,
    )
    node, edges = parts_of_grant(replace(grant, **more), {}, application=application.code)
    return Change("test", "grant.make", puts=(node_of(application), node), links=tuple(edges))


async def test_who_may_have_what_is_granted(ask: Ask, graph: Graph) -> None:
    """The provider and the auditor are told of all, a party of its own, a stranger only that he may not."""
    await graph.commit(granting(HEALTH.code, POLICE.code, VACCINATION.code, [NUMBER], "grant-1"))
    held = [
        {
            "outcome": "ALLOW",
            "department": {"code": HEALTH.code},
            "purpose": {"code": VACCINATION.code},
            "grant": {"code": "grant-1"},
        }
    ]
    for principal, access, complete in (
        (PROVIDER, held, True),
        (AUDITOR, held, True),
        (CLERK, held, False),
        (STRANGER, [], False),
    ):
        answer = await ask(HOLDERS, principal=principal, item=NUMBER)
        assert answer["data"]["whoCanSee"] == {
            "item": {"code": NUMBER},
            "provider": {"code": POLICE.code},
            "everyone": False,
            "complete": complete,
            "access": access,
        }


@pytest.mark.parametrize("more", [{"state": GrantState.REVOKED}, {"until": NOW}])
async def test_a_dead_grant_lets_nobody_see(ask: Ask, graph: Graph, more: dict[str, object]) -> None:
    """What was revoked or has expired is not told as access."""
    await graph.commit(granting(HEALTH.code, POLICE.code, VACCINATION.code, [NUMBER], "grant-1", **more))
    answer = await ask(HOLDERS, principal=PROVIDER, item=NUMBER)
    assert answer["data"]["whoCanSee"]["access"] == []


async def test_what_everyone_may_have_and_what_does_not_exist(ask: Ask, graph: Graph) -> None:
    """An item that is open and settled is everyone's; a protected one is nobody's to know of."""
    (item,) = await fetch(graph, DataItem, ["residents#name"], sight=EVERYTHING)
    assert item is not None
    opened = node_of(replace(item, declared_share_type=ShareType.UNCONDITIONAL))
    await graph.commit(Change("test", "item.open", puts=(opened,)))
    answer = await ask(HOLDERS, principal=STRANGER, item="residents#name")
    assert (answer["data"]["whoCanSee"]["everyone"], answer["data"]["whoCanSee"]["complete"]) == (True, True)
    assert (await ask(HOLDERS, principal=STRANGER, item="watched#name"))["data"] == {"whoCanSee": None}
    anonymous = await ask(HOLDERS, item="residents#name")
    assert anonymous["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_a_department_may_have(ask: Ask, graph: Graph) -> None:
    """Its own datasets, and what it was granted for this very purpose; for another's purpose nothing."""
    await graph.commit(granting(HEALTH.code, POLICE.code, VACCINATION.code, [NUMBER], "grant-1"))
    answer = await ask(SEEN, principal=CLERK, purpose=VACCINATION.code)
    assert answer["data"]["whatCanISee"]["nodes"] == [
        {
            "dataset": {"code": "children"},
            "access": [
                {"code": "children#name", "outcome": "ALLOW"},
                {"code": "children#id_number", "outcome": "ALLOW"},
            ],
        },
        {"dataset": {"code": "residents"}, "access": [{"code": NUMBER, "outcome": "ALLOW"}]},
    ]
    assert (answer["data"]["whatCanISee"]["lookedAt"], answer["data"]["whatCanISee"]["hasNextPage"]) == (2, False)
    first = (await ask(SEEN, principal=CLERK, purpose=VACCINATION.code, first=1))["data"]["whatCanISee"]
    assert ([entry["dataset"]["code"] for entry in first["nodes"]], first["hasNextPage"]) == (["children"], True)
    rest = await ask(SEEN, principal=CLERK, purpose=VACCINATION.code, first=1, after=first["endCursor"])
    assert [entry["dataset"]["code"] for entry in rest["data"]["whatCanISee"]["nodes"]] == ["residents"]
    nothing = await ask(SEEN, principal=PROVIDER, purpose=VACCINATION.code)
    assert nothing["data"]["whatCanISee"] == {"nodes": [], "lookedAt": 0, "hasNextPage": False, "endCursor": None}


@pytest.fixture(scope="module")
async def province() -> AsyncIterator[Graph]:
    """Return a generated catalogue with some grants of one department to another."""
    graph = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await graph.migrate()
    await plant_scale(graph, datasets=DATASETS)
    for number, (holder, matter, item, provider) in enumerate(await wanted(graph)):
        await graph.commit(granting(holder, provider, matter, [item], f"grant-{number}"))
    yield graph
    await graph.close()


async def wanted(graph: Graph) -> Sequence[tuple[Code, Code, str, Code]]:
    """Return what to grant: to each of three departments every third conditional item of others."""
    items = [item for item in await everything(graph) if item.share_type is ShareType.CONDITIONAL]
    found = []
    for department, matter in askers():
        for item in items[::3]:
            (dataset,) = await fetch(graph, Dataset, [item.dataset], sight=EVERYTHING)
            if dataset is not None and dataset.provider != department:
                found.append((department, matter, item.code, dataset.provider))
    return found


async def everything(graph: Graph) -> list[DataItem]:
    """Return all items, by code."""
    found, window, more = [], Window(first=MAX_PAGE), True
    while more:
        page = await graph.find(Selection("DataItem"), window=window, sight=EVERYTHING)
        found += [noun_of(DataItem, hit.node) for hit in page.hits]
        more, window = page.more, Window(first=MAX_PAGE, after=page.hits[-1].position)
    return found


def askers() -> Iterator[tuple[Code, Code]]:
    """Yield departments, each with its business matter."""
    bodies = [body for body in Plans(seed=SEED).bodies_of(DATASETS) if body.office]
    yield from ((body.department.code, matter_of(body)) for body in bodies[:: len(bodies) // 3][:3])


@pytest.mark.parametrize("first", [3, 50])
async def test_the_pre_filter_leaves_out_nothing_that_the_law_permits(province: Graph, first: int) -> None:
    """Page by page, a department is shown exactly what the law permits of all there is."""
    for department, matter in askers():
        principal = Principal(department=department, role=Role.CONSUMER)
        inquiry = Inquiry(department=department, purpose=matter, channel=Channel.PAGE)
        asked = {"now": NOW, "sight": sight_of(principal)}
        codes = [item.code for item in await everything(province)]
        judged = await access_of(province, codes, inquiry, principal=principal, **asked)  # type: ignore[arg-type]  # as named
        lawful = {one.decision.item for one in judged if one is not None and permits(one.decision)}
        shown, after, more = [], None, True
        while more:
            page = await what_is_seen(province, inquiry, page=PageRequest(first, after), **asked)  # type: ignore[arg-type]  # as named
            shown += [(entry.dataset.code, [one.decision.item for one in entry.access]) for entry in page.entries]
            after, more = page.cursor, page.more
        assert [code for code, _ in shown] == sorted({code.partition("#")[0] for code in lawful})
        assert {item for _, items in shown for item in items} == lawful
        assert lawful
