"""Signing in on the page of GraphiQL, and what it says of what is refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from playwright.async_api import Browser, Locator, Page, Response, Route, expect

from tests.servers.clearing import emptied
from tests.servers.hub import served_hub
from tests.web.visit import Visit, visit_in

pytestmark = pytest.mark.browser

PRODUCTION = pytest.param("production", marks=(pytest.mark.neo4j, pytest.mark.redis))
ASKED = """{
  access(
    items: ["gd-gat.resident-population#residence_address", "gd-gat.resident-population#phone"]
    purpose: "gd-wjw.matter.birth-certificate"
  ) { code outcome remedies { step sentence } }
}"""


@dataclass(frozen=True, slots=True)
class Desk:
    """The page of a hub, and the password of its people."""

    visit: Visit
    password: str

    @property
    def page(self) -> Page:
        """The page itself."""
        return self.visit.page

    async def run(self, query: str) -> dict[str, Any]:
        """Run a query by the button and return the answer that is shown."""
        editor = self.page.locator(".graphiql-query-editor .CodeMirror")
        await editor.evaluate("(node, text) => node.CodeMirror.setValue(text)", query)
        return await self.execute()

    async def execute(self) -> dict[str, Any]:
        """Run what stands in the editor."""
        async with self.page.expect_response(_is_answer) as told:
            await self.page.get_by_role("button", name="Execute query").click()
        answer: dict[str, Any] = await (await told.value).json()
        await expect(self.page.locator(".result-window")).to_contain_text(json.dumps(next(iter(answer))))
        return answer

    async def sign_in(self, button: Locator, login: str = "chen", *, signed_in: bool = False) -> None:
        """Press a button that opens the window of the sign-in, and go through its pages."""
        async with self.page.context.expect_page() as opened:
            await button.click()
        window = await opened.value
        if not signed_in:
            await window.locator("input[name=login]").fill(login)
            await window.locator("input[name=password]").fill(self.password)
            await window.locator("form button").first.click()
        async with window.expect_event("close"):
            await window.locator("button[value=allow]").click()

    def button(self, name: str) -> Locator:
        """Return a button by what stands on it."""
        return self.page.get_by_role("button", name=name)


def _is_answer(response: Response) -> bool:
    """Tell an answer from those that the page asks for by itself: the schema, and who is signed in."""
    asked = response.request.post_data or ""
    return (
        response.url.endswith("/graphql") and "IntrospectionQuery" not in asked and "viewer { role client" not in asked
    )


@pytest.fixture(params=["embedded", PRODUCTION])
async def desk(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    """The page of a hub on embedded stores, and on Neo4j and Redis, in a fresh profile."""
    settings = {}
    if request.param == "production":
        url = await emptied(str(request.getfixturevalue("neo4j_url")))
        settings = {"HUB_GRAPH_URL": url, "HUB_KV_URL": str(request.getfixturevalue("redis_url"))}
    folder: Path = tmp_path_factory.mktemp("hub")
    with served_hub(folder, **settings) as site:
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        visit = await visit_in(context, site)
        await visit.page.goto(f"{site}/graphiql")
        await visit.page.locator(".graphiql-query-editor .CodeMirror").wait_for()
        yield Desk(visit, orjson.loads((folder / "demo.json").read_bytes())["password"])
        await context.close()


async def test_a_department_signs_in_and_applies(desk: Desk) -> None:
    """A refused field leads to its scope, a refused item to an application; the token is in no storage, and ends."""
    page = desk.page
    status = page.get_by_role("status")
    await expect(status).to_contain_text("Not signed in")
    answer = await desk.run("{ applications { totalCount } }")
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    refused = page.get_by_role("region", name="Refused")
    await expect(refused).to_contain_text("Query.applications")

    await desk.sign_in(desk.button("Ask for access:apply"))
    await expect(status).to_contain_text("广东省卫生健康委员会 · CONSUMER")
    await expect(page.locator("#session .held code")).to_have_text(["access:apply", "catalogue:read"])
    assert (await desk.execute())["data"] == {"applications": {"totalCount": 0}}
    await expect(refused).to_have_count(0)

    answer = await desk.run(ASKED)
    assert [item["outcome"] for item in answer["data"]["access"]] == ["DENY", "DENY"]
    await desk.button("Prepare the application").click()
    editor = page.locator(".graphiql-query-editor .CodeMirror")
    await expect(editor).to_contain_text("gd-wjw.matter.birth-certificate")
    text = await editor.evaluate("node => node.CodeMirror.getValue()")
    applied = await desk.run(text.replace('statement: ""', 'statement: "签发出生医学证明"'))
    assert applied["data"]["applyForAccess"]["state"] == "SUBMITTED"
    assert (await desk.run("{ applications { totalCount } }"))["data"] == {"applications": {"totalCount": 1}}

    stored = await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert "eyJ" not in stored
    await desk.button("Sign out").click()
    await expect(status).to_contain_text("Not signed in")
    assert (await desk.execute())["data"] == {"applications": None}
    assert desk.visit.complaints == []


async def test_a_reload_forgets_the_token_and_the_window_remembers_the_person(desk: Desk) -> None:
    """The page is anonymous again; signing in asks for consent and for no password."""
    page = desk.page
    await desk.sign_in(desk.button("Sign in").last, "lin")
    await expect(page.get_by_role("status")).to_contain_text("广东省公安厅 · PROVIDER")
    await page.reload()
    await expect(page.get_by_role("status")).to_contain_text("Not signed in")
    await desk.sign_in(desk.button("Sign in").last, signed_in=True)
    await expect(page.get_by_role("status")).to_contain_text("广东省公安厅 · PROVIDER")


async def test_the_schema_is_learnt_by_signing_in(browser: Browser, tmp_path: Path) -> None:
    """On a hub that shows nothing to anonymous callers, the page knows the schema once somebody has signed in."""
    with served_hub(tmp_path, HUB_ANONYMOUS_CATALOGUE="off") as site:
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        visit = await visit_in(context, site)
        desk = Desk(visit, orjson.loads((tmp_path / "demo.json").read_bytes())["password"])
        await visit.page.goto(f"{site}/graphiql")
        await expect(visit.page.locator(".result-window")).to_contain_text("UNAUTHENTICATED")
        await desk.sign_in(desk.button("Sign in").last)
        await desk.button("Show Documentation Explorer").click()
        explorer = visit.page.get_by_role("region", name="Documentation Explorer")
        await expect(explorer.get_by_role("link", name="Query", exact=True)).to_be_visible()
        assert (await desk.run("{ viewer { role } }"))["data"] == {"viewer": {"role": "CONSUMER"}}
        await context.close()


async def test_a_refusal_stays_when_the_schema_comes_late(browser: Browser, tmp_path: Path) -> None:
    """What the page asks by itself tells nothing about the answer before it."""
    with served_hub(tmp_path) as site:
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        visit = await visit_in(context, site)
        held, go = asyncio.Event(), asyncio.Event()

        async def late(route: Route) -> None:
            if "IntrospectionQuery" in (route.request.post_data or ""):
                held.set()
                await go.wait()
            await route.continue_()

        await visit.page.route("**/graphql", late)
        await visit.page.goto(f"{site}/graphiql")
        desk = Desk(visit, "")
        await held.wait()
        await desk.run("{ applications { totalCount } }")
        refused = visit.page.get_by_role("region", name="Refused")
        await expect(refused).to_contain_text("Query.applications")
        go.set()
        await desk.button("Show Documentation Explorer").click()
        await expect(visit.page.get_by_role("link", name="Query", exact=True)).to_be_visible()
        await expect(refused).to_contain_text("Query.applications")
        await context.close()


async def test_another_person_signs_in_after_the_first(desk: Desk) -> None:
    """Who signs out leaves the page to somebody else, who is asked who he is."""
    await desk.sign_in(desk.button("Sign in").last)
    await expect(desk.page.get_by_role("status")).to_contain_text("CONSUMER")
    await desk.button("Sign out").click()
    await desk.sign_in(desk.button("Sign in").last, "huang")
    await expect(desk.page.get_by_role("status")).to_contain_text("广东省政务服务数据管理局 · AUTHORITY")


async def test_what_a_person_may_not_have_is_told(desk: Desk) -> None:
    """Scopes beyond those of the person are refused by the hub, in words on the page."""
    page = desk.page
    await page.locator("#session summary").click()
    await page.get_by_label("access:decide").check()
    async with page.context.expect_page() as opened:
        await desk.button("Sign in with these").click()
    window = await opened.value
    await window.locator("input[name=login]").fill("chen")
    await window.locator("input[name=password]").fill(desk.password)
    async with window.expect_event("close"):
        await window.locator("form button").first.click()
    await expect(page.get_by_role("status")).to_contain_text("may not have all of this")
    await page.locator("#session summary").click()
    await desk.sign_in(desk.button("Sign in with these"), "lin")
    await expect(page.get_by_role("status")).to_contain_text("PROVIDER")
