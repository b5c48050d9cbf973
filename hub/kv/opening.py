"""Opening the short-lived state that a URL names."""

from typing import Final

from hub.errors import MalformedSetting
from hub.kv.memory import MemoryKeys
from hub.kv.port import KeyValues
from hub.kv.redis import RedisKeys

MEMORY: Final = "memory:"


def open_kv(url: str) -> KeyValues:
    """Return the store that a URL names, not yet connected: `memory:`, `redis://…`, or `rediss://…` over TLS.

    Raises `MalformedSetting` for any other URL.
    """
    if url == MEMORY:
        return MemoryKeys()
    if url.startswith(("redis://", "rediss://")):
        return RedisKeys(url)
    message = f"'{url.partition('@')[2] or url}' names no short-lived store: write memory: or redis://HOST:PORT/NUMBER."
    raise MalformedSetting(message, setting="HUB_KV_URL")


def require_shared(url: str, *, workers: int) -> None:
    """Raise `MalformedSetting` where several workers would each have a memory of their own.

    A code spent in one would still be good in the others, and a rate would be counted once for each.
    """
    if workers > 1 and url == MEMORY:
        message = (
            f"{workers} workers cannot share the short-lived state in memory: set HUB_KV_URL to a Redis, or serve with "
            "one worker."
        )
        raise MalformedSetting(message, setting="HUB_KV_URL")
