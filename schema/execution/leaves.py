"""Serialising the values of a leaf field, a whole column at a time.

The result is the same as graphql-core's value by value; a column in which every value already has the type that
JSON wants is passed on untouched.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from math import isfinite
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLString,
)
from graphql.pyutils import Undefined, inspect

Column = Sequence[Any]
Serializer = Callable[[Column], tuple[list[Any], bool]]
"""Returns the serialised values, and whether exceptions may be among them: each is the error of the value there."""

_NONE: Final = type(None)
_INT_LIMIT: Final = 2**31


def serializer(leaf: GraphQLLeafType) -> Serializer:
    """Return the serializer of a leaf type's columns."""
    untouched = _UNTOUCHED.get(leaf.name) if _UNTOUCHED_TYPES.get(leaf.name) is leaf else None
    if isinstance(leaf, GraphQLEnumType):
        return _enum_serializer(leaf)

    def serialize(column: Column) -> tuple[list[Any], bool]:
        if untouched is not None and untouched(column):
            return list(column), False
        return [_one(leaf, value) for value in column], True

    return serialize


def _enum_serializer(leaf: GraphQLEnumType) -> Serializer:
    # Members of an `Enum` are there for good, so that identity is a key, and a cheaper one than their hash.
    names: dict[int, str | None] = {id(None): None}

    def serialize(column: Column) -> tuple[list[Any], bool]:
        try:
            return [names[id(value)] for value in column], False
        except KeyError:
            serialized = [_one(leaf, value) for value in column]
        for value, name in zip(column, serialized, strict=True):
            if isinstance(value, Enum) and isinstance(name, str):
                names[id(value)] = name
        return serialized, True

    return serialize


def _one(leaf: GraphQLLeafType, value: object) -> object:
    if value is None or isinstance(value, Exception):
        return value
    try:
        coerced = leaf.coerce_output_value(value)
    except Exception as error:  # noqa: BLE001 – any failure of a scalar is the value's error
        return error
    if coerced is Undefined or coerced is None:
        return GraphQLError(
            f"Expected `{inspect(leaf)}.coerce_output_value({inspect(value)})` to return non-nullable value, "
            f"returned: {inspect(coerced)}"
        )
    return coerced


def _strings(column: Column) -> bool:
    return set(map(type, column)) <= {str, _NONE}


def _booleans(column: Column) -> bool:
    return set(map(type, column)) <= {bool, _NONE}


def _integers(column: Column) -> bool:
    return set(map(type, column)) <= {int, _NONE} and all(
        value is None or -_INT_LIMIT <= value < _INT_LIMIT for value in column
    )


def _floats(column: Column) -> bool:
    return set(map(type, column)) <= {float, _NONE} and all(value is None or isfinite(value) for value in column)


_UNTOUCHED_TYPES: Final = {
    leaf.name: leaf for leaf in (GraphQLString, GraphQLID, GraphQLBoolean, GraphQLInt, GraphQLFloat)
}
_UNTOUCHED: Final[dict[str, Callable[[Column], bool]]] = {
    "String": _strings,
    "ID": _strings,
    "Boolean": _booleans,
    "Int": _integers,
    "Float": _floats,
}
