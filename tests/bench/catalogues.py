"""The generated catalogue on each store, loaded once and kept outside the repository."""

import json
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import click

from graph_seed.generator import plant_scale
from graph_seed.planting import Planted
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.shape import SHAPE
from tests.bench.processes import spent_by
from tests.servers.cache import cache_folder
from tests.servers.neo4j import neo4j_server

STORES: Final = ("sqlite", "neo4j")

# What decides, beside the content, how a store keeps it.
_TEXT: Final = "hub/graph/text.py"
_KEPT: Final = ("schema.py", "layout.py")
_SAMPLE: Final = 300
"""How many datasets are planted to see whether what is cached is what would be loaded."""

_ROOT: Final = Path(__file__).parent.parent.parent
_TOLD: Final = "load.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How a catalogue was loaded: seconds, seconds of processor time (ours and the store's server's), how much."""

    seconds: float
    spent: float
    nodes: int
    edges: int
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A loaded catalogue on a store that answers at `url`; `size` is in bytes on disk."""

    store: str
    url: str
    load: Load
    size: int
    server: int | None
    """The process id of the store's own server, if it has one."""

    def spent(self) -> float:
        """Return the processor time that the store's own server has used until now, in seconds."""
        return spent_by(self.server) if self.server else 0.0


@asynccontextmanager
async def catalogue(store: str, *, datasets: int, fresh: bool) -> AsyncIterator[Catalogue]:
    """Give a store with a catalogue of a size, as it was loaded before unless what it holds has changed since.

    `fresh` loads it anew. The store runs until the block ends.
    """
    folder = cache_folder() / f"bench-{store}-{datasets}-{await _version(store)}"
    if fresh or not (folder / _TOLD).exists():
        for stale in cache_folder().glob(f"bench-{store}-{datasets}-*"):
            shutil.rmtree(stale)
        folder.mkdir(parents=True)
        await _load(store, folder, datasets=datasets)
    load = Load(**json.loads((folder / _TOLD).read_text("utf-8")))
    async with running(store, folder) as (url, server):
        yield Catalogue(store=store, url=url, load=load, size=_size(folder), server=server)


async def _load(store: str, folder: Path, *, datasets: int) -> None:
    async with running(store, folder) as (url, server):
        graph = await open_graph(url, shape=SHAPE)
        await graph.migrate()
        begun, spent = time.perf_counter(), _spent(server)
        done = await _plant(graph, datasets=datasets, label=store)
        load = Load(
            seconds=time.perf_counter() - begun,
            spent=_spent(server) - spent,
            nodes=done.nodes,
            edges=done.edges,
            changes=done.changes,
        )
        await graph.close()
    (folder / _TOLD).write_text(json.dumps(asdict(load)), "utf-8")


def _spent(server: int | None) -> float:
    return time.process_time() + (spent_by(server) if server else 0.0)


async def _plant(graph: Graph, *, datasets: int, label: str) -> Planted:
    with click.progressbar(length=datasets, label=f"Loading {label}", file=sys.stderr) as bar:
        return await plant_scale(graph, datasets=datasets, progress=lambda done: bar.update(done.entries - bar.pos))


@asynccontextmanager
async def running(store: str, folder: Path) -> AsyncIterator[tuple[str, int | None]]:
    """Give the URL of a store that keeps its data in a folder, and the process id of its own server, if it has one."""
    if store == "sqlite":
        yield f"sqlite:///{folder / 'graph.sqlite'}", None
        return
    with neo4j_server(folder / "neo4j", heap="2g", page_cache="2g") as server:
        yield server.url, server.process.pid if server.process else None


async def _version(store: str) -> str:
    """Return a digest of what is loaded, by what the ledger says of a beginning of it, and of how a store keeps it."""
    graph = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await graph.migrate()
    await plant_scale(graph, datasets=_SAMPLE)
    entries = await graph.ledger(after=Revision(0), first=_SAMPLE)
    await graph.close()
    found = sha256("".join(entry.content for entry in entries).encode())
    for place in (_TEXT, *(f"hub/graph/{store}/{name}" for name in _KEPT)):
        if (_ROOT / place).exists():
            found.update((_ROOT / place).read_bytes())
    return found.hexdigest()[:12]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
