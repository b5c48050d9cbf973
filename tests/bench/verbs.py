"""The verbs of the graph port, asked in this process, one at a time."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from typing import Final

import click

from graph_seed.generator.plans import Plan
from hub.catalogue.nouns import id_of
from hub.codes import item_code
from hub.errors import StoreUnavailable
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Direction, OneOf, Order, Selection, Step, Window
from hub.graph.values import NodeId
from hub.model import DataItem, Dataset
from hub.shape import SHAPE
from tests.bench.catalogues import Catalogue
from tests.bench.lines import Unanswered
from tests.bench.questions import FEW, Draws
from tests.bench.tables import answers
from tests.bench.timing import ROUNDS, Answerer, ByAsks, Measured, compare
from tests.bench.trial import Trial

_ITEMS: Final = Step("HAS_ITEM", Direction.OUT, "DataItem")
_UPSTREAM: Final = Step("DERIVED_FROM", Direction.OUT, "DataItem")
_ALL_ITEMS: Final = Window(first=100, order=Order("position"))
_FIRST: Final = Window(first=FEW)
_FACETS: Final = ("provider", "region", "libraries", "shareType", "updateCycle", "sensitivity")


@dataclass(frozen=True, slots=True)
class Verb:
    """A call of the port, in words; `ask` draws what it is about and returns how many nodes were returned."""

    name: str
    ask: Callable[[Graph, Draws, Random], Awaitable[int]]


async def _get(graph: Graph, draws: Draws, random: Random) -> int:
    found = await graph.get([_dataset(draws.plan(random)) for _ in range(100)], sight=PUBLIC)
    return sum(node is not None for node in found)


async def _items_of_one(graph: Graph, draws: Draws, random: Random) -> int:
    return await _expand(graph, [_dataset(draws.plan(random))], _ITEMS, _ALL_ITEMS)


async def _items_of_few(graph: Graph, draws: Draws, random: Random) -> int:
    return await _expand(graph, [_dataset(draws.plan(random)) for _ in range(FEW)], _ITEMS, _ALL_ITEMS)


async def _upstream(graph: Graph, draws: Draws, random: Random) -> int:
    items = [item for _ in range(FEW) for item in _items(draws.plan(random))]
    return await _expand(graph, items, _UPSTREAM, _FIRST)


async def _page(graph: Graph, draws: Draws, random: Random) -> int:
    selection = Selection("Dataset", where=(OneOf("provider", (draws.provider(random),)),))
    return len((await graph.find(selection, window=_FIRST, sight=PUBLIC)).hits)


async def _search(graph: Graph, draws: Draws, random: Random) -> int:
    selection = Selection("Dataset", text=draws.topic(random))
    return len((await graph.find(selection, window=_FIRST, sight=PUBLIC)).hits)


async def _facets(graph: Graph, draws: Draws, random: Random) -> int:
    return (await graph.count(Selection("Dataset", text=draws.topic(random)), by=_FACETS, sight=PUBLIC)).total


async def _all_facets(graph: Graph, draws: Draws, random: Random) -> int:
    selection = Selection("Dataset", where=(OneOf("region", (draws.plan(random).body.region.code,)),))
    return (await graph.count(selection, by=_FACETS, sight=PUBLIC)).total


async def _reach_up(graph: Graph, draws: Draws, random: Random) -> int:
    return await _reach(graph, _items(draws.plan(random))[0], Direction.OUT)


async def _reach_down(graph: Graph, draws: Draws, random: Random) -> int:
    return await _reach(graph, _items(draws.plan(random))[0], Direction.IN)


VERBS: Final = (
    Verb("get 100 datasets", _get),
    Verb("expand: the items of a dataset", _items_of_one),
    Verb("expand: the items of 20 datasets", _items_of_few),
    Verb("expand: what the items of 20 datasets are made from", _upstream),
    Verb("find: 20 datasets of a department", _page),
    Verb("find: 20 hits of a search", _search),
    Verb("count: a search by six facets", _facets),
    Verb("count: a region by six facets", _all_facets),
    Verb("reach: six hops up from an item", _reach_up),
    Verb("reach: six hops down from an item", _reach_down),
)


async def ask_stores(trial: Trial) -> None:
    """Ask every store in this process, verb by verb, and print how it answered."""
    async with AsyncExitStack() as stack:
        found = [await stack.enter_async_context(trial.loaded(store)) for store in trial.stores]
        graphs: dict[str, Graph] = {}
        for each in found:
            graphs[each.store] = await open_graph(each.url, shape=SHAPE)
            stack.push_async_callback(graphs[each.store].close)
        draws = Draws(datasets=trial.datasets)
        results: dict[str, Mapping[str, Measured]] = {}
        for verb in VERBS:
            answerers = {each.store: _answerer(verb, graphs[each.store], each, draws) for each in found}
            results[verb.name] = await compare(answerers, seconds=trial.seconds)
    click.echo(f"\nIn process, one question at a time; medians of {ROUNDS} rounds of {trial.seconds:g} s\n")
    click.echo(answers(results, sized="nodes"))


def _answerer(verb: Verb, graph: Graph, found: Catalogue, draws: Draws) -> Answerer:
    async def ask(random: Random) -> int:
        try:
            return await verb.ask(graph, draws, random)
        except StoreUnavailable as error:
            raise Unanswered from error

    return ByAsks([ask], lambda: time.process_time() + found.spent())


async def _expand(graph: Graph, nodes: Sequence[NodeId], step: Step, window: Window) -> int:
    found = await graph.expand(nodes, step, window=window, sight=PUBLIC)
    return sum(len(neighbours.links) for neighbours in found)


async def _reach(graph: Graph, root: NodeId, direction: Direction) -> int:
    found = await graph.reach(
        [root], edges=frozenset({"DERIVED_FROM"}), direction=direction, depth=6, budget=10_000, sight=PUBLIC
    )
    return len(found.distances)


def _dataset(plan: Plan) -> NodeId:
    return id_of(Dataset, plan.code)


def _items(plan: Plan) -> list[NodeId]:
    return [id_of(DataItem, item_code(plan.code, column.name)) for column in plan.columns]
