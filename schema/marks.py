"""What a field needs, as the schema's text states it: `@requiresScopes`, or `@public`.

A type's mark holds for all of its fields, a field's own mark in its place. A field that gives objects needs what their
type needs as well, so that nothing is given of which no field may be read. The lists are named as Apollo's directive
has them: any one of the inner lists, all of its scopes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema_directive import Location
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from hub.scopes import Action, Rights, Scope

Alternatives = tuple[frozenset[Scope], ...]
Coordinate = tuple[str, str]

_PLACES: Final = [Location.OBJECT, Location.FIELD_DEFINITION]


@strawberry.schema_directive(
    locations=_PLACES, description="What a token must allow: all scopes of any one of the lists."
)
class RequiresScopes:
    """Sets of scopes, any one of which is enough."""

    scopes: list[list[str]]


@strawberry.schema_directive(locations=_PLACES, description="Needs no scope: whoever is let in may have it.")
class Public:
    """Nothing is needed."""


Mark = RequiresScopes | Public


def _needs(*alternatives: Iterable[Action]) -> RequiresScopes:
    return RequiresScopes(scopes=[sorted(action.value for action in actions) for actions in alternatives])


_ACTIONS: Final = (Action.ACCESS_APPLY, Action.ACCESS_DECIDE, Action.LEDGER_READ)
PUBLIC: Final = Public()
READ: Final = _needs({Action.CATALOGUE_READ})
"""Reading the catalogue."""

WRITE: Final = _needs({Action.CATALOGUE_READ, Action.CATALOGUE_WRITE})
"""Writing it."""

APPLY: Final = _needs({Action.CATALOGUE_READ, Action.ACCESS_APPLY})
"""Applying for data."""

DECIDE: Final = _needs({Action.CATALOGUE_READ, Action.ACCESS_DECIDE})
"""Deciding on applications and grants."""

FOLLOW: Final = _needs(*({Action.CATALOGUE_READ, action} for action in _ACTIONS))
"""Following applications and grants: whoever applies, decides, or reads the ledger."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a field needs: one of these sets of scopes."""

    alternatives: Alternatives

    def met_by(self, rights: Rights) -> bool:
        """Tell whether a token is enough."""
        return any(all(scope in rights.scopes for scope in scopes) for scopes in self.alternatives)

    def follows_from(self, other: "Need") -> bool:
        """Tell whether whoever has what the other needs has this as well."""
        return all(any(mine <= theirs for mine in self.alternatives) for theirs in other.alternatives)

    def __str__(self) -> str:
        """Return it in words, as descriptions and sentences say it."""
        return self._words(" and ", "one of {}", ", ")

    @property
    def chinese(self) -> str:
        """The same in Chinese."""
        return self._words("，以及", "{}之一", "、")

    def _words(self, joined: str, choice: str, listed: str) -> str:
        always = frozenset.intersection(*self.alternatives)
        words = [f"`{scope}`" for scope in sorted(map(str, always))]
        further = [listed.join(f"`{scope}`" for scope in sorted(map(str, each - always))) for each in self.alternatives]
        if len(further) > 1:
            words.append(choice.format(listed.join(further)))
        return joined.join(words)


class Marks:
    """What each field of a schema needs, by type and name: nothing where it is public; unmarked ones are not there."""

    def __init__(self, core: GraphQLSchema) -> None:
        self._core = core
        types = {name: kind for name, kind in core.type_map.items() if isinstance(kind, GraphQLObjectType)}
        self._types = {name: _of_type(kind) for name, kind in types.items() if not name.startswith("__")}
        self.needs: Mapping[Coordinate, tuple[Need, ...]] = {
            (name, field): needs
            for name in self._types
            for field, needs in ((field, self._of_field(types[name], field)) for field in types[name].fields)
            if needs is not None
        }

    def of_type(self, name: str) -> tuple[Need, ...]:
        """Return what the type with a name needs for all of its fields."""
        mark = self._types.get(name)
        return () if mark is None else _needed(mark)

    def _of_field(self, parent: GraphQLObjectType, name: str) -> tuple[Need, ...] | None:
        field = parent.fields[name]
        own = _own(field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)) or self._types[parent.name]
        if own is None:
            return None
        needs = dict.fromkeys((*_needed(own), *self.of_type(get_named_type(field.type).name)))
        return tuple(
            need for need in needs if not any(need.follows_from(other) for other in needs if other is not need)
        )


def describe(core: GraphQLSchema, marks: Marks) -> None:
    """Have each description say what the field needs: introspection does not tell of directives."""
    for (parent, name), needs in marks.needs.items():
        field = cast("GraphQLObjectType", core.type_map[parent]).fields[name]
        told = "; ".join(str(need) for need in needs)
        if told:
            field.description = f"{field.description or ''} Needs {told}.".lstrip()


def inherit(core: GraphQLSchema) -> None:
    """Mark the connections and edges that Strawberry makes for a type as that type is marked."""
    for kind in core.type_map.values():
        definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if isinstance(definition, StrawberryObjectDefinition) and definition.type_var_map:
            (of,) = definition.type_var_map.values()
            inner: Any = of.resolve_type() if hasattr(of, "resolve_type") else of
            definition.directives = list(inner.__strawberry_definition__.directives or ())


def _of_type(kind: GraphQLObjectType) -> Mark | None:
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return _own(definition)


def _own(definition: object) -> Mark | None:
    if not isinstance(definition, StrawberryObjectDefinition | StrawberryField):
        return None
    marks = [each for each in definition.directives or () if isinstance(each, RequiresScopes | Public)]
    if len(marks) > 1:
        raise ValueError(f"{definition.name} is marked more than once.")
    return marks[0] if marks else None


def _needed(mark: Mark) -> tuple[Need, ...]:
    if isinstance(mark, Public):
        return ()
    return (Need(tuple(frozenset(Action(scope) for scope in each) for each in mark.scopes)),)
