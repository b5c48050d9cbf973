"""Random operations answered by both executors."""

import os
from random import Random

import pytest
from graphql import parse, validate

from tests.execution.agreement import assert_alike
from tests.execution.dice import Author, events, world
from tests.execution.tables import tabled
from tests.execution.toy import Toy, run_stock, told_by_engine, told_by_stock, toy_engine, toy_schema

SCHEMA = toy_schema()
ENGINE = toy_engine(SCHEMA)
BATCH = 100
ROUNDS = 25 if os.environ.get("CI") else 5


@pytest.mark.parametrize("batch", range(ROUNDS))
async def test_both_executors_answer_alike(batch: int) -> None:
    """Both executors answer random queries alike."""
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
        assert_alike(ours, stock, f"seed {seed}: {query}")
        ours = await ENGINE.answer(query, context=Toy(root, tabled=tabled), variables=author.variables)
        assert_alike(ours, stock, f"in tables, seed {seed}: {query}")
    assert planned > BATCH / 2


@pytest.mark.parametrize("batch", range(ROUNDS))
async def test_both_executors_tell_events_alike(batch: int) -> None:
    """Both executors tell the same of random subscriptions, event by event, and end them for the same reason."""
    planned = 0
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        dice = Random(seed)  # noqa: S311 – reproducible, not secret
        author = Author(SCHEMA, dice)
        query, root = author.subscription(), events(dice)
        document = parse(query)
        if validate(SCHEMA, document):
            continue
        planned += 1
        ours, ended = await told_by_engine(ENGINE, query, Toy(root), author.variables)
        stock, expected = await told_by_stock(SCHEMA, document, Toy(root), author.variables)
        case = f"seed {seed}: {query}"
        assert str(getattr(ended, "message", ended)) == str(getattr(expected, "message", expected)), case
        assert len(ours) == len(stock), case
        for one, other in zip(ours, stock, strict=True):
            assert_alike(one, other, case)
    assert planned > BATCH / 2
