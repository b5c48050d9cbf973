"""The execution rules of GraphQL, one by one; the stock executor is asked the same and must agree."""

from math import inf
from typing import Any

import pytest
from graphql import GraphQLError, parse

from tests.execution.toy import Record, Toy, run_stock, toy_engine, toy_schema

SCHEMA = toy_schema()
ENGINE = toy_engine(SCHEMA)
Outcome = tuple[dict[str, Any] | None, list[tuple[tuple[str | int, ...], str]]]


def _told(errors: list[GraphQLError] | None) -> list[tuple[tuple[str | int, ...], str]]:
    return sorted(((tuple(error.path or ()), error.message) for error in errors or ()), key=repr)


def _located(errors: list[GraphQLError] | None) -> set[tuple[object, ...]]:
    return {(tuple(error.path or ()), tuple(error.locations or ())) for error in errors or ()}


async def _ask(query: str, root: Record, variables: dict[str, object] | None = None) -> Outcome:
    """Return what the engine answers, having seen that the stock executor answers the same."""
    result = await ENGINE.answer(query, context=Toy(root), variables=variables)
    oracle = await run_stock(SCHEMA, parse(query), Toy(root), variables)
    assert result.data == oracle.data
    assert _told(result.errors) == _told(oracle.errors)
    assert _located(result.errors) == _located(oracle.errors)
    return result.data, _told(result.errors)


def _thing(**values: object) -> Record:
    return Record("Thing", **values)


def _cat(**values: object) -> Record:
    return Record("Cat", **values)


LEAVES = {"id": 7, "name": "n", "nick": "k", "size": 3, "ratio": 1, "ok": True, "kind": "B", "odd": {"any": [1]}}


async def test_leaves_are_serialised_as_their_types_say() -> None:
    """Each scalar and enum is serialised by its type, and a null stays null."""
    query = "{ one { id name nick size ratio ok kind odd } }"
    data, errors = await _ask(query, Record("Query", one=_thing(**LEAVES)))
    assert data == {"one": {**LEAVES, "id": "7", "ratio": 1.0}}
    assert errors == []
    data, _ = await _ask(query, Record("Query", one=_thing(id="x", name="n")))
    empty = dict.fromkeys(("nick", "size", "ratio", "ok", "kind", "odd"))
    assert data == {"one": {"id": "x", "name": "n", **empty}}


@pytest.mark.parametrize(
    ("name", "value", "serialised"),
    [
        ("name", 5, "5"),
        ("name", True, "true"),
        ("name", 1.5, "1.5"),
        ("size", 2.0, 2),
        ("size", True, 1),
        ("size", "12", 12),
        ("ratio", 3, 3.0),
        ("ratio", "0.5", 0.5),
        ("ok", 0, False),
        ("ok", 2, True),
    ],
)
async def test_odd_values_are_coerced_as_the_stock_executor_does(name: str, value: object, serialised: object) -> None:
    """Values of another Python type are coerced exactly as graphql-core coerces them."""
    data, errors = await _ask(f"{{ one {{ {name} }} }}", Record("Query", one=_thing(**{name: value})))
    assert (data, errors) == ({"one": {name: serialised}}, [])


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", 2**31), ("size", 1.5), ("size", "x"), ("ratio", inf), ("ok", "yes"), ("kind", "C"), ("nick", [])],
)
async def test_impossible_values_are_errors_of_their_place(name: str, value: object) -> None:
    """A value that its type cannot hold is null with an error there, and the others of the column stay whole."""
    root = Record("Query", many=[_thing(**{name: None}), _thing(**{name: value})])
    data, errors = await _ask(f"{{ many {{ {name} }} }}", root)
    assert data == {"many": [{name: None}, {name: None}]}
    assert [path for path, _ in errors] == [("many", 1, name)]


async def test_error_of_one_parent_leaves_the_others() -> None:
    """Attributes, computations and batches that fail for one parent fail for it alone."""
    things = [
        _thing(id=1, name="a", nick="x", size=1),
        _thing(id=2, name="b", nick=ValueError("no"), size=ValueError("so")),
    ]
    data, errors = await _ask("{ many { id nick size } }", Record("Query", many=things))
    assert data == {"many": [{"id": "1", "nick": "x", "size": 1}, {"id": "2", "nick": None, "size": None}]}
    assert errors == [(("many", 1, "nick"), "no"), (("many", 1, "size"), "so")]


async def test_null_moves_up_to_the_nearest_nullable_place() -> None:
    """A null in a non-null field takes its object with it, up to what may be null."""
    broken = _thing(parent=None)
    root = Record("Query", many=[_thing(parent=_thing(name="p")), broken, None])
    data, errors = await _ask("{ many { parent { name } } }", root)
    assert data == {"many": [{"parent": {"name": "p"}}, None, None]}
    assert errors == [(("many", 1, "parent"), "Cannot return null for non-nullable field Thing.parent.")]


async def test_null_moves_up_to_the_root() -> None:
    """Where nothing on the way may be null, there is no data at all."""
    data, errors = await _ask("{ must { parent { name } } }", Record("Query", must=_thing(parent=_thing(name=None))))
    assert data is None
    assert errors == [(("must", "parent", "name"), "Cannot return null for non-nullable field Thing.name.")]


