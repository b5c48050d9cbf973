"""Learning that the ledger has grown, whichever process wrote: the store is asked at intervals, once for everybody."""

import asyncio
from collections.abc import Awaitable, Callable

from hub.graph.values import Revision

Head = Callable[[], Awaitable[tuple[Revision, str]]]
"""The graph port's `head`."""


class Watch:
    """Wakes those who wait for the ledger of one graph to grow.

    The store is asked for its head at once, then every `seconds`, and only while somebody waits.
    """

    def __init__(self, head: Head, *, seconds: float) -> None:
        self._head = head
        self._seconds = seconds
        self._waiting: dict[asyncio.Future[None], Revision] = {}
        self._asking: asyncio.Task[None] | None = None
        self._asked = float("-inf")

    async def beyond(self, sequence: Revision) -> None:
        """Return once the ledger has an entry with a greater sequence number.

        Raises what the store raises, `StoreUnavailable` where it does not answer.
        """
        grown = asyncio.get_running_loop().create_future()
        self._waiting[grown] = sequence
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask())
        try:
            await grown
        finally:
            self._waiting.pop(grown, None)
            if not self._waiting and self._asking is not None:
                self._asking.cancel()
                self._asking = None

    async def _ask(self) -> None:
        time = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(max(0, self._asked + self._seconds - time()))
            self._asked = time()
            try:
                newest, _ = await self._head()
            except Exception as error:  # noqa: BLE001 – it is for those who wait
                self._tell(list(self._waiting), error)
            else:
                self._tell([grown for grown, sequence in self._waiting.items() if newest > sequence])

    def _tell(self, waiting: list[asyncio.Future[None]], error: Exception | None = None) -> None:
        for grown in waiting:
            if grown.done():  # cancelled meanwhile: it waits no more
                continue
            if error is None:
                grown.set_result(None)
            else:
                grown.set_exception(error)
