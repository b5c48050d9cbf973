"""What callers can make the identity store's parts do: it stays small, however much they ask for."""

import asyncio
from datetime import datetime, timedelta

from hub.errors import Unauthenticated
from hub.identity.passwords import Passwords
from hub.identity.port import Identities
from hub.identity.revocations import Revocations, revoking
from tests.identity.clock import Clock


async def test_revocations_are_not_looked_through_each_time(embedded: Identities, clock: Clock) -> None:
    """A client that revokes thousands of its tokens does not make every request of others look through them."""
    looked = 0

    def counting() -> datetime:
        nonlocal looked
        looked += 1
        return clock.now

    revocations = Revocations(embedded, clock=counting)
    until = clock.now + timedelta(minutes=5)
    await embedded.write(*(revoking("token", str(n), until=until) for n in range(1_500)))
    for n in range(50):
        await embedded.write(revoking("token", f"late {n}", until=until))
        await revocations.refresh()
    assert looked == 1
    clock.forward(seconds=331)
    end = until + timedelta(minutes=5)
    await embedded.write(*(revoking("token", f"new {n}", until=end) for n in range(1_500)))
    await revocations.refresh()
    names = ("0", "late 49", "new 0", "new 1499")
    assert [revocations.covers("token", name, issued=0) for name in names] == [False, False, True, True]


async def test_no_endless_queue_of_passwords() -> None:
    """Of many who sign in at once a few are heard, and the others told at once to come again."""
    passwords = Passwords(most=3)
    told = await asyncio.gather(*(passwords.matches("guess", None) for _ in range(20)), return_exceptions=True)
    assert told[:3] == [False] * 3
    assert {type(answer) for answer in told[3:]} == {Unauthenticated}
    assert await passwords.matches("guess", None) is False