async def test_null_in_a_list() -> None:
    """A failing element of a list of non-nulls takes the list; one of nullables stays a null."""
    root = Record("Query", one=_thing(tags=["a", None], notes=["a", None]))
    data, errors = await _ask("{ one { tags notes } }", root)
    assert data == {"one": {"tags": None, "notes": ["a", None]}}
    assert errors == [(("one", "tags", 1), "Cannot return null for non-nullable field Thing.tags.")]


async def test_lists_of_lists() -> None:
    """Nested lists keep their shape; nulls move as their types say."""
    root = Record("Query", matrix=[[1, None], None, []], strict=[[1, 2], []])
    assert await _ask("{ matrix strict }", root) == ({"matrix": [[1, None], None, []], "strict": [[1, 2], []]}, [])
    data, errors = await _ask("{ matrix }", Record("Query", matrix=[["x"], [1]]))
    assert data == {"matrix": [[None], [1]]}
    assert [path for path, _ in errors] == [("matrix", 0, 0)]
    data, errors = await _ask("{ strict }", Record("Query", strict=[[1], [None]]))
    assert data is None
    assert [path for path, _ in errors] == [("strict", 1, 0)]


async def test_something_else_in_place_of_a_list() -> None:
    """What is no list where one belongs is an error there."""
    data, errors = await _ask("{ many { name } }", Record("Query", many="text"))
    assert data == {"many": None}
    assert errors == [(("many",), "Expected Iterable, but did not find one for field 'Query.many'.")]


async def test_abstract_types_keep_the_order_of_the_list() -> None:
    """Objects of an interface or union are answered by their own types, in the places that they had."""
    cat, thing = _cat(name="c", lives=9), _thing(name="t", size=1)
    root = Record("Query", pets=[cat, thing, None, cat], named=[thing, cat])
    data, _ = await _ask(
        """{ pets { __typename ... on Cat { lives } ... on Named { name } } named { name ...T } }
        fragment T on Thing { size }""",
        root,
    )
    told = {"__typename": "Cat", "lives": 9, "name": "c"}
    assert data == {
        "pets": [told, {"__typename": "Thing", "name": "t"}, None, told],
        "named": [{"name": "t", "size": 1}, {"name": "c"}],
    }


async def test_value_of_no_possible_type() -> None:
    """A value that is of none of the possible types is an error of its place alone."""
    root = Record("Query", pets=[Record("Dog"), _cat(lives=1)])
    result = await ENGINE.answer("{ pets { ... on Cat { lives } } }", context=Toy(root))
    assert result.data == {"pets": [None, {"lives": 1}]}
    assert [error.path for error in result.errors or ()] == [["pets", 0]]


async def test_fields_of_one_key_are_merged() -> None:
    """Selections under one response key are merged, in the order of their first appearance."""
    root = Record("Query", one=_thing(name="n", size=1, friend=_thing(name="f", size=2)))
    data, _ = await _ask(
        "{ one { friend { name } x: name ...F } one { size } } fragment F on Thing { friend { size } }", root
    )
    assert data == {"one": {"friend": {"name": "f", "size": 2}, "x": "n", "size": 1}}
    assert data is not None
    assert list(data["one"]) == ["friend", "x", "size"]


@pytest.mark.parametrize("yes", [True, False])
async def test_skip_and_include(yes: bool) -> None:  # noqa: FBT001 – the parameter of the case
    """Skipped selections are gone, on fields and fragments, by literals and by variables."""
    query = """query ($yes: Boolean!, $no: Boolean = false) {
      a: count @skip(if: $yes) b: count @include(if: $yes) c: count @skip(if: true) d: count @include(if: $no)
      e: count @skip(if: $no) @include(if: $yes) ...F @include(if: $yes) ... @skip(if: $yes) { g: count }
    } fragment F on Query { f: count }"""
    data, _ = await _ask(query, Record("Query", count=1), {"yes": yes})
    assert data == ({"b": 1, "e": 1, "f": 1} if yes else {"a": 1, "g": 1})


async def test_everything_skipped_is_an_empty_object() -> None:
    """An object of which nothing is selected is empty, not null."""
    query = "query ($no: Boolean!) { one { name @include(if: $no) } }"
    assert await _ask(query, Record("Query", one=_thing()), {"no": False}) == ({"one": {}}, [])


