"""Results as Markdown tables."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Final

from tests.bench.timing import Measured

MEGA: Final = 1_000_000


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def milliseconds(seconds: float) -> str:
    """Return a time as a table tells it."""
    return f"{seconds * 1000:.2f}"


def spread(values: Sequence[float], *, places: int = 2) -> str:
    """Return the median of the rounds, with the least and the most."""
    return f"{median(values):,.{places}f} ({min(values):,.{places}f}–{max(values):,.{places}f})"


def answers(results: Mapping[str, Mapping[str, Measured]], *, sized: str, against: str | None = None) -> str:
    """Return how fast each kind of question was answered by everyone; `sized` says what sizes are counted in.

    `against` names who the others are compared with, round by round, where it answered too.
    """
    compared = (f"× {against} (least–most)",) if against else ()
    return table(
        ("question", "answered by", "per second (least–most)", *compared, "p50 ms", "p95 ms", "processor ms", sized),
        [
            (
                question,
                name,
                spread(found.rates, places=1),
                *([_times(found, everyone.get(against))] if against else []),
                *map(milliseconds, (found.half, found.most, found.spent)),
                f"{found.size:,.0f}",
            )
            for question, everyone in results.items()
            for name, found in everyone.items()
        ],
    )


def _times(found: Measured, other: Measured | None) -> str:
    if other is None:
        return "–"
    return "1" if other is found else spread(found.ratios(other))
