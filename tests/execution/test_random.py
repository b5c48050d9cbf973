"""Random operations answered by both executors."""

import os
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from graphql import GraphQLError, parse, validate

from tests.execution.dice import Author, world
from tests.execution.toy import Toy, run_stock, toy_engine, toy_schema

SCHEMA = toy_schema()
ENGINE = toy_engine(SCHEMA)
BATCH = 100
ROUNDS = 25 if os.environ.get("CI") else 5


def nulled_errors(data: Any, errors: Sequence[GraphQLError]) -> dict[tuple[Any, ...], set[tuple[Any, ...]]]:  # noqa: ANN401
    """Return the errors of an answer, as path and message, by the path of the null that shows them."""
    shown: dict[tuple[Any, ...], set[tuple[Any, ...]]] = {}
    for error in errors:
        path, value, length = tuple(error.path or ()), data, 0
        while value is not None and length < len(path):
            value = value[path[length]]
            length += 1
        assert value is None, f"{error.path} has an error but is not null"
        shown.setdefault(path[:length], set()).add((path, error.message))
    return shown


@pytest.mark.parametrize("batch", range(ROUNDS))
async def test_both_executors_answer_alike(batch: int) -> None:
    """Data are equal, and so are errors, except below a null that moved up, where some of them suffice."""
    planned = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        dice = Random(seed)  # noqa: S311 – reproducible, not secret
        author = Author(SCHEMA, dice)
        query, root = author.operation(), world(dice)
        document = parse(query)
        if validate(SCHEMA, document):
            continue
        planned += 1
        ours = await ENGINE.answer(query, context=Toy(root), variables=author.variables)
        stock = await run_stock(SCHEMA, document, Toy(root), author.variables)
        assert ours is not None
        assert ours.data == stock.data, f"seed {seed}: {query}"
        told, expected = nulled_errors(ours.data, ours.errors or ()), nulled_errors(stock.data, stock.errors or ())
        assert told.keys() == expected.keys(), f"seed {seed}: {query}"
        for place, errors in expected.items():
            if all(path == place for path, _ in errors):
                assert told[place] == errors, f"seed {seed}: {query}"
    assert planned > BATCH / 2
