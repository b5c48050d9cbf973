"""A hub as its command serves it."""

from collections.abc import Iterator

import pytest

from tests.servers.hub import served_hub

ELSEWHERE = "https://elsewhere.example"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a hub that runs two operations at once over a WebSocket, and lets one page elsewhere open one.

    It believes the header that says who asks.
    """
    settings = {"HUB_LIMIT_OPERATIONS": "2", "HUB_ALLOWED_ORIGINS": ELSEWHERE, "HUB_DEV_PRINCIPALS": "1"}
    with served_hub(tmp_path_factory.mktemp("hub"), **settings) as address:
        yield address
