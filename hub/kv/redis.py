"""Short-lived state in Redis 6.2 or newer, shared by all workers; only commands that 6.2 has are used."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hub.errors import KvUnavailable, MalformedSetting

PREFIX: Final = "hub:"
"""What every key begins with, so that a Redis may serve others as well."""

SILENCE: Final = 3.0  # seconds until a server that does not answer counts as away

_COUNT: Final = """
local number = redis.call('INCR', KEYS[1])
if number == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return number"""


class RedisKeys:
    """The port (`hub.kv.port`) on a Redis server, connected when it is first asked."""

    def __init__(self, url: str) -> None:
        """Take a `redis://` or `rediss://` URL; raises `MalformedSetting` where it names no server."""
        self._address = urlsplit(url).netloc.rpartition("@")[2]
        if not _names_a_server(url):
            message = f"HUB_KV_URL names no Redis at '{self._address}': write redis://HOST:PORT/NUMBER."
            raise MalformedSetting(message, setting="HUB_KV_URL")
        # No repetition: a write whose answer was lost may have been carried out. No CLIENT SETINFO: it is of 7.2.
        self._redis = Redis.from_url(
            url,
            protocol=2,
            driver_info=None,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=SILENCE,
            socket_connect_timeout=SILENCE,
        )

    async def get(self, key: str) -> bytes | None:
        """Return the value of a key; see the port."""
        with self._told():
            return _value(await self._redis.get(PREFIX + key))

    async def put(self, key: str, value: bytes, *, seconds: float) -> bool:
        """Give a key a value where it has none; see the port."""
        with self._told():
            return bool(await self._redis.set(PREFIX + key, value, nx=True, px=_milliseconds(seconds)))

    async def take(self, key: str) -> bytes | None:
        """Remove a key and return its value; see the port."""
        with self._told():
            return _value(await self._redis.getdel(PREFIX + key))

    async def count(self, key: str, *, seconds: float) -> int:
        """Add one to a number; see the port."""
        return await self._run(_COUNT, key, _milliseconds(seconds))

    async def ping(self) -> str:
        """Tell that the server answers; see the port."""
        with self._told():
            await self._redis.ping()
        return f"Redis at {self._address}"

    async def close(self) -> None:
        """Close all connections; see the port."""
        await self._redis.aclose()

    async def _run(self, script: str, key: str, *arguments: bytes | int) -> int:
        with self._told():
            return cast("int", await self._redis.eval(script, 1, PREFIX + key, *arguments))

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (RedisError, OSError) as error:  # a TimeoutError is an OSError
            message = f"The Redis at {self._address} does not answer: try again in a moment."
            raise KvUnavailable(message) from error


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1_000))


def _value(answer: Any) -> bytes | None:  # noqa: ANN401 – the driver's answer depends on how it was made
    return cast("bytes | None", answer)


def _names_a_server(url: str) -> bool:
    parts = urlsplit(url)
    try:
        parts.port  # noqa: B018 – raises where the port is no number
    except ValueError:
        return False
    number = parts.path.removeprefix("/")
    return bool(parts.hostname) and not parts.query and (not number or (number.isascii() and number.isdigit()))
