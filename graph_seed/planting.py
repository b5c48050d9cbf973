"""Planting a catalogue of any size into a graph: what is missing is committed, what is there stays as it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeVar, assert_never

from hub.catalogue.nouns import id_of, node_of
from hub.codes import Code
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Direction
from hub.graph.values import Edge, EdgeKey, Node, NodeId
from hub.model import (
    BusinessMatter,
    Concept,
    Condition,
    DataItem,
    Dataset,
    Department,
    Derivation,
    EdgeType,
    LegalBasis,
    Library,
    System,
)
from hub.registration.entries import (
    Entry,
    edge_of_parent,
    edge_of_system,
    edges_of,
    edges_of_condition,
    edges_of_matter,
    lineage_of,
    nodes_of,
)

Ground = Department | System | Library | LegalBasis | Condition | Concept | BusinessMatter
"""What entries refer to, and what must be there before them."""

CHANGE_SIZE: Final = 10_000
"""About how many nodes and edges one change holds."""

_UNBOUNDED: Final = 2**31 - 1
_Wanted = TypeVar("_Wanted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """What a planting has dealt with so far: taken from its input, and of that sent to the store as missing."""

    nouns: int = 0
    entries: int = 0
    derivations: int = 0
    nodes: int = 0
    edges: int = 0
    changes: int = 0


async def plant(
    graph: Graph,
    *,
    actor: str,
    action: str,
    nouns: Iterable[Ground] = (),
    bases: Mapping[Code, Sequence[Code]] | None = None,
    entries: Iterable[Entry] = (),
    derivations: Iterable[Derivation] = (),
    size: int = CHANGE_SIZE,
    progress: Callable[[Planted], None] | None = None,
    before: Planted | None = None,
) -> Planted:
    """Commit nouns in any order, then entries, then their relations, then lineage, and return what was done.

    `bases` are the codes of the legal bases of conditions and business matters, by the code of these. Entries come
    as `classified` returns them. Entries and derivations are read one change ahead, never all at once; nouns and
    relations between datasets are held. Each change holds about `size` nodes and edges, an entry always whole, and
    is filed under its nouns or datasets. `progress` is told the running totals after each step, written or not; they
    continue those of a planting `before`.

    A noun, an entry (known by its dataset) or a derivation that is there already stays as it is, so that a second
    run writes nothing and one that was interrupted goes on; that costs a look-up per step. Raises `Conflict` where an
    edge lacks an end, or where another writer plants the same at the same moment.
    """
    planting = _Planting(graph, actor=actor, action=action, size=size, progress=progress, before=before)
    held = list(nouns)
    await planting.ground(held)
    await planting.links(edge for noun in held for edge in _edges_of_noun(noun, bases or {}))
    related = await planting.entries(entries)
    await planting.links(related)
    await planting.lineage(derivations)
    return planting.done


class _Planting:
    """One planting under way: where it goes, in whose name, and how far it is."""

    def __init__(
        self,
        graph: Graph,
        *,
        actor: str,
        action: str,
        size: int,
        progress: Callable[[Planted], None] | None,
        before: Planted | None,
    ) -> None:
        self._graph, self._actor, self._action, self._size = graph, actor, action, size
        self._progress = progress
        self.done = before or Planted()

    async def ground(self, nouns: Iterable[Ground]) -> None:
        for batch in _batches(nouns, self._size):
            missing = await self._missing({id_of(type(noun), noun.code): noun for noun in batch})
            await self._commit([node_of(noun) for noun in missing.values()], [], subjects=missing)
            self._tell(nouns=len(batch))

    async def links(self, edges: Iterable[Edge]) -> None:
        for batch in _batches(edges, self._size):
            present = await self._present((edge.key.source for edge in batch), types=(edge.key.type for edge in batch))
            missing = [edge for edge in batch if edge.key not in present]
            await self._commit([], missing, subjects=(edge.key.source for edge in missing))
            self._tell()

    async def entries(self, entries: Iterable[Entry]) -> list[Edge]:
        """Commit entries without their relations, which may point ahead; return the relations of all."""
        relations: list[Edge] = []
        for batch in _weighed(entries, self._size):
            missing = await self._missing({id_of(Dataset, entry.dataset.code): entry for entry in batch})
            nodes = [node for entry in missing.values() for node in nodes_of(entry)]
            edges = [edge for entry in missing.values() for edge in edges_of(replace(entry, related=()))]
            await self._commit(nodes, edges, subjects=missing)
            relations.extend(edge for entry in batch if entry.related for edge in _relations_of(entry))
            self._tell(entries=len(batch))
        return relations

    async def lineage(self, derivations: Iterable[Derivation]) -> None:
        for batch in _batches(derivations, self._size):
            present = await self._present(
                (id_of(DataItem, derivation.item) for derivation in batch), types=[EdgeType.DERIVED_FROM.value]
            )
            # Nothing is there on a first run: then no key is made only to be looked up in an empty set.
            fresh = [it for it in batch if _key_of(it) not in present] if present else batch
            await self._commit([], list(lineage_of(fresh)), subjects=_datasets_of(fresh))
            self._tell(derivations=len(batch))

    async def _missing(self, wanted: Mapping[NodeId, _Wanted]) -> dict[NodeId, _Wanted]:
        found = await self._graph.get(list(wanted), sight=EVERYTHING)
        return {node: noun for (node, noun), there in zip(wanted.items(), found, strict=True) if there is None}

    async def _present(self, sources: Iterable[NodeId], *, types: Iterable[str]) -> set[EdgeKey]:
        """Return the edges of some types that lead from some nodes."""
        reach = await self._graph.reach(
            list(dict.fromkeys(sources)),
            edges=frozenset(types),
            direction=Direction.OUT,
            depth=1,
            budget=_UNBOUNDED,
            sight=EVERYTHING,
        )
        return {edge.key for edge in reach.edges}

    async def _commit(self, nodes: Sequence[Node], edges: Sequence[Edge], *, subjects: Iterable[NodeId]) -> None:
        if not nodes and not edges:
            return
        filed = tuple(dict.fromkeys(subjects))
        change = Change(
            actor=self._actor,
            action=self._action,
            puts=tuple(nodes),
            links=tuple(edges),
            expects=tuple(Expectation(node, None) for node in filed) if nodes else (),
            subjects=filed,
        )
        await self._graph.commit(change)
        done = self.done
        self.done = replace(
            done, nodes=done.nodes + len(nodes), edges=done.edges + len(edges), changes=done.changes + 1
        )

    def _tell(self, *, nouns: int = 0, entries: int = 0, derivations: int = 0) -> None:
        done = self.done
        self.done = replace(
            done,
            nouns=done.nouns + nouns,
            entries=done.entries + entries,
            derivations=done.derivations + derivations,
        )
        if self._progress:
            self._progress(self.done)


def _edges_of_noun(noun: Ground, bases: Mapping[Code, Sequence[Code]]) -> Iterator[Edge]:
    match noun:
        case Department():
            yield from edge_of_parent(noun)
        case System():
            yield edge_of_system(noun)
        case Condition():
            yield from edges_of_condition(noun, bases=bases.get(noun.code, ()))
        case BusinessMatter():
            yield from edges_of_matter(noun, bases=bases.get(noun.code, ()))
        case Library() | LegalBasis() | Concept():
            pass
        case _:
            assert_never(noun)


def _relations_of(entry: Entry) -> Iterator[Edge]:
    return (edge for edge in edges_of(entry) if edge.key.type == EdgeType.RELATED_TO)


def _key_of(derivation: Derivation) -> EdgeKey:
    return EdgeKey(id_of(DataItem, derivation.item), EdgeType.DERIVED_FROM.value, id_of(DataItem, derivation.source))


def _datasets_of(derivations: Iterable[Derivation]) -> Iterator[NodeId]:
    ends = (end for derivation in derivations for end in (derivation.source, derivation.item))
    return (id_of(Dataset, end.partition("#")[0]) for end in ends)


def _batches(things: Iterable[_Wanted], size: int) -> Iterator[list[_Wanted]]:
    iterator = iter(things)
    while batch := list(islice(iterator, size)):
        yield batch


def _weighed(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Yield entries in batches that bring about `size` nodes and edges, or one entry that brings more."""
    batch: list[Entry] = []
    weight = 0
    for entry in entries:
        own = _weight_of(entry)
        if batch and weight + own > size:
            yield batch
            batch, weight = [], 0
        batch.append(entry)
        weight += own
    if batch:
        yield batch


def _weight_of(entry: Entry) -> int:
    """Return how many nodes and edges an entry brings, give or take its libraries and its system."""
    links = sum(len(part.conditions) + len(part.bases) + (part.concept is not None) for part in entry.items)
    return 4 + 2 * len(entry.items) + len(entry.conditions) + len(entry.bases) + links
