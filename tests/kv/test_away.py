"""A Redis that is away: replay protection refuses, and when it is back everything goes on."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from hub.errors import KvUnavailable
from hub.kv.port import KeyValues
from hub.kv.redis import RedisKeys
from hub.kv.replay import first_time
from tests.contract.relay import Relay, relay_to
from tests.servers.redis import RedisServer

VERBS: dict[str, Callable[[KeyValues], Awaitable[object]]] = {
    "get": lambda keys: keys.get("a"),
    "put": lambda keys: keys.put("a", b"", seconds=60),
    "take": lambda keys: keys.take("b"),
    "count": lambda keys: keys.count("c", seconds=60),
    "ping": lambda keys: keys.ping(),
    "first_time": lambda keys: first_time(keys, "code", "secret", seconds=60, issued=1, now=1),
}
AWAY = dict.fromkeys(VERBS, "KV_UNAVAILABLE")
BACK = dict.fromkeys(VERBS, "answered")


async def _told(keys: KeyValues) -> dict[str, str]:
    async def one(ask: Callable[[KeyValues], Awaitable[object]]) -> str:
        try:
            await ask(keys)
        except KvUnavailable as away:
            return away.code
        return "answered"

    return dict(zip(VERBS, await asyncio.gather(*map(one, VERBS.values())), strict=True))


@pytest.fixture
async def keys(redis_url: str) -> AsyncIterator[KeyValues]:
    """The store on the Redis of the run."""
    opened = RedisKeys(redis_url)
    yield opened
    await opened.close()


async def test_a_server_that_was_stopped_and_started(redis_running: RedisServer, keys: KeyValues) -> None:
    """While the server is stopped every verb says so; when it runs again all verbs answer."""
    assert await _told(keys) == BACK
    await asyncio.to_thread(redis_running.stop)
    try:
        assert await _told(keys) == AWAY
    finally:
        await asyncio.to_thread(redis_running.start)
    assert await _told(keys) == BACK


async def test_a_server_that_does_not_answer(redis_url: str) -> None:
    """A server that takes everything and says nothing is away as well."""
    async with relay_to(redis_url) as relay:
        keys = RedisKeys(relay.url.replace("bolt:", "redis:"))
        assert await _told(keys) == BACK
        await _silence(relay, keys)
        assert await _told(keys) == BACK
        await keys.close()


async def _silence(relay: Relay, keys: KeyValues) -> None:
    relay.silent = True
    assert await _told(keys) == AWAY
    await relay.mend()


@pytest.mark.redis
async def test_only_commands_that_an_old_server_has(redis_url: str, keys: KeyValues) -> None:
    """The verbs need nothing that Redis 6.2 lacks."""
    from redis.asyncio import Redis  # noqa: PLC0415 – the tests' own view of the server

    async with Redis.from_url(redis_url, driver_info=None) as client:
        await client.config_resetstat()
        await _told(keys)
        used = {name.removeprefix("cmdstat_") for name in await client.info("commandstats")}
    allowed = {"get", "set", "getdel", "eval", "incr", "pexpire", "ping"}
    assert used - {"info", "config|resetstat", "select", "hello"} <= allowed
