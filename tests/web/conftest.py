"""A hub as its command serves it, and a real Chromium that can reach nothing else."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.conftest import missing
from tests.servers.hub import served_hub
from tests.web.visit import Visit, visit_in

EXPECT_MILLISECONDS = 20_000  # a busy machine is slow, not wrong
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name is resolved and no address but the loopback's is reached, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the hub of these tests keeps its data."""
    return tmp_path_factory.mktemp("hub")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of a hub on embedded stores with the seeded world, started as a user starts it."""
    with served_hub(folder) as address:
        yield address


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        missing("no Chromium: apt-get install chromium fonts-noto-cjk")
    expect.set_options(timeout=EXPECT_MILLISECONDS)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        yield running
        await running.close()


@pytest.fixture
async def visit(browser: Browser, site: str) -> AsyncIterator[Visit]:
    """GraphiQL, opened in a fresh profile."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    visit = await visit_in(context, site)
    await visit.page.goto(f"{site}/graphiql")
    await visit.page.locator(".graphiql-query-editor .CodeMirror").wait_for()
    yield visit
    await context.close()
