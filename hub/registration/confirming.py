"""Confirming that items are open which an import left contested or unconfirmed (Arts 17, 18)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from hub.access.facts import facts_of_items
from hub.catalogue.neighbours import every_neighbour
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.catalogue.reading import ITEMS
from hub.codes import ItemCode, split_item_code
from hub.errors import Conflict
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import Node, NodeId
from hub.law.classification import Classified
from hub.law.confirmation import may_confirm
from hub.law.refusals import Refusal
from hub.model import DataItem, Dataset
from hub.principals import Principal, actor_of, sight_of
from hub.procedure.applying import TRIES, busy, present
from hub.procedure.authorities import authorities_of
from hub.registration.entries import derived
from hub.vocabulary import ShareType, Standing

_OPEN: Final = ShareType.UNCONDITIONAL


async def confirm_open(graph: Graph, principal: Principal, items: Sequence[ItemCode]) -> list[DataItem] | Refusal:
    """Record that items are unconditional, all in one change, and return them as they are then, or why it may not be.

    Raises `NotFound` for an item that does not exist for the caller, `Conflict` where others kept getting in the way.
    """
    asked = list(dict.fromkeys(items))
    for _ in range(TRIES):
        # Read before it is judged by the facts: what changes after that makes the change a conflict.
        entries = await _entries_of(graph, asked)
        refusal = await _refusal(graph, principal, asked)
        if refusal:
            return refusal
        change = _confirmation(principal, asked, entries)
        try:
            await graph.commit(change)
        except Conflict:
            continue
        confirmed = {node.id: node for node in change.puts}
        return [noun_of(DataItem, confirmed[id_of(DataItem, item)]) for item in asked]
    raise busy(", ".join(asked))


async def _refusal(graph: Graph, principal: Principal, items: Sequence[ItemCode]) -> Refusal | None:
    """Return the first reason why the caller may not confirm these items; a few store calls for each provider."""
    found = await facts_of_items(graph, items, sight=sight_of(principal))
    facts = [present(item, known) for item, known in zip(items, found, strict=True)]
    over = {
        provider: [authority.code for authority in await authorities_of(graph, provider)]
        for provider in dict.fromkeys(known.provider for known in facts)
    }
    refusals = (may_confirm(known, actor_of(principal), authorities=over[known.provider]) for known in facts)
    return next((refusal for refusal in refusals if refusal is not None), None)


async def _entries_of(graph: Graph, items: Iterable[ItemCode]) -> list[tuple[Node, list[Node]]]:
    """Return the dataset of each item, once, with the nodes of all its items."""
    codes = dict.fromkeys(split_item_code(item)[0] for item in items)
    datasets = [node for node in await graph.get([id_of(Dataset, code) for code in codes], sight=EVERYTHING) if node]
    found = await every_neighbour(graph, [node.id for node in datasets], ITEMS.step)
    return list(zip(datasets, found, strict=True))


def _confirmation(principal: Principal, items: Sequence[ItemCode], entries: list[tuple[Node, list[Node]]]) -> Change:
    confirmed = {id_of(DataItem, item) for item in items}
    puts, expects = [], []
    for dataset, nodes in entries:
        opened = {node.id: _opened(node, confirmed) for node in nodes}
        puts += [node_of(opened[node.id], audience=node.audience) for node in nodes if node.id in confirmed]
        noun = noun_of(Dataset, dataset)
        whole = Classified(noun.share_type, noun.standing)
        puts.append(node_of(derived(noun, list(opened.values()), whole=whole)))
        # The dataset follows from all its items: none of them may have changed meanwhile.
        expects += [Expectation(node.id, node.revision) for node in (dataset, *nodes)]
    return Change(
        actor=principal.name,
        action="item.confirm",
        puts=tuple(puts),
        expects=tuple(expects),
        subjects=tuple(id_of(DataItem, item) for item in items),
        facts={"shareType": _OPEN.value},
    )


def _opened(node: Node, confirmed: set[NodeId]) -> DataItem:
    item = noun_of(DataItem, node)
    if node.id not in confirmed:
        return item
    return replace(item, share_type=_OPEN, standing=Standing.SETTLED, confirmed=_OPEN)
