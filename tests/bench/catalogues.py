"""The generated catalogue on each store, loaded once and kept outside the repository."""

import json
import os
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
from hub.shape import SHAPE
from tests.bench.processes import spent_by
from tests.servers.neo4j import neo4j_server

STORES: Final = ("sqlite", "neo4j")

# What decides what a store holds, and, of its own modules, what decides how it is kept.
_KEPT: Final = ("schema.py", "layout.py")
_CONTENT: Final = ("graph_seed", "hub/model.py", "hub/nouns.py", "hub/entries.py", "hub/shape.py", "hub/graph/text.py")
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
    folder = _cache() / f"bench-{store}-{datasets}-{_version(store)}"
    if fresh or not (folder / _TOLD).exists():
        for stale in _cache().glob(f"bench-{store}-{datasets}-*"):
            shutil.rmtree(stale)
        folder.mkdir(parents=True)
        await _load(store, folder, datasets=datasets)
    load = Load(**json.loads((folder / _TOLD).read_text("utf-8")))
    async with _running(store, folder) as (url, server):
        yield Catalogue(store=store, url=url, load=load, size=_size(folder), server=server)


async def _load(store: str, folder: Path, *, datasets: int) -> None:
    async with _running(store, folder) as (url, server):
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
async def _running(store: str, folder: Path) -> AsyncIterator[tuple[str, int | None]]:
    if store == "sqlite":
        yield f"sqlite:///{folder / 'graph.sqlite'}", None
        return
    with neo4j_server(folder / "neo4j", heap="2g", page_cache="2g") as server:
        yield server.url, server.process.pid if server.process else None


def _cache() -> Path:
    return Path(os.environ.get("HUB_TEST_CACHE") or Path.home() / ".cache" / "govshare-hub")


def _version(store: str) -> str:
    """Return a digest of the code that decides what is loaded and how this store keeps it."""
    found = sha256()
    for place in (*_CONTENT, *(f"hub/graph/{store}/{name}" for name in _KEPT)):
        path = _ROOT / place
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in {".py", ".txt", ".yaml"} and file.exists():
                found.update(file.read_bytes())
    return found.hexdigest()[:12]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
