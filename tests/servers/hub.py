"""A hub started as a user starts it: by its command, on a free port."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from tests.servers.ports import free_port

START_SECONDS = 60


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a hub that keeps its data in a folder and has these settings and no others."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return inherited | {"HUB_DATA_DIR": str(folder)} | settings


@contextmanager
def served_hub(folder: Path, workers: int = 1, /, **settings: str) -> Iterator[str]:
    """Serve the demonstration world from a folder and yield the hub's address, without a slash at its end."""
    address = f"127.0.0.1:{free_port()}"
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            (sys.executable, "-m", "hub", "serve", "--demo", "--workers", str(workers)),
            stdout=output,
            stderr=output,
            env=environment(folder, HUB_PORT=address.partition(":")[2], **settings),
        )
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
