import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.codes import Code, ItemName, code, item_name
from hub.errors import MalformedScope
from hub.scopes import (
    MOST,
    Action,
    Detail,
    Records,
    Rights,
    Scope,
    covers,
    narrows,
    parse_details,
    parse_scope,
    parse_scopes,
    read_details,
    render_scopes,
    written_details,
)

FEW = st.sampled_from([Code("gd-gat.a"), Code("gd-gat.A"), Code("read")])
FEW_ITEMS = st.sampled_from([ItemName("name"), ItemName("Name"), ItemName("read")])
PURPOSES = st.sampled_from([Code("matter-1"), Code("matter-2")])


def scopes_of(datasets: st.SearchStrategy[Code], items: st.SearchStrategy[ItemName]) -> st.SearchStrategy[Scope]:
    """Return scopes of every kind over these datasets and items."""
    whole = st.builds(Records, datasets.filter(lambda dataset: dataset != "read"))
    return st.sampled_from(Action) | st.just(Records()) | whole | st.builds(Records, datasets, items)


SCOPES = scopes_of(FEW, FEW_ITEMS)
DETAILS = st.builds(
    Detail,
    dataset=FEW,
    items=st.none() | st.frozensets(FEW_ITEMS, min_size=1),
    purpose=st.none() | PURPOSES,
)
RIGHTS = st.builds(
    Rights,
    scopes=st.frozensets(SCOPES, max_size=3),
    details=st.lists(DETAILS, max_size=3, unique=True).map(tuple),
)
CODES = st.text("aZ09._-", min_size=1, max_size=10).map(lambda rest: code("b" + rest))
NAMES = st.text("aZ09_", max_size=10).map(lambda rest: item_name("b" + rest))


@given(st.frozensets(scopes_of(CODES, NAMES), max_size=8))
def test_scopes_survive_being_written(scopes: frozenset[Scope]) -> None:
    """What is rendered is parsed to the same scopes, each of the characters that RFC 6749 allows."""
    text = render_scopes(scopes)
    assert parse_scopes(text) == scopes
    assert all(0x21 <= ord(letter) <= 0x7E and letter not in '"\\' for name in text.split() for letter in name)


@given(st.lists(DETAILS, min_size=1, max_size=4, unique=True))
def test_details_survive_being_written(details: list[Detail]) -> None:
    """What is written as JSON is read as the same details."""
    assert list(parse_details(json.dumps(written_details(details)))) == details


@given(SCOPES, SCOPES, SCOPES)
def test_covering_is_an_order(one: Scope, two: Scope, three: Scope) -> None:
    """Each scope covers itself, covering passes on, and two that cover each other are the same."""
    assert covers(one, one)
    assert not (covers(one, two) and covers(two, three)) or covers(one, three)
    assert not (covers(one, two) and covers(two, one)) or one == two


@given(RIGHTS, RIGHTS, FEW, FEW_ITEMS, st.none() | PURPOSES)
def test_narrower_rights_allow_nothing_more(
    wanted: Rights, held: Rights, dataset: Code, item: ItemName, purpose: Code | None
) -> None:
    """Whatever narrower rights allow, the rights that they were made from allow as well."""
    if narrows(wanted, held=held):
        assert all(held.allows(action) or not wanted.allows(action) for action in Action)
        may = held.allows_record(dataset, item, purpose=purpose)
        assert may or not wanted.allows_record(dataset, item, purpose=purpose)


@given(RIGHTS, RIGHTS)
def test_parts_are_narrower(one: Rights, other: Rights) -> None:
    """Rights narrow themselves and any rights that have all of theirs; none narrow everything."""
    both = Rights(scopes=one.scopes | other.scopes, details=(*one.details, *other.details))
    assert narrows(one, held=one)
    assert narrows(one, held=both)
    assert narrows(Rights(), held=one)


@given(RIGHTS, FEW, FEW_ITEMS, st.none() | PURPOSES)
def test_a_detail_of_one_item_is_the_item(held: Rights, dataset: Code, item: ItemName, purpose: Code | None) -> None:
    """To hold a detail of one item is to be allowed that item for that purpose, no more and no less."""
    detail = Detail(dataset=dataset, items=frozenset({item}), purpose=purpose)
    assert narrows(Rights(details=(detail,)), held=held) == held.allows_record(dataset, item, purpose=purpose)


