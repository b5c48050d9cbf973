"""From rows to what must be written: nothing for a dataset that is already as its row says."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from hub.catalogue.nouns import audience_of, id_of, node_of, noun_of
from hub.codes import Code, ItemName
from hub.graph.change import Expectation, Version
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import Edge, Node, NodeId
from hub.intake.known import Held
from hub.intake.merging import Bases, Merged, merged
from hub.intake.problems import Problem
from hub.intake.row import Row
from hub.model import DataItem, Dataset, Department, EdgeType
from hub.registration.entries import edges_of


class Outcome(Enum):
    """What an import does to a dataset."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a row leads to: nodes and edges to write and to end, what that relies on, and what is wanting.

    `items` is how many items the dataset has afterwards, `dataset` its node.
    """

    outcome: Outcome
    dataset: NodeId
    items: int
    puts: tuple[Node, ...] = ()
    links: tuple[Edge, ...] = ()
    ends: tuple[NodeId, ...] = ()
    expects: tuple[Expectation, ...] = ()
    flags: tuple[Problem, ...] = ()


async def planned(
    graph: Graph,
    row: Row,
    held: Held | None,
    *,
    code: Code,
    provider: Department,
    bases: Bases,
    inadmissible: Collection[Code],
    namesakes: int,
) -> Plan:
    """Return what a row leads to, for the dataset that it means or for a new one with this code.

    A new item never gets the name that another item of the dataset had before it ended: the names that the first
    attempt would give are looked up in the graph's history.
    """
    bygone: set[ItemName] = set()
    while True:
        result = merged(
            row,
            held,
            code=code,
            provider=provider,
            bases=bases,
            inadmissible=inadmissible,
            namesakes=namesakes,
            bygone=bygone,
        )
        found = await _bygone(graph, result, held) if held else set()
        if not found:
            return _plan(result, held)
        bygone |= found


async def _bygone(graph: Graph, result: Merged, held: Held) -> set[ItemName]:
    """Return those names of new items that last belonged to an item of another title."""
    found: set[ItemName] = set()
    for part in result.entry.items:
        if part.item.name not in held.items:
            versions = await graph.history(id_of(DataItem, part.item.code), sight=EVERYTHING)
            if versions and _title(versions[-1]) != part.item.title:
                found.add(part.item.name)
    return found


def _title(version: Version) -> str | None:
    content = version.content
    return noun_of(DataItem, content).title if isinstance(content, Node) else None


def _plan(result: Merged, held: Held | None) -> Plan:
    entry = result.entry
    own = id_of(Dataset, entry.dataset.code)
    puts = tuple(_changed(result, held))
    links = tuple(edge for edge in edges_of(entry) if not _present(edge, held))
    ends = tuple(id_of(DataItem, item.code) for item in result.ended)
    outcome = Outcome.CHANGED if puts or links or ends else Outcome.UNCHANGED
    return Plan(
        outcome=outcome if held else Outcome.CREATED,
        dataset=own,
        items=len(entry.items),
        puts=puts,
        links=links,
        ends=ends,
        expects=(Expectation(own, held.revision if held else None),) if puts or links or ends else (),
        flags=result.flags,
    )


def _changed(result: Merged, held: Held | None) -> Iterator[Node]:
    """Yield the nodes of an entry that are not as the hub holds them."""
    entry = result.entry
    audience = audience_of(entry.dataset)
    if held is None or held.dataset != entry.dataset:
        yield node_of(entry.dataset)
    for part in entry.items:
        if held is None or held.items.get(part.item.name) != part.item:
            yield node_of(part.item, audience=audience)


def _present(edge: Edge, held: Held | None) -> bool:
    """Tell whether the hub holds an edge of an entry; to what it holds an import adds items and legal bases only."""
    if held is None:
        return False
    return edge.key.type not in {EdgeType.HAS_ITEM, EdgeType.BASED_ON} or edge.key in held.edges
