"""What may happen once only. A store that is away refuses, and one that has forgotten takes nothing older than that."""

from hashlib import sha256
from typing import Final

from hub.kv.port import KeyValues

_SINCE: Final = "once:since"
_LASTING: Final = 30 * 86_400.0  # seconds until the mark is made anew, which refuses what is on its way just then


async def first_time(keys: KeyValues, kind: str, name: str, *, seconds: float, issued: float, now: float) -> bool:
    """Tell whether this is the first time within `seconds` that a name of a kind is seen, and remember it.

    What was `issued` (seconds since 1970, by its issuer's clock) before the store began to remember may have been seen
    by one that lost it: it is not the first time. Names are kept as digests, so that they may be secrets and of any
    length. Raises `KvUnavailable`, upon which the caller must refuse.
    """
    new = await keys.put(f"once:{kind}:{sha256(name.encode()).hexdigest()}", b"1", seconds=seconds)
    # The mark is asked for afterwards: had the store been emptied in between, it would be newer than what was issued.
    return new and issued >= await remembering_since(keys, now=now)


async def remembering_since(keys: KeyValues, *, now: float) -> float:
    """Return since when the store has remembered without a gap: from now on, where it holds no mark of it.

    Asked for when the hub starts, so that nothing that comes later is older. Raises `KvUnavailable`.
    """
    await keys.put(_SINCE, repr(now).encode(), seconds=_LASTING)
    mark = await keys.get(_SINCE)
    return now if mark is None else float(mark)
