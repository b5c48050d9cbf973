"""The seed world, read once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from graph_seed.records import write_records
from graph_seed.world import World, read_world
from hub.codes import Code


@pytest.fixture(scope="session")
def world() -> World:
    """The seed world."""
    return read_world()


@pytest.fixture(scope="session")
def records(world: World, tmp_path_factory: pytest.TempPathFactory) -> Mapping[Code, Path]:
    """The record files of the seed world, by dataset."""
    return write_records(tmp_path_factory.mktemp("records"), world=world)
