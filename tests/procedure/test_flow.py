"""A procedure over HTTP, on a clock that the test moves."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.app import build_app
from hub.graph.opening import open_graph
from hub.settings import read_settings
from hub.shape import SHAPE
from hub.vocabulary import Role
from tests.procedure.ground import items_of, matter, planting
from tests.procedure.parties import HEALTH, MONDAY, POLICE, day
from tests.servers.tokens import Tokens, tokens_of

USER = ("gz-health", Role.CONSUMER)
PROVIDER = ("gd-police", Role.PROVIDER)
REVIEWER = ("gd-data", Role.AUTHORITY)
ITEM = items_of(POLICE)[0]
PURPOSE = matter(HEALTH).code


@dataclass(slots=True)
class Site:
    """A hub with its clock."""

    client: httpx.AsyncClient
    tokens: Tokens
    now: datetime = MONDAY

    async def ask(self, query: str, asker: tuple[str, Role]) -> Any:  # noqa: ANN401 – what GraphQL answers
        """Return the data that a department is answered, which must come without errors."""
        headers = self.tokens.headers(*asker, now=self.now)
        answer = (await self.client.post("/graphql", json={"query": query}, headers=headers)).json()
        assert "errors" not in answer, answer
        return answer["data"]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """A hub on a file that holds the small procedure's world."""
    settings = read_settings({"HUB_DATA_DIR": str(tmp_path)})
    graph = await open_graph(settings.graph_url, shape=SHAPE, clock=lambda: MONDAY)
    await graph.migrate()
    await graph.commit(planting())
    await graph.close()
    tokens = await tokens_of(settings.graph_url, settings.issuer, department="gd-data", now=MONDAY)
    started: list[Site] = []
    app = build_app(settings, clock=lambda: started[0].now)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        started.append(Site(client, tokens))
        async with app.router.lifespan_context(app):
            yield started[0]


async def test_silence_becomes_overdue_and_is_decided(site: Site) -> None:
    """Nobody answers: the day after the due day the application is overdue, and at the top the provider decides."""
    filed = await site.ask(
        f'mutation {{ done: applyForAccess(input: {{items: ["{ITEM}"], purpose: "{PURPOSE}"}}) {{ '
        "... on ApplicationStep { application { code } due } } }",
        USER,
    )
    code = filed["done"]["application"]["code"]
    state = f'{{ application(code: "{code}") {{ state overdue nextSteps {{ seat task department {{ code }} }} }} }}'
    site.now = day(3, 16, hour=23)
    waiting = (await site.ask(state, REVIEWER))["application"]
    assert (waiting["overdue"], [step["seat"] for step in waiting["nextSteps"]]) == (False, ["PROVIDER", "AUTHORITY"])
    site.now = day(3, 17, hour=0)
    assert (await site.ask(state, REVIEWER))["application"] == {
        "state": "SUBMITTED",
        "overdue": True,
        "nextSteps": [{"seat": "COORDINATOR", "task": "COORDINATE", "department": {"code": "gd-police"}}],
    }
    decided = await site.ask(
        f'mutation {{ done: coordinateApplication(decisions: {{application: "{code}", items: {{item: "{ITEM}", '
        'verdict: APPROVE, reason: "符合共享条件"}}) { ... on ApplicationSteps { steps { state '
        "grant { since reviewed: application { reviews { settlement } } } } } } }",
        PROVIDER,
    )
    (step,) = decided["done"]["steps"]
    assert step == {
        "state": "APPROVED",
        "grant": {
            "since": site.now.isoformat(),
            "reviewed": {"reviews": [{"settlement": "PROVIDER_ALONE"}]},
        },
    }
