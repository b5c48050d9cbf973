"""Dressing a plain query: aliases, fragments, directives, variables and repetitions, and arguments that find something.

hypothesis-graphql makes the queries: which fields, of what depth, with arguments of every shape. It makes no variables,
no aliases, no directives and no named fragments, and its codes name nothing; those are put on here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_leaf_type,
    print_ast,
    value_from_ast_untyped,
)

_SIZES: Final = (*range(7), *range(2, 7), *range(2, 7), 501, -1)
Fitting = Mapping[str, Sequence[str]]
"""Strings that find something, by the argument, or the field and the argument (`dataset.code`), that takes them."""


@dataclass(slots=True)
class Dresser:
    """Dresses one query; what it declares and defines is gathered while it goes through the query."""

    schema: GraphQLSchema
    dice: Random
    fitting: Fitting
    values: dict[str, object] = field(default_factory=dict)
    _declared: list[str] = field(default_factory=list)
    _fragments: list[str] = field(default_factory=list)
    _aliases: int = 0

    def dress(self, *documents: DocumentNode) -> tuple[str, str | None]:
        """Return the text of one dressed query made of queries for different root fields, and its name if it needs one.

        `values` are its variables.
        """
        assert self.schema.query_type is not None
        selected = [selection for document in documents for selection in _root(document).selections]
        body = self._selections(selected, self.schema.query_type)
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        other = "query Other { viewer { anonymous } }" if self._happens(0.1) else ""
        return "\n".join((f"query Main{declared} {body}", *self._fragments, other)), "Main" if other else None

    def _happens(self, chance: float) -> bool:
        return self.dice.random() < chance

    def _selections(self, selections: Iterable[SelectionNode], parent: GraphQLNamedType) -> str:
        parts = []
        for selection in selections:
            part = self._selection(selection, parent)
            parts += [self._wrapped(part, parent), *([self._wrapped(part, parent)] if self._happens(0.08) else [])]
        if self._happens(0.15):
            parts.append(f"{self._alias(0.5)}__typename")
        if self._happens(0.5):
            parts += self._leaves(parent)
        return f"{{ {' '.join(parts)} }}"

    def _leaves(self, parent: GraphQLNamedType) -> Iterator[str]:
        """Yield every leaf that a type has, under a name that it shares with no other type."""
        if isinstance(parent, GraphQLObjectType):
            for name, definition in parent.fields.items():
                if is_leaf_type(get_named_type(definition.type)) and not definition.args:
                    yield f"{parent}_{name}: {name}"

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType) -> str:
        match selection:
            case FieldNode():
                return self._field(selection, parent)
            case InlineFragmentNode(type_condition=condition) if condition is not None:
                on = self.schema.type_map[condition.name.value]
                return f"... on {on}{self._directive()} {self._selections(selection.selection_set.selections, on)}"
            case _:  # pragma: no cover – the library makes nothing else
                raise AssertionError(print_ast(selection))

    def _wrapped(self, part: str, parent: GraphQLNamedType) -> str:
        """Return a selection as it is, or within a fragment of the parent's type."""
        roll = self.dice.random()
        if roll < 0.08:
            return f"...{self.dice.choice(('', f' on {parent}'))}{self._directive()} {{ {part} }}"
        if roll < 0.16:
            self._fragments.append(f"fragment F{len(self._fragments)} on {parent} {{ {part} }}")
            return f"...F{len(self._fragments) - 1}{self._directive()}"
        return part

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> str:
        definition = self.schema.get_field(parent, node.name.value)  # type: ignore[arg-type]  # the library selects no other
        assert definition is not None
        below = get_named_type(definition.type)
        inner = ""
        if node.selection_set and is_composite_type(below):
            inner = f" {self._selections(node.selection_set.selections, below)}"
        alias = f"{node.alias.value}: " if node.alias else self._alias(0.2)
        return f"{alias}{node.name.value}{self._arguments(node, definition)}{self._directive()}{inner}"

    def _alias(self, chance: float) -> str:
        # Each alias is used once, so that nothing is merged that cannot be.
        self._aliases += 1
        return f"a{self._aliases}: " if self._happens(chance) else ""

    def _directive(self) -> str:
        if self._happens(0.9):
            return ""
        condition = self.dice.choice(("true", "false"))
        if self._happens(0.5):
            condition = self._variable("Boolean!", condition, value=condition == "true")
        return f" @{self.dice.choice(('skip', 'include'))}(if: {condition})"

    def _arguments(self, node: FieldNode, definition: GraphQLField) -> str:
        given = [self._argument(node, each, definition.args[each.name.value]) for each in node.arguments or ()]
        return f"({', '.join(given)})" if given else ""

    def _argument(self, node: FieldNode, given: ArgumentNode, definition: GraphQLArgument) -> str:
        name, value = given.name.value, given.value
        if self._happens(0.9):
            value = self._fitting_value(f"{node.name.value}.{name}", name) or value
        return f"{name}: {self._value(value, definition.type, name)}"

    def _fitting_value(self, place: str, name: str) -> ValueNode | None:
        """Return an argument that finds something, None where nothing is known to."""
        match name:
            case "first":
                return IntValueNode(value=str(self.dice.choice(_SIZES)))
            case "after" if self._happens(0.9):
                return NullValueNode()
            case "ids":
                return ListValueNode(values=tuple(self._fitting_text(place, "id") for _ in range(3)))
            case _ if place in self.fitting or name in self.fitting:
                return self._fitting_text(place, name)
            case _:
                return None

    def _fitting_text(self, place: str, name: str) -> StringValueNode:
        return StringValueNode(value=self.dice.choice(self.fitting.get(place) or self.fitting[name]))

    def _value(self, node: ValueNode, of: GraphQLInputType, name: str) -> str:
        """Return a value as it is written, whole or in part as variables; texts in filters find something."""
        inner = get_nullable_type(of)
        if isinstance(node, StringValueNode) and name in self.fitting and self._happens(0.9):
            node = self._fitting_text(name, name)
        if self._happens(0.3):
            return self._variable(str(of), print_ast(node), value=value_from_ast_untyped(node))
        if isinstance(node, ListValueNode) and isinstance(inner, GraphQLList):
            return f"[{', '.join(self._value(each, inner.of_type, name) for each in node.values)}]"
        if isinstance(node, ObjectValueNode) and isinstance(inner, GraphQLInputObjectType):
            members = ((each.name.value, each.value) for each in node.fields)
            written = (f"{name}: {self._value(value, inner.fields[name].type, name)}" for name, value in members)
            return f"{{{', '.join(written)}}}"
        return print_ast(node)

    def _variable(self, of: str, literal: str, *, value: object) -> str:
        """Declare a variable with a value, or a default, or neither where it need not have one; return its use."""
        name = f"v{len(self._declared)}"
        roll = self.dice.random()
        default = f" = {literal}" if roll < 0.3 else ""
        self._declared.append(f"${name}: {of}{default}")
        if not default and (of.endswith("!") or roll < 0.9):
            self.values[name] = value
        return f"${name}"


def _root(document: DocumentNode) -> SelectionSetNode:
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation.selection_set
