"""What cannot be read gets one clear sentence with a stable code; what fails inside is masked and logged."""

import logging
from typing import Any, cast

import pytest

from hub.catalogue.cursors import cursor_of, list_mark
from hub.catalogue.reading import selection
from hub.graph.port import Graph
from hub.graph.query import Position, Sight
from hub.graph.values import NodeId
from hub.model import Dataset
from tests.api.conftest import Ask


def _only(answer: dict[str, Any]) -> tuple[str, str]:
    (error,) = answer["errors"]
    return error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ('{ dataset(code: "a b") { code } }', "MALFORMED_CODE", "'a b' is not a code"),
        ('{ dataset(code: "居民") { code } }', "MALFORMED_CODE", "ASCII letters"),
        ('{ department(code: "") { code } }', "MALFORMED_CODE", "'' is not a code"),
        ('{ dataItem(code: "residents") { code } }', "MALFORMED_CODE", "<dataset code>#<item name>"),
        ('{ dataItem(code: "residents#1st") { code } }', "MALFORMED_CODE", "'1st' is not an item name"),
        ('{ dataItem(code: "residents#__name") { code } }', "MALFORMED_CODE", "is not an item name"),
        ('{ node(id: "Dataset:residents") { id } }', "MALFORMED_ID", "is not an id of this hub"),
        ('{ node(id: "TWFydGlhbjp4") { id } }', "MALFORMED_ID", "is not an id of this hub"),
        ('{ nodes(ids: [""]) { id } }', "MALFORMED_ID", "is not an id of this hub"),
        ("{ datasets(first: -1) { totalCount } }", "MALFORMED_PAGE", "ask for 0 to 500"),
        ("{ datasets(first: 501) { totalCount } }", "MALFORMED_PAGE", "`first` is 501"),
        ('{ datasets(search: " ") { totalCount } }', "MALFORMED_FILTER", "not blank"),
        (f'{{ dataItems(search: "{"长" * 201}") {{ totalCount }} }}', "MALFORMED_FILTER", "1 to 200 characters"),
        ('{ datasets(filter: {region: "44 "}) { totalCount } }', "MALFORMED_FILTER", "is not a region"),
        ('{ departments(filter: {region: "广东"}) { totalCount } }', "MALFORMED_FILTER", "4401 (Guangzhou)"),
        ("{ datasets(filter: {department: []}) { totalCount } }", "MALFORMED_FILTER", "An empty list"),
        ('{ datasets(filter: {library: ["?"]}) { totalCount } }', "MALFORMED_CODE", "'?' is not a code"),
        ('{ datasets(after: "?") { totalCount } }', "MALFORMED_CURSOR", "no cursor of the hub"),
        ('{ datasets(after: "W10") { totalCount } }', "MALFORMED_CURSOR", "no cursor of the hub"),
        ('{ dataset(code: "residents", asOf: "2026-01-01T00:00:00") { code } }', "BAD_INPUT", "has no offset"),
        ("{ datasets(", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nothing'"),
        ("{ datasets(orderBy: {field: NOTHING}) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", "NOTHING"),
    ],
)
async def test_bad_input_is_named(ask: Ask, query: str, code: str, words: str) -> None:
    """Each malformed input is answered with its own code and a sentence that says what to write instead."""
    answer = await ask(query)
    told, message = _only(answer)
    assert (told, words in message) == (code, True), message


async def test_cursor_of_another_list_is_refused(ask: Ask) -> None:
    """A cursor works only in the list that it was made for."""
    answer = await ask("{ datasets(first: 1) { pageInfo { endCursor } } }")
    cursor = answer["data"]["datasets"]["pageInfo"]["endCursor"]
    for arguments in ('search: "人口"', "orderBy: {field: TITLE}", 'filter: {region: "44"}'):
        told, message = _only(await ask(f'{{ datasets({arguments}, after: "{cursor}") {{ totalCount }} }}'))
        assert (told, "another list" in message) == ("MALFORMED_CURSOR", True)


async def test_forged_position_shows_nothing_hidden(ask: Ask) -> None:
    """A cursor that the caller made up, with a right mark, is a position like any other and shows only what is seen."""
    mark = list_mark(selection(Dataset), None)
    forged = cursor_of(Position(key=None, node=NodeId("Dataset:w")), mark=mark)
    beyond = await ask(f'{{ datasets(after: "{forged}") {{ nodes {{ code }} }} }}')
    assert beyond == {"data": {"datasets": {"nodes": []}}, "errors": []}


async def test_unknown_ids_are_null(ask: Ask) -> None:
    """What does not exist is null, as GraphQL's users expect, not an error."""
    answer = await ask(
        '{ dataset(code: "none") { code } dataItem(code: "none#x") { code } department(code: "none") { code } '
        'node(id: "RGF0YXNldDpub25l") { id } }'
    )
    assert answer == {
        "data": {"dataset": None, "dataItem": None, "department": None, "node": None},
        "errors": [],
    }


async def test_too_many_ids_are_refused(ask: Ask) -> None:
    """A batch of ids has a limit, which the refusal names."""
    told, message = _only(await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["RGF0YXNldDpub25l"] * 201))
    assert (told, "at most 200" in message) == ("MALFORMED_PAGE", True)


async def test_failure_is_confined_to_its_field(ask: Ask) -> None:
    """A root field that fails leaves its siblings' answers whole."""
    answer = await ask('{ good: dataset(code: "residents") { code } bad: dataset(code: "!") { code } }')
    assert answer["data"] == {"good": {"code": "residents"}, "bad": None}
    assert _only(answer)[0] == "MALFORMED_CODE"
    assert answer["errors"][0]["path"] == ["bad"]


async def test_closed_store_is_told_as_unavailable(ask: Ask, graph: Graph) -> None:
    """A store that does not answer is a clear error with a code, not a masked one."""
    await graph.close()
    told, _ = _only(await ask('{ dataset(code: "residents") { code } }'))
    assert told == "STORE_UNAVAILABLE"


async def test_unforeseen_failure_is_masked_and_logged(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    """What the hub did not foresee is hidden from the caller and logged under the id that the caller is given."""
    with caplog.at_level(logging.ERROR, logger="hub.graphql"):
        # No store can ask for a reader that is not text.
        impossible = Sight(readers=cast("frozenset[str]", frozenset({object()})))
        answer = await ask("{ datasets { totalCount } }", sight=impossible)
    told, message = _only(answer)
    incident = answer["errors"][0]["extensions"].get("incident", "")
    assert told == "INTERNAL"
    assert incident in message
    assert incident in caplog.text
    assert "object" not in message
