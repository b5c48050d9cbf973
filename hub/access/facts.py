"""Gathering from the graph what the law is told of data items."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from hub.catalogue.glimpses import Foreseen, Glimpse, glimpse_related, related_nouns
from hub.catalogue.listing import MAX_PAGE
from hub.catalogue.nouns import id_of, noun_of, nouns_of, reader
from hub.catalogue.reading import BASES, CONDITIONS, fetch
from hub.codes import Code, ItemCode
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Sight, Window
from hub.graph.values import NodeId, Revision
from hub.law.facts import Citation, Granted, ItemFacts, Stated
from hub.law.notation import read_stored
from hub.model import Condition, DataItem, Dataset, Grant, LegalBasis, Noun
from hub.procedure.dossiers import conditions_of
from hub.procedure.reading import GRANTED_BY
from hub.vocabulary import ShareType

_ALL: Final = Window(first=MAX_PAGE)
_READ_OF_GRANTS: Final = frozenset({"holder", "matter", "state", "since", "until", "undertakings"})


async def facts_of_items(
    graph: Graph, items: Sequence[ItemCode], *, sight: Sight, as_of: Revision | None = None
) -> list[ItemFacts | None]:
    """Return the facts of each item, without grants; None where it does not exist for this sight; two store calls.

    Only a claim that restricts is told with its citations and conditions: of any other they decide nothing.
    """
    if as_of is None:
        return seen_by(sight, await facts_with_audiences(graph, items))
    # Side by side: what is asked of the law waits for the store, above all.
    found, datasets = await asyncio.gather(
        fetch(graph, DataItem, items, sight=sight, as_of=as_of),
        fetch(graph, Dataset, [item.partition("#")[0] for item in items], sight=EVERYTHING, as_of=as_of),
    )
    return await facts_of_nouns(graph, found, datasets, as_of=as_of)


Audible = tuple[ItemFacts, tuple[str, ...] | None]
"""Facts of an item, with the audience for whom alone it exists (None: everybody)."""


def seen_by(sight: Sight, known: Iterable[Audible | None]) -> list[ItemFacts | None]:
    """Return the facts that a sight may know, None in the place of others."""
    return [None if one is None or not sight.sees(one[1]) else one[0] for one in known]


async def facts_with_audiences(graph: Graph, items: Sequence[ItemCode]) -> list[Audible | None]:
    """Return the facts of each item as `facts_of_items`, whoever it exists for; None where there is no such item.

    Whoever is told of the facts must be among their audience (`seen_by`).
    """
    owners = [id_of(Dataset, item.partition("#")[0]) for item in items]
    found = await graph.get([*(id_of(DataItem, item) for item in items), *owners], sight=EVERYTHING)
    nodes, datasets = found[: len(items)], nouns_of(Dataset, found[len(items) :])
    facts = await facts_of_nouns(graph, nouns_of(DataItem, nodes), datasets)
    return [
        None if node is None or one is None else (one, node.audience) for node, one in zip(nodes, facts, strict=True)
    ]


async def facts_of_nouns(
    graph: Graph,
    found: Sequence[DataItem | None],
    datasets: Sequence[Dataset | None],
    *,
    as_of: Revision | None = None,
) -> list[ItemFacts | None]:
    """Return the facts of items that were read already, each with its dataset; a store call, none if all are open."""
    nodes = list(dict.fromkeys(_owners(found, datasets)))
    conditions, bases = await related_nouns(graph, nodes, (CONDITIONS, BASES), sight=EVERYTHING, as_of=as_of)
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
    held = await grants_held(graph, conditional(facts), holder=holder, as_of=as_of)
    return with_held(facts, held)


def conditional(facts: Sequence[ItemFacts | None]) -> list[ItemCode]:
    """Return the items that can be granted."""
    return [one.item for one in facts if one is not None and one.claim is ShareType.CONDITIONAL]


def with_held(
    facts: Sequence[ItemFacts | None], held: Mapping[ItemCode, tuple[Granted, ...]]
) -> list[ItemFacts | None]:
    """Return facts with the grants of each item that are held."""
    return [one if one is None or not held.get(one.item) else replace(one, grants=held[one.item]) for one in facts]


async def grants_held(
    graph: Graph, items: Sequence[ItemCode], *, holder: Code, as_of: Revision | None = None
) -> dict[ItemCode, tuple[Granted, ...]]:
    """Return the grants of each item that a department holds; a store call, as a rule."""
    sight = Sight(frozenset({reader(holder)}))
    links = await (
        _links_in_part(graph, items, sight=sight)
        if as_of is None
        else links_of_grants(graph, items, sight=sight, as_of=as_of)
    )
    return {
        item: tuple(granted(grant, text) for grant, text in links[item] if grant.holder == holder) for item in items
    }


async def _links_in_part(
    graph: Graph, items: Sequence[ItemCode], *, sight: Sight
) -> dict[ItemCode, list[tuple[Grant, str]]]:
    """Return the grants of each item as `links_of_grants`, of each only what `granted` reads, and its holder."""
    glimpse = Glimpse(Grant, _READ_OF_GRANTS, placed=True)
    foreseen = Foreseen(None, replace(GRANTED_BY, order=None), MAX_PAGE, glimpse)
    nodes = [id_of(DataItem, item) for item in items]
    listed = await glimpse_related(graph, nodes, foreseen, sight=sight, ahead={})
    if any(listing.more for listing in listed):
        return await links_of_grants(graph, items, sight=sight)
    return {
        item: [(entry.noun, str(entry.properties["conditions"])) for entry in listing.entries]
        for item, listing in zip(items, listed, strict=True)
    }


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


Kept = Mapping[NodeId, Sequence[Noun]]


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
