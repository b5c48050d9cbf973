"""A hub as its command serves it, and a real Chromium that can reach nothing else."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.conftest import missing
from tests.servers.ports import free_port
from tests.web.visit import Visit, visit_in

START_SECONDS = 60
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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub on embedded stores with the seeded world, started as a user starts it."""
    folder = tmp_path_factory.mktemp("hub")
    log = folder / "log"
    address = f"127.0.0.1:{free_port()}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    environment |= {"HUB_DATA_DIR": str(folder), "HUB_PORT": address.partition(":")[2]}
    with log.open("wb") as output:
        command = (sys.executable, "-m", "hub", "serve", "--demo")
        server = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        try:
            _await(f"http://{address}", server=server, log=log)
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait(timeout=START_SECONDS)


def _await(site: str, *, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{site}/health/ready").status_code == HTTPStatus.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the hub did not start:\n{log.read_text('utf-8')}", pytrace=False)


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
