"""Results as Markdown tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.catalogues import Catalogue
from tests.bench.timing import Measured

_MEGA: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of a store's hub, its own and its peak, and the peak of the store's server (0: none), in bytes."""

    store: str
    own: int
    peak: int
    server: int


def loads(catalogues: Iterable[Catalogue]) -> str:
    """Return how each store was loaded."""
    return _table(
        ("store", "load s", "processor s", "nodes", "edges", "nodes/s", "edges/s", "changes", "on disk MB"),
        [
            (
                found.store,
                f"{found.load.seconds:.0f}",
                f"{found.load.spent:.0f}",
                f"{found.load.nodes:,}",
                f"{found.load.edges:,}",
                f"{found.load.nodes / found.load.seconds:,.0f}",
                f"{found.load.edges / found.load.seconds:,.0f}",
                f"{found.load.changes:,}",
                f"{found.size / _MEGA:,.0f}",
            )
            for found in catalogues
        ],
    )


def answers(results: Mapping[str, Mapping[str, Measured]], *, sized: str) -> str:
    """Return how fast each kind of question was answered on each store; `sized` says what sizes are counted in."""
    return _table(
        ("question", "store", "per second (slowest–fastest round)", "p50 ms", "p95 ms", "processor ms", sized),
        [
            (
                question,
                store,
                f"{found.rate:,.1f} ({found.slowest:,.1f}–{found.fastest:,.1f})",
                f"{found.half * 1000:.2f}",
                f"{found.most * 1000:.2f}",
                f"{found.spent * 1000:.2f}",
                f"{found.size:,.0f}",
            )
            for question, stores in results.items()
            for store, found in stores.items()
        ],
    )


def memory(measured: Iterable[Memory]) -> str:
    """Return the memory of each store's hub, and of the store's own server where it has one."""
    return _table(
        ("store", "hub's own memory MB, most", "hub's peak MB, mapped files included", "store's server, peak MB"),
        [
            (
                found.store,
                f"{found.own / _MEGA:,.0f}",
                f"{found.peak / _MEGA:,.0f}",
                f"{found.server / _MEGA:,.0f}" if found.server else "–",
            )
            for found in measured
        ],
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
