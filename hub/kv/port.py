"""The port of short-lived state: values that expire by themselves, and may all be lost at any time.

Grants, revocations of record and quotas set by law are never kept here. Common to all verbs:

- Keys are compared as they are; values are bytes. `seconds` is how long a value lives, at least a millisecond.
- Each verb is one atomic step, also among several processes on one Redis.
- A store that does not answer raises `KvUnavailable`; the next call tries again. A writing verb is never repeated by
  itself, so one that raised may have been carried out. What protects against replay lets that error through, and
  refuses (`hub.kv.replay`).
"""

from typing import Protocol


class KeyValues(Protocol):
    """Keys with values that expire; see the module's text for what holds of every verb."""

    async def get(self, key: str) -> bytes | None:
        """Return the value of a key, `None` where it has none or the value has expired."""

    async def put(self, key: str, value: bytes, *, seconds: float) -> bool:
        """Give a key a value where it has none; tell whether it did. A value that is there keeps its end as well."""

    async def take(self, key: str) -> bytes | None:
        """Remove a key and return the value that it had; of several at once, one gets it."""

    async def count(self, key: str, *, seconds: float) -> int:
        """Add one to a number, which begins at 0, and return it; the number ends `seconds` after its first count."""

    async def ping(self) -> str:
        """Tell what keeps the values and that it answers."""

    async def close(self) -> None:
        """Give back what the store holds; the port is of no use afterwards."""
