"""Erasing what has expired, from time to time, as long as the hub runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Final

from hub.errors import StoreUnavailable
from hub.identity.port import Identities

PERIOD: Final = 3_600.0
"""How many seconds pass between two sweeps."""

_LOG: Final = logging.getLogger(__name__)


@asynccontextmanager
async def swept(
    identities: Identities, *, clock: Callable[[], datetime], period: float = PERIOD
) -> AsyncIterator[None]:
    """Sweep the identity store while the block runs; a store that is away is swept the next time."""
    sweeping = asyncio.create_task(_sweep(identities, clock, period))
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping


async def _sweep(identities: Identities, clock: Callable[[], datetime], period: float) -> None:
    while True:
        await asyncio.sleep(period)
        try:
            erased = await identities.sweep(clock())
        except StoreUnavailable as error:
            _LOG.warning("The identity store was not swept: %s", error.message)
        else:
            _LOG.debug("Erased %d identities that had expired.", erased)
