"""Gathering from the graph what the law is told of data items."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Final

from hub.catalogue.listing import MAX_PAGE, Relation
from hub.catalogue.nouns import id_of, noun_of, reader
from hub.catalogue.reading import BASES, CONDITIONS, fetch
from hub.codes import Code, ItemCode
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Sight, Window
from hub.graph.values import NodeId, Revision
from hub.law.facts import Citation, Granted, ItemFacts, Stated
from hub.law.notation import read_stored
from hub.model import Condition, DataItem, Dataset, Department, Grant, LegalBasis
from hub.procedure.dossiers import conditions_of
from hub.procedure.reading import GRANTED, GRANTED_BY, HELD
from hub.vocabulary import ShareType

_ALL: Final = Window(first=MAX_PAGE)


async def facts_of_items(
    graph: Graph, items: Sequence[ItemCode], *, sight: Sight, as_of: Revision | None = None
) -> list[ItemFacts | None]:
    """Return the facts of each item, without grants; None where it does not exist for this sight; four store calls.

    Only a claim that restricts is told with its citations and conditions: of any other they decide nothing.
    """
    # Side by side: what is asked of the law waits for the store, above all.
    found, datasets = await asyncio.gather(
        fetch(graph, DataItem, items, sight=sight, as_of=as_of),
        fetch(graph, Dataset, [item.partition("#")[0] for item in items], sight=EVERYTHING, as_of=as_of),
    )
    return await facts_of_nouns(graph, found, datasets, as_of=as_of)


async def facts_of_nouns(
    graph: Graph,
    found: Sequence[DataItem | None],
    datasets: Sequence[Dataset | None],
    *,
    as_of: Revision | None = None,
) -> list[ItemFacts | None]:
    """Return the facts of items that were read already, each with its dataset; two store calls."""
    nodes = list(dict.fromkeys(_owners(found, datasets)))
    conditions, bases = await asyncio.gather(
        _related(graph, nodes, CONDITIONS, as_of), _related(graph, nodes, BASES, as_of)
    )
    return [
        None if item is None or dataset is None else _facts(item, dataset, conditions, bases)
        for item, dataset in zip(found, datasets, strict=True)
    ]


async def with_grants(
    graph: Graph, facts: Sequence[ItemFacts | None], *, holder: Code, as_of: Revision | None = None
) -> list[ItemFacts | None]:
    """Return facts with the grants of a department for each conditional item; a store call, as a rule.

    How many records were had today is not known: nobody counts them yet.
    """
    asked = [one.item for one in facts if one is not None and one.claim is ShareType.CONDITIONAL]
    links = await links_of_grants(graph, asked, sight=Sight(frozenset({reader(holder)})), as_of=as_of)
    held = {
        item: tuple(granted(grant, text) for grant, text in links[item] if grant.holder == holder) for item in asked
    }
    return [one if one is None or not held.get(one.item) else replace(one, grants=held[one.item]) for one in facts]


async def links_of_grants(
    graph: Graph, items: Sequence[ItemCode], *, sight: Sight, as_of: Revision | None = None
) -> dict[ItemCode, list[tuple[Grant, str]]]:
    """Return the grants of each item that exist for a sight, with the conditions recorded for it, by code."""
    nodes = [id_of(DataItem, item) for item in items]
    found = await graph.expand(nodes, GRANTED_BY.step, window=_ALL, sight=sight, as_of=as_of)
    links: dict[ItemCode, list[tuple[Grant, str]]] = {}
    for item, node, page in zip(items, nodes, found, strict=True):
        listed = list(page.links)
        while page.more:
            window = replace(_ALL, after=listed[-1].position)
            (page,) = await graph.expand([node], GRANTED_BY.step, window=window, sight=sight, as_of=as_of)  # noqa: PLW2901 – its next page
            listed += page.links
        links[item] = [(noun_of(Grant, link.node), str(link.properties["conditions"])) for link in listed]
    return links


async def grants_held(graph: Graph, holder: Code) -> dict[ItemCode, tuple[Granted, ...]] | None:
    """Return all grants of a department by item, by code; None where there are more than a page of grants or items.

    Two store calls. As `with_grants`, of conditional items alone: others have no grants.
    """
    sight = Sight(frozenset({reader(holder)}))
    (page,) = await graph.expand([id_of(Department, holder)], HELD.step, window=_ALL, sight=sight)
    nouns = [noun_of(Grant, link.node) for link in page.links]
    if page.more or not nouns:
        return None if page.more else {}
    found = await graph.expand([id_of(Grant, noun.code) for noun in nouns], GRANTED.step, window=_ALL, sight=EVERYTHING)
    if any(items.more for items in found):
        return None
    held: dict[ItemCode, list[tuple[Code, Granted]]] = {}
    for noun, items in zip(nouns, found, strict=True):
        for link in items.links:
            item = ItemCode(link.node.id.partition(":")[2])
            told = granted(noun, str(link.properties["conditions"]))
            held.setdefault(item, []).append((noun.code, told))
    return {item: tuple(told for _, told in sorted(several, key=itemgetter(0))) for item, several in held.items()}


def granted(grant: Grant, conditions: str) -> Granted:
    """Return what a grant says of an item, for which these conditions are recorded."""
    return Granted(
        grant=grant.code,
        matter=grant.matter,
        state=grant.state,
        since=grant.since,
        until=grant.until,
        conditions=conditions_of(conditions),
        undertakings=frozenset(grant.undertakings),
    )


async def citations_of(graph: Graph, codes: Sequence[Code]) -> list[Citation]:
    """Return the legal bases that exist under some codes as citations; one store call."""
    found = await fetch(graph, LegalBasis, codes, sight=EVERYTHING)
    return [citation_of(basis) for basis in found if basis is not None]


def _owners(items: Sequence[DataItem | None], datasets: Sequence[Dataset | None]) -> Iterator[NodeId]:
    for item, dataset in zip(items, datasets, strict=True):
        if item is not None and dataset is not None and _restricts(item, dataset):
            yield id_of(DataItem, item.code)
            yield id_of(Dataset, dataset.code)


Kept = dict[NodeId, tuple[Condition | LegalBasis, ...]]


async def _related(
    graph: Graph,
    nodes: Sequence[NodeId],
    relation: Relation[Condition] | Relation[LegalBasis],
    as_of: Revision | None,
) -> Kept:
    found = await graph.expand(nodes, relation.step, window=_ALL, sight=EVERYTHING, as_of=as_of)
    return {
        node: tuple(noun_of(relation.noun, link.node) for link in neighbours.links)
        for node, neighbours in zip(nodes, found, strict=True)
    }


def _facts(item: DataItem, dataset: Dataset, conditions: Kept, bases: Kept) -> ItemFacts:
    own, whole = id_of(DataItem, item.code), id_of(Dataset, dataset.code)
    claims = item.declared_share_type is not None
    stated = (conditions.get(own) if claims else ()) or conditions.get(whole, ())
    cited = (bases.get(own) if claims else ()) or bases.get(whole, ())
    return ItemFacts(
        item=item.code,
        provider=dataset.provider,
        claim=item.declared_share_type or dataset.declared_share_type,
        inherited=not claims,
        citations=tuple(citation_of(basis) for basis in cited if isinstance(basis, LegalBasis)),
        conditions=tuple(stated_of(one) for one in stated if isinstance(one, Condition)),
        base=item.base,
        confirmed=item.confirmed,
        registered=dataset.registered,
    )


def _restricts(item: DataItem, dataset: Dataset) -> bool:
    # No set: looking an enumeration's member up costs more than comparing it twice.
    return (item.declared_share_type or dataset.declared_share_type) not in (None, ShareType.UNCONDITIONAL)


def stated_of(condition: Condition) -> Stated:
    """Return a condition as the law is told of it."""
    terms = None if condition.terms is None else read_stored(condition.terms)
    return Stated(condition=condition.code, title=condition.title, terms=terms)


def citation_of(basis: LegalBasis) -> Citation:
    """Return a legal basis as the law is told of it."""
    return Citation(basis=basis.code, kind=basis.kind, title=basis.title, article=basis.article)
