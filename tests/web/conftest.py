"""A hub served by a real server process and a real Chromium that can reach nothing else."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.web.visit import Visit, visit_in

_FLAGS = (
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
_START_SECONDS = 20


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _await_port(port: int, *, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a hub that a real server process serves."""
    port = _free_port()
    log = tmp_path_factory.mktemp("site") / "log"
    command = (sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1")
    with log.open("wb") as output:
        server = subprocess.Popen((*command, "--port", str(port), "tests.web.toy:site"), stdout=output, stderr=output)
        try:
            _await_port(port, server=server, log=log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=_START_SECONDS)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Return a headless Chromium with a fresh profile; skip without one, but fail in CI."""
    chromium = shutil.which("chromium")
    if chromium is None:
        lacking = "no Chromium here: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(lacking)
        pytest.skip(lacking)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, headless=True, args=_FLAGS)
        yield running
        await running.close()


@pytest.fixture
async def visit(browser: Browser, site: str) -> AsyncIterator[Visit]:
    """Open GraphiQL in a fresh profile, from which only this machine can be reached."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    visit = await visit_in(context, site)
    await visit.page.goto(f"{site}/graphiql")
    await visit.page.locator(".graphiql-query-editor .CodeMirror").wait_for()
    yield visit
    await context.close()
