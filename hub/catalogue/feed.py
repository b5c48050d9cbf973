"""The feed of changes to the catalogue: the ledger as far as it tells a caller of what exists for him, then and now.

A change is told by the nouns that it changed or removed and that exist for the caller. One that touches nothing of
his is not told at all: neither that it was made, nor by whom, nor what kind it was. Its sequence number is left out,
which tells that something happened, no more. Edges have no events of their own: one end of them may be hidden.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.errors import MalformedCursor
from hub.graph.change import LedgerEntry
from hub.graph.port import Graph
from hub.graph.query import Sight
from hub.graph.values import NodeId, Revision, label_of
from hub.graph.watch import Watch
from hub.model import (
    BusinessMatter,
    Concept,
    Condition,
    DataItem,
    Dataset,
    Department,
    LegalBasis,
    Library,
    System,
)

TOLD: Final = (BusinessMatter, Concept, Condition, DataItem, Dataset, Department, LegalBasis, Library, System)
"""The classes of nouns that the feed tells of: the descriptions of the catalogue, and nothing of who asks for what."""

_LABELS: Final = frozenset(noun.__name__ for noun in TOLD)
_PAGE: Final = 5
"""How many entries of the ledger are read at a time, and held for a subscriber: one may name 10,000 nodes."""

_PART: Final = 500
"""How many nouns are read at a time, and held for a subscriber."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueChange:
    """A change as one caller is told of it: the ids of the nouns that it put as they are now, or took away."""

    sequence: Revision
    recorded: datetime
    action: str
    changed: tuple[NodeId, ...]
    removed: tuple[NodeId, ...]


async def begin(graph: Graph, *, after: int | None) -> Revision:
    """Return the sequence number after which a feed begins: a given one, else the newest.

    Raises `MalformedCursor` for a number that the ledger has not come to: what follows it could be anything.
    """
    newest, _ = await graph.head()
    if after is None:
        return newest
    if not 0 <= after <= newest:
        message = f"There is no change {after} to go on after: pass the `sequence` of one that you were told, or 0."
        raise MalformedCursor(message, after=after)
    return Revision(after)


async def follow(
    graph: Graph,
    watch: Watch,
    *,
    after: Revision,
    only: Collection[NodeId],
    sight: Callable[[], Awaitable[Sight]],
) -> AsyncGenerator[CatalogueChange, None]:
    """Yield every change after a sequence number that there is for a caller, in order, without end.

    What has happened already comes first, then what happens. `only` names the nouns to tell of, all where it is empty;
    `sight` tells for whom, as of now. Nothing is read ahead but some entries of the ledger: who is slow reads later.
    """
    while True:
        entries = await graph.ledger(after=after, first=_PAGE)
        for entry in entries:
            change = await _told(graph, entry, only=only, sight=await sight())
            if change is not None:
                yield change
            after = entry.sequence
        if len(entries) < _PAGE:
            await watch.beyond(after)


async def _told(graph: Graph, entry: LedgerEntry, *, only: Collection[NodeId], sight: Sight) -> CatalogueChange | None:
    """Return an entry as it is told, None where it is not."""
    asked = [node for node in entry.subjects if label_of(node) in _LABELS and (not only or node in only)]
    # A subject that a change left as it was is not told: it may stand there for something that is nobody else's matter.
    then = await _written(graph, asked, sight=sight, as_of=entry.sequence)
    changed = [node for node, revision in then.items() if revision == entry.sequence]
    gone = [node for node in asked if node not in then]
    removed = await _written(graph, gone, sight=sight, as_of=Revision(entry.sequence - 1))
    if not changed and not removed:
        return None
    return CatalogueChange(
        sequence=entry.sequence,
        recorded=entry.recorded,
        action=entry.action,
        changed=tuple(changed),
        removed=tuple(removed),
    )


async def _written(graph: Graph, nodes: Sequence[NodeId], *, sight: Sight, as_of: Revision) -> dict[NodeId, Revision]:
    """Return of each node that existed as of a revision by which it had been written, in the order asked."""
    written: dict[NodeId, Revision] = {}
    for begin in range(0, len(nodes), _PART):
        found = await graph.get(nodes[begin : begin + _PART], sight=sight, as_of=as_of)
        written |= {node.id: node.revision for node in found if node is not None}
    return written
