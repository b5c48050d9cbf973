"""The graph port on a SQLite file."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from hub.graph.change import Change, LedgerEntry, Receipt, Version
from hub.graph.extract import Content, Extracted, Listed, Origin, require_small
from hub.graph.query import Counts, Direction, Neighbours, Page, Reach, Selection, Sight, Step, Subject, Window
from hub.graph.shape import Shape
from hub.graph.sqlite import counting, entries, extracting, listing, neighbours, past, setup, walking, writing
from hub.graph.sqlite import nodes as reading
from hub.graph.sqlite.connection import IN_MEMORY, VERSION
from hub.graph.sqlite.layout import Layout, layouts
from hub.graph.sqlite.workers import Workers
from hub.graph.values import Node, NodeId, Revision

_READERS: Final = 2
"""Threads that read: with four, a small question costs a quarter more processor time, and no large one is sooner."""

Answer = TypeVar("Answer")


class SqliteGraph:
    """The graph port (`hub.graph.port`) on one file, or in memory where the path is `:memory:`.

    Several threads read, each on a connection of its own; one writes. Several processes may use one file at once.
    A graph in memory has one connection, and one thread, for everything.
    """

    def __init__(self, path: str, *, shape: Shape, clock: Callable[[], datetime]) -> None:
        self._path = path
        self._shape = shape
        self._clock = clock
        self._layouts = layouts(shape)
        self._writer = Workers(path, size=1)
        self._readers = self._writer if path == IN_MEMORY else Workers(path, size=_READERS, only_reads=True)

    async def migrate(self) -> None:
        """Make the file where there is none and bring its tables up to date; see the port and `setup.migrate`."""
        await asyncio.to_thread(setup.prepare, self._path)
        edges = self._shape.edges
        await self._writer.run(lambda line: setup.migrate(line, self._path, layouts=self._layouts, edges=edges))

    async def get(
        self, nodes: Sequence[NodeId], *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Node | None]:
        """Return the node of each id; see the port."""
        if not nodes:
            return []
        return await self._readers.run(lambda line: reading.get(line, nodes, sight=sight, as_of=as_of))

    async def expand(
        self, nodes: Sequence[NodeId], step: Step, *, window: Window, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Neighbours]:
        """Return the neighbours of each node along a step; see the port."""
        self._require_step(step)
        if not nodes:
            return []
        return await self._readers.run(
            lambda line: neighbours.expand(line, nodes, step, window=window, sight=sight, as_of=as_of)
        )

    async def degree(
        self, nodes: Sequence[NodeId], step: Step, *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[int]:
        """Return how many neighbours each node has; see the port."""
        self._require_step(step)
        if not nodes:
            return []
        return await self._readers.run(lambda line: neighbours.degree(line, nodes, step, sight=sight, as_of=as_of))

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
        """Walk breadth-first from the roots; see the port."""
        self._require_edges(edges)
        return await self._readers.run(
            lambda line: walking.reach(
                line, roots, edges=edges, direction=direction, depth=depth, budget=budget, sight=sight, as_of=as_of
            )
        )

    async def find(self, selection: Selection, *, window: Window, sight: Sight) -> Page:
        """Return a window of the selected nodes; see the port."""
        layout = self._layout(selection.label)
        return await self._readers.run(lambda line: listing.find(line, layout, selection, window=window, sight=sight))

    async def count(self, selection: Selection, *, by: Sequence[str] = (), sight: Sight) -> Counts:
        """Return how many nodes are selected, in all and by the values of filters; see the port."""
        layout = self._layout(selection.label)
        return await self._readers.run(lambda line: counting.count(line, layout, selection, by=by, sight=sight))

    async def extract(self, origin: Origin, content: Content, *, sight: Sight) -> Extracted:
        """Return some properties of nodes and of what branches lead to; see the port."""
        require_small(content)
        self._require_branches(content)
        if isinstance(origin, Listed):
            self._layout(origin.selection.label)
        return await self._readers.run(
            lambda line: extracting.extract(line, origin, content, layouts=self._layouts, sight=sight)
        )

    async def commit(self, change: Change) -> Receipt:
        """Apply a change and append its ledger entry, in one transaction; see the port."""
        return await self._writer.run(
            lambda line: writing.commit(line, change, layouts=self._layouts, edges=self._shape.edges, clock=self._clock)
        )

    async def history(self, subject: Subject, *, sight: Sight) -> Sequence[Version]:
        """Return every version of a node or an edge, oldest first; see the port."""
        return await self._readers.run(lambda line: past.history(line, subject, sight=sight))

    async def ledger(self, *, after: Revision, first: int) -> Sequence[LedgerEntry]:
        """Return the first entries after a sequence number; see the port."""
        return await self._readers.run(lambda line: entries.entries(line, after=after, first=first))

    async def head(self) -> tuple[Revision, str]:
        """Return the newest entry's sequence number and hash; see the port."""
        return await self._readers.run(entries.head)

    async def revision_at(self, moment: datetime) -> Revision:
        """Return the newest revision recorded at or before a moment; see the port."""
        return await self._readers.run(lambda line: entries.revision_at(line, moment))

    async def ping(self) -> Mapping[str, str]:
        """Tell that the file can be read, and what reads it; see the port."""
        await self.head()
        return {"name": "SQLite", "version": VERSION}

    async def backup(self, path: str) -> None:
        """Copy the graph, as it is at one moment, to a new file while others read and write; see `setup.backup`."""
        await self._readers.run(lambda line: setup.backup(line, path))

    async def close(self) -> None:
        """Finish what was asked for and close the file; doing it again changes nothing."""
        await self._readers.close()
        await self._writer.close()

    def _layout(self, label: str) -> Layout:
        if label not in self._layouts:
            raise ValueError(f"The shape has no label '{label}'; add it before its nodes are looked for.")
        return self._layouts[label]

    def _require_branches(self, content: Content) -> None:
        for branch in content.branches:
            self._require_step(branch.step)
            self._require_branches(branch.content)

    def _require_step(self, step: Step) -> None:
        self._require_edges({step.edge})
        if step.label is not None:
            self._layout(step.label)

    def _require_edges(self, edges: frozenset[str] | set[str]) -> None:
        for edge in edges.difference(self._shape.edges):
            raise ValueError(f"The shape has no edge type '{edge}'; add it before such edges are walked.")
