"""The graph port on Neo4j."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final, cast

import orjson

from hub.graph.change import Change, LedgerEntry, Receipt, Version
from hub.graph.extract import Content, Extracted, Listed, Origin, require_small
from hub.graph.neo4j import chain, extracting, schema
from hub.graph.neo4j.coalescing import Coalescing
from hub.graph.neo4j.extracting import arrange
from hub.graph.neo4j.listing import Chosen, counting, page
from hub.graph.neo4j.names import checked
from hub.graph.neo4j.neighbours import degrees, expansion, nodes_statement
from hub.graph.neo4j.past import edge_history, node_history
from hub.graph.neo4j.place import Condition
from hub.graph.neo4j.reading import Reading, consistent
from hub.graph.neo4j.server import Run, Server
from hub.graph.neo4j.sight import readers
from hub.graph.neo4j.stored import Stored, link_properties, node_of
from hub.graph.neo4j.walk import walk
from hub.graph.neo4j.writing import Writer, planned
from hub.graph.query import (
    Counts,
    Direction,
    Hit,
    Link,
    Neighbours,
    Page,
    Position,
    Reach,
    Selection,
    Sight,
    Step,
    Subject,
    Window,
)
from hub.graph.shape import Shape
from hub.graph.told import CutShort, Manner, Told, extracted, rows_of
from hub.graph.values import EdgeKey, Node, NodeId, Revision, Value

_IN_ORDER: Final = Manner(link_properties)
_IN_ANY_ORDER: Final = Manner(link_properties, arrange)
_REMEMBERED: Final = 1_000
"""Of how many extracts it is remembered that they cut lists short."""


class NeoGraph:
    """The graph port on a Neo4j server; see `hub.graph.port` for what its verbs promise."""

    def __init__(self, url: str, *, shape: Shape, clock: Callable[[], datetime]) -> None:
        """Take a `bolt://` or `neo4j://` URL, connected when first asked; raises `MalformedSetting` for an odd one."""
        self._server = Server(url)
        self._shape = checked(shape)
        self._clock = clock
        self._coalescing = Coalescing()
        self._cut_short: set[Content] = set()
        # Only ever grows: a filter that held a list once is read in the way that also serves strings.
        self._lists: frozenset[str] = frozenset()

    async def migrate(self) -> None:
        """Make what is missing, wait until it is ready; two round trips where nothing is."""
        await schema.migrate(self._server, self._shape)

    async def get(
        self, nodes: Sequence[NodeId], *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Node | None]:
        """Ask once for all."""
        if not nodes:
            return []
        statement = nodes_statement(sight, as_of)
        found = await self._told_of(nodes, statement, sight, as_of=as_of)
        there = {node: node_of(found[node]) for node in dict.fromkeys(nodes) if node in found}
        return [there.get(node) for node in nodes]

    async def expand(
        self, nodes: Sequence[NodeId], step: Step, *, window: Window, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Neighbours]:
        """Ask once for all; the server cuts each list to its window."""
        statement = expansion(step, window, sight, shape=self._shape, as_of=as_of)
        if not nodes:
            return []
        found = await self._told_of(nodes, statement.text, sight, as_of=as_of, **statement.parameters)
        there = {node: _neighbours(found[node], window) for node in dict.fromkeys(nodes) if node in found}
        return [there.get(node, Neighbours()) for node in nodes]

    async def degree(
        self, nodes: Sequence[NodeId], step: Step, *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[int]:
        """Ask once for all; without a label and for every sight the server knows the number."""
        statement = degrees(step, sight, shape=self._shape, as_of=as_of)
        if not nodes:
            return []
        found = await self._told_of(nodes, statement, sight, as_of=as_of, types=[step.edge])
        return [found.get(node, 0) for node in nodes]

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
        """Ask once for the roots and once for each level."""
        walking = partial(
            walk,
            roots=list(dict.fromkeys(roots)),
            edges=edges,
            direction=direction,
            depth=depth,
            budget=budget,
            sight=sight,
            shape=self._shape,
            as_of=as_of,
        )
        return await consistent(self._server, walking)

    async def find(self, selection: Selection, *, window: Window, sight: Sight) -> Page:
        """Ask once; orders and filters are served by indexes."""
        found = await self._select(selection, sight, lambda chosen: page(chosen, window))
        hits = tuple(_hit(stored, rank, window) for stored, rank in found[: window.first])
        return Page(hits, more=len(found) > window.first)

    async def count(self, selection: Selection, *, by: Sequence[str] = (), sight: Sight) -> Counts:
        """Ask once for the total and all properties."""
        total, facets = await self._select(selection, sight, lambda chosen: counting(chosen, by))
        return Counts(total, {name: _most_first(pairs) for name, pairs in zip(by, facets, strict=True)})

    async def extract(self, origin: Origin, content: Content, *, sight: Sight) -> Extracted:
        """Ask once for the whole tree, and once more the first time that it cuts a list short."""
        require_small(content)
        # Most hubs remember none: then the hash of a tree need not be reckoned.
        if not (self._cut_short and content in self._cut_short):
            told = await self._told(origin, content, sight, in_order=False)
            with suppress(CutShort):
                return _extracted(origin, content, told, _IN_ANY_ORDER)
            if len(self._cut_short) >= _REMEMBERED:
                self._cut_short.clear()
            self._cut_short.add(content)
        return _extracted(origin, content, await self._told(origin, content, sight, in_order=True), _IN_ORDER)

    async def _told(
        self, origin: Origin, content: Content, sight: Sight, *, in_order: bool
    ) -> Sequence[tuple[Told, int | None]]:
        """Return what is told of each node, with its rank in a search."""
        if isinstance(origin, Listed):
            listed = partial(extracting.listed, origin, content, sight=sight, shape=self._shape, in_order=in_order)
            return await self._select(origin.selection, sight, listed)
        asked = extracting.named(content, sight, shape=self._shape, in_order=in_order)
        there = await self._told_of(origin, asked.text, sight, **asked.parameters) if origin else {}
        return [(there[node], None) for node in dict.fromkeys(origin) if node in there]

    async def commit(self, change: Change) -> Receipt:
        """Write in one transaction, several statements."""
        plan = planned(change, self._shape)

        async def write(run: Run) -> Receipt:
            return await Writer(run, plan, self._shape).commit(change, self._clock)

        return await self._server.transact(write)

    async def history(self, subject: Subject, *, sight: Sight) -> Sequence[Version]:
        """Ask once for the present and the past."""
        if isinstance(subject, EdgeKey):
            edge = subject
            return await consistent(self._server, lambda reading: edge_history(reading, edge, sight, shape=self._shape))
        return await consistent(self._server, lambda reading: node_history(reading, subject, sight))

    async def ledger(self, *, after: Revision, first: int) -> Sequence[LedgerEntry]:
        """Ask once."""
        return await consistent(self._server, partial(chain.entries, after=after, first=first))

    async def head(self) -> tuple[Revision, str]:
        """Ask once."""
        return await consistent(self._server, chain.newest)

    async def revision_at(self, moment: datetime) -> Revision:
        """Ask once."""
        return await consistent(self._server, partial(chain.revision_at, moment=moment))

    async def ping(self) -> Mapping[str, str]:
        """Ask for the server's version."""
        answer = await self._server.ask("CALL dbms.components() YIELD name, versions RETURN name, versions LIMIT 1")
        return {"name": "Neo4j", "version": answer["versions"][0]}

    async def close(self) -> None:
        """Close the connections."""
        await self._server.close()

    async def _told_of(
        self, nodes: Sequence[NodeId], statement: str, sight: Sight, **parameters: object
    ) -> Mapping[NodeId, Any]:
        """Return by id what a statement tells of nodes, in pairs of an id and that, and perhaps of others."""
        parameters["readers"] = readers(sight)

        async def ask(ids: Sequence[NodeId]) -> Mapping[NodeId, Any]:
            told = await consistent(self._server, lambda reading: reading.ask(statement, ids=ids, **parameters))
            return dict(told)

        return await self._coalescing.ask((statement, orjson.dumps(parameters)), nodes, ask)

    async def _select(self, selection: Selection, sight: Sight, statement: Callable[[Chosen], Condition]) -> list[Any]:
        """Ask about a selection, again where a filter turns out to hold lists."""

        async def select(reading: Reading) -> list[Any]:
            while True:
                chosen = Chosen(selection, sight, shape=self._shape, lists=self._lists)
                asked = statement(chosen)
                answer: list[Any] = await reading.ask(asked.text, readers=readers(sight), **asked.parameters)
                if reading.lists <= self._lists:
                    return answer
                self._lists |= reading.lists

        return await consistent(self._server, select)


def _extracted(origin: Origin, content: Content, told: Sequence[tuple[Told, int | None]], manner: Manner) -> Extracted:
    if isinstance(origin, Listed):
        return extracted(origin, content, told, manner)
    return Extracted(rows_of([node for node, _ in told], content, None, manner))


def _neighbours(links: Sequence[tuple[Stored, Stored]], window: Window) -> Neighbours:
    return Neighbours(tuple(_link(*link, window) for link in links[: window.first]), more=len(links) > window.first)


def _link(edge: Stored, stored: Stored, window: Window) -> Link:
    node = node_of(stored)
    return Link(node, link_properties(edge), _position(node, window))


def _hit(stored: Stored, rank: int | None, window: Window) -> Hit:
    node = node_of(stored)
    return Hit(node, Position(rank, node.id) if window.order is None else _position(node, window))


def _position(node: Node, window: Window) -> Position:
    key = None if window.order is None else node.properties.get(window.order.property)
    return Position(cast("str | int | None", key), node.id)


def _most_first(pairs: Sequence[tuple[Value, int]]) -> tuple[tuple[Value, int], ...]:
    return tuple(sorted(((value, count) for value, count in pairs), key=lambda pair: (-pair[1], pair[0])))
