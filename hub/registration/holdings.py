"""An entry as the graph holds it: what a change of it has to replace."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.catalogue.neighbours import every_neighbour
from hub.catalogue.nouns import id_of, noun_of
from hub.catalogue.reading import BASES, CONCEPT, CONDITIONS, ITEMS, LIBRARIES, PROVIDER, SYSTEM
from hub.codes import Code
from hub.graph.port import Graph
from hub.graph.query import Direction, Sight, Step
from hub.graph.values import EdgeKey, NodeId, Revision
from hub.model import Dataset

_OF_DATASET: Final = (ITEMS.step, LIBRARIES.step, SYSTEM.step, PROVIDER.step)
_OF_BOTH: Final = (CONDITIONS.step, BASES.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A dataset with the revisions of its node and of its items' nodes, and the edges that its provider writes."""

    dataset: Dataset
    revisions: Mapping[NodeId, Revision]
    edges: frozenset[EdgeKey]


async def holding_of(graph: Graph, code: Code, *, sight: Sight) -> Holding | None:
    """Return the entry with a code, None where it does not exist for this sight."""
    own = id_of(Dataset, code)
    (node,) = await graph.get([own], sight=sight)
    if node is None:
        return None
    (items,) = await every_neighbour(graph, [own], ITEMS.step)
    nodes = [own, *(item.id for item in items)]
    edges: set[EdgeKey] = set()
    for step in _OF_DATASET:
        edges |= await _edges(graph, [own], step)
    for step in (*_OF_BOTH, CONCEPT.step):
        edges |= await _edges(graph, nodes, step)
    return Holding(
        dataset=noun_of(Dataset, node),
        revisions={found.id: found.revision for found in (node, *items)},
        edges=frozenset(edges),
    )


async def _edges(graph: Graph, nodes: list[NodeId], step: Step) -> set[EdgeKey]:
    found = await every_neighbour(graph, nodes, step)
    pairs = [(node, other.id) for node, others in zip(nodes, found, strict=True) for other in others]
    if step.direction is Direction.IN:
        return {EdgeKey(other, step.edge, node) for node, other in pairs}
    return {EdgeKey(node, step.edge, other) for node, other in pairs}
