"""The one way to write: a change says who does what, what it puts or ends, and what it expects to find."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision, Value


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a change relies on: the node's current revision, or that it does not exist (`revision` is None)."""

    node: NodeId
    revision: Revision | None


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the life of the graph, applied whole or not at all.

    `actor` and `action` (`subject.verb`, e.g. `dataset.register`) go into the ledger, with `facts`: coordinates,
    rule ids and decisions, never record values, personal names or secrets. `puts` creates or replaces nodes (all
    properties; what is not named is gone), `links` creates or replaces edges, `ends` takes nodes (with all their
    edges) and edges out of the current graph into history. Where one change names a node or edge twice, the last
    one counts; to put and end the same one is a contradiction and raises `ValueError`. `subjects` are the node ids
    under which the ledger entry is filed; where empty, the ids of the nodes put and ended.
    """

    actor: str
    action: str
    puts: tuple[Node, ...] = ()
    links: tuple[Edge, ...] = ()
    ends: tuple[NodeId | EdgeKey, ...] = ()
    expects: tuple[Expectation, ...] = ()
    subjects: tuple[NodeId, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse to put and end the same node or edge."""
        ends = set(self.ends)
        for named in (*(node.id for node in self.puts), *(edge.key for edge in self.links)):
            if named in ends:
                message = f"A change cannot both put and end {named!r}; make it two changes."
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of an applied change: its revision, its recorded moment, and its ledger entry's hash (hex).

    Recorded moments are UTC with microseconds and never go back from one revision to the next, even if the clock does.
    """

    revision: Revision
    recorded: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry of the ledger; `content` is canonical JSON text, `hash` chains it to `previous` (both hex)."""

    sequence: Revision
    recorded: datetime
    actor: str
    action: str
    subjects: tuple[NodeId, ...]
    content: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Version:
    """What a node or an edge was from revision `since` until just before revision `until` (None: it is so now)."""

    content: Node | Edge
    since: Revision
    until: Revision | None
