"""What a request may ask for: how documents are measured, and how attacks on the hub are refused, at what cost."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from time import process_time
from typing import Any, Final

import pytest
from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_introspection_query,
    parse,
)
from graphql import build_schema as build_toy

from hub.settings import SETTINGS, read_settings
from hub.web.graphiql import read_examples
from schema.building import build_schema
from schema.execution.analysis import Analysis
from schema.execution.documents import Cache, Document, Invalid, read_document
from schema.execution.engine import Engine
from schema.execution.limits import DEFAULTS, Limits, check_variables
from schema.execution.measures import CEILING
from schema.execution.resolution import Batch, Resolution
from schema.execution.sizes import size_of
from tests.execution.attacks import (
    ATTACKS,
    WITHIN,
    aliases,
    branches,
    chain,
    directives,
    duplicates,
    inline,
    input_lists,
    nesting,
)
from tests.execution.toy import UNLIMITED, Record, Toy, toy_engine, toy_schema

SECONDS: Final = 2
"""Far more than any refusal takes, so that a busy machine fails no test; a quadratic one takes far longer."""


PAGES_OF_TWO_LENGTHS: Final = """
{ a: datasets(first: 2) { ...Page } b: datasets(first: 3) { ...Page } }
fragment Page on DatasetSearchConnection { nodes { provider { code } } }
"""


@pytest.fixture(scope="module")
def catalogue() -> GraphQLSchema:
    """Return the schema of the hub."""
    return build_schema()._schema  # noqa: SLF001 – Strawberry has no public name for graphql-core's schema


def _refusal(error: GraphQLError) -> tuple[object, object, object]:
    """Return limit, value and found of a refusal whose message names all three and says what to do."""
    facts = error.extensions or {}
    assert facts["code"] == "LIMIT_EXCEEDED"
    assert f"{facts['found']:,}, and the limit is {facts['value']:,}: " in error.message
    assert error.message.endswith(".")
    return facts["limit"], facts["value"], facts["found"]


def _cost(schema: GraphQLSchema, text: str, **variables: object) -> int:
    document = parse(text)
    (operation,) = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    sizes = {name: size_of(value) for name, value in variables.items()}
    return Analysis(schema, document, UNLIMITED).cost(operation, sizes)


def test_introspection_and_examples_keep_to_the_limits(catalogue: GraphQLSchema) -> None:
    """GraphiQL's own query and each of the examples that it opens with are far from any limit."""
    documents = [
        read_document(catalogue, text, DEFAULTS)
        for text in (get_introspection_query(), get_introspection_query(type_depth=9), *read_examples())
    ]
    assert {type(document) for document in documents} == {Document}


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ viewer { anonymous scopes } }", 1),
        ('{ dataset(code: "a") { title provider { title } } }', 1 + 1),
        ("{ datasets { totalCount } }", 1),
        ("{ datasets { nodes { code } } }", 1 + 20),
        ("{ datasets(first: 5) { nodes { provider { title } } } }", 1 + 5 * (1 + 1)),
        ("{ datasets(first: 5) { edges { cursor node { code } } } }", 1 + 5 * (1 + 1)),
        ("{ datasets(first: 5) { nodes { code } edges { cursor } } }", 1 + 5 + 5),
        ("{ datasets(first: 0) { nodes { code } } }", 1),
        ("{ datasets(first: -1) { nodes { code } } }", 1),
        ("{ datasets(first: 5) { nodes { items { nodes { code } } } } }", 1 + 5 * (1 + 1 + 100)),
        ('{ dataset(code: "a") { conditions { legalBases { code } } } }', 1 + 10 * (1 + 10)),
        ("{ datasets(first: 500) { facets { values(first: 5) { value } } } }", 1 + 10 * (1 + 5)),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: "a") { id } }', 1),
        ("{ nodes { id } }", 10),
        ("{ datasets(first: null) { nodes { code } } }", 1 + 10),
        ('{ node(id: "a") { ... on Dataset { provider { code } } ... { id } } }', 1 + 1),
        ("{ datasets(first: 99999999999999999999) { nodes { code } } }", CEILING),
        (PAGES_OF_TWO_LENGTHS, (1 + 2 * (1 + 1)) + (1 + 3 * (1 + 1))),
    ],
)
def test_cost_counts_the_objects_of_the_largest_answer(catalogue: GraphQLSchema, query: str, cost: int) -> None:
    """A page counts by its `first`, a list by its ids or by ten, an object as one and a leaf as nothing."""
    assert _cost(catalogue, query) == cost


