"""The data path: one store call for a tree of lists, and at most one per selection path, whatever lies on it."""

import pytest

from tests.api.conftest import Ask
from tests.api.counting import CountedGraph

_THERE_AND_BACK = "upstream(first: 1) { nodes { downstream(first: 1) { nodes { "
DEEP = "{ dataItems { nodes { " + _THERE_AND_BACK * 4 + "code" + " } } } }" * 4 + " } } }"


@pytest.mark.parametrize(
    ("query", "calls"),
    [
        ("{ viewer { anonymous } }", {}),
        ('{ dataset(code: "residents") { code title } }', {"extract": 1}),
        ("{ datasets { nodes { code } } }", {"extract": 1}),
        ("{ datasets { totalCount } }", {"extract": 1, "count": 1}),
        ("{ datasets { nodes { provider { title } } } }", {"extract": 2}),
        ("{ datasets { nodes { items { nodes { code } } } } }", {"extract": 1}),
        ("{ datasets { nodes { items { totalCount } } } }", {"extract": 1, "degree": 1}),
        (
            "{ datasets { nodes { items { nodes { upstream { nodes { dataset { provider { code } } } } } } } } }",
            {"extract": 3},
        ),
        (
            "{ datasets { edges { node { conditions { legalBases { code } } libraries { code } } } } }",
            {"extract": 1},
        ),
        (
            '{ dataset(code: "residents", asOf: "2036-01-01T00:00:00Z") { items { nodes { code } } } }',
            {"revision_at": 1, "get": 1, "expand": 1},
        ),
        (DEEP, {"extract": 3}),
        ("{ a: datasets { nodes { code } } b: datasets { nodes { code } } }", {"extract": 2}),
    ],
)
async def test_one_call_per_selection_path(ask: Ask, counted: CountedGraph, query: str, calls: dict[str, int]) -> None:
    """The store is asked once for all that lists lead to, and once for each path that names nouns by their codes."""
    answer = await ask(query)
    assert answer["errors"] == []
    assert dict(counted.calls) == calls
