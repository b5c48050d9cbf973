"""GraphiQL in a real browser that can reach nothing but the hub."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from hub.web.graphiql import read_examples
from tests.servers.hub import served_hub
from tests.web.visit import Visit, visit_in

pytestmark = pytest.mark.browser


_TABS = {"Search": "datasets", "Dataset": "dataset", "Lineage": "dataItem", "Changes": "changes"}


async def _answer(page: Page, *, root: str) -> dict[str, Any]:
    result = page.locator(".result-window")
    await expect(result).to_contain_text(f'"{root}":')
    answer: dict[str, Any] = json.loads(await _text(result))
    return answer


async def _text(pane: Locator) -> str:
    text: str = await pane.locator(".CodeMirror").evaluate("node => node.CodeMirror.getValue()")
    return text


async def _write(pane: Locator, text: str) -> None:
    await pane.locator(".CodeMirror").evaluate("(node, text) => node.CodeMirror.setValue(text)", text)


def _tabs(page: Page) -> Locator:
    return page.locator(".graphiql-tab-button")


async def test_the_page_opens_on_the_examples(visit: Visit) -> None:
    """A newcomer finds one tab per example, the first one ready to run, and is shown no error."""
    page = visit.page
    await expect(page).to_have_title("Hub · GraphiQL")
    await expect(_tabs(page)).to_have_text(list(_TABS))
    assert await _text(page.locator(".graphiql-query-editor")) == read_examples()[0].rstrip()
    await expect(page.get_by_role("button", name="Execute query")).to_be_enabled()
    assert visit.complaints == []


async def test_every_example_runs_from_its_tab(visit: Visit) -> None:
    """Opening a tab and pressing the button at once shows that tab's answer, and nothing but the hub was asked."""
    page = visit.page
    for position, root in enumerate(_TABS.values()):
        await _tabs(page).nth(position).click()
        await page.get_by_role("button", name="Execute query").click()
        answer = await _answer(page, root=root)
        assert list(answer) == ["data"]
        assert answer["data"][root]
    assert visit.complaints == []


async def test_the_keyboard_runs_a_query_and_the_answer_is_chinese(visit: Visit) -> None:
    """Ctrl-Enter in the editor runs the query, and Chinese titles are shown as they are."""
    page = visit.page
    await page.locator(".graphiql-query-editor .CodeMirror").click()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".result-window")).to_contain_text('"title": "常住人口"')
    assert visit.complaints == []


async def test_headers_are_sent_and_never_stored(visit: Visit) -> None:
    """A token typed as a header reaches the hub and is kept neither in storage nor over a reload."""
    page = visit.page
    sent: list[str | None] = []
    page.on("request", lambda request: sent.append(request.headers.get("authorization")))
    await page.get_by_role("button", name="Headers").click()
    headers = page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden)")
    await _write(headers, '{"Authorization": "Bearer secret-token"}')
    # The history takes the headers from the tab, which learns of them a moment after the editor.
    await page.wait_for_timeout(700)
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.locator(".result-window")).to_contain_text("UNAUTHENTICATED")
    await page.get_by_role("button", name="New tab").click()
    await page.wait_for_timeout(700)
    stored = await page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert sent == ["Bearer secret-token"]
    assert "query Search" in json.loads(stored)[0]["graphiql:queries"]
    assert re.search("secret|bearer|authorization", stored, re.IGNORECASE) is None
    await page.reload()
    await page.get_by_role("button", name="Headers").click()
    assert await _text(headers) == ""
    # The browser tells its console of the status.
    assert [complaint for complaint in visit.complaints if "401 (Unauthorized)" not in complaint] == []


async def test_tabs_survive_a_reload(visit: Visit) -> None:
    """What a developer wrote is there again after a reload."""
    page = visit.page
    await _write(page.locator(".graphiql-query-editor"), "query Mine { datasets { totalCount } }")
    await expect(_tabs(page)).to_have_text(["Mine", "Dataset", "Lineage", "Changes"])
    await page.wait_for_timeout(700)
    await page.reload()
    await expect(_tabs(page)).to_have_text(["Mine", "Dataset", "Lineage", "Changes"])
    assert visit.complaints == []


async def test_the_documentation_explains_the_schema(visit: Visit) -> None:
    """The documentation explorer opens, names the types, and leads to a field's description."""
    page = visit.page
    await page.get_by_role("button", name="Show Documentation Explorer").click()
    explorer = page.get_by_role("region", name="Documentation Explorer")
    await explorer.get_by_role("link", name="Query", exact=True).click()
    await expect(explorer).to_contain_text("datasets")
    await expect(explorer).to_contain_text("Datasets whose title, code or abstract contains every word")
    assert visit.complaints == []


async def test_an_answer_that_is_no_graphql_is_told_as_such(visit: Visit) -> None:
    """Where something other than the hub answers, the page says so with the status instead of a parser's error."""
    page = visit.page
    await page.route("**/graphql", lambda route: route.fulfill(status=502, content_type="text/html", body="<p>gone"))
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.locator(".result-window")).to_contain_text("The hub answered 502 without GraphQL: <p>gone")


async def test_a_subscription_is_followed_until_it_is_stopped(visit: Visit, site: str) -> None:
    """Events are shown as they come; stopping ends the stream at the hub, and the next query runs as ever."""
    page = visit.page
    await _tabs(page).nth(list(_TABS).index("Changes")).click()
    await page.get_by_role("button", name="Execute query").click()
    answer = await _answer(page, root="changes")
    assert answer["data"]["changes"]["action"] == "world.plant"
    async with page.expect_event("requestfailed", lambda request: request.url == f"{site}/graphql"):
        await page.get_by_role("button", name="Stop query").click()
    await _tabs(page).first.click()
    await page.get_by_role("button", name="Execute query").click()
    await _answer(page, root="datasets")
    # That the browser broke the stream off is what was asked for.
    assert visit.complaints == [f"failed: {site}/graphql"]


async def test_a_subscription_that_cannot_begin_says_why(visit: Visit, site: str) -> None:
    """The error of a subscription is shown as that of a query is."""
    page = visit.page
    await _write(page.locator(".graphiql-query-editor"), "subscription { changes(after: 999999) { sequence } }")
    await page.get_by_role("button", name="Execute query").click()
    await expect(page.locator(".result-window")).to_contain_text('"code": "MALFORMED_CURSOR"')
    await expect(page.get_by_role("button", name="Execute query")).to_be_enabled()
    # Chromium now and then calls a stream broken off that it has read to its end.
    assert visit.complaints in ([], [f"failed: {site}/graphql"])


async def test_a_hub_that_binds_its_callers_says_so(browser: Browser, tmp_path: Path) -> None:
    """Where anonymous callers may run registered documents alone, the page shows what the hub says to it."""
    with served_hub(tmp_path, HUB_DOCUMENTS="registered") as site:
        context = await browser.new_context()
        page = (await visit_in(context, site)).page
        await page.goto(f"{site}/graphiql")
        refusal = "Only registered documents are run for you: send the `documentId` of one instead of a `query`."
        await expect(page.locator(".result-window")).to_contain_text(refusal)
        await page.get_by_role("button", name="Execute query").click()
        await expect(page.locator(".result-window")).to_contain_text(refusal)
        await context.close()
