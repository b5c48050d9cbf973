"""The contract suite's stores: a test that asks for `keys` runs on each, empty."""

from collections.abc import AsyncIterator

import pytest
from redis import Redis

from hub.kv.opening import MEMORY, open_kv
from hub.kv.port import KeyValues

REDIS = pytest.param("redis", marks=pytest.mark.redis)


@pytest.fixture
def empty_redis(redis_url: str) -> str:
    """The address of a Redis without keys."""
    with Redis.from_url(redis_url) as client:
        client.flushall()
    return redis_url


@pytest.fixture(params=["memory", REDIS])
async def keys(request: pytest.FixtureRequest) -> AsyncIterator[KeyValues]:
    """An empty store of each kind."""
    opened = open_kv(MEMORY if request.param == "memory" else request.getfixturevalue("empty_redis"))
    yield opened
    await opened.close()
