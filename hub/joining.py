"""Readings that callers share: whoever comes while one waits joins the next, which begins after he came."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Joined(Generic[Answer]):
    """Reads something for all who ask at the same time, so that it costs one reading for each moment, not for each.

    What a caller is told was read after he asked: a reading that had begun by then may have missed what changed since.
    """

    def __init__(self, read: Callable[[], Awaitable[Answer]]) -> None:
        self._read = read
        self._running: asyncio.Task[Answer] | None = None
        self._coming: asyncio.Task[Answer] | None = None

    async def __call__(self) -> Answer:
        """Return what is read from now on; raises what the reading raises."""
        if self._coming is None:
            self._coming = asyncio.create_task(self._after(self._running))
        return await asyncio.shield(self._coming)

    async def _after(self, running: "asyncio.Task[Answer] | None") -> Answer:
        if running is not None:
            await asyncio.wait([running])
        self._running, self._coming = self._coming, None
        return await self._read()
