import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest

from hub.graph.change import Change, LedgerEntry
from hub.graph.ledger import GENESIS, broken_link, entry_for
from hub.graph.port import Graph
from hub.graph.values import NodeId, Revision
from tests.contract.stores import Store
from tests.contract.world import MIDNIGHT, Clock, arrows, end, ident, key, leads, put, thing, writing


def canonical(document: object) -> str:
    """Return canonical JSON, made here without the hub's own code."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def recomputed(entry: LedgerEntry, previous: str) -> str:
    """Return the hash that an entry must have after the one with hash `previous`."""
    moment = entry.recorded.isoformat()
    fields = [entry.sequence, moment, entry.actor, entry.action, list(entry.subjects), entry.content, previous]
    return sha256(canonical(fields).encode()).hexdigest()


async def entries(graph: Graph) -> Sequence[LedgerEntry]:
    """Return the whole ledger."""
    return await graph.ledger(after=Revision(0), first=10_000)


def _zone(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


async def test_an_empty_ledger(graph: Graph) -> None:
    """Before the first change there is no entry, and the head is the genesis."""
    assert await graph.head() == (Revision(0), "0" * 64)
    assert list(await entries(graph)) == []


RICH = Change(
    actor="卫生健康委 <ops@example.org>",
    action="dataset.register",
    puts=(
        thing("b", name="常住人口 😀", size=-5, part=0.25, active=True, tags=["x", "", '"'], audience=("r", "s")),
        thing("a"),
    ),
    links=(leads("b", "a", weight=1, note="línea\n\u0001"),),
    facts={"rule": "Art. 27", "count": 3, "codes": ["a", "b"], "z": False, "名称": "值", "ratio": 1.5},
)


async def test_an_entry_tells_who_did_what(store: Store) -> None:
    """An entry has number, moment, actor, action, subjects, facts, counts and a digest of all that was written."""
    moment = datetime(2026, 5, 4, 3, 2, 1, 987_654, tzinfo=UTC)
    graph = await store.open(clock=Clock(moment))
    receipt = await graph.commit(RICH)
    parts: list[list[object]] = [
        ["put", "Thing:b", {**RICH.puts[0].properties}, ["r", "s"]],
        ["put", "Thing:a", {}, None],
        ["link", "Thing:b", "LEADS_TO", "Thing:a", {"weight": 1, "note": "línea\n\u0001"}],
    ]
    digest = sha256(b"".join(canonical(part).encode() + b"\n" for part in parts))
    counts = {"puts": 2, "links": 1, "ends": 0}
    content = canonical({"facts": dict(RICH.facts), "counts": counts, "digest": digest.hexdigest()})
    expected = LedgerEntry(
        sequence=Revision(1),
        recorded=moment,
        actor="卫生健康委 <ops@example.org>",
        action="dataset.register",
        subjects=(NodeId("Thing:b"), NodeId("Thing:a")),
        content=content,
        previous="0" * 64,
        hash=receipt.hash,
    )
    assert list(await entries(graph)) == [expected]
    assert receipt.hash == recomputed(expected, "0" * 64)
    assert (receipt.revision, receipt.recorded) == (1, moment)
    assert await graph.head() == (Revision(1), receipt.hash)


async def test_ends_are_part_of_the_digest(graph: Graph) -> None:
    """What was ended is filed under the nodes ended and proved by the digest."""
    await put(graph, thing("a"), thing("b"), thing("c"), *arrows("abc"))
    await end(graph, key("b", "c"), ident("a"), ident("b"))
    entry = (await entries(graph))[1]
    parts = (["end", "Thing:b", "LEADS_TO", "Thing:c"], ["end", "Thing:a"], ["end", "Thing:b"])
    digest = sha256(b"".join(canonical(part).encode() + b"\n" for part in parts)).hexdigest()
    counts = {"puts": 0, "links": 0, "ends": 3}
    assert entry.content == canonical({"facts": {}, "counts": counts, "digest": digest})
    assert entry.subjects == (ident("a"), ident("b"))


async def test_named_subjects(graph: Graph) -> None:
    """Where a change names its subjects, it is filed under these; else under puts, then ends, each once."""
    await put(graph, thing("a"), thing("b"))
    named = (NodeId("Elsewhere:z"), ident("b"), ident("常住 "))
    await graph.commit(Change("tester", "test.name", puts=(thing("a"),), subjects=named))
    await graph.commit(Change("tester", "test.once", puts=(thing("c"), thing("a"), thing("c")), ends=(ident("b"),)))
    await graph.commit(Change("tester", "test.nothing"))
    subjects = [entry.subjects for entry in await entries(graph)]
    assert subjects == [
        (ident("a"), ident("b")),
        named,
        (ident("c"), ident("a"), ident("b")),
        (),
    ]


async def test_the_chain(graph: Graph) -> None:
    """Every entry carries the hash of the one before, and its own follows from all its fields."""
    receipts = [await graph.commit(writing(thing("a", size=size), actor=f"actor {size}")) for size in range(12)]
    previous = GENESIS
    ledger = await entries(graph)
    for number, (receipt, entry) in enumerate(zip(receipts, ledger, strict=True), start=1):
        assert (entry.sequence, entry.previous, entry.hash) == (number, previous, recomputed(entry, previous))
        assert (receipt.revision, receipt.recorded, receipt.hash) == (entry.sequence, entry.recorded, entry.hash)
        previous = entry.hash
    assert await graph.head() == (Revision(12), previous)
    assert broken_link(ledger) is None
    assert broken_link(ledger[5:], previous=ledger[4].hash, after=5) is None


def _ledger(length: int) -> list[LedgerEntry]:
    entries: list[LedgerEntry] = []
    for number in range(1, length + 1):
        previous = entries[-1].hash if entries else GENESIS
        change = writing(thing("a", size=number))
        entries.append(entry_for(change, sequence=Revision(number), recorded=MIDNIGHT, previous=previous))
    return entries


FORGERIES: dict[str, Callable[[LedgerEntry], LedgerEntry]] = {
    "sequence": lambda entry: replace(entry, sequence=Revision(9)),
    "recorded": lambda entry: replace(entry, recorded=MIDNIGHT + timedelta(microseconds=1)),
    "actor": lambda entry: replace(entry, actor="another"),
    "action": lambda entry: replace(entry, action="test.another"),
    "subjects": lambda entry: replace(entry, subjects=()),
    "content": lambda entry: replace(entry, content="{}"),
    "previous": lambda entry: replace(entry, previous=GENESIS),
    "hash": lambda entry: replace(entry, hash="f" * 64),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=list(FORGERIES))
def test_a_forged_entry_breaks_the_chain(forge: Callable[[LedgerEntry], LedgerEntry]) -> None:
    """Whatever is changed in an entry, the chain is found broken there."""
    one, two, three, four = _ledger(4)
    assert broken_link([one, two, three, four]) is None
    assert broken_link([one, two, forge(three), four]) == 3


def test_a_missing_entry_breaks_the_chain() -> None:
    """An entry that was taken out or put elsewhere is missed where it should be."""
    one, two, three, four = _ledger(4)
    assert broken_link([one, three, four]) == 2
    assert broken_link([two, three, four]) == 1
    assert broken_link([one, three, two, four]) == 2
    assert broken_link([three, four], previous=two.hash, after=2) is None


async def test_parts_of_the_ledger(graph: Graph) -> None:
    """A part begins after a number and has at most so many entries, in their order."""
    for size in range(7):
        await put(graph, thing("a", size=size))
    parts = {
        (0, 3): [1, 2, 3],
        (3, 3): [4, 5, 6],
        (6, 3): [7],
        (7, 3): [],
        (99, 3): [],
        (0, 0): [],
        (2, 99): [3, 4, 5, 6, 7],
    }
    told = {
        (after, first): [entry.sequence for entry in await graph.ledger(after=Revision(after), first=first)]
        for after, first in parts
    }
    assert told == parts


async def test_moments_never_go_back(store: Store) -> None:
    """A clock that goes back does not take the recorded moments with it; equal moments are allowed."""
    clock = Clock()
    graph = await store.open(clock=clock)
    recorded = []
    for step in (0, 5, -3600, 10, 3600, 0):
        clock.advance(seconds=step)
        recorded.append((await graph.commit(writing(thing("a")))).recorded)
    start = datetime(2026, 3, 1, tzinfo=UTC)
    expected = [start + timedelta(seconds=seconds) for seconds in (0, 5, 5, 5, 15, 15)]
    assert recorded == expected
    ledger = await entries(graph)
    assert [entry.recorded for entry in ledger] == expected
    assert broken_link(ledger) is None


async def test_moments_are_utc(store: Store) -> None:
    """A clock of another offset is recorded in UTC, to the microsecond."""
    moment = datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=_zone(-9.5))
    graph = await store.open(clock=Clock(moment))
    receipt = await graph.commit(writing(thing("a")))
    (entry,) = await entries(graph)
    for recorded in (receipt.recorded, entry.recorded):
        assert (recorded, recorded.utcoffset()) == (moment, timedelta(0))
    assert broken_link([entry]) is None


async def test_the_newest_revision_at_a_moment(store: Store) -> None:
    """The newest revision recorded at or before a moment: 0 before the first, the last of equal ones, in any offset."""
    clock = Clock()
    graph = await store.open(clock=clock)
    start = clock.moment
    for step in (0, 60, 0, 0, -30, 60, 0.000_001):
        clock.advance(seconds=step)
        await graph.commit(writing(thing("a")))
    # recorded at seconds 0, 60, 60, 60, 60, 90, 90.000001
    moments = {-1.0: 0, -0.000_001: 0, 0: 1, 0.000_001: 1, 59.999_999: 1, 60: 5, 89.9: 5, 90: 6, 90.000_001: 7, 1e6: 7}
    told = {at: await graph.revision_at(start + timedelta(seconds=at)) for at in moments}
    assert told == moments
    for offset in (8, -11.25):
        zone = _zone(offset)
        moved = {at: await graph.revision_at((start + timedelta(seconds=at)).astimezone(zone)) for at in moments}
        assert moved == moments
    assert await graph.revision_at(datetime(1, 1, 1, tzinfo=UTC)) == 0
    assert await graph.revision_at(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == 7


async def test_no_revision_before_the_first_change(graph: Graph) -> None:
    """An empty store has no revision at any moment."""
    assert await graph.revision_at(datetime(2099, 1, 1, tzinfo=UTC)) == 0


async def test_large_facts(graph: Graph) -> None:
    """An entry keeps long content and strange characters as they are."""
    facts = {"long": "省政务服务数据管理局" * 5_000, "controls": "\x00\x1f\x7f\u2028", "quotes": "\"'\\"}
    await graph.commit(Change("tester\n", "test.facts ", facts=facts))
    (entry,) = await entries(graph)
    assert json.loads(entry.content)["facts"] == facts
    assert (entry.actor, entry.action) == ("tester\n", "test.facts ")
    assert broken_link([entry]) is None
