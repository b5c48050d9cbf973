"""Numbers that tell how much a selection asks for."""

from dataclasses import dataclass
from typing import Final

CEILING: Final = 10**9
"""Where numbers stop growing: fragments that spread fragments write out documents of any size."""


@dataclass(slots=True)
class Measure:
    """How much a selection asks for, fragments written out."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    own_fields: int = 0
    """Fields of the selection itself, not those below."""

    cost: int = 0
    entry_cost: int = 0
    """What each entry costs, where the selection is that of a connection."""

    def add(self, other: "Measure") -> None:
        """Add what a fragment asks for."""
        self.depth = max(self.depth, other.depth)
        self.own_fields = capped(self.own_fields + other.own_fields)
        self.entry_cost = capped(self.entry_cost + other.entry_cost)
        self._count(other)
        self.cost = capped(self.cost + other.cost)

    def add_below(self, below: "Measure", *, times: int, entries: int, as_entry: bool) -> None:
        """Add what is asked of a field's objects: of how many, and of how many entries of each."""
        self.depth = max(self.depth, 1 + below.depth)
        self._count(below)
        cost = times * (1 + below.cost + entries * below.entry_cost)
        if as_entry:
            self.entry_cost = capped(self.entry_cost + cost)
        else:
            self.cost = capped(self.cost + cost)

    def _count(self, other: "Measure") -> None:
        self.fields = capped(self.fields + other.fields)
        self.aliases = capped(self.aliases + other.aliases)


def capped(number: int) -> int:
    """Return a number, `CEILING` at most."""
    return min(number, CEILING)
