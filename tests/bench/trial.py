"""What the command line asks for."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from tests.bench.catalogues import Catalogue, catalogue
from tests.bench.timing import ROUNDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What to measure, and how.

    `small` is the size of the catalogue that the large one is compared with, `seconds` the length of a round,
    `connections` how many ask at once.
    """

    datasets: int
    small: int
    stores: Sequence[str]
    seconds: float
    connections: int
    fresh: bool

    def manner(self, client: str = "a client in Python") -> str:
        """Return how questions are asked over HTTP, in words."""
        return (
            f"Over HTTP, one worker each, {self.connections} connections kept alive by {client}; "
            f"medians of {ROUNDS} rounds of {self.seconds:g} s, everyone in turn, backwards every other time."
        )

    def loaded(self, store: str, *, datasets: int | None = None) -> AbstractAsyncContextManager[Catalogue]:
        """Give a store with the catalogue, or with one of another size."""
        return catalogue(store, datasets=datasets or self.datasets, fresh=self.fresh)