HELD = parse_scopes("catalogue:read records:gd-gat.a records:gd-gat.b#name")


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("catalogue:read", True),
        ("catalogue:write", False),
        ("records:read", False),
        ("records:gd-gat.a", True),
        ("records:gd-gat.A", False),
        ("records:gd-gat.a#anything", True),
        ("records:gd-gat.b", False),
        ("records:gd-gat.b#name", True),
        ("records:gd-gat.b#Name", False),
        ("records:gd-gat.b#name2", False),
        ("records:gd-gat.ab#name", False),
    ],
)
def test_scopes_cover_as_written(wanted: str, *, held: bool) -> None:
    """Case counts, a prefix covers nothing, and an item does not cover its dataset."""
    assert narrows(Rights(scopes=parse_scopes(wanted)), held=Rights(scopes=HELD)) is held


@pytest.mark.parametrize(
    "text",
    [
        "catalogue",
        "catalogue:",
        "Catalogue:read",
        "catalogue:read:all",
        "records",
        "records:",
        "records:#name",
        "records:a",
        "records:a b",
        "records:gd-gat.a#",
        "records:gd-gat.a#b#c",
        "records:gd-gat.a#__name",
        "records:gd-gat.a#姓名",
        "records:常住人口",
        "records:gd/gat",
        "records:*",
        "*",
        " catalogue:read",
        "catalogue:read ",
        "catalogue:read  ledger:read",
        "catalogue:read\tledger:read",
        "catalogue:read\nledger:read",
        "openid",
    ],
)
def test_anything_else_is_no_scope(text: str) -> None:
    """Unknown and misspelt scopes are refused, not left out."""
    with pytest.raises(MalformedScope):
        parse_scopes(text)


@pytest.mark.parametrize(
    "parsed",
    [
        {},
        [],
        "records",
        [[]],
        [{}],
        [{"type": "payment", "dataset": "gd-gat.a"}],
        [{"dataset": "gd-gat.a"}],
        [{"type": "records"}],
        [{"type": "records", "dataset": None}],
        [{"type": "records", "dataset": "a/b"}],
        [{"type": "records", "dataset": "gd-gat.a", "items": []}],
        [{"type": "records", "dataset": "gd-gat.a", "items": None}],
        [{"type": "records", "dataset": "gd-gat.a", "items": "name"}],
        [{"type": "records", "dataset": "gd-gat.a", "items": [1]}],
        [{"type": "records", "dataset": "gd-gat.a", "items": ["姓名"]}],
        [{"type": "records", "dataset": "gd-gat.a", "items": [f"n{n}" for n in range(MOST + 1)]}],
        [{"type": "records", "dataset": "gd-gat.a", "purpose": None}],
        [{"type": "records", "dataset": "gd-gat.a", "purpose": "办理 业务"}],
        [{"type": "records", "dataset": "gd-gat.a", "actions": ["read"]}],
        [{"type": "records", "dataset": "gd-gat.a"}, {"type": "payment"}],
        [{"type": "records", "dataset": f"d-{n}"} for n in range(MOST + 1)],
    ],
)
def test_unknown_details_are_refused(parsed: object) -> None:
    """An unknown type or member, or a value that cannot be read, is refused and never skipped (RFC 9396, section 5)."""
    with pytest.raises(MalformedScope):
        read_details(parsed)


def test_text_that_is_no_json_is_refused() -> None:
    """Authorization details are JSON."""
    with pytest.raises(MalformedScope):
        parse_details("[{type: records}]")


def test_too_many_scopes_are_refused() -> None:
    """A token names a bounded number of scopes."""
    assert len(parse_scopes(" ".join(f"records:d-{n}" for n in range(MOST)))) == MOST
    with pytest.raises(MalformedScope):
        parse_scopes(" ".join(f"records:d-{n}" for n in range(MOST + 1)))


def test_a_dataset_called_read_is_not_everything() -> None:
    """A dataset whose code is 'read' cannot be asked for as a whole, lest its scope mean every dataset."""
    assert parse_scope("records:read") == Records()
    assert parse_scope("records:read#name") == Records(Code("read"), ItemName("name"))
    with pytest.raises(MalformedScope):
        Records(Code("read"))
    with pytest.raises(MalformedScope):
        Records(None, ItemName("name"))
