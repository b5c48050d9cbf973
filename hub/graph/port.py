"""The graph port: the verbs that every store implements, independent of the domain's types.

Common to all verbs:

- Ids are compared byte for byte. An id that is unknown, or unknown to this `sight`, is treated alike.
- Answers to batches are aligned with what was asked, duplicates included; an empty batch costs nothing.
- One call is one consistent reading of the store. After a `commit` returned, every later call of the same process
  sees it.
- `as_of` reads what a revision had recorded, instead of the present; a version is shown only to a sight that both
  that version's audience and the node's latest audience admit.
- A store that does not answer raises `StoreUnavailable`; the next call tries again, no restart is needed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hub.graph.change import Change, LedgerEntry, Receipt, Version
from hub.graph.extract import Content, Extracted, Origin
from hub.graph.query import Counts, Direction, Neighbours, Page, Reach, Selection, Sight, Step, Subject, Window
from hub.graph.values import Node, NodeId, Revision


class Graph(Protocol):
    """A property graph with a ledger and a history; see the module's text for what holds of every verb."""

    async def migrate(self) -> None:
        """Bring the store's schema (tables, constraints, indexes) up to date; doing it again changes nothing."""

    async def get(
        self, nodes: Sequence[NodeId], *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Node | None]:
        """Return the node of each id, `None` where it does not exist."""

    async def expand(
        self, nodes: Sequence[NodeId], step: Step, *, window: Window, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Neighbours]:
        """Return the neighbours of each node along a step: the same window of each node's list.

        The window orders by a property of the neighbours, which needs no index; without an order, by id. A node
        that does not exist has none.
        """

    async def degree(
        self, nodes: Sequence[NodeId], step: Step, *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[int]:
        """Return for each node how many neighbours `expand` would list in all."""

    async def reach(
        self,
        roots: Sequence[NodeId],
        *,
        edges: frozenset[str],
        direction: Direction,
        depth: int,
        budget: int,
        sight: Sight,
        as_of: Revision | None = None,
    ) -> Reach:
        """Walk breadth-first from the roots along edges of these types, each node once.

        Stops after `depth` edges (0: the roots alone) or when more than `budget` nodes besides the roots would be
        reached, and says so; a budget that is spent keeps the nearest nodes, at the last distance those with the
        smallest ids. DEPTH_REACHED means that some existing node lies beyond.
        """

    async def find(self, selection: Selection, *, window: Window, sight: Sight) -> Page:
        """Return a window of the selected nodes. Keyset paging: what is inserted meanwhile never shifts a page."""

    async def count(self, selection: Selection, *, by: Sequence[str] = (), sight: Sight) -> Counts:
        """Return how many nodes are selected, in all and by each value of some filter properties."""

    async def extract(self, origin: Origin, content: Content, *, sight: Sight) -> Extracted:
        """Return some properties of nodes, and of their neighbours along a tree of steps, in one call.

        It answers what `get` or `find`, and then `expand` for each branch, would answer, at present. There are
        `hub.graph.extract.BRANCHES` branches at most, `LEVELS` of them after one another.
        """

    async def commit(self, change: Change) -> Receipt:
        """Apply a change and append its ledger entry, in one transaction.

        A put or link that equals what is there leaves that node or edge as it is, revision and history included;
        the ledger entry is written all the same. Raises `Conflict`, with nothing written, where an expectation
        fails, an edge lacks an end, or something to be ended does not exist.
        """

    async def history(self, subject: Subject, *, sight: Sight) -> Sequence[Version]:
        """Return every version of a node or an edge, oldest first; empty where it never existed for this sight.

        A version of an edge is shown where, at some revision of its time, both its ends are shown.
        """

    async def ledger(self, *, after: Revision, first: int) -> Sequence[LedgerEntry]:
        """Return the first entries whose sequence number is greater than `after`, in their order."""

    async def head(self) -> tuple[Revision, str]:
        """Return the sequence number and hash of the newest ledger entry; (0, `GENESIS`) before the first."""

    async def revision_at(self, moment: datetime) -> Revision:
        """Return the newest revision recorded at or before a moment (aware, any offset), 0 where there was none."""

    async def ping(self) -> Mapping[str, str]:
        """Tell that the store answers: its `name` and `version`, for health and support."""

    async def close(self) -> None:
        """Give back what the store holds; the port is of no use afterwards."""
