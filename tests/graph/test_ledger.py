"""The ledger's arithmetic: what an entry holds, and that nobody can change one unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hub.graph.change import Change, LedgerEntry
from hub.graph.ledger import GENESIS, broken_link, canonical, content_of, entry_for, subjects_of
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision

A, B = NodeId("Thing:a"), NodeId("Thing:b")
CHANGE = Change(
    actor="tester",
    action="test.write",
    puts=(Node(A, {"name": "人口", "size": 1}), Node(B, {}, ("r",))),
    links=(Edge(EdgeKey(A, "LEADS_TO", B), {"weight": 0.5}),),
    ends=(NodeId("Thing:c"), EdgeKey(B, "LEADS_TO", A)),
    facts={"rule": "Art. 18"},
)
MOMENT = datetime(2026, 3, 1, 8, tzinfo=UTC)


def chain(length: int) -> list[LedgerEntry]:
    """Return a whole chain of entries."""
    entries: list[LedgerEntry] = []
    for number in range(1, length + 1):
        change = Change(actor="tester", action="test.count", facts={"number": number})
        previous = entries[-1].hash if entries else GENESIS
        moment = MOMENT + timedelta(seconds=number)
        entries.append(entry_for(change, sequence=Revision(number), recorded=moment, previous=previous))
    return entries


def test_a_document_has_one_text() -> None:
    """Keys are sorted, blanks left out, Chinese written as it is."""
    assert canonical({"b": [1, 1.5, True], "a": "人口"}) == '{"a":"人口","b":[1,1.5,true]}'.encode()


def test_an_entry_holds_facts_counts_and_a_digest() -> None:
    """The content tells how much was written and proves what, without holding descriptions."""
    content = content_of(CHANGE)
    assert content.startswith('{"counts":{"ends":2,"links":1,"puts":2},"digest":"')
    assert content.endswith('","facts":{"rule":"Art. 18"}}')
    assert "人口" not in content


@pytest.mark.parametrize(
    "other",
    [
        replace(CHANGE, puts=(CHANGE.puts[0], replace(CHANGE.puts[1], audience=None))),
        replace(CHANGE, puts=(replace(CHANGE.puts[0], properties={"name": "人口", "size": 1.0}), CHANGE.puts[1])),
        replace(CHANGE, puts=CHANGE.puts[::-1]),
        replace(CHANGE, links=(Edge(CHANGE.links[0].key, {"weight": 0.6}),)),
        replace(CHANGE, ends=CHANGE.ends[::-1]),
        replace(CHANGE, ends=(A, CHANGE.ends[1]), puts=CHANGE.puts[1:]),
    ],
)
def test_another_writing_has_another_content(other: Change) -> None:
    """Whatever a change puts, links or ends, and in which order, shows in its content."""
    assert content_of(other) != content_of(CHANGE)


def test_the_order_of_properties_does_not_show() -> None:
    """Properties are a mapping."""
    turned = replace(CHANGE, puts=(Node(A, {"size": 1, "name": "人口"}), CHANGE.puts[1]))
    assert content_of(turned) == content_of(CHANGE)


def test_an_entry_is_filed_under_what_it_wrote_or_what_it_names() -> None:
    """Where a change names no subjects they are the nodes put and ended, each once; edges have no ids."""
    assert subjects_of(CHANGE) == (A, B, "Thing:c")
    assert subjects_of(replace(CHANGE, puts=(*CHANGE.puts, Node(A)))) == (A, B, "Thing:c")
    assert subjects_of(replace(CHANGE, subjects=(B,))) == (B,)


def test_a_whole_chain_has_no_broken_link() -> None:
    """From the beginning, from the middle, and where there is nothing."""
    entries = chain(5)
    assert broken_link(entries) is None
    assert broken_link(entries[2:], previous=entries[1].hash, after=2) is None
    assert broken_link([]) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"actor": "someone"},
        {"action": "test.other"},
        {"recorded": MOMENT},
        {"subjects": (A,)},
        {"content": "{}"},
        {"previous": GENESIS},
        {"hash": GENESIS},
        {"sequence": Revision(4)},
    ],
)
def test_a_changed_entry_breaks_the_chain(changed: dict[str, object]) -> None:
    """Every field is under the hash."""
    entries = chain(5)
    entries[2] = replace(entries[2], **changed)  # type: ignore[arg-type] # one field of an entry each
    assert broken_link(entries) == 3


def test_an_entry_that_was_taken_out_put_in_or_moved_breaks_the_chain() -> None:
    """The break is told at the first number that is not what it should be."""
    entries = chain(5)
    assert broken_link(entries[:2] + entries[3:]) == 3
    assert broken_link([*entries[:2], entries[1], *entries[2:]]) == 3
    assert broken_link([entries[0], entries[2], entries[1]]) == 2
    assert broken_link(entries[1:]) == 1


def test_an_entry_rewritten_with_its_hash_breaks_the_next() -> None:
    """Whoever rewrites one entry must rewrite all that follow."""
    entries = chain(5)
    forged = Change(actor="someone", action="test.count")
    entries[2] = entry_for(forged, sequence=Revision(3), recorded=MOMENT, previous=entries[1].hash)
    assert broken_link(entries) == 4
