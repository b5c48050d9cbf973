"""The feed of changes, as subscribers with different sights are told of it; on both stores."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from graphql import GraphQLError, parse
from graphql import subscribe as subscribe_stock

from hub.catalogue.identifiers import global_id
from hub.catalogue.nouns import AUTHORITY, id_of, node_of
from hub.codes import Code
from hub.errors import StoreUnavailable
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Sight
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision
from hub.graph.watch import Watch
from hub.model import Concept, EdgeType
from hub.shape import SHAPE
from schema.batching import Context
from schema.building import build_schema
from schema.errors import formatted
from schema.execution.engine import Engine, Prepared
from tests.api.counting import CountedGraph
from tests.api.world import CHILDREN, HEALTH, POLICE, RESIDENTS, WATCHED, planting
from tests.servers.clearing import emptied

INSIDER = Sight(readers=frozenset({AUTHORITY}))
QUERY = """subscription ($after: Int, $of: [ID!]) {
  changes(after: $after, of: $of) { sequence action changed { id ... on Dataset { title } } removed { id } }
}"""
SECONDS = 0.02
PATIENCE = 60
"""Seconds until something that must happen has not."""


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each kind that several processes can use."""
    if request.param == "neo4j":
        return await emptied(request.getfixturevalue("neo4j_url"))
    return f"sqlite:///{tmp_path / 'graph.sqlite'}"


@pytest.fixture
async def shared(url: str) -> AsyncIterator[Graph]:
    """A graph that holds the small world as its first change."""
    graph = await open_graph(url, shape=SHAPE)
    await graph.migrate()
    await graph.commit(planting())
    yield graph
    await graph.close()


def _feed(
    engine: Engine,
    graph: Graph,
    *,
    sight: Sight = PUBLIC,
    query: str = QUERY,
    watch: Watch | None = None,
    **given: object,
) -> AsyncGenerator[Any, None]:
    """Return what a subscriber is told, each event as its data, or its errors where it has some."""
    watched = watch or Watch(graph.head, seconds=SECONDS)

    async def renew() -> Context:
        return Context(graph=graph, watch=watched, sight=sight)

    async def events() -> AsyncGenerator[Any, None]:
        prepared = engine.prepare(query, variables=given)
        assert isinstance(prepared, Prepared), prepared.errors
        async with aclosing(await engine.subscribe(prepared, renew=renew)) as results:
            async for result in results:
                assert result.data or result.errors
                yield formatted(result.errors) if result.errors else (result.data or {})["changes"]

    return events()


async def _take(feed: AsyncGenerator[Any, None], number: int = 1) -> list[Any]:
    async with asyncio.timeout(PATIENCE):
        return [await anext(feed) for _ in range(number)]


async def _put(graph: Graph, *nodes: Node, action: str = "dataset.change", subjects: Sequence[NodeId] = ()) -> Revision:
    change = Change(actor="test", action=action, puts=nodes, subjects=tuple(subjects))
    return (await graph.commit(change)).revision


def _titled(title: str) -> Node:
    return node_of(replace(RESIDENTS.dataset, title=title))


def _secret(title: str) -> Node:
    return node_of(replace(WATCHED.dataset, title=title))


RESIDENTS_ID = global_id(RESIDENTS.dataset)
WATCHED_ID = global_id(WATCHED.dataset)


async def test_replay_and_then_live(engine: Engine, shared: Graph) -> None:
    """A subscriber is told what happened after a number, then what happens, in order and each once."""
    expected = [await _put(shared, _titled(f"第{n}版")) for n in range(45)]
    feed = _feed(engine, shared, after=1)
    told = await _take(feed, 45)
    waiting = asyncio.ensure_future(_take(feed, 5))
    await asyncio.sleep(3 * SECONDS)
    assert not waiting.done()
    expected += [await _put(shared, _titled(f"第{n}版")) for n in range(45, 50)]
    told += await waiting
    assert [event["sequence"] for event in told] == expected == list(range(2, 52))
    assert [event["changed"] for event in told] == [[{"id": RESIDENTS_ID, "title": f"第{n}版"}] for n in range(50)]
    await feed.aclose()


async def test_without_a_number_from_now_on(engine: Engine, graph: Graph) -> None:
    """Without `after`, what happened before the subscription is not told."""
    feed = _feed(engine, graph)
    waiting = asyncio.ensure_future(_take(feed))
    await asyncio.sleep(3 * SECONDS)
    number = await _put(graph, _titled("新"))
    ((event),) = await waiting
    assert event == {
        "sequence": number,
        "action": "dataset.change",
        "changed": [{"id": RESIDENTS_ID, "title": "新"}],
        "removed": [],
    }
    await feed.aclose()


