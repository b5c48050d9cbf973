"""What has expired is erased while the hub runs."""

import asyncio
from datetime import timedelta

from hub.identity.port import Identities, Kind, Write
from hub.identity.sweeping import swept
from tests.identity.clock import Clock


async def _left(identities: Identities, *, number: int) -> list[str]:
    while len(entries := await identities.newer(Kind.FAMILY)) > number:  # noqa: ASYNC110 – a store tells nobody that it changed
        await asyncio.sleep(0.005)
    return [entry.key for entry in entries]


async def test_what_expired_goes_and_an_outage_ends_nothing(embedded: Identities, clock: Clock) -> None:
    """Each round erases what has expired by then, and a round that the store did not answer is followed by others."""
    for key, hours in (("first", 1), ("second", 2), ("third", 3)):
        expires = clock.now + timedelta(hours=hours)
        await embedded.write(Write(kind=Kind.FAMILY, key=key, body={}, expires=expires))
    async with swept(embedded, clock=clock, period=0.01):
        clock.forward(seconds=3_601)
        assert await _left(embedded, number=2) == ["second", "third"]
        clock.forward(seconds=3_600)
        assert await _left(embedded, number=1) == ["third"]


async def test_a_store_that_is_away_is_swept_later(embedded: Identities, clock: Clock) -> None:
    """A sweep of a store that does not answer is no fault, and the hub goes on and stops as always."""
    await embedded.close()
    async with swept(embedded, clock=clock, period=0.01):
        await asyncio.sleep(0.05)
