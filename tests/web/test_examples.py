"""The queries that GraphiQL opens with, asked of the seeded world."""

from typing import Any

import httpx
import pytest

from hub.web.graphiql import read_examples


@pytest.fixture(scope="module")
def answers(site: str) -> list[dict[str, Any]]:
    """The answer to each example, in their order."""
    return [httpx.post(f"{site}/graphql", json={"query": query}).json() for query in read_examples()]


def test_no_example_meets_an_error(answers: list[dict[str, Any]]) -> None:
    """Every example is answered in full."""
    assert [list(answer) for answer in answers] == [["data"]] * 3


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