@pytest.mark.parametrize(
    ("arguments", "variables", "echoed"),
    [
        ("", None, "text='x'"),
        ("(text: null)", None, "text=None"),
        ('(text: "a", numbers: [1, 2], point: {x: 1}, kind: A)', None, None),
        ("(text: $text)", {"text": "v"}, "text='v'"),
        ("(text: $text)", {}, "text='x'"),
        ("(text: $text)", {"text": None}, "text=None"),
        ("(numbers: $numbers)", {"numbers": 3}, "numbers=[3] text='x'"),
        ("(point: {x: $x})", {"x": 4}, "point={'x': 4, 'y': 7} text='x'"),
    ],
)
async def test_arguments(arguments: str, variables: dict[str, object] | None, echoed: str | None) -> None:
    """Arguments come from literals, variables and defaults, coerced as graphql-core does."""
    declared = {"text": "String", "numbers": "[Int!]", "x": "Int!"}
    used = [f"${name}: {kind}" for name, kind in declared.items() if f"${name}" in arguments]
    head = f"query ({', '.join(used)})" if used else "query"
    data, errors = await _ask(f"{head} {{ echo{arguments} }}", Record("Query"), variables)
    assert errors == []
    assert data is not None
    assert echoed is None or data == {"echo": echoed}


@pytest.mark.parametrize("variables", [{}, {"first": None}, {"first": "two"}, {"first": 2.5}])
async def test_wrong_variables_run_nothing(variables: dict[str, object]) -> None:
    """Where variables cannot be coerced, nothing runs and there is no data."""
    toy = Toy(Record("Query", one=_thing()))
    query = "query ($first: Int!) { one { others(first: $first) { name } } }"
    result = await ENGINE.answer(query, context=toy, variables=variables)
    oracle = await run_stock(SCHEMA, parse(query), toy, variables)
    assert (result.data, _told(result.errors)) == (None, _told(oracle.errors))
    assert toy.calls == []


async def test_mutations_run_one_after_another() -> None:
    """Root fields of a mutation run in their order, each after the one before it."""
    query = "mutation { a: bump(by: 1) b: bump(by: 10) fail c: bump(by: 100) }"
    data, errors = await _ask(query, Record("Mutation", fail=ValueError("no")))
    assert data == {"a": 1, "b": 11, "fail": None, "c": 111}
    assert errors == [(("fail",), "no")]


async def test_failed_mutation_that_may_not_be_null_ends_the_operation() -> None:
    """A root field that may not be null and fails leaves no data, and what comes after it is not run."""
    toy = Toy(Record("Mutation", fatal=ValueError("no")))
    result = await ENGINE.answer("mutation { a: bump(by: 1) fatal b: bump(by: 10) }", context=toy)
    assert (result.data, _told(result.errors)) == (None, [(("fatal",), "no")])
    assert toy.bumped == [1]


async def test_each_path_is_resolved_once() -> None:
    """A batch resolver is called once for its selection path, with all parents."""
    thing = _thing(name="x", others=[_thing(nick="a", tags=["t"]), _thing(nick="b", tags=[])])
    toy = Toy(Record("Query", many=[thing, None, thing]))
    result = await ENGINE.answer("{ many { others { nick tags } name } }", context=toy)
    assert result.errors is None
    assert sorted(toy.calls) == [("Query.many", 1), ("Thing.nick", 4), ("Thing.others", 2), ("Thing.tags", 4)]


async def test_resolver_that_answers_too_few_is_an_error() -> None:
    """A batch that is not aligned with its parents is an error, never an answer in the wrong place."""
    toy = Toy(Record("Query", one=_thing(friend=RuntimeError("boom"))))
    result = await ENGINE.answer("{ one { friend { name } } }", context=toy)
    assert (result.data, _told(result.errors)) == ({"one": {"friend": None}}, [(("one", "friend"), "boom")])


@pytest.mark.parametrize(
    "query", ["{ unplanned count }", "{ __schema { queryType { name } } }", '{ __type(name: "Thing") { name } count }']
)
async def test_what_cannot_be_planned_is_left_to_the_stock_executor(query: str) -> None:
    """An operation with a field that the plan cannot express runs whole on the stock executor."""
    _, errors = await _ask(query, Record("Query", count=1, unplanned=2))
    assert errors == []


async def test_requests_that_cannot_run() -> None:
    """Texts that do not parse or validate, and operations that are not there, have errors and no data."""
    for query, name in (
        ("{", None),
        ("{ nothing }", None),
        ("query A { count } query B { count }", None),
        ("{ count }", "C"),
    ):
        result = await ENGINE.answer(query, context=Toy(Record("Query", count=1)), operation_name=name)
        assert result.data is None
        assert [error.path for error in result.errors or ()] == [None]


async def test_operation_is_chosen_by_name() -> None:
    """One of several operations is chosen by its name; each has a plan of its own."""
    query = "query A { a: count } query B { b: count }"
    for name, data in (("A", {"a": 1}), ("B", {"b": 1})):
        result = await ENGINE.answer(query, context=Toy(Record("Query", count=1)), operation_name=name)
        assert result.data == data


async def test_a_variable_that_steers_another_operation() -> None:
    """A variable of any type may be called like one that another operation of the document skips by."""
    query = "query A($v: Boolean!) { count @skip(if: $v) } query B($v: [Int!]) { echo(numbers: $v) }"
    for name, value in (("A", True), ("B", [1, 2]), ("A", False)):
        toy = Toy(Record("Query", count=1))
        found = await ENGINE.answer(query, context=toy, variables={"v": value}, operation_name=name)
        expected = await run_stock(SCHEMA, parse(query), toy, {"v": value}, name)
        assert (found.data, found.errors) == (expected.data, None)
