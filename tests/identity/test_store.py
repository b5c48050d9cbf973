"""The contract of the identity store, on every store."""

import asyncio
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from hub.errors import Conflict, MalformedSetting, StoreUnavailable
from hub.graph.opening import open_graph
from hub.identity.opening import open_identities
from hub.identity.port import ABSENT, Entry, Identities, Json, Kind, Write
from hub.identity.sqlite import SqliteIdentities
from hub.shape import SHAPE

NOON = datetime(2026, 11, 25, 12, 0, 0, 123456, tzinfo=UTC)
ODD = ["常住人口", "常住人口 ", "A", "a", "Å", "A\u030a", "Ａ", "a'b\"c", "a:b"]
BODY: dict[str, Json] = {"title": "民政厅", "empty": None, "yes": True, "count": 2**53, "list": ["a", {"b": []}]}


def client(key: str, *, expects: int | None = None, **body: Json) -> Write:
    """Return the write of a client."""
    return Write(kind=Kind.CLIENT, key=key, body=body, expects=expects)


def erased(key: str, *, expects: int | None = None) -> Write:
    """Return the write that erases a client."""
    return Write(kind=Kind.CLIENT, key=key, body=None, expects=expects)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what each file of a folder holds."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def modes(folder: Path) -> set[int]:
    """Return who may read and write the files of a folder."""
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


async def test_what_is_written_is_read(identities: Identities) -> None:
    """An entry comes back whole, with the version of its write, and nothing else does."""
    write = Write(kind=Kind.PERSON, key="li", body=BODY, expires=NOON)
    version = await identities.write(write)
    expected = Entry(kind=Kind.PERSON, key="li", body=BODY, version=version, expires=NOON)
    assert await identities.get(Kind.PERSON, "li") == expected
    assert [await identities.get(Kind.CLIENT, "li"), await identities.get(Kind.PERSON, "Li")] == [None, None]


async def test_keys_are_compared_byte_for_byte(identities: Identities) -> None:
    """Case, width, Unicode form and blanks tell clients apart, and kinds are apart anyway."""
    await identities.write(*(client(key, name=key) for key in ODD))
    read = [await identities.get(Kind.CLIENT, key) for key in ODD]
    assert [entry and entry.body for entry in read] == [{"name": key} for key in ODD]


async def test_writes_of_one_call_have_one_version(identities: Identities) -> None:
    """Versions grow with every write, and `newer` tells what came after one, of its kind, in order."""
    first = await identities.write(client("b"), client("a"), Write(kind=Kind.KEY, key="k", body={}))
    second = await identities.write(client("a", changed=True))
    assert second > first > ABSENT
    assert [(entry.key, entry.version) for entry in await identities.newer(Kind.CLIENT)] == [
        ("b", first),
        ("a", second),
    ]
    assert [entry.key for entry in await identities.newer(Kind.CLIENT, than=first)] == ["a"]
    assert await identities.newer(Kind.CLIENT, than=second) == []


async def test_an_overwritten_entry_is_gone(identities: Identities) -> None:
    """What is written replaces the whole body and its expiry; what is erased is not there."""
    await identities.write(Write(kind=Kind.CLIENT, key="a", body={"old": 1}, expires=NOON), client("b"))
    version = await identities.write(client("a", new=2), erased("b"), erased("never"))
    expected = Entry(kind=Kind.CLIENT, key="a", body={"new": 2}, version=version)
    assert await identities.newer(Kind.CLIENT) == [expected]


@pytest.mark.parametrize("wrong", ["absent", "stale", "present", "erasing"])
async def test_a_failed_expectation_writes_nothing(identities: Identities, wrong: str) -> None:
    """Where one of several expectations fails, none of the writes happens."""
    version = await identities.write(client("there", n=1))
    failing = {
        "absent": client("missing", expects=version),
        "stale": client("there", expects=version + 1),
        "present": client("there", expects=ABSENT),
        "erasing": erased("there", expects=version + 1),
    }[wrong]
    with pytest.raises(Conflict):
        await identities.write(client("other", expects=ABSENT), failing, client("third"))
    assert [entry.key for entry in await identities.newer(Kind.CLIENT)] == ["there"]
    assert await identities.write(client("there", expects=version, n=2)) > version