async def test_what_another_process_writes(engine: Engine, shared: Graph, url: str) -> None:
    """A change that comes in by another connection is told."""
    feed = _feed(engine, shared)
    waiting = asyncio.ensure_future(_take(feed))
    await asyncio.sleep(3 * SECONDS)
    other = await open_graph(url, shape=SHAPE)
    number = await _put(other, _titled("他"))
    assert [event["sequence"] for event in await waiting] == [number]
    await feed.aclose()
    await other.close()


async def test_protected_entries_are_not_told(engine: Engine, shared: Graph) -> None:
    """Who may not know of an entry is told nothing of its changes, whatever else they touch; who may is told."""
    await _put(shared, _secret("秘"))
    both = await _put(shared, _secret("秘二"), _titled("公"))
    await shared.commit(Change(actor="test", action="dataset.remove", ends=(id_of(type(WATCHED.dataset), "watched"),)))
    last = await _put(shared, _titled("完"))
    public = _feed(engine, shared, after=1)
    assert await _take(public, 2) == [
        {
            "sequence": number,
            "action": "dataset.change",
            "changed": [{"id": RESIDENTS_ID, "title": title}],
            "removed": [],
        }
        for number, title in ((both, "公"), (last, "完"))
    ]
    insider = _feed(engine, shared, sight=INSIDER, after=1)
    told = [(event["sequence"], [noun["id"] for noun in event["changed"]]) for event in await _take(insider, 4)]
    assert told == [(2, [WATCHED_ID]), (both, [WATCHED_ID, RESIDENTS_ID]), (both + 1, []), (last, [RESIDENTS_ID])]
    for feed in (public, insider):
        await feed.aclose()


async def test_counts_leave_hidden_entries_out(engine: Engine, graph: Graph) -> None:
    """The numbers of entries are of those that exist for the subscriber, and pages are cut from these."""
    await _put(graph, _secret("秘"), _titled("公"), node_of(replace(CHILDREN.dataset, title="童")))
    query = "subscription { changes(after: 1) { changedCount removedCount changed(first: 1) { id } } }"
    for sight, count, first in ((PUBLIC, 2, RESIDENTS_ID), (INSIDER, 3, WATCHED_ID)):
        feed = _feed(engine, graph, sight=sight, query=query)
        assert await _take(feed) == [{"changedCount": count, "removedCount": 0, "changed": [{"id": first}]}]
        await feed.aclose()


async def test_an_entry_that_becomes_protected_is_gone_from_the_past(engine: Engine, graph: Graph) -> None:
    """What was told of an entry while everybody might know it is told to insiders alone once it is protected."""
    hidden = replace(CHILDREN.dataset, protected=True)
    await _put(graph, node_of(replace(CHILDREN.dataset, title="童")))
    await _put(graph, node_of(hidden))
    last = await _put(graph, _titled("完"))
    public, insider = (_feed(engine, graph, sight=sight, after=1) for sight in (PUBLIC, INSIDER))
    assert [event["sequence"] for event in await _take(public)] == [last]
    assert [event["sequence"] for event in await _take(insider, 3)] == [2, 3, last]
    for feed in (public, insider):
        await feed.aclose()


async def test_removed_entries_as_they_were(engine: Engine, graph: Graph) -> None:
    """An entry that a change removed is shown as it was before."""
    await _put(graph, _titled("末"))
    item = RESIDENTS.items[0].item
    ends = (id_of(type(RESIDENTS.dataset), "residents"), id_of(type(item), item.code))
    await graph.commit(Change(actor="test", action="dataset.remove", ends=ends))
    query = "subscription { changes(after: 2) { changed { id } removedCount removed { id ... on Dataset { title } } } }"
    feed = _feed(engine, graph, query=query)
    removed = [{"id": RESIDENTS_ID, "title": "末"}, {"id": global_id(item)}]
    assert await _take(feed) == [{"changed": [], "removedCount": 2, "removed": removed}]
    await feed.aclose()


