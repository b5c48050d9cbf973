"""The rules of subscriptions, one by one; the stock executor is asked the same and must agree."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError, GraphQLField, GraphQLObjectType, parse

from schema.execution.engine import Engine, Prepared
from schema.execution.resolution import Events, Resolution
from tests.execution.toy import (
    UNLIMITED,
    Record,
    SourceFailure,
    Toy,
    ToyReading,
    told_by_engine,
    told_by_stock,
    toy_engine,
    toy_schema,
)

SCHEMA = toy_schema()
ENGINE = toy_engine(SCHEMA)
Answer = tuple[dict[str, Any] | None, list[tuple[list[str | int] | None, str]]]


def _thing(**values: object) -> Record:
    return Record("Thing", **values)


def _answers(results: Sequence[ExecutionResult]) -> list[Answer]:
    return [(result.data, [(error.path, error.message) for error in result.errors or ()]) for result in results]


async def _tell(query: str, root: Record) -> tuple[list[Answer], Exception | None]:
    """Return what the engine tells, having seen that the stock executor tells the same."""
    ours, ended = await told_by_engine(ENGINE, query, Toy(root))
    stock, expected = await told_by_stock(SCHEMA, parse(query), Toy(root))
    assert _answers(ours) == _answers(stock)
    assert str(getattr(ended, "message", ended)) == str(getattr(expected, "message", expected))
    return _answers(ours), ended


def _prepared(query: str) -> Prepared:
    prepared = ENGINE.prepare(query)
    assert isinstance(prepared, Prepared)
    return prepared


async def _stream(toy: Toy, query: str, engine: Engine = ENGINE) -> AsyncGenerator[ExecutionResult, None]:
    async def renew() -> Toy:
        return toy

    return await engine.subscribe(_prepared(query), renew=renew)


async def test_each_event_is_answered_in_turn() -> None:
    """Each event is the root field's value, with its own data and errors; the last one completes the stream."""
    things = [_thing(name="a", nick="x"), None, _thing(name="b", nick=ValueError("no")), ValueError("odd event")]
    assert await _tell("subscription { t: thing { name nick } }", Record("Subscription", thing=things)) == (
        [
            ({"t": {"name": "a", "nick": "x"}}, []),
            ({"t": None}, []),
            ({"t": {"name": "b", "nick": None}}, [(["t", "nick"], "no")]),
            ({"t": None}, [(["t"], "odd event")]),
        ],
        None,
    )


async def test_null_moves_up_within_its_event() -> None:
    """An event whose field may not be null and fails has no data; the events after it have theirs."""
    root = Record("Subscription", number=[1, None, 2])
    (one, none, two), ended = await _tell("subscription { number }", root)
    assert (one, none[0], two, ended) == (({"number": 1}, []), None, ({"number": 2}, []), None)


async def test_arguments_open_the_source() -> None:
    """Arguments, by literal or variable, say which events there are."""
    root = Record("Subscription", thing=[_thing(name=name) for name in "abc"])
    (first, *others), _ = await _tell("subscription { thing(first: 1) { name } }", root)
    assert (first, others) == (({"thing": {"name": "a"}}, []), [])
    query = "subscription ($n: Int) { thing(first: $n) { name } }"
    ours, _ = await told_by_engine(ENGINE, query, Toy(root), {"n": 2})
    stock, _ = await told_by_stock(SCHEMA, parse(query), Toy(root), {"n": 2})
    assert _answers(ours) == _answers(stock)
    assert len(ours) == 2


async def test_a_source_that_cannot_be_opened() -> None:
    """Where the source cannot be opened there is one error, of the root field, and no event."""
    results, ended = await _tell("subscription { t: thing { name } }", Record("Subscription", thing=ValueError("shut")))
    assert isinstance(ended, GraphQLError)
    assert (results, ended.message, ended.path) == ([], "shut", ["t"])


async def test_a_source_that_fails_ends_the_stream() -> None:
    """What a source told before it failed is answered; its failure ends the stream, as an error of the root field."""
    root = Record("Subscription", number=[1, SourceFailure("gone")])
    results, ended = await _tell("subscription { number }", root)
    assert isinstance(ended, GraphQLError)
    assert (results, ended.message, ended.path) == ([({"number": 1}, [])], "gone", ["number"])


@pytest.mark.parametrize(
    "query",
    [
        "subscription { number thing { name } }",
        "subscription { ...F } fragment F on Subscription { number thing { name } }",
        "subscription { __typename }",
        "subscription ($yes: Boolean!) { number @include(if: $yes) }",
        "subscription { nothing }",
    ],
)
async def test_subscription_has_one_root_field(query: str) -> None:
    """A subscription with another number of root fields, or one that may be skipped, is refused."""
    result = ENGINE.prepare(query, variables={"yes": True})
    assert isinstance(result, ExecutionResult)
    assert (result.data, bool(result.errors)) == (None, True)


