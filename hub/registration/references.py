"""What an entry refers to, looked up: whether it is there, and what the law is told of the entry by it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.access.facts import citation_of, facts_of_items, stated_of
from hub.catalogue.listing import MAX_PAGE
from hub.catalogue.nouns import id_of, noun_of
from hub.catalogue.reading import MEANT_BY
from hub.codes import Code, ItemCode
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Sight, Window
from hub.graph.values import NodeId, key_of, label_of
from hub.law.collection import Collection
from hub.law.facts import Citation, ItemFacts, Stated
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.model import Concept, Condition, Dataset, LegalBasis, Library, System
from hub.registration.entries import Entry, ItemEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """What is there of what an entry refers to.

    `present` tells that the dataset itself is; `unknown` are the refusals for what is not. `alternatives` are, by
    concept, the items that mean it and exist for whoever asks.
    """

    present: bool
    unknown: tuple[Refusal, ...]
    citations: Mapping[Code, Citation]
    conditions: Mapping[Code, Stated]
    alternatives: Mapping[Code, Sequence[ItemFacts]]

    def facts(self, entry: Entry, part: ItemEntry) -> ItemFacts:
        """Return what the law is told of an item of the entry once it is registered."""
        own = part.item.declared_share_type is not None
        return ItemFacts(
            item=part.item.code,
            provider=entry.dataset.provider,
            claim=part.item.declared_share_type or entry.dataset.declared_share_type,
            inherited=not own,
            citations=tuple(self.citations[code] for code in (part.bases if own else ()) or entry.bases),
            conditions=tuple(self.conditions[code] for code in (part.conditions if own else ()) or entry.conditions),
            base=part.item.base,
            registered=True,
        )

    def of_dataset(self, entry: Entry) -> ItemFacts:
        """Return what the law is told of an entry without items: what any item of it would inherit."""
        return ItemFacts(
            item=ItemCode(entry.dataset.code),
            provider=entry.dataset.provider,
            claim=entry.dataset.declared_share_type,
            inherited=True,
            citations=tuple(self.citations[code] for code in entry.bases),
            conditions=tuple(self.conditions[code] for code in entry.conditions),
            registered=True,
        )

    def collection(self, entry: Entry, part: ItemEntry) -> Collection:
        """Return how an item of the entry is acquired, beside what is shared of the same concept."""
        return Collection(
            item=part.item.code,
            collector=entry.dataset.provider,
            acquisition=part.item.acquisition,
            under=[self.citations[code] for code in part.item.collected_under],
            reason=part.item.collection_reason,
            alternatives=self.alternatives.get(part.concept, ()) if part.concept else (),
        )


async def references_of(graph: Graph, entry: Entry, *, sight: Sight) -> References:
    """Return what is there of what an entry refers to; a handful of store calls, however many items it has."""
    named = dict(_named(entry))
    own = id_of(Dataset, entry.dataset.code)
    found = await graph.get([own, *named], sight=EVERYTHING)
    nodes = {node.id: node for node in found if node is not None}
    cited = [noun_of(LegalBasis, node) for node in nodes.values() if node.label == LegalBasis.__name__]
    stated = [noun_of(Condition, node) for node in nodes.values() if node.label == Condition.__name__]
    return References(
        present=own in nodes,
        unknown=tuple(_unknown(node, subject) for node, subject in named.items() if node not in nodes),
        citations={basis.code: citation_of(basis) for basis in cited},
        conditions={condition.code: stated_of(condition) for condition in stated},
        alternatives=await _alternatives(graph, entry, sight),
    )


def _unknown(node: NodeId, subject: str) -> Refusal:
    return refuse(RefusalCode.UNKNOWN_REFERENCE, kind=label_of(node), code=key_of(node), subject=subject)


def _named(entry: Entry) -> Iterator[tuple[NodeId, str]]:
    """Yield the node of everything that an entry refers to, with what refers to it."""
    dataset = entry.dataset
    yield from ((id_of(Library, code), dataset.code) for code in dataset.libraries)
    if dataset.system:
        yield id_of(System, dataset.system), dataset.code
    yield from _grounds(dataset.code, entry.conditions, entry.bases)
    for part in entry.items:
        yield from _grounds(part.item.code, part.conditions, (*part.bases, *part.item.collected_under))
        if part.concept:
            yield id_of(Concept, part.concept), part.item.code


def _grounds(subject: str, conditions: Sequence[Code], bases: Sequence[Code]) -> Iterator[tuple[NodeId, str]]:
    yield from ((id_of(Condition, code), subject) for code in conditions)
    yield from ((id_of(LegalBasis, code), subject) for code in bases)


async def _alternatives(graph: Graph, entry: Entry, sight: Sight) -> dict[Code, list[ItemFacts]]:
    """Return the facts of the first items that mean each concept of an entry."""
    concepts = list(dict.fromkeys(part.concept for part in entry.items if part.concept))
    nodes = [id_of(Concept, concept) for concept in concepts]
    found = await graph.expand(nodes, MEANT_BY.step, window=Window(first=MAX_PAGE), sight=sight)
    codes = {
        concept: [ItemCode(key_of(link.node.id)) for link in neighbours.links]
        for concept, neighbours in zip(concepts, found, strict=True)
    }
    flat = list(dict.fromkeys(code for several in codes.values() for code in several))
    facts = dict(zip(flat, await facts_of_items(graph, flat, sight=sight), strict=True))
    return {
        concept: [known for code in several if (known := facts[code]) is not None] for concept, several in codes.items()
    }
