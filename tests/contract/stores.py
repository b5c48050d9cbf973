"""The stores that the suite runs on, each opened the way the hub opens it and empty before every test."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from hub.graph.opening import open_graph, present
from hub.graph.port import Graph
from tests.contract.reference import ReferenceGraph
from tests.contract.world import SHAPE

IN_MEMORY: Final = "sqlite:///:memory:"


@dataclass(slots=True)
class Store:
    """Where graphs are kept; `url` is None for the reference, which is held to the contract like the others."""

    url: str | None
    opened: list[Graph] = field(default_factory=list)

    async def open(self, *, clock: Callable[[], datetime] = present) -> Graph:
        """Return one more migrated graph on the same data (in memory: on data of its own)."""
        graph = await self._connect(clock)
        self.opened.append(graph)
        await graph.migrate()
        return graph

    async def _connect(self, clock: Callable[[], datetime]) -> Graph:
        if self.url is None:
            return ReferenceGraph(shape=SHAPE, clock=clock)
        return await open_graph(self.url, shape=SHAPE, clock=clock)

    async def close(self) -> None:
        """Close every graph that is open."""
        while self.opened:
            await self.opened.pop().close()


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Graph]:
    """Open a graph, not yet migrated, and close it when the block ends, however it ends."""
    graph = await open_graph(url, shape=SHAPE)
    try:
        yield graph
    finally:
        await graph.close()


def file_url(folder: Path) -> str:
    """Return the URL of a graph file in a folder."""
    return f"sqlite:///{folder / 'graph.db'}"
