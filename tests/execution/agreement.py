"""When two executors agree on the result of an operation."""

from collections.abc import Sequence
from typing import Any

from graphql import ExecutionResult, GraphQLError

Path = tuple[str | int, ...]
Told = tuple[Path, str, tuple[object, ...]]


def assert_alike(ours: ExecutionResult, stock: ExecutionResult, case: str) -> None:
    """Data are equal, and so are errors, except below a null that moved up, where some of them suffice."""
    assert ours.data == stock.data, case
    told, expected = nulled_errors(ours.data, ours.errors or ()), nulled_errors(stock.data, stock.errors or ())
    assert told.keys() == expected.keys(), case
    for place, errors in expected.items():
        if all(path == place for path, *_ in errors):
            assert told[place] == errors, case


def nulled_errors(data: Any, errors: Sequence[GraphQLError]) -> dict[Path, set[Told]]:  # noqa: ANN401
    """Return the errors of an answer, as path, message and locations, by the path of the null that shows them."""
    shown: dict[Path, set[Told]] = {}
    for error in errors:
        path, value, length = tuple(error.path or ()), data, 0
        while value is not None and length < len(path):
            value = value[path[length]]
            length += 1
        assert value is None, f"{error.path} has an error but is not null"
        shown.setdefault(path[:length], set()).add((path, error.message, tuple(error.locations or ())))
    return shown
