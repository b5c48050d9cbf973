"""Gathering from the graph what the law is told of data items."""

from collections.abc import Iterator, Sequence
from typing import Final

from hub.catalogue import BASES, CONDITIONS, fetch
from hub.codes import Code, ItemCode, split_item_code
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Sight, Window
from hub.graph.values import NodeId
from hub.law.facts import Citation, ItemFacts, Stated
from hub.listing import MAX_PAGE, Relation
from hub.model import Condition, DataItem, Dataset, LegalBasis
from hub.nouns import id_of, noun_of

_ALL: Final = Window(first=MAX_PAGE)


async def facts_of_items(graph: Graph, items: Sequence[ItemCode], *, sight: Sight) -> list[ItemFacts | None]:
    """Return the facts of each item, without grants; None where it does not exist for this sight; four store calls."""
    found = await fetch(graph, DataItem, items, sight=sight)
    codes = [None if item is None else split_item_code(item.code)[0] for item in found]
    datasets = await fetch(graph, Dataset, codes, sight=EVERYTHING)
    nodes = list(dict.fromkeys(_owners(found, datasets)))
    conditions = await _related(graph, nodes, CONDITIONS)
    bases = await _related(graph, nodes, BASES)
    return [
        None if item is None or dataset is None else _facts(item, dataset, conditions, bases)
        for item, dataset in zip(found, datasets, strict=True)
    ]


async def citations_of(graph: Graph, codes: Sequence[Code]) -> list[Citation]:
    """Return the legal bases that exist under some codes as citations; one store call."""
    found = await fetch(graph, LegalBasis, codes, sight=EVERYTHING)
    return [_citation(basis) for basis in found if basis is not None]


def _owners(items: Sequence[DataItem | None], datasets: Sequence[Dataset | None]) -> Iterator[NodeId]:
    for item, dataset in zip(items, datasets, strict=True):
        if item is not None and dataset is not None:
            yield id_of(DataItem, item.code)
            yield id_of(Dataset, dataset.code)


Kept = dict[NodeId, tuple[Condition | LegalBasis, ...]]


async def _related(graph: Graph, nodes: Sequence[NodeId], relation: Relation[Condition] | Relation[LegalBasis]) -> Kept:
    found = await graph.expand(nodes, relation.step, window=_ALL, sight=EVERYTHING)
    return {
        node: tuple(noun_of(relation.noun, link.node) for link in neighbours.links)
        for node, neighbours in zip(nodes, found, strict=True)
    }


def _facts(item: DataItem, dataset: Dataset, conditions: Kept, bases: Kept) -> ItemFacts:
    own, whole = id_of(DataItem, item.code), id_of(Dataset, dataset.code)
    claims = item.declared_share_type is not None
    stated = (conditions[own] if claims else ()) or conditions[whole]
    cited = (bases[own] if claims else ()) or bases[whole]
    return ItemFacts(
        item=item.code,
        provider=dataset.provider,
        claim=item.declared_share_type or dataset.declared_share_type,
        inherited=not claims,
        citations=tuple(_citation(basis) for basis in cited if isinstance(basis, LegalBasis)),
        conditions=tuple(
            Stated(condition=one.code, title=one.title, terms=None) for one in stated if isinstance(one, Condition)
        ),
        base=item.base,
    )


def _citation(basis: LegalBasis) -> Citation:
    return Citation(basis=basis.code, kind=basis.kind, title=basis.title, article=basis.article)
