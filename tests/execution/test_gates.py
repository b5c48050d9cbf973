"""What a gate refuses a caller: told once for each selection path, and never resolved."""

from dataclasses import dataclass
from typing import Any

import pytest
from graphql import ExecutionResult, GraphQLError, GraphQLObjectType

from schema.execution.engine import Prepared
from tests.execution.toy import Record, Toy, toy_engine, toy_schema

ENGINE = toy_engine(toy_schema())


@dataclass(frozen=True)
class Closed:
    """A gate that refuses some coordinates."""

    coordinates: frozenset[str]

    def refusal(self, parent: GraphQLObjectType, name: str) -> GraphQLError | None:
        """Refuse what is closed."""
        coordinate = f"{parent.name}.{name}"
        return GraphQLError(f"{coordinate} is closed.") if coordinate in self.coordinates else None


def _things(number: int) -> list[Record]:
    return [Record("Thing", id=at, name=f"n{at}", nick=f"k{at}", tags=["t"]) for at in range(number)]


async def _ask(query: str, toy: Toy, *closed: str) -> tuple[Any, list[tuple[str, list[str | int] | None]]]:
    prepared = ENGINE.prepare(query, gate=Closed(frozenset(closed)))
    result = prepared if isinstance(prepared, ExecutionResult) else await ENGINE.run(prepared, context=toy)
    return result.data, [(error.message, error.path) for error in result.errors or ()]


async def test_a_refused_field_is_null_in_every_row_and_told_once() -> None:
    """Each selection path has one error, without list indexes; an alias is a path of its own."""
    data, errors = await _ask("{ many { id nick again: nick } }", Toy(Record("Query", many=_things(3))), "Thing.nick")
    assert data == {"many": [{"id": str(at), "nick": None, "again": None} for at in range(3)]}
    assert errors == [("Thing.nick is closed.", ["many", "nick"]), ("Thing.nick is closed.", ["many", "again"])]


async def test_what_is_refused_is_not_resolved() -> None:
    """Neither a refused field nor anything below it asks its resolver."""
    toy = Toy(Record("Query", many=_things(2)))
    data, _ = await _ask("{ many { id friend { nick } } }", toy, "Thing.friend")
    assert data == {"many": [{"id": "0", "friend": None}, {"id": "1", "friend": None}]}
    assert [coordinate for coordinate, _ in toy.calls] == ["Query.many"]


async def test_a_refused_root_field_leaves_the_others() -> None:
    """The rest of the operation is answered."""
    data, errors = await _ask("{ many { id } pets { __typename } }", Toy(Record("Query", pets=[])), "Query.many")
    assert (data, errors) == ({"many": None, "pets": []}, [("Query.many is closed.", ["many"])])


async def test_a_refused_field_that_may_not_be_null_takes_its_parent_along() -> None:
    """The null moves up to the nearest place that may be null; there is still one error."""
    data, errors = await _ask("{ many { name } }", Toy(Record("Query", many=_things(2))), "Thing.name")
    assert (data, errors) == ({"many": [None, None]}, [("Thing.name is closed.", ["many", "name"])])


async def test_a_field_of_an_interface_is_refused_for_the_types_that_refuse_it() -> None:
    """Each concrete type has its own say; the path is told once."""
    pets = [Record("Cat", name="c"), *_things(1)]
    query = "{ pets { ... on Cat { name } ... on Thing { name nick } } }"
    data, errors = await _ask(query, Toy(Record("Query", pets=pets)), "Thing.nick")
    assert data == {"pets": [{"name": "c"}, {"name": "n0", "nick": None}]}
    assert errors == [("Thing.nick is closed.", ["pets", "nick"])]


async def test_plans_of_different_gates_are_kept_apart() -> None:
    """What one caller is refused another is given, whoever asks first; equal gates share a plan."""
    toy = Toy(Record("Query", many=_things(1)))
    query = "{ many { id nick tags } }"
    open_, closed = {"id": "0", "nick": "k0", "tags": ["t"]}, {"id": "0", "nick": None, "tags": ["t"]}
    for names, row in (((), open_), (("Thing.nick",), closed), ((), open_), (("Thing.nick",), closed)):
        data, _ = await _ask(query, toy, *names)
        assert data == {"many": [row]}
    plans = [ENGINE.prepare(query, gate=Closed(frozenset({"Thing.tags"}))) for _ in range(2)]
    assert isinstance(plans[0], Prepared)
    assert isinstance(plans[1], Prepared)
    assert plans[0].plan is plans[1].plan


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ unplanned many { nick } }", [("Thing.nick is closed.", None)]),
        (
            "{ __schema { queryType { name } } many { ...a } } fragment a on Thing { nick }",
            [("Thing.nick is closed.", None)],
        ),
        ("{ unplanned named { ... on Named { name } } }", [("Cat.name is closed.", None)]),
        ("subscription { thing { nick } }", [("Thing.nick is closed.", None)]),
    ],
)
async def test_what_has_no_plan_is_refused_whole(query: str, told: list[tuple[str, None]]) -> None:
    """The stock executor is not asked for an operation that holds anything refused, nor is a stream opened for it."""
    toy = Toy(Record("Query", many=_things(1), unplanned=1))
    assert await _ask(query, toy, "Thing.nick", "Cat.name") == (None, told)
    assert toy.calls == []
    assert toy.bumped == []


async def test_a_refused_mutation_changes_nothing() -> None:
    """The others, before and after it, are carried out in their order."""
    toy = Toy(Record("Mutation"))
    data, errors = await _ask("mutation { bump(by: 1) fail }", toy, "Mutation.fail")
    assert (data, errors) == ({"bump": 1, "fail": None}, [("Mutation.fail is closed.", ["fail"])])
    assert toy.bumped == [1]


class Unlocked(frozenset[str]):
    """A gate that lets pass what it holds, and so refuses everything where it is empty."""

    def refusal(self, parent: GraphQLObjectType, name: str) -> GraphQLError | None:
        """Refuse what is not held."""
        return None if f"{parent.name}.{name}" in self else GraphQLError(f"{parent.name}.{name} is closed.")


async def test_a_gate_that_holds_nothing_is_asked_all_the_same() -> None:
    """A caller without any right has a gate that is empty, not none."""
    toy = Toy(Record("Query", many=_things(1)))
    prepared = ENGINE.prepare("{ many { nick } }", gate=Unlocked())
    assert isinstance(prepared, Prepared)
    assert (await ENGINE.run(prepared, context=toy)).data == {"many": None}
    refused = ENGINE.prepare("subscription { thing { nick } }", gate=Unlocked())
    assert isinstance(refused, ExecutionResult)
    assert [error.message for error in refused.errors or ()] == ["Subscription.thing is closed."]
    assert toy.calls == []
