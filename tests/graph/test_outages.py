import os
from pathlib import Path

import pytest

from hub.errors import StoreUnavailable
from hub.graph.query import PUBLIC
from tests.contract.world import THINGS, found, ident, idents, put, thing
from tests.graph.files import Opener, contents, fill, looking_into, remove


async def test_a_file_put_in_place_of_another_is_read_from_then_on(file: Path, tmp_path: Path, opener: Opener) -> None:
    """An operator restores a backup under a running hub: what is read and written next is the restored graph."""
    graph = await opener.open()
    await put(graph, thing("a", kind="k"))
    await graph.backup(str(tmp_path / "copy.db"))
    await put(graph, thing("b", kind="other"))
    assert await found(graph, THINGS) == idents("ab")
    copy = contents(tmp_path / "copy.db")
    remove(file)
    fill(file, copy or b"")
    assert await found(graph, THINGS) == idents("a")
    assert await put(graph, thing("c", kind="other")) == 2
    assert await found(graph, THINGS) == idents("ac")
    counts = await graph.count(THINGS, by=["kind"], sight=PUBLIC)
    assert counts.by == {"kind": (("k", 1), ("other", 1))}


async def test_a_file_that_was_deleted_is_not_made_anew(file: Path, opener: Opener) -> None:
    """Writing into a file that nobody can find any more would lose what it acknowledges: every verb says so."""
    graph = await opener.open()
    await put(graph, thing("a"))
    remove(file)
    with pytest.raises(StoreUnavailable, match="is missing: restore it"):
        await put(graph, thing("b"))
    with pytest.raises(StoreUnavailable, match="is missing: restore it"):
        await graph.get([ident("a")], sight=PUBLIC)
    assert contents(file) is None


async def test_a_damaged_file_says_that_it_is_damaged(file: Path, opener: Opener) -> None:
    """Pages overwritten by something else are told as such, not as an empty answer."""
    graph = await opener.open()
    await put(graph, *(thing(f"n{at}", name="人口" * 20) for at in range(500)))
    await graph.close()
    whole = contents(file) or b""
    fill(file, whole[:4096] + os.urandom(len(whole) - 4096))
    with pytest.raises(StoreUnavailable, match="is damaged: stop the hub and restore a backup"):
        await found(opener.connect(), THINGS)


async def test_a_folder_that_may_not_be_read_is_an_outage(opener: Opener) -> None:
    """A path that is a folder is no graph, and says what to look at."""
    with pytest.raises(StoreUnavailable):
        await opener.open(file=opener.file.parent)


async def test_a_graph_that_was_closed_says_so(opener: Opener) -> None:
    """A closed graph answers nothing any more; closing it again does no harm."""
    graph = await opener.open()
    await graph.close()
    await graph.close()
    with pytest.raises(StoreUnavailable, match="was closed: open it again"):
        await graph.head()


async def test_a_writer_that_holds_the_file_hinders_no_reader(file: Path, opener: Opener) -> None:
    """While another process writes, readers see what was committed before."""
    graph = await opener.open()
    await put(graph, thing("a"))
    with looking_into(file) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM node")
        assert await found(graph, THINGS) == idents("a")
        other.execute("ROLLBACK")
    assert await put(graph, thing("b")) == 2