async def test_fragments_and_abstract_types() -> None:
    """Fields of one key are merged, and the events of a union are answered by their own types."""
    root = Record("Subscription", pet=[Record("Cat", name="c", lives=9), _thing(name="t", size=1)])
    query = """subscription { ...F pet { ... on Cat { lives } } }
    fragment F on Subscription { pet { __typename ... on Thing { size } } }"""
    results, _ = await _tell(query, root)
    assert results == [
        ({"pet": {"__typename": "Cat", "lives": 9}}, []),
        ({"pet": {"__typename": "Thing", "size": 1}}, []),
    ]


async def test_what_cannot_be_planned_is_left_to_the_stock_executor() -> None:
    """Below the root field, what the plan cannot express runs on the stock executor, event by event."""
    prepared = _prepared("subscription { thing { unplanned } }")
    assert prepared.plan is None
    root = Record("Subscription", thing=[_thing(unplanned=1), None, ValueError("odd"), _thing(unplanned=2)])
    results, ended = await _tell("subscription { thing { unplanned } }", root)
    assert results == [
        ({"thing": {"unplanned": 1}}, []),
        ({"thing": None}, []),
        ({"thing": None}, [(["thing"], "odd")]),
        ({"thing": {"unplanned": 2}}, []),
    ]
    assert ended is None


async def test_root_field_without_a_source_is_a_fault() -> None:
    """A root field that the reading knows no source for is a fault of the schema."""
    with pytest.raises(TypeError, match=r"Subscription\.sourceless is no source of events\."):
        await _stream(Toy(Record("Subscription")), "subscription { sourceless }")


async def test_each_event_is_resolved_by_path() -> None:
    """A batch resolver is called once for its selection path and event, with all parents; the plan is made once."""
    toy = Toy(Record("Subscription", things=[[_thing(nick="a"), _thing(nick="b")], [_thing(nick="c")]]))
    prepared = _prepared("subscription { things { nick } }")
    assert prepared.plan is _prepared("subscription { things { nick } }").plan
    results = [result.data async for result in await _stream(toy, "subscription { things { nick } }")]
    assert results == [{"things": [{"nick": "a"}, {"nick": "b"}]}, {"things": [{"nick": "c"}]}]
    assert toy.calls == [("Thing.nick", 2), ("Thing.nick", 1)]


async def test_closing_the_stream_closes_the_source() -> None:
    """A stream that is closed between events, or has told its last one, has closed its source."""
    toy = Toy(Record("Subscription", number=[1, 2, 3]))
    stream = await _stream(toy, "subscription { number }")
    assert (await anext(stream)).data == {"number": 1}
    assert toy.closed == []
    await stream.aclose()
    assert toy.closed == ["number"]
    assert [result.data async for result in stream] == []
    assert len([result async for result in await _stream(toy, "subscription { number }")]) == 3
    assert toy.closed == ["number"] * 2


async def test_a_right_that_ends_ends_the_stream() -> None:
    """Where the context is not renewed, the event is not told, the source is closed and the reason is the error."""
    toy = Toy(Record("Subscription", number=[1, 2, 3]))
    renewed: list[Toy] = []

    async def renew() -> Toy:
        # Asked for to open the source, and for each event.
        if len(renewed) == 2:
            raise PermissionError("revoked")
        renewed.append(toy)
        return toy

    stream = await ENGINE.subscribe(_prepared("subscription { number }"), renew=renew)
    assert (await anext(stream)).data == {"number": 1}
    with pytest.raises(GraphQLError, match="revoked") as ended:
        await anext(stream)
    assert ended.value.path == ["number"]
    assert toy.closed == ["number"]


class Stuck(ToyReading):
    """Reads a source that never opens."""

    def resolution(self, parent: GraphQLObjectType, name: str, field: GraphQLField) -> Resolution | None:
        """Return how a field is resolved."""
        if name == "number":
            return Events(self._open, lambda arguments: arguments)
        return super().resolution(parent, name, field)

    async def _open(self, scope: object) -> AsyncGenerator[object, None]:
        del scope
        await asyncio.Event().wait()
        raise AssertionError


async def test_a_source_that_does_not_open_is_given_up() -> None:
    """A source that takes longer to open than an operation may take is given up, and the caller told so."""

    async def stock(*_: object) -> Any:  # noqa: ANN401 – never called
        raise NotImplementedError

    engine = Engine(SCHEMA, Stuck(), stock=stock, limits=replace(UNLIMITED, seconds=0))
    results, ended = await told_by_engine(engine, "subscription { number }", Toy(Record("Subscription")))
    assert isinstance(ended, GraphQLError)
    assert (results, ended.extensions) == ([], {"code": "TIMEOUT", "limit": "seconds", "value": 0})