def test_cost_depends_on_the_variables_that_size_lists(catalogue: GraphQLSchema) -> None:
    """The value of a variable says how long a list is; without one, the schema's default does."""
    query = "query($n: Int!, $m: Int) { datasets(first: $n) { nodes { items(first: $m) { nodes { code } } } } }"
    assert _cost(catalogue, query, n=3, m=2) == 1 + 3 * (1 + 1 + 2)
    assert _cost(catalogue, query, n=50, m=2) == 1 + 50 * (1 + 1 + 2)
    assert _cost(catalogue, query, n=3) == 1 + 3 * (1 + 1 + 100)
    assert _cost(catalogue, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["a", "b"]) == 2
    assert _cost(catalogue, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids="a") == 1
    assert _cost(catalogue, "query($n: Int!) { datasets(first: $n) { nodes { code } } }", n=None) == 1 + 10


async def test_answer_tells_its_cost() -> None:
    """Each answer has its cost beside it, for the values that the request gives."""
    engine = toy_engine(toy_schema(), limits=DEFAULTS)
    query = "query($n: Int) { one { others(first: $n) { id } } }"
    root = Record("Query", one=Record("Thing", others=[]))
    costs = []
    for variables in ({}, {"n": 5}, {"n": 7}, {"n": 5}, {"n": None}):
        result = await engine.answer(query, context=Toy(root), variables=variables)
        assert (result.data, result.errors) == ({"one": {"others": []}}, None)
        costs.append(result.extensions)
    assert costs == [{"cost": {"found": 1 + size, "limit": 200_000}} for size in (2, 5, 7, 5, 10)]


async def test_cost_of_the_variables_is_refused() -> None:
    """A document that is cheap for some variables is refused for those that make it dear, and only then."""
    engine = toy_engine(toy_schema(), limits=Limits(cost=10))
    query = "query($n: Int) { one { others(first: $n) { id } } }"
    toy = Toy(Record("Query"))
    dear = await engine.answer(query, context=toy, variables={"n": 10})
    assert dear.errors is not None
    assert [_refusal(error) for error in dear.errors] == [("cost", 10, 11)]
    cheap = await engine.answer(query, context=toy, variables={"n": 9})
    assert (cheap.data, cheap.errors) == ({"one": None}, None)


@pytest.mark.parametrize(
    "attack",
    [chain, branches, aliases, duplicates, directives, nesting, inline, input_lists],
    ids=lambda a: a.__name__,
)
def test_work_grows_with_the_document_alone(catalogue: GraphQLSchema, attack: Callable[[int], str]) -> None:
    """Twice as much of anything is twice the work, whatever the fragments would write out."""
    visited = [Analysis(catalogue, parse(attack(length)), UNLIMITED).visited for length in (20, 40, 60)]
    assert visited[2] - visited[1] == visited[1] - visited[0] <= 20 * 16


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused_cheaply(catalogue: GraphQLSchema, name: str) -> None:
    """A document that asks for too much is refused by the limit it breaks, with what was found, in no time."""
    text, refusal = ATTACKS[name]
    start = process_time()
    document = read_document(catalogue, text, DEFAULTS)
    assert process_time() - start < SECONDS
    assert isinstance(document, Invalid)
    assert [_refusal(error) for error in document.errors] == [refusal]


@pytest.mark.parametrize("name", WITHIN)
def test_what_just_keeps_to_the_limits_is_cheap(catalogue: GraphQLSchema, name: str) -> None:
    """Validation of what is not refused takes no long time either, and tells few of many mistakes."""
    start = process_time()
    document = read_document(catalogue, WITHIN[name], DEFAULTS)
    assert process_time() - start < SECONDS
    assert isinstance(document, Document) or len(document.errors) <= 21


@pytest.mark.parametrize(
    ("fragments", "message"),
    [
        ("fragment A on Query { ...A }", "Cannot spread fragment 'A' within itself: take one of the spreads out."),
        (
            "fragment A on Query { ...B } fragment B on Query { ... { ...C } } fragment C on Query { ...A }",
            "Cannot spread fragment 'A' within itself via 'B', 'C': take one of the spreads out.",
        ),
    ],
)
def test_circular_fragments(catalogue: GraphQLSchema, fragments: str, message: str) -> None:
    """Fragments that spread each other in a circle are no document, and the circle is told."""
    document = read_document(catalogue, "{ ...A } " + fragments, DEFAULTS)
    assert isinstance(document, Invalid)
    told = [(error.message, error.extensions) for error in document.errors]
    assert told == [(message, {"code": "GRAPHQL_VALIDATION_FAILED"})]


