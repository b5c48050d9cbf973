"""Graph files for the tests, opened as the hub opens them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.graph.files import Opener


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a graph may lie; there is none yet."""
    return tmp_path / "graph.db"


@pytest.fixture
async def opener(file: Path) -> AsyncIterator[Opener]:
    """Opens graphs on the file, and closes them in the end."""
    made = Opener(file)
    yield made
    await made.close()