async def test_of_many_who_expect_the_same_one_wins(identities: Identities) -> None:
    """A version can be replaced once, however many try at once."""
    version = await identities.write(client("a", n=-1))
    tries = (identities.write(client("a", expects=version, n=n)) for n in range(20))
    results = await asyncio.gather(*tries, return_exceptions=True)
    won = [n for n, result in enumerate(results) if isinstance(result, int)]
    lost = [result for result in results if isinstance(result, Conflict)]
    assert (len(won), len(lost)) == (1, 19)
    entry = await identities.get(Kind.CLIENT, "a")
    assert entry is not None
    assert entry.body == {"n": won[0]}


async def test_of_many_who_make_the_same_one_wins(identities: Identities) -> None:
    """An entry comes into being once, however many try at once."""
    tries = (identities.write(client("a", expects=ABSENT, n=n)) for n in range(20))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, int) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 19


async def test_sweeping_takes_what_expired(identities: Identities) -> None:
    """Entries that expired before the moment go, the others and those without an end stay."""
    early, late = NOON - timedelta(microseconds=1), NOON.astimezone(timezone(timedelta(hours=8)))
    for key, expires in (("early", early), ("late", late), ("lasting", None)):
        await identities.write(Write(kind=Kind.REVOCATION, key=key, body={}, expires=expires))
    assert await identities.sweep(NOON) == 1
    assert sorted(entry.key for entry in await identities.newer(Kind.REVOCATION)) == ["lasting", "late"]
    assert await identities.sweep(NOON) == 0


async def test_another_process_sees_it_at_once(tmp_path: Path) -> None:
    """What one connection wrote is among what another one reads next; doing the migration again changes nothing."""
    url = f"sqlite:///{tmp_path / 'graph.sqlite'}"
    one, other = open_identities(url), open_identities(url)
    for each in (one, other):
        await each.migrate()
    for n in range(20):
        await one.write(client(str(n)))
        assert len(await other.newer(Kind.CLIENT)) == n + 1
    await one.close()
    await other.migrate()
    assert len(await other.newer(Kind.CLIENT)) == 20
    await other.close()


async def test_the_file_is_for_its_owner_alone_and_forgets(tmp_path: Path) -> None:
    """Nobody else on the machine may read the file, and what was erased is not in it, nor in its log."""
    identities = SqliteIdentities(str(tmp_path / "graph.identity.sqlite"))
    await identities.migrate()
    await identities.write(client("a", secret="unforgettable"))  # noqa: S106 – no password
    assert any(b"unforgettable" in content for content in contents(tmp_path).values())
    await identities.write(erased("a"))
    assert [name for name, content in contents(tmp_path).items() if b"unforgettable" in content] == []
    assert modes(tmp_path) == {0o600}
    await identities.close()


async def test_a_file_of_a_newer_hub_is_refused(tmp_path: Path) -> None:
    """A file that this hub does not know how to read is left as it is."""
    import sqlite3  # noqa: PLC0415 – only to spoil the file

    path = tmp_path / "graph.identity.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    identities = SqliteIdentities(str(path))
    with pytest.raises(MalformedSetting, match="newer hub"):
        await identities.migrate()
    await identities.close()


async def test_a_place_that_cannot_be_written_is_away(tmp_path: Path) -> None:
    """A file in the place of the folder is told, not worked around."""
    (tmp_path / "folder").write_text("in the way", "utf-8")
    identities = open_identities(f"sqlite:///{tmp_path / 'folder' / 'graph.sqlite'}")
    with pytest.raises(StoreUnavailable):
        await identities.migrate()
    await identities.close()


async def test_the_graph_does_not_show_it(store_url: str, identities: Identities) -> None:
    """What the identity store holds is in no ledger entry of the graph beside it."""
    graph = await open_graph(store_url, shape=SHAPE)
    await graph.migrate()
    await identities.write(client("a", name="b"))
    assert (await graph.head())[0] == 0
    await graph.close()
