"""What a department may have: the law asked of a whole catalogue, a page at a time.

A pre-filter on what the graph indexes chooses the datasets and items that the law is asked about: the department's
own, those that are open, and those that it was granted. Nothing else can be permitted; a test compares the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from hub.access.deciding import Access, judged
from hub.access.facts import facts_of_nouns, with_grants
from hub.access.inquiring import Inquiry, request_of
from hub.catalogue.cursors import cursor_of, list_mark, position_of
from hub.catalogue.listing import MAX_PAGE, PageRequest
from hub.catalogue.nouns import id_of, noun_of, reader
from hub.catalogue.reading import ITEMS
from hub.codes import Code, ItemCode, split_item_code
from hub.graph.port import Graph
from hub.graph.query import OneOf, Position, Predicate, Selection, Sight, Window
from hub.graph.values import NodeId
from hub.law.access import permits
from hub.law.facts import Request
from hub.model import DataItem, Dataset, Department, Grant
from hub.procedure.reading import HELD
from hub.vocabulary import ShareType, Standing

MOST_LOOKED_AT: Final = 1_000
"""How many datasets one page looks at before it stops and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A dataset of which a department may have something, with the decisions that permit it, by position."""

    dataset: Dataset
    access: tuple[Access, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """A page of what a department may have, by dataset code.

    `looked_at` is how many datasets the law was asked about; `more` tells that there are others to look at, after
    `cursor`, which is None before the first.
    """

    entries: tuple[Seen, ...]
    looked_at: int
    more: bool
    cursor: str | None


async def what_is_seen(graph: Graph, inquiry: Inquiry, *, page: PageRequest, now: datetime, sight: Sight) -> Sightings:
    """Return a page of the datasets of which the department may have something for its purpose.

    Costs a few store calls for every hundred datasets looked at. Raises `MalformedCursor`, and what `request_of` does.
    """
    mark = list_mark("seen", inquiry)
    request = await request_of(graph, inquiry)
    search = _Search(graph, request, now=now, sight=sight)
    if page.after is not None:
        search.after = position_of(page.after, mark=mark).node
    purpose = request.purpose
    if purpose is not None and purpose.department == inquiry.department:
        await search.run(page.first)
    cursor = None if search.after is None else cursor_of(Position(None, search.after), mark=mark)
    return Sightings(entries=tuple(search.found), looked_at=search.looked_at, more=search.more, cursor=cursor)


@dataclass(slots=True)
class _Search:
    """A search under way: how far it is, and what it has found."""

    graph: Graph
    request: Request
    now: datetime = field(kw_only=True)
    sight: Sight = field(kw_only=True)
    after: NodeId | None = None
    found: list[Seen] = field(default_factory=list)
    looked_at: int = 0
    more: bool = False

    async def run(self, wanted: int) -> None:
        """Look at datasets until so many are found, there are no others, or enough were looked at."""
        granted = await self._granted()
        self.more = True
        while self.more and len(self.found) < wanted and self.looked_at < MOST_LOOKED_AT:
            datasets, reached, self.more = await self._candidates(granted, first=wanted)
            seen = await self._judged(datasets, granted)
            for dataset in datasets:
                self.after = id_of(Dataset, dataset.code)
                self.looked_at += 1
                if seen[dataset.code]:
                    self.found.append(Seen(dataset=dataset, access=seen[dataset.code]))
                if len(self.found) == wanted and dataset is not datasets[-1]:
                    self.more = True
                    return
            self.after = reached or self.after

    async def _granted(self) -> frozenset[ItemCode]:
        """Return the items of the department's grants for the purpose, dead ones included."""
        holder = self.request.asker.department
        matter = self.request.purpose.matter if self.request.purpose else None
        items: set[ItemCode] = set()
        window, more = Window(first=MAX_PAGE), True
        while more:
            (page,) = await self.graph.expand(
                [id_of(Department, holder)], HELD.step, window=window, sight=Sight(frozenset({reader(holder)}))
            )
            for link in page.links:
                grant = noun_of(Grant, link.node)
                items.update(grant.items if grant.matter == matter else ())
            more = page.more
            window = Window(first=MAX_PAGE, after=page.links[-1].position if page.links else None)
        return frozenset(items)

    async def _candidates(
        self, granted: frozenset[ItemCode], *, first: int
    ) -> tuple[list[Dataset], NodeId | None, bool]:
        """Return the next datasets that may have something for the department, by code.

        With them the last node up to which these are all, and whether others follow it.
        """
        window = Window(first=first, after=None if self.after is None else Position(None, self.after))
        pages = [
            await self.graph.find(Selection(Dataset.__name__, (predicate,)), window=window, sight=self.sight)
            for predicate in self._predicates()
        ]
        nodes = {hit.node.id: hit.node for page in pages for hit in page.hits}
        named = sorted({id_of(Dataset, split_item_code(item)[0]) for item in granted})
        named = [node for node in named if self.after is None or node > self.after]
        nodes |= {node.id: node for node in await self.graph.get(named[:first], sight=self.sight) if node is not None}
        # What a list has not told yet begins after its last entry: what lies beyond that waits for the next look.
        ends = [page.hits[-1].node.id for page in pages if page.more and page.hits]
        ends += [named[first - 1]] if len(named) > first else []
        told = sorted(node for node in nodes if not ends or node <= min(ends))
        datasets = [noun_of(Dataset, nodes[node]) for node in told[:first]]
        if len(told) > first:
            return datasets, told[first - 1], True
        return datasets, min(ends, default=None), bool(ends)

    def _predicates(self) -> tuple[Predicate, ...]:
        return OneOf("provider", (self.request.asker.department,)), OneOf("opens", (True,))

    async def _judged(
        self, datasets: Sequence[Dataset], granted: frozenset[ItemCode]
    ) -> dict[Code, tuple[Access, ...]]:
        """Return what is permitted of each dataset; one decision call for all of them."""
        window = Window(first=MAX_PAGE, order=ITEMS.order)
        nodes = [id_of(Dataset, dataset.code) for dataset in datasets]
        pages = await self.graph.expand(nodes, ITEMS.step, window=window, sight=self.sight)
        pairs = [
            (item, dataset)
            for dataset, links in zip(datasets, pages, strict=True)
            for item in (noun_of(DataItem, link.node) for link in links.links)
            if self._may_permit(item, dataset, granted)
        ]
        facts = await facts_of_nouns(self.graph, [item for item, _ in pairs], [dataset for _, dataset in pairs])
        known = await with_grants(self.graph, facts, holder=self.request.asker.department)
        permitted: dict[Code, tuple[Access, ...]] = {dataset.code: () for dataset in datasets}
        for (_, dataset), one in zip(pairs, judged(known, self.request, self.now), strict=True):
            if one is not None and permits(one.decision):
                permitted[dataset.code] += (one,)
        return permitted

    def _may_permit(self, item: DataItem, dataset: Dataset, granted: frozenset[ItemCode]) -> bool:
        own = dataset.provider == self.request.asker.department
        is_open = item.share_type is ShareType.UNCONDITIONAL and item.standing is Standing.SETTLED
        return own or is_open or item.code in granted
