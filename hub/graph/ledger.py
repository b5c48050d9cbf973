"""The ledger's arithmetic, the same for every store: canonical content and the hash that chains entries."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

import orjson

from hub.graph.change import Change, LedgerEntry
from hub.graph.values import EdgeKey, NodeId, Revision

GENESIS: Final = "0" * 64
"""The `previous` hash of the first entry."""


def canonical(document: object) -> bytes:
    """Return the one JSON text of a document: sorted keys, no blanks, UTF-8."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def content_of(change: Change) -> str:
    """Return what the ledger keeps of a change: its facts, its counts, and a digest of everything it put or ended.

    The digest lets an auditor prove that a graph history is the one that was recorded, without the ledger holding
    descriptions twice.
    """
    parts = (
        *(["put", node.id, node.properties, node.audience] for node in change.puts),
        *(["link", *_key(edge.key), edge.properties] for edge in change.links),
        *(["end", *([*_key(end)] if isinstance(end, EdgeKey) else [end])] for end in change.ends),
    )
    digest = sha256()
    for part in parts:
        digest.update(canonical(part))
        digest.update(b"\n")
    counts = {"puts": len(change.puts), "links": len(change.links), "ends": len(change.ends)}
    return canonical({"facts": change.facts, "counts": counts, "digest": digest.hexdigest()}).decode()


def subjects_of(change: Change) -> tuple[NodeId, ...]:
    """Return the node ids that a change is filed under: the ones it names, else the nodes that it puts or ends."""
    if change.subjects:
        return change.subjects
    ended = (end for end in change.ends if isinstance(end, str))
    return tuple(dict.fromkeys((*(node.id for node in change.puts), *ended)))


def entry_for(change: Change, *, sequence: Revision, recorded: datetime, previous: str) -> LedgerEntry:
    """Return the ledger entry of a change that becomes number `sequence` after the entry with hash `previous`."""
    entry = LedgerEntry(
        sequence=sequence,
        recorded=recorded,
        actor=change.actor,
        action=change.action,
        subjects=subjects_of(change),
        content=content_of(change),
        previous=previous,
        hash="",
    )
    return replace(entry, hash=_hash(entry))


def broken_link(entries: Iterable[LedgerEntry], *, previous: str = GENESIS, after: int = 0) -> Revision | None:
    """Return the sequence number of the first entry that does not follow from those before it, None if all do."""
    for expected, entry in enumerate(entries, start=after + 1):
        if (entry.sequence, entry.previous, entry.hash) != (expected, previous, _hash(entry)):
            return Revision(expected)
        previous = entry.hash
    return None


def _hash(entry: LedgerEntry) -> str:
    fields = [
        entry.sequence,
        entry.recorded.isoformat(),
        entry.actor,
        entry.action,
        entry.subjects,
        entry.content,
        entry.previous,
    ]
    return sha256(canonical(fields)).hexdigest()


def _key(key: EdgeKey) -> tuple[str, str, str]:
    return key.source, key.type, key.target
