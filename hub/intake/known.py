"""What the hub already holds: departments, legal bases, and the datasets that a file speaks of."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.catalogue.neighbours import every_neighbour
from hub.catalogue.nouns import id_of, noun_of
from hub.codes import Code, ItemName
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Direction, Position, Selection, Step, Window
from hub.graph.values import EdgeKey, Node, NodeId, Revision, key_of
from hub.intake.citations import Citation
from hub.law.classification import ADMISSIBLE
from hub.model import DataItem, Dataset, Department, EdgeType, LegalBasis

_PAGE: Final = 1000
_DEPARTMENTS_AT_ONCE: Final = 20
_PROVIDES: Final = Step(EdgeType.PROVIDES, Direction.OUT, Dataset.__name__)
_HAS_ITEM: Final = Step(EdgeType.HAS_ITEM, Direction.OUT, DataItem.__name__)
_BASED_ON: Final = Step(EdgeType.BASED_ON, Direction.OUT, LegalBasis.__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A dataset as the hub holds it, with its items by name and in their order.

    `founded` tells of the nodes among them that cite something whether a law, regulation or rule is among it; `edges`
    lead to the items and to the bases.
    """

    dataset: Dataset
    revision: Revision
    items: Mapping[ItemName, DataItem]
    founded: Mapping[NodeId, bool]
    edges: frozenset[EdgeKey]


async def departments(graph: Graph) -> list[Department]:
    """Return all departments of the hub, by code."""
    return [noun_of(Department, node) async for node in _all(graph, Department.__name__)]


async def legal_bases(graph: Graph) -> tuple[dict[Citation, Code], frozenset[Code]]:
    """Return the codes of all legal bases of the hub by the instrument and article they cite.

    With them, the codes of those that are no law, regulation or rule, and therefore justify nothing (Art. 16).
    """
    found: dict[Citation, Code] = {}
    inadmissible: set[Code] = set()
    async for node in _all(graph, LegalBasis.__name__):
        basis = noun_of(LegalBasis, node)
        found.setdefault(Citation(basis.title, basis.article), basis.code)
        if basis.kind not in ADMISSIBLE:
            inadmissible.add(basis.code)
    return found, frozenset(inadmissible)


async def titles_of(graph: Graph, departments: Sequence[Code]) -> dict[Code, dict[str, list[Code]]]:
    """Return for each department the codes of all datasets that it provides, by title, sorted."""
    found: dict[Code, dict[str, list[Code]]] = {}
    for start in range(0, len(departments), _DEPARTMENTS_AT_ONCE):
        part = departments[start : start + _DEPARTMENTS_AT_ONCE]
        provided = await every_neighbour(graph, [id_of(Department, code) for code in part], _PROVIDES)
        for department, nodes in zip(part, provided, strict=True):
            titles = found.setdefault(department, {})
            for dataset in sorted((noun_of(Dataset, node) for node in nodes), key=lambda one: one.code):
                titles.setdefault(dataset.title, []).append(dataset.code)
    return found


async def held(graph: Graph, codes: Sequence[Code]) -> dict[Code, Held]:
    """Return those of some datasets that the hub holds, with their items and the legal bases of all of them."""
    nodes = [node for node in await graph.get([id_of(Dataset, code) for code in codes], sight=EVERYTHING) if node]
    items = await every_neighbour(graph, [node.id for node in nodes], _HAS_ITEM)
    flat = [item for found in items for item in found]
    resting = [*(node.id for node in nodes), *(item.id for item in flat)]
    bases = dict(zip(resting, await every_neighbour(graph, resting, _BASED_ON), strict=True))
    return {Code(key_of(node.id)): _held(node, found, bases) for node, found in zip(nodes, items, strict=True)}


def _held(node: Node, items: Iterable[Node], bases: Mapping[NodeId, list[Node]]) -> Held:
    nouns = sorted((noun_of(DataItem, item) for item in items), key=lambda item: (item.position, item.name))
    own = [id_of(DataItem, item.code) for item in nouns]
    resting = [(id_, basis.id) for id_ in (node.id, *own) for basis in bases[id_]]
    return Held(
        dataset=noun_of(Dataset, node),
        revision=node.revision,
        items={item.name: item for item in nouns},
        founded={id_: any(noun_of(LegalBasis, basis).kind in ADMISSIBLE for basis in bases[id_]) for id_, _ in resting},
        edges=frozenset(
            (
                *(EdgeKey(node.id, EdgeType.HAS_ITEM.value, item) for item in own),
                *(EdgeKey(id_, EdgeType.BASED_ON.value, basis) for id_, basis in resting),
            )
        ),
    )


async def _all(graph: Graph, label: str) -> AsyncIterator[Node]:
    after: Position | None = None
    more = True
    while more:
        page = await graph.find(Selection(label), window=Window(first=_PAGE, after=after), sight=EVERYTHING)
        for hit in page.hits:
            yield hit.node
        more = page.more
        after = page.hits[-1].position if page.hits else None
