"""How long a list may be, as the arguments of its field say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_list_type,
    is_required_argument,
)
from graphql.utilities.coerce_input_value import coerce_default_value

_DIGITS: Final = 9
_LONGEST: Final = 10**_DIGITS


@dataclass(frozen=True, slots=True)
class VariableSize:
    """The size is that of a variable, `otherwise` where the request does not give it."""

    variable: str
    otherwise: int | None


Size = int | VariableSize | None
"""None where no argument says it."""

Sizes = Mapping[str, int | None]
"""The sizes of the variables that a request gives."""


def size_of(value: object) -> int | None:
    """Return the size that the value of an argument says: itself, or its length; None for null."""
    match value:
        case int():
            return min(max(value, 0), _LONGEST)
        case list():
            return len(value)
        case None:
            return None
        case _:
            return 1


def written_size(definition: GraphQLField, node: FieldNode) -> Size:
    """Return the size that a field's `first` says, or else its only required argument that is a list."""
    name = _sizing_argument(definition)
    if name is None:
        return None
    argument = definition.args[name]
    for given in node.arguments or ():
        if given.name.value == name:
            return _literal_size(given.value, argument)
    return _default_size(argument)


def sized(size: Size, sizes: Sizes | None, *, otherwise: int) -> int:
    """Return a size as a number, where variables have these sizes; 0 for a variable while none are known."""
    if isinstance(size, VariableSize):
        if sizes is None:
            return 0
        size = sizes.get(size.variable, size.otherwise)
    return otherwise if size is None else size


def _sizing_argument(definition: GraphQLField) -> str | None:
    if "first" in definition.args:
        return "first"
    lists = [
        name
        for name, argument in definition.args.items()
        if is_required_argument(argument) and is_list_type(get_nullable_type(argument.type))
    ]
    return lists[0] if len(lists) == 1 else None


def _literal_size(value: ValueNode, argument: GraphQLArgument) -> Size:
    match value:
        case VariableNode():
            return VariableSize(value.name.value, _default_size(argument))
        case IntValueNode():
            # Python reads no integer of thousands of digits.
            return size_of(int(value.value)) if len(value.value) <= _DIGITS else _LONGEST
        case ListValueNode():
            return len(value.values)
        case NullValueNode():
            return None
        case _:
            return 1


def _default_size(argument: GraphQLArgument) -> int | None:
    # Undefined, for an argument without a default, is no size.
    default = coerce_default_value(argument)
    return size_of(default) if isinstance(default, int | list) else None
