"""Short-lived state in this process: for one worker, gone with it."""

from collections.abc import Callable
from heapq import heappop, heappush
from time import monotonic

from hub.errors import KvUnavailable


class MemoryKeys:
    """The port (`hub.kv.port`) as a dictionary; `clock` tells seconds that never go back."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._values: dict[str, tuple[bytes, float]] = {}
        self._ends: list[tuple[float, str]] = []
        self._closed = False

    async def get(self, key: str) -> bytes | None:
        """Return the value of a key; see the port."""
        return self._alive(key)

    async def put(self, key: str, value: bytes, *, seconds: float) -> bool:
        """Give a key a value where it has none; see the port."""
        if self._alive(key) is not None:
            return False
        self._keep(key, value, self._clock() + seconds)
        return True

    async def take(self, key: str) -> bytes | None:
        """Remove a key and return its value; see the port."""
        value = self._alive(key)
        self._values.pop(key, None)
        return value

    async def count(self, key: str, *, seconds: float) -> int:
        """Add one to a number; see the port."""
        value = self._alive(key)
        if value is None:
            self._keep(key, b"1", self._clock() + seconds)
            return 1
        number = int(value) + 1
        self._values[key] = (str(number).encode(), self._values[key][1])
        return number

    async def ping(self) -> str:
        """Tell that values are kept in memory; see the port."""
        self._require_open()
        return "memory"

    async def close(self) -> None:
        """Forget everything; see the port."""
        self._closed = True
        self._values.clear()

    def _alive(self, key: str) -> bytes | None:
        self._require_open()
        now = self._clock()
        while self._ends and self._ends[0][0] <= now:
            _, ended = heappop(self._ends)
            # An end of a value that was replaced meanwhile says nothing about the one that is there now.
            if ended in self._values and self._values[ended][1] <= now:
                del self._values[ended]
        held = self._values.get(key)
        return None if held is None else held[0]

    def _keep(self, key: str, value: bytes, until: float) -> None:
        self._values[key] = (value, until)
        heappush(self._ends, (until, key))

    def _require_open(self) -> None:
        if self._closed:
            raise KvUnavailable("The short-lived state in memory was closed: open it again.")
