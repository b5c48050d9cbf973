"""What is kept only to save work. A store that is away is a miss, never an error."""

from hub.errors import KvUnavailable
from hub.kv.port import KeyValues


async def recalled(keys: KeyValues, name: str) -> bytes | None:
    """Return what was remembered under a name, `None` where nothing was or the store is away."""
    try:
        return await keys.get(f"cache:{name}")
    except KvUnavailable:
        return None


async def remember(keys: KeyValues, name: str, value: bytes, *, seconds: float) -> None:
    """Remember a value under a name that tells everything it depends on, so that it never has to be replaced."""
    try:
        await keys.put(f"cache:{name}", value, seconds=seconds)
    except KvUnavailable:
        return
