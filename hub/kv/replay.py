"""What may happen once only. A store that is away refuses: nothing here fails open."""

from hashlib import sha256

from hub.kv.port import KeyValues


async def first_time(keys: KeyValues, kind: str, name: str, *, seconds: float) -> bool:
    """Tell whether this is the first time within `seconds` that a name of a kind is seen, and remember it.

    Names are kept as digests, so that they may be secrets and of any length. Raises `KvUnavailable`, upon which the
    caller must refuse.
    """
    return await keys.put(f"once:{kind}:{sha256(name.encode()).hexdigest()}", b"1", seconds=seconds)
