"""The ledger, as it is read."""

from datetime import UTC, datetime

from hub.graph.change import LedgerEntry
from hub.graph.neo4j.reading import Reading
from hub.graph.neo4j.stored import Stored
from hub.graph.values import NodeId, Revision


def moment_text(moment: datetime) -> str:
    """Return a moment as the store writes it: UTC with microseconds, so that texts are in the order of moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def stored_entry(entry: LedgerEntry) -> Stored:
    """Return the map that describes a ledger entry."""
    return {
        "sequence": entry.sequence,
        "recorded": moment_text(entry.recorded),
        "actor": entry.actor,
        "action": entry.action,
        "subjects": list(entry.subjects),
        "content": entry.content,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def entry_of(stored: Stored) -> LedgerEntry:
    """Return the ledger entry that a map of the server describes."""
    return LedgerEntry(
        sequence=Revision(stored["sequence"]),
        recorded=datetime.fromisoformat(stored["recorded"]),
        actor=stored["actor"],
        action=stored["action"],
        subjects=tuple(NodeId(subject) for subject in stored["subjects"]),
        content=stored["content"],
        previous=stored["previous"],
        hash=stored["hash"],
    )


async def entries(reading: Reading, *, after: int, first: int) -> list[LedgerEntry]:
    """Return the first entries after a sequence number, in their order."""
    answer = await reading.ask(
        """
        MATCH (entry:LedgerEntry) WHERE entry.sequence > $p.after
        WITH entry ORDER BY entry.sequence LIMIT $p.first
        RETURN collect(properties(entry)) AS answer""",
        after=after,
        first=first,
    )
    return [entry_of(stored) for stored in answer]


async def newest(reading: Reading) -> tuple[Revision, str]:
    """Return the sequence number and hash of the newest entry; (0, `GENESIS`) before the first."""
    answer = await reading.ask("MATCH (head:LedgerHead) RETURN [head.sequence, head.hash] AS answer")
    sequence, digest = answer
    return Revision(sequence), digest


async def revision_at(reading: Reading, moment: datetime) -> Revision:
    """Return the newest revision recorded at or before a moment, 0 where there was none."""
    answer = await reading.ask(
        """
        OPTIONAL MATCH (entry:LedgerEntry) WHERE entry.recorded <= $p.moment
        WITH entry ORDER BY entry.recorded DESC, entry.sequence DESC LIMIT 1
        RETURN coalesce(entry.sequence, 0) AS answer""",
        moment=moment_text(moment),
    )
    return Revision(answer)
