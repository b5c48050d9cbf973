"""A hub as its command serves it."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from graph_seed.accounts import PROGRAM
from tests.servers.hub import served_hub
from tests.servers.tokens import token_of_program

ELSEWHERE = "https://elsewhere.example"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the hub of these tests keeps its data."""
    return tmp_path_factory.mktemp("hub")


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[str]:
    """The address of a hub that runs two operations at once over a WebSocket, and lets one page elsewhere open one."""
    settings = {"HUB_LIMIT_OPERATIONS": "2", "HUB_ALLOWED_ORIGINS": ELSEWHERE}
    with served_hub(folder, **settings) as address:
        yield address


@pytest.fixture
def token(site: str, folder: Path) -> str:
    """A token of the program of the health department, for reading the catalogue and applying."""
    secret = orjson.loads((folder / "demo.json").read_bytes())["secret"]
    return token_of_program(site, PROGRAM, secret, scope="catalogue:read access:apply")
