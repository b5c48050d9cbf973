"""The data path: one store call per selection path, however many objects lie on it."""

import pytest

from tests.api.conftest import Ask
from tests.api.counting import CountedGraph


@pytest.mark.parametrize(
    ("query", "calls"),
    [
        ("{ viewer { anonymous } }", {}),
        ('{ dataset(code: "residents") { code title } }', {"get": 1}),
        ("{ datasets { nodes { code } } }", {"find": 1}),
        ("{ datasets { totalCount } }", {"find": 1, "count": 1}),
        ("{ datasets { nodes { provider { title } } } }", {"find": 1, "get": 1}),
        ("{ datasets { nodes { items { nodes { code } } } } }", {"find": 1, "expand": 1}),
        ("{ datasets { nodes { items { totalCount } } } }", {"find": 1, "expand": 1, "degree": 1}),
        (
            "{ datasets { nodes { items { nodes { upstream { nodes { dataset { provider { code } } } } } } } } }",
            {"find": 1, "expand": 2, "get": 2},
        ),
        (
            "{ datasets { edges { node { conditions { legalBases { code } } libraries { code } } } } }",
            {"find": 1, "expand": 3},
        ),
        ("{ a: datasets { nodes { code } } b: datasets { nodes { code } } }", {"find": 2}),
    ],
)
async def test_one_call_per_selection_path(ask: Ask, counted: CountedGraph, query: str, calls: dict[str, int]) -> None:
    """Each selection path that needs the store asks it once, for all objects together."""
    answer = await ask(query)
    assert answer["errors"] == []
    assert dict(counted.calls) == calls