def test_circular_introspection_is_refused_where_it_is_cheap(catalogue: GraphQLSchema) -> None:
    """Fields of types of fields are refused by validation before they cost much."""
    text = '{ __type(name: "Dataset") { fields { type { fields { type { fields { type { name } } } } } } } }'
    document = read_document(catalogue, text, DEFAULTS)
    assert isinstance(document, Invalid)
    assert [error.message for error in document.errors] == ["Maximum introspection depth exceeded"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{ viewer { ...Missing } }", "Unknown fragment 'Missing'."),
        ("{ nothing { at { all } } }", "Cannot query field 'nothing' on type 'Query'."),
        ("{ ...F } fragment F on Nothing { a }", "Unknown type 'Nothing'."),
        ("{ __typename } type A { b: Int }", "The 'A' definition is not executable."),
    ],
)
def test_mistakes_are_left_to_validation(catalogue: GraphQLSchema, text: str, message: str) -> None:
    """What does not fit the schema is measured as far as it can be, and told as the mistake that it is."""
    document = read_document(catalogue, text, DEFAULTS)
    assert isinstance(document, Invalid)
    assert [error.message for error in document.errors] == [message]


def test_kept_things_have_a_total_weight() -> None:
    """What was used longest ago is made again once newer things weigh too much."""
    made: list[str] = []
    cache: Cache[str, int] = Cache(5, weigh=lambda key, _: len(key))

    def make(key: str) -> int:
        made.append(key)
        return len(made)

    kept = [cache.get(key, partial(make, key)) for key in ("aa", "bb", "aa", "cc", "aa", "bb", "aa")]
    assert made == ["aa", "bb", "cc", "bb"]
    assert kept == [1, 2, 1, 3, 1, 4, 1]


async def test_too_long_a_document_is_not_even_parsed() -> None:
    """A document of megabytes is refused by its length."""
    result = await toy_engine(toy_schema(), limits=DEFAULTS).answer(
        "{" + " a" * 5_000_000, context=Toy(Record("Query"))
    )
    assert [_refusal(error) for error in result.errors or ()] == [("characters", 50_000, 10_000_001)]


def test_deep_variables_are_refused() -> None:
    """Lists and objects count as levels, scalars do not; what is refused is told in full."""
    deep: object = 1
    for _ in range(10):
        deep = {"list": [deep]}
    check_variables({"v": deep, "w": 1}, DEFAULTS)
    with pytest.raises(GraphQLError) as refused:
        check_variables({"v": [deep], "w": 1}, DEFAULTS)
    assert _refusal(refused.value) == ("input_depth", 20, 21)


class Stuck:
    """A reading whose one resolver never ends, and knows whether it was cancelled."""

    def __init__(self) -> None:
        self.cancelled = 0

    def resolution(self, parent: GraphQLObjectType, name: str, field: GraphQLField) -> Resolution | None:
        """Return the resolver."""
        del parent, name, field
        return Batch(self._wait, lambda arguments: arguments)

    def type_name(self, abstract: GraphQLAbstractType, value: object) -> str | None:
        """Return no name: there are no abstract types."""
        raise NotImplementedError

    async def _wait(self, parents: Sequence[Any], scope: object) -> Sequence[Any]:
        del parents, scope
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        raise AssertionError


async def test_slow_operation_is_broken_off() -> None:
    """When the time is up, whatever the resolvers wait for is cancelled, and the caller is told so."""
    stuck = Stuck()

    async def stock(*_: object) -> Any:  # noqa: ANN401 – never called
        raise NotImplementedError

    engine = Engine(build_toy("type Query { a: Int }"), stuck, stock=stock, limits=Limits(seconds=0))
    result = await engine.answer("{ a }", context=Toy(Record("Query")))
    assert result.errors is not None
    (error,) = result.errors
    assert (result.data, stuck.cancelled) == (None, 1)
    assert error.extensions == {"code": "TIMEOUT", "limit": "seconds", "value": 0}
    assert error.message.endswith("was broken off: ask for less at once, or try again later.")


def test_every_limit_is_a_setting_that_tells_its_default() -> None:
    """Each limit can be set under its name, and the setting's meaning ends with the default."""
    told = {name: meaning for name, meaning in SETTINGS.items() if name.startswith("HUB_LIMIT_")}
    assert set(told) == {f"HUB_LIMIT_{limit.name.upper()}" for limit in fields(Limits)}
    for limit in fields(Limits):
        assert told[f"HUB_LIMIT_{limit.name.upper()}"].endswith(f"; {limit.default:,} by default")
    assert Limits(**read_settings({"HUB_LIMIT_TOKENS": "7"}).limits) == Limits(tokens=7)
