"""The queries that GraphiQL opens with, asked of the seeded world."""

import json
from typing import Any

import httpx
import pytest

from hub.web.graphiql import read_examples


@pytest.fixture(scope="module")
def answers(site: str) -> list[dict[str, Any]]:
    """The answer to each example, of a subscription the first one, in their order."""
    return [_answer(site, query) for query in read_examples()]


def _answer(site: str, query: str) -> dict[str, Any]:
    headers = {"accept": "application/json, text/event-stream"}
    with httpx.stream("POST", f"{site}/graphql", json={"query": query}, headers=headers, timeout=30) as response:
        text = next(line for line in response.iter_lines() if line.startswith(("{", "data: ")))
    answer: dict[str, Any] = json.loads(text.removeprefix("data: "))
    return answer


def test_no_example_meets_an_error(answers: list[dict[str, Any]]) -> None:
    """Every example is answered in full."""
    assert [list(answer) for answer in answers] == [["data"]] * 4


def test_the_search_finds_the_best_match_first_and_counts_all(answers: list[dict[str, Any]]) -> None:
    """The dataset of the very title comes first, and each facet counts every match."""
    found = answers[0]["data"]["datasets"]
    counts = {facet["name"]: sum(value["count"] for value in facet["values"]) for facet in found["facets"]}
    assert found["nodes"][0]["title"] == "常住人口"
    assert found["totalCount"] > len(found["nodes"])
    assert counts["SHARE_TYPE"] == found["totalCount"]


def test_the_dataset_has_items_of_every_share_type(answers: list[dict[str, Any]]) -> None:
    """The example shows what is shared freely, what under a stated condition, and what by law is not shared."""
    items = answers[1]["data"]["dataset"]["items"]["nodes"]
    assert {item["shareType"] for item in items} == {"UNCONDITIONAL", "CONDITIONAL", "NOT_SHARED"}
    assert all(item["conditions"] for item in items if item["shareType"] == "CONDITIONAL")
    assert all(item["legalBases"] for item in items if item["shareType"] != "UNCONDITIONAL")


def test_the_lineage_runs_both_ways_and_shows_masking(answers: list[dict[str, Any]]) -> None:
    """The item has a concept, is made from others, and others are made from it, some of them masked."""
    item = answers[2]["data"]["dataItem"]
    assert item["concept"] == {"title": "姓名"}
    assert item["upstream"]["edges"]
    assert {edge["masks"] for edge in item["downstream"]["edges"]} == {True, False}


def test_the_changes_begin_with_the_first(answers: list[dict[str, Any]]) -> None:
    """The first change that made the world is told with the first of its entries, and nothing was removed."""
    change = answers[3]["data"]["changes"]
    assert (change["sequence"], change["action"], change["removed"]) == (1, "world.plant", [])
    assert change["changedCount"] > len(change["changed"]) == 5


def test_the_server_is_not_named(site: str) -> None:
    """No answer tells which program serves the hub, a refusal as little as a page."""
    answers = [httpx.get(f"{site}{path}") for path in ("/graphiql", "/nowhere", "/health/live")]
    assert [answer.headers.get_list("server") for answer in answers] == [["hub"]] * 3
