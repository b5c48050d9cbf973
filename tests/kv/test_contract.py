"""The contract of short-lived state, on every store."""

import asyncio

import pytest

from hub.errors import KvUnavailable
from hub.kv.opening import MEMORY, open_kv
from hub.kv.port import KeyValues
from hub.kv.replay import first_time, remembering_since

LONG = 60.0
SHORT = 0.05
ODD = ["常住人口", "常住人口 ", "A", "a", "Å", "A\u030a", "Ａ", "", "a b\n\r", "x" * 2_000]


async def test_a_value_is_there_until_it_expires(keys: KeyValues) -> None:
    """A value can be read as often as one likes, and is gone after its time."""
    assert await keys.put("lasting", b"\x00\xff", seconds=LONG)
    assert await keys.put("passing", b"", seconds=SHORT)
    assert [await keys.get(key) for key in ("lasting", "passing", "absent")] == [b"\x00\xff", b"", None]
    await asyncio.sleep(SHORT * 2)
    assert [await keys.get(key) for key in ("lasting", "passing", "absent")] == [b"\x00\xff", None, None]


async def test_a_value_that_is_there_stays(keys: KeyValues) -> None:
    """Neither the value nor its end is moved by a second one; after its end another may take its place."""
    assert await keys.put("once", b"first", seconds=SHORT)
    assert not await keys.put("once", b"second", seconds=LONG)
    assert await keys.get("once") == b"first"
    await asyncio.sleep(SHORT * 2)
    assert await keys.put("once", b"third", seconds=LONG)
    assert await keys.get("once") == b"third"


async def test_the_end_of_a_former_value_does_not_end_the_next(keys: KeyValues) -> None:
    """A key that was taken and given again lives as long as its new value."""
    await keys.put("key", b"former", seconds=SHORT)
    await keys.take("key")
    await keys.put("key", b"next", seconds=LONG)
    await asyncio.sleep(SHORT * 2)
    assert await keys.get("key") == b"next"


async def test_keys_are_compared_as_they_are(keys: KeyValues) -> None:
    """Case, width, Unicode form and blanks tell keys apart."""
    for key in ODD:
        assert await keys.put(key, key.encode(), seconds=LONG)
    assert [await keys.get(key) for key in ODD] == [key.encode() for key in ODD]


async def test_of_many_who_take_one_gets_it(keys: KeyValues) -> None:
    """A one-time value has one taker."""
    await keys.put("code", b"value", seconds=LONG)
    taken = await asyncio.gather(*(keys.take("code") for _ in range(50)))
    assert [value for value in taken if value is not None] == [b"value"]
    assert await keys.get("code") is None


async def test_of_many_who_put_one_succeeds(keys: KeyValues) -> None:
    """A key without a value gets one from exactly one of several."""
    done = await asyncio.gather(*(keys.put("key", str(n).encode(), seconds=LONG) for n in range(50)))
    winner = str(done.index(True)).encode()
    assert (sum(done), await keys.get("key")) == (1, winner)


async def test_counts_go_up_by_one_each(keys: KeyValues) -> None:
    """Every count gets a number of its own, also at once."""
    counts = await asyncio.gather(*(keys.count("tries", seconds=LONG) for _ in range(50)))
    assert sorted(counts) == list(range(1, 51))


async def test_a_count_ends_after_its_first(keys: KeyValues) -> None:
    """Later counts do not prolong the window, so that steady tries do not count for ever."""
    window = 0.3
    assert await keys.count("tries", seconds=window) == 1
    await asyncio.sleep(window * 0.6)
    assert await keys.count("tries", seconds=LONG) == 2
    await asyncio.sleep(window * 0.6)
    assert await keys.count("tries", seconds=LONG) == 1


async def test_the_first_time_is_told_once(keys: KeyValues) -> None:
    """A name is new once within its time, and kinds are told apart."""
    kinds = ("assertion", "assertion", "code")
    told = [await first_time(keys, kind, "jti-1", seconds=SHORT, issued=1, now=1) for kind in kinds]
    assert told == [True, False, True]
    await asyncio.sleep(SHORT * 2)
    assert await first_time(keys, "assertion", "jti-1", seconds=SHORT, issued=1, now=2)


async def test_a_store_that_has_forgotten_takes_nothing_older(keys: KeyValues) -> None:
    """What was issued before the store began to remember counts as seen; what was issued since then is new once."""
    assert await remembering_since(keys, now=100.5) == 100.5
    assert await remembering_since(keys, now=200.0) == 100.5
    told = [
        await first_time(keys, "assertion", name, seconds=LONG, issued=issued, now=300.0)
        for name, issued in (("old", 100.0), ("new", 100.5), ("new", 250.0), ("old", 100.0))
    ]
    assert told == [False, True, False, False]


async def test_a_closed_memory_is_away() -> None:
    """What was closed does not begin anew with nothing in it."""
    keys = open_kv(MEMORY)
    await keys.close()
    for ask in (keys.get("key"), keys.count("tries", seconds=LONG), keys.ping()):
        with pytest.raises(KvUnavailable):
            await ask
