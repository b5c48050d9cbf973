"""Every field of the schema says what it needs, and nothing is given without it."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from schema.building import build_engine, sdl
from schema.marks import Marks, Need

CORE: Final = build_engine().schema
MARKS: Final = Marks(CORE)
ROOTS: Final = {"Query", "Mutation", "Subscription"}

REVEALED: Final = {
    "DatasetFilter.department": "provider",
    "DatasetFilter.library": "libraries",
    "ApplicationFilter.department": "applicant",
    "ApplicationFilter.seat": "nextSteps",
    "ApplicationFilter.item": "items",
    "ApplicationFilter.dueFrom": "due",
    "ApplicationFilter.dueUntil": "due",
    "GrantFilter.item": "items",
}
"""The field that a criterion tells of where none bears its name."""


def objects(core: GraphQLSchema = CORE) -> Iterator[GraphQLObjectType]:
    """Yield the object types that are not introspection's."""
    for name, kind in core.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            yield kind


def fields() -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
    """Yield every field of the schema with its type."""
    for kind in objects():
        for name, field in kind.fields.items():
            yield kind, name, field


def beyond(needs: tuple[Need, ...], given: tuple[Need, ...]) -> list[str]:
    """Return the needs that are not met by whoever meets the given ones."""
    return [str(need) for need in needs if not any(need.follows_from(other) for other in given)]


def test_every_field_is_marked() -> None:
    """By a mark of its own or of its type: scopes that it needs, or `@public`."""
    assert [f"{kind.name}.{name}" for kind, name, _ in fields() if (kind.name, name) not in MARKS.needs] == []


def test_what_is_public_is_little() -> None:
    """Who asks, ids, and parts of what was given before; nothing else of a noun of the catalogue is among them."""
    public = {kind.name for kind, name, _ in fields() if name != "id" and not MARKS.needs[kind.name, name]}
    assert public == {
        "DatasetRefused",
        "Fact",
        "Facet",
        "FacetValue",
        "Lacking",
        "Mask",
        "PageInfo",
        "Query",
        "Reason",
        "Refusal",
        "Remedy",
        "RowLimit",
        "Viewer",
    }
    assert [name for name in CORE.type_map["Query"].fields if not MARKS.needs["Query", name]] == ["viewer"]  # type: ignore[attr-defined]  # an object type


def test_no_refusal_takes_its_parent_along() -> None:
    """A field that may not be null needs nothing that its parent did not need; at the root every field may be null."""
    for kind, name, field in fields():
        given = () if kind.name in ROOTS else MARKS.of_type(kind.name)
        if beyond(MARKS.needs[kind.name, name], given):
            assert not isinstance(field.type, GraphQLNonNull), f"{kind.name}.{name}"


def test_descriptions_repeat_the_scopes() -> None:
    """Introspection shows no directives: each description names each scope of the mark."""
    for kind, name, field in fields():
        scopes = {str(scope) for need in MARKS.needs[kind.name, name] for each in need.alternatives for scope in each}
        told = set(re.findall(r"`(\w+:\w+)`", (field.description or "").rpartition("Needs ")[2]))
        assert told == scopes, f"{kind.name}.{name}"


def test_the_text_of_the_schema_states_the_marks() -> None:
    """As directives of the names and arguments that Apollo's clients know."""
    text = sdl()
    assert "directive @requiresScopes(scopes: [[String!]!]!) on OBJECT | FIELD_DEFINITION" in text
    assert 'type Dataset implements Node @requiresScopes(scopes: [["catalogue:read"]]) {' in text
    assert 'type DatasetEdge @requiresScopes(scopes: [["catalogue:read"]]) {' in text
    assert re.search(r"^  viewer: Viewer! @public$", text, re.MULTILINE)
    assert re.search(r"^  applyForAccess\(.*\): ApplicationOutcome @requiresScopes\(scopes: \[\[", text, re.MULTILINE)


def criteria(field: GraphQLField) -> Iterator[tuple[str, str]]:
    """Yield what entries are chosen or ordered by, as it is named and as the name of a field of an entry."""
    for argument in field.args.values():
        kind = get_named_type(argument.type)
        for name, member in kind.fields.items() if isinstance(kind, GraphQLInputObjectType) else ():
            values = get_named_type(member.type)
            if kind.name.endswith("Order") and isinstance(values, GraphQLEnumType):
                words = [value.lower().split("_") for value in values.values if name == "field"]
                yield from ((name, word + "".join(map(str.capitalize, further))) for word, *further in words)
            else:
                yield name, REVEALED.get(f"{kind.name}.{name}", name)


def test_nothing_is_chosen_or_ordered_by_that_may_not_be_read() -> None:
    """Each criterion of a list tells of a field that whoever may ask for the list may read."""
    seen = 0
    for root, field in CORE.type_map["Query"].fields.items():  # type: ignore[attr-defined]  # an object type
        connection = get_named_type(field.type)
        if connection.name.endswith("SearchConnection"):
            listed = get_named_type(connection.fields["nodes"].type)
            for name, revealed in criteria(field):
                needs = MARKS.needs[listed.name, revealed]
                assert not beyond(needs, MARKS.needs["Query", root]), f"{root} by {name}"
                seen += 1
    assert seen > 30


def test_interfaces_hold_nothing_but_ids() -> None:
    """Their fields are judged on the object types; there is nothing else to see."""
    interfaces = [kind for kind in CORE.type_map.values() if isinstance(kind, GraphQLInterfaceType)]
    assert {kind.name: list(kind.fields) for kind in interfaces} == {"Node": ["id"]}


def test_an_unmarked_field_is_nobodys() -> None:
    """Were one forgotten, asking for it would fail rather than succeed."""
    with pytest.raises(KeyError):
        MARKS.needs["Dataset", "forgotten"]