async def test_each_change_is_shown_as_it_left_things(engine: Engine, shared: Graph) -> None:
    """Entries of a change, and all below them, are read as of that change, not of now."""
    item = RESIDENTS.items[0].item
    await _put(shared, _titled("一"), node_of(replace(item, title="旧名")))
    await _put(shared, _titled("二"), node_of(replace(item, title="新名")))
    query = """subscription { changes(after: 1) {
      changed(first: 1) { ... on Dataset { title items(first: 1) { nodes { title } } } }
    } }"""
    feed = _feed(engine, shared, query=query)
    assert await _take(feed, 2) == [
        {"changed": [{"title": title, "items": {"nodes": [{"title": name}]}}]}
        for title, name in (("一", "旧名"), ("二", "新名"))
    ]
    await feed.aclose()


async def test_what_changes_no_entry_is_not_told(engine: Engine, graph: Graph) -> None:
    """A change that only names an entry, leaves it as it was or links it to others is nobody else's matter."""
    residents = id_of(type(RESIDENTS.dataset), "residents")
    await _put(graph, action="application.submit", subjects=(residents, NodeId("Application:1")))
    await _put(graph, node_of(RESIDENTS.dataset), action="catalogue.import")
    link = EdgeKey(residents, EdgeType.RELATED_TO.value, id_of(type(WATCHED.dataset), "watched"))
    await graph.commit(
        Change(actor="test", action="dataset.link", links=(Edge(link),), subjects=(residents, link.target))
    )
    last = await _put(graph, _titled("完"))
    feed = _feed(engine, graph, after=1)
    assert [event["sequence"] for event in await _take(feed)] == [last]
    await feed.aclose()


async def test_changes_of_some_entries(engine: Engine, graph: Graph) -> None:
    """With `of`, changes of those entries alone are told, and nothing else of a change."""
    await _put(graph, _titled("无关"))
    number = await _put(
        graph, node_of(replace(POLICE, title="公安")), node_of(replace(HEALTH, title="卫健")), _titled("无")
    )
    feed = _feed(engine, graph, after=1, of=[global_id(HEALTH), WATCHED_ID])
    (event,) = await _take(feed)
    assert (event["sequence"], event["changed"]) == (number, [{"id": global_id(HEALTH)}])
    await feed.aclose()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"after": 2}, "MALFORMED_CURSOR"),
        ({"after": -1}, "MALFORMED_CURSOR"),
        ({"of": []}, "MALFORMED_PAGE"),
        ({"of": ["x"] * 201}, "MALFORMED_PAGE"),
        ({"of": ["x"]}, "MALFORMED_ID"),
    ],
    ids=["not come to", "negative", "no entries", "too many entries", "no id"],
)
async def test_feeds_that_cannot_begin(engine: Engine, graph: Graph, given: dict[str, Any], code: str) -> None:
    """A number that the ledger has not come to, and ids that are none, are refused when the feed begins."""
    with pytest.raises(GraphQLError) as refused:
        await anext(_feed(engine, graph, **given))
    ((told),) = formatted([refused.value])
    assert (told["extensions"]["code"], told["path"]) == (code, ["changes"])


async def test_sight_is_renewed(engine: Engine, graph: Graph) -> None:
    """Who loses sight of an entry while subscribed is not told of it from then on."""
    sights = [INSIDER]
    watch = Watch(graph.head, seconds=SECONDS)

    async def renew() -> Context:
        return Context(graph=graph, watch=watch, sight=sights[-1])

    prepared = engine.prepare("subscription { changes { changedCount } }")
    assert isinstance(prepared, Prepared)
    async with aclosing(await engine.subscribe(prepared, renew=renew)) as results:
        await _put(graph, _secret("秘"))
        assert (await anext(results)).data == {"changes": {"changedCount": 1}}
        sights.append(PUBLIC)
        await _put(graph, _secret("密"))
        await _put(graph, _titled("公"), _secret("又"))
        assert (await anext(results)).data == {"changes": {"changedCount": 1}}


async def test_slow_subscriber_makes_no_one_read_ahead(engine: Engine, counted: CountedGraph) -> None:
    """While a subscriber does not ask, nothing is read for him, however much happens."""
    graph = cast("Graph", counted)
    for n in range(30):
        await _put(graph, _titled(str(n)))
    feed = _feed(engine, graph, after=1)
    await _take(feed)
    before = dict(counted.calls)
    for n in range(30, 60):
        await _put(graph, _titled(str(n)))
    await asyncio.sleep(3 * SECONDS)
    assert dict(counted.calls) == before | {"commit": before["commit"] + 30}
    assert [event["sequence"] for event in await _take(feed, 59)] == list(range(3, 62))
    await feed.aclose()


