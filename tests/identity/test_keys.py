"""Signing keys and their rotation."""

import asyncio
from datetime import timedelta

import pytest

from hub.errors import Conflict, StoreUnavailable, Unauthenticated
from hub.identity.keys import READERS_AGE, RELOAD, SKEW, TOKEN_LIFE, Keys, begun, rotate
from hub.identity.port import Identities
from hub.identity.tokens import written
from tests.identity.clock import Clock
from tests.identity.issuing import Issuing


@pytest.fixture
def issuing(embedded: Identities, clock: Clock) -> Issuing:
    """An issuer and a verifier on an empty store."""
    return Issuing(embedded, clock)


async def test_a_first_start_makes_keys_once(identities: Identities, clock: Clock) -> None:
    """Of several processes that start at once all have the same keys: one that signs and one that will."""
    rings = await asyncio.gather(*(begun(identities, clock.now) for _ in range(5)))
    assert len({(ring.current.kid, ring.next.kid, ring.version) for ring in rings}) == 1
    published = rings[0].published(clock.now)
    assert [key["kid"] for key in published] == [rings[0].current.kid, rings[0].next.kid]
    assert {frozenset(key) for key in published} == {frozenset({"kty", "crv", "x", "y", "kid", "use", "alg"})}


async def test_the_next_key_is_published_before_it_signs(embedded: Identities, clock: Clock) -> None:
    """A rotation that comes before every reader can have the next key is refused, and says when it may come."""
    first = await begun(embedded, clock.now)
    clock.forward(seconds=(READERS_AGE + RELOAD).total_seconds() - 1)
    with pytest.raises(Conflict, match="rotate in 2 seconds"):
        await rotate(embedded, clock.now)
    clock.forward(seconds=1)
    second = await rotate(embedded, clock.now)
    assert second.current.kid == first.next.kid
    assert [key["kid"] for key in second.published(clock.now)] == [first.next.kid, second.next.kid, first.current.kid]


async def test_the_previous_key_stays_as_long_as_its_tokens(embedded: Identities, clock: Clock) -> None:
    """It is published and believed for the life of a token and a little more, and then it is neither."""
    first = await begun(embedded, clock.now)
    clock.forward(seconds=(READERS_AGE + RELOAD).total_seconds())
    second = await rotate(embedded, clock.now)
    clock.forward(seconds=(RELOAD + TOKEN_LIFE + SKEW).total_seconds() - 1)
    assert second.verifying(first.current.kid, clock.now)
    clock.forward(seconds=1)
    assert second.verifying(first.current.kid, clock.now) is None
    assert [key["kid"] for key in second.published(clock.now)] == [second.current.kid, second.next.kid]
    third = await rotate(embedded, clock.now)
    assert first.current.kid not in [key.kid for key in third.keys]


async def test_two_rotations_at_once_are_one(embedded: Identities, clock: Clock) -> None:
    """Two operators who rotate at the same time do not skip the next key."""
    first = await begun(embedded, clock.now)
    clock.forward(seconds=(READERS_AGE + RELOAD).total_seconds())
    results = await asyncio.gather(*(rotate(embedded, clock.now) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(result, Conflict) for result in results) == 2
    assert (await begun(embedded, clock.now)).current.kid == first.next.kid


async def test_no_request_fails_while_keys_rotate(issuing: Issuing) -> None:
    """Signers and readers that know of a rotation early, late or never believe each other's tokens all along."""
    processes = [Issuing(issuing.identities, issuing.clock) for _ in range(3)]
    alive: list[tuple[float, str]] = []
    for second in range(0, 1_500, 20):
        now = issuing.clock.now.timestamp()
        if second % 340 == 0 and second:
            await rotate(issuing.identities, issuing.clock.now)
        alive = [(issued, text) for issued, text in alive if now - issued < TOKEN_LIFE.total_seconds()]
        alive += [(now, await process.text()) for process in processes]
        for process in processes:
            for _, text in alive[:: len(processes)]:
                assert (await process.verifier.judge(text)).client == "gd-mzt-app"
        issuing.clock.forward(seconds=20)


async def test_a_retired_key_is_refused(issuing: Issuing) -> None:
    """A token that an old key signs anew is refused when the key has retired, whatever its claims."""
    old = await issuing.keys.ring()
    issuing.clock.forward(seconds=(READERS_AGE + RELOAD).total_seconds())
    await rotate(issuing.identities, issuing.clock.now)
    issuing.clock.forward(seconds=(RELOAD + TOKEN_LIFE + SKEW).total_seconds())
    text = written(issuing.token(), issuer="https://hub.example", key=old.current)
    with pytest.raises(Unauthenticated):
        await issuing.verifier.judge(text)


async def test_a_stolen_key_is_dropped_at_once(issuing: Issuing) -> None:
    """After a rotation at once no token of the former key is believed, not even by who has not read the keys again."""
    text = await issuing.text()
    await issuing.verifier.judge(text)
    await rotate(issuing.identities, issuing.clock.now, at_once=True)
    for verifier in (issuing.verifier, issuing.another_process()):
        with pytest.raises(Unauthenticated):
            await verifier.judge(text)
    new = await Issuing(issuing.identities, issuing.clock).text()
    assert (await issuing.verifier.judge(new)).client == "gd-mzt-app"


async def test_keys_that_are_known_outlast_an_outage(embedded: Identities, clock: Clock) -> None:
    """While the store is away the known keys go on being used; a process that knows none says so."""
    known, unknown = Keys(embedded, clock=clock), Keys(embedded, clock=clock)
    ring = await known.ring()
    await embedded.close()
    clock.forward(seconds=RELOAD.total_seconds() + 1)
    assert await known.ring() == ring
    with pytest.raises(StoreUnavailable):
        await unknown.ring()


async def test_an_unknown_key_id_costs_one_reading_a_second(embedded: Identities, clock: Clock) -> None:
    """A key that is new is found within a second, and made-up ids do not make the store work."""
    keys = Keys(embedded, clock=clock)
    old = await keys.ring()
    clock.forward(seconds=(READERS_AGE + RELOAD).total_seconds())
    assert (await keys.ring()).version == old.version
    new = await rotate(embedded, clock.now)
    assert (await keys.ring(lacking=new.next.kid)).version == old.version
    clock.forward(seconds=timedelta(seconds=1).total_seconds())
    assert (await keys.ring(lacking=new.next.kid)).version == new.version
