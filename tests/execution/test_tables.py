"""Batch resolvers that answer in tables; the random play has both executors answer alike with them."""

from collections.abc import Sequence
from typing import Any

from tests.execution.tables import tabled
from tests.execution.toy import Record, Toy, toy_engine, toy_schema

ENGINE = toy_engine(toy_schema())


def _thing(**values: object) -> Record:
    return Record("Thing", **values)


async def test_objects_of_a_table_are_not_made_for_their_columns() -> None:
    """What a table tells in columns is read there; its objects are taken where something else is asked of them."""
    thing = _thing(others=[_thing(name="a", size=1), _thing(name="b", size=2)])
    told: list[Any] = []

    def keep(results: Sequence[Any]) -> object:
        told.append(tabled(results))
        return told[-1]

    toy = Toy(Record("Query", all=[thing, thing]), tabled=keep)
    result = await ENGINE.answer("{ all { others { name } } }", context=toy)
    named = [{"name": "a"}, {"name": "b"}]
    assert result.data == {"all": [{"others": named}, {"others": named}]}
    assert [groups.elements.taken for groups in told] == [1, 0]  # the resolver of `others` takes its parents
    told.clear()
    result = await ENGINE.answer("{ all { others { name size } } }", context=toy)
    assert result.data is not None
    assert result.data["all"][1]["others"] == [{"name": "a", "size": 1}, {"name": "b", "size": 2}]
    assert [groups.elements.taken for groups in told] == [1, 1]


async def test_errors_in_tables_have_their_paths() -> None:
    """A value of a column that its type cannot hold is an error at its own place in the lists."""
    many = [_thing(others=[_thing(name="a")]), _thing(others=[_thing(name="b"), _thing(name=None)])]
    result = await ENGINE.answer("{ many { others { name } } }", context=Toy(Record("Query", many=many), tabled=tabled))
    assert result.data == {"many": [{"others": [{"name": "a"}]}, None]}
    assert [error.path for error in result.errors or ()] == [["many", 1, "others", 1, "name"]]