class MeasuredGraph(CountedGraph):
    """A store that notes how many nodes it is asked for at once."""

    most = 0

    async def get(self, nodes: Sequence[NodeId], *, sight: Sight, as_of: Revision | None = None) -> Any:  # noqa: ANN401
        """Note the number, and answer."""
        self.most = max(self.most, len(nodes))
        return await self.uncounted.get(nodes, sight=sight, as_of=as_of)


async def test_a_wide_change_is_told_without_being_held(engine: Engine, graph: Graph) -> None:
    """However many entries one change puts or removes, few of them are in memory at once, and all are counted."""
    concepts = [Concept(code=Code(f"c-{n:04}"), title="字段") for n in range(1_100)]
    nodes = [node_of(concept) for concept in concepts]
    await _put(graph, *nodes, subjects=[nodes[0].id, *(node.id for node in nodes)])
    await graph.commit(Change(actor="test", action="remove", ends=tuple(node.id for node in nodes)))
    measured = MeasuredGraph(graph)
    query = "subscription { changes(after: 1) { changedCount removedCount changed(first: 1) { id } } }"
    told = await _take(_feed(engine, cast("Graph", measured), query=query), 2)
    assert [(event["changedCount"], event["removedCount"]) for event in told] == [(1_100, 0), (0, 1_100)]
    assert 0 < measured.most <= 500


async def test_one_poller_for_all_and_none_for_nobody(engine: Engine, counted: CountedGraph) -> None:
    """However many wait, the head is read once per interval; once nobody waits, it is not read any more."""
    graph = cast("Graph", counted)
    watch = Watch(graph.head, seconds=0.2)
    feeds = [_feed(engine, graph, after=1, watch=watch) for _ in range(30)]
    waiting = [asyncio.ensure_future(_take(feed)) for feed in feeds]
    await asyncio.sleep(1)
    begun = counted.calls["head"] - len(feeds)
    assert 1 <= begun <= 6
    await _put(graph, _titled("新"))
    assert {event["sequence"] for told in await asyncio.gather(*waiting) for event in told} == {2}
    read = counted.calls["head"]
    await asyncio.sleep(0.6)
    assert counted.calls["head"] == read
    for feed in feeds:
        await feed.aclose()


async def test_leaving_ends_the_polling(counted: CountedGraph, engine: Engine) -> None:
    """When the last subscriber leaves, the store is asked no more; who comes after him is told as ever."""
    graph = cast("Graph", counted)
    watch = Watch(graph.head, seconds=SECONDS)
    for _ in range(2):
        waiting = asyncio.ensure_future(anext(_feed(engine, graph, watch=watch)))
        await asyncio.sleep(5 * SECONDS)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    read = counted.calls["head"]
    await asyncio.sleep(5 * SECONDS)
    assert counted.calls["head"] == read


class BrokenGraph(CountedGraph):
    """A store that goes away."""

    async def head(self) -> tuple[Revision, str]:
        """Answer once."""
        self.calls["head"] += 1
        if self.calls["head"] > 1:
            message = "The store is gone: try again."
            raise StoreUnavailable(message)
        return Revision(1), "hash"


async def test_a_store_that_goes_away_ends_the_feed(engine: Engine, graph: Graph) -> None:
    """Every subscriber is told that the store does not answer, and may go on later after what he saw last."""
    broken = cast("Graph", BrokenGraph(graph))
    with pytest.raises(GraphQLError) as ended:
        await _take(_feed(engine, broken, after=1))
    ((told),) = formatted([ended.value])
    assert told["extensions"]["code"] == "STORE_UNAVAILABLE"


async def test_the_stock_executor_tells_the_same(engine: Engine, graph: Graph) -> None:
    """The stock executor, asked for the same subscription, tells the same events."""
    await _put(graph, _titled("一"), _secret("秘"))
    await graph.commit(Change(actor="test", action="remove", ends=(id_of(type(CHILDREN.dataset), "children"),)))
    watch = Watch(graph.head, seconds=SECONDS)
    context = Context(graph=graph, watch=watch)
    core = build_schema()._schema  # noqa: SLF001 – Strawberry has no public name for it
    opened = subscribe_stock(core, parse(QUERY), context_value=context, variable_values={"after": 1})
    stream = await opened if isinstance(opened, Awaitable) else opened
    assert isinstance(stream, AsyncGenerator)
    stock = [(await anext(stream)).data for _ in range(2)]
    await stream.aclose()
    feed = _feed(engine, graph, after=1)
    assert [{"changes": event} for event in await _take(feed, 2)] == stock
    await feed.aclose()
