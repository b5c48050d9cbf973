"""Who provides the dataset of a number, on what, with how many items: what others must know of it to refer to it.

A plan costs a microsecond or two and depends on the number and the seed alone, so that neither lineage nor relations
need the entries they point to, and a larger catalogue begins with the smaller one.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from graph_seed.generator.departments import Body, bodies, providers_needed
from graph_seed.generator.offices import RARE_TOPICS
from graph_seed.generator.records import FEWEST_ITEMS, MOST_ITEMS, Column, Kind, Layout, kinds, layout_of
from hub.codes import Code

_MASK: Final = 2**64 - 1
_RARE: Final = 5_000
_SKEW: Final = 1.85
"""How far small datasets outnumber large ones: with it a dataset has 15 items on average."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled of a dataset before it is written out; its items have the first `size` columns of the layout."""

    number: int
    body: Body
    topic: str
    kind: Kind
    layout: Layout
    size: int

    @property
    def code(self) -> Code:
        """The code of the dataset: its provider's and its number."""
        return Code(f"{self.body.department.code}.{self.number:06d}")

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its items, in order."""
        return self.layout.columns[: self.size]


class Plans:
    """The plans of every dataset of one seed."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._kinds = kinds()
        self.bodies = bodies()
        self._providers = [body for body in self.bodies if body.office]
        self._layout = cache(self._layout_of)

    def __getitem__(self, number: int) -> Plan:
        """Return the plan of a dataset by its number, from 0."""
        draw = scattered(self._seed, number)
        body = self._providers[(draw & 0xFFFFF) * self._provider_count(number) >> 20]
        topic, letter = _topic(body, draw >> 20 & 0xFFFF, draw >> 36 & 0xFFFF)
        share = (draw >> 52) / 2**12
        size = FEWEST_ITEMS + int((MOST_ITEMS - FEWEST_ITEMS + 1) * share**_SKEW)
        return Plan(number, body, topic, self._kinds[letter], self._layout(topic, letter), size)

    def bodies_of(self, datasets: int) -> list[Body]:
        """Return the departments of the first datasets, parents before children."""
        last = self._providers[self._provider_count(datasets) - 1]
        return self.bodies[: self.bodies.index(last) + 1]

    def _provider_count(self, datasets: int) -> int:
        return min(providers_needed(datasets), len(self._providers))

    def _layout_of(self, topic: str, letter: str) -> Layout:
        return layout_of(topic, self._kinds[letter], turn=sum(map(ord, topic)))


def _topic(body: Body, draw: int, rarity: int) -> tuple[str, str]:
    topics = body.office.topics if body.office else ()
    if rarity * _RARE < len(RARE_TOPICS) << 16:
        topics = RARE_TOPICS
    return topics[draw * len(topics) >> 16]


def scattered(seed: int, number: int) -> int:
    """Return 64 bits that look random and depend on two numbers alone (SplitMix64)."""
    state = (seed * 0x2545F4914F6CDD1D + number * 0x9E3779B97F4A7C15) & _MASK
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    state = (state ^ state >> 27) * 0x94D049BB133111EB & _MASK
    return state ^ state >> 31
