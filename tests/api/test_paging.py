"""Keyset pages: nothing is shown twice or skipped, whatever is written in between."""

from typing import Any

import pytest

from hub.catalogue.nouns import id_of
from hub.codes import Code
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.model import Dataset
from hub.registration.entries import Entry, classified, nodes_of
from hub.vocabulary import ShareType
from tests.api.conftest import Ask
from tests.api.world import POLICE

PAGE = """query ($after: String, $order: DatasetOrder, $search: String) {
  datasets(first: 3, after: $after, orderBy: $order, search: $search) {
    totalCount edges { cursor node { code } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def _change(*codes: str) -> Change:
    entries = (
        classified(
            Entry(
                dataset=Dataset(
                    code=Code(code),
                    title=f"台账{code[-1]}",
                    provider=POLICE.code,
                    region="44",
                    share_type=ShareType.UNCONDITIONAL,
                )
            ),
            valid=(),
        )
        for code in codes
    )
    return Change(actor="test", action="test.add", puts=tuple(node for entry in entries for node in nodes_of(entry)))


async def _page(ask: Ask, **variables: object) -> dict[str, Any]:
    answer = await ask(PAGE, **variables)
    assert answer["errors"] == []
    page: dict[str, Any] = answer["data"]["datasets"]
    return page


@pytest.mark.parametrize(
    ("order", "search"),
    [
        (None, "台账"),
        ({"field": "CODE"}, "台账"),
        ({"field": "TITLE", "direction": "DESC"}, "台账"),
        ({"field": "PUBLISHED_ON"}, "台账"),
        (None, None),
    ],
)
async def test_pages_join_to_the_whole_list(ask: Ask, graph: Graph, order: dict[str, str], search: str | None) -> None:
    """Paging by any order returns every entry once; the pages tell whether others follow or came before."""
    await graph.commit(_change(*(f"book-{letter}" for letter in "hgfedcba")))
    whole = (await ask(PAGE.replace("first: 3", "first: 100"), order=order, search=search))["data"]["datasets"]
    codes: list[str] = []
    after = None
    while True:
        page = await _page(ask, after=after, order=order, search=search)
        codes += [edge["node"]["code"] for edge in page["edges"]]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["totalCount"] == whole["totalCount"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert codes == [edge["node"]["code"] for edge in whole["edges"]]
    assert len(codes) == len(set(codes)) == whole["totalCount"]


async def test_writes_between_pages_shift_nothing(ask: Ask, graph: Graph) -> None:
    """What is inserted before the cursor, or taken away at it, moves no later page."""
    await graph.commit(_change(*(f"book-{letter}" for letter in "bcdef")))
    first = await _page(ask, search="台账")
    assert [edge["node"]["code"] for edge in first["edges"]] == ["book-b", "book-c", "book-d"]
    await graph.commit(_change("book-a"))
    await graph.commit(Change(actor="test", action="test.end", ends=(id_of(Dataset, "book-d"),)))
    second = await _page(ask, search="台账", after=first["pageInfo"]["endCursor"])
    assert [edge["node"]["code"] for edge in second["edges"]] == ["book-e", "book-f"]


async def test_empty_page(ask: Ask) -> None:
    """A page of nothing has no cursors, and a list of none has no next page."""
    page = (await ask("{ datasets(first: 0) { totalCount nodes { code } pageInfo { endCursor hasNextPage } } }"))[
        "data"
    ]
    assert page == {"datasets": {"totalCount": 2, "nodes": [], "pageInfo": {"endCursor": None, "hasNextPage": True}}}


async def test_relations_are_paged_alike_for_every_parent(ask: Ask) -> None:
    """A page of a relation is the same window for each parent, and its cursors go on from there."""
    query = """query ($after: String) { datasets(orderBy: {field: CODE}) { nodes {
      code items(first: 1, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } totalCount }
    } } }"""
    first = (await ask(query))["data"]["datasets"]["nodes"]
    assert [entry["items"]["nodes"] for entry in first] == [[{"name": "name"}], [{"name": "name"}]]
    second = (await ask(query, after=first[0]["items"]["pageInfo"]["endCursor"]))["data"]["datasets"]["nodes"]
    assert second[0]["items"]["nodes"] == [{"name": "id_number"}]
    assert second[0]["items"]["pageInfo"]["hasNextPage"] is False
    assert second[0]["items"]["totalCount"] == 2
