"""The seed world: a small Guangdong, written by hand in the files of `world/`, read and checked into model values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from graph_seed.planting import Ground
from graph_seed.reading.datasets import read_datasets
from graph_seed.reading.documents import malformed
from graph_seed.reading.grounds import Grounds, read_grounds
from graph_seed.reading.lineage import read_lineage
from graph_seed.soundness import Fault, faults_of_entries, faults_of_grounds, faults_of_lineage
from hub.model import Derivation
from hub.registration.entries import Entry

FOLDER: Final = Path(__file__).parent / "world"
"""The files of the seed world."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Every noun, entry and derivation of a world, in the order of its files; entries are classified."""

    grounds: Grounds
    entries: tuple[Entry, ...]
    derivations: tuple[Derivation, ...]

    @property
    def nouns(self) -> tuple[Ground, ...]:
        """What entries stand on, departments first."""
        grounds = self.grounds
        return (
            *grounds.departments.values(),
            *grounds.systems.values(),
            *grounds.libraries.values(),
            *grounds.legal_bases.values(),
            *grounds.conditions.values(),
            *(element.concept for element in grounds.elements.values()),
            *grounds.matters.values(),
        )


def read_world(folder: Path = FOLDER) -> World:
    """Return the world that a folder's files describe.

    Raises `MalformedFile` naming file, entry and item where something is not well made, refers to what does not
    exist, or is withheld in a way that the law does not allow (`graph_seed.soundness`).
    """
    grounds = read_grounds(folder)
    entries = [
        (f"{file.name}, {entry.dataset.code}", entry)
        for file in _files(folder / "datasets")
        for entry in read_datasets(file, grounds)
    ]
    derivations = [placed for file in _files(folder / "lineage") for placed in read_lineage(file)]
    world = World(
        grounds=grounds,
        entries=tuple(entry for _, entry in entries),
        derivations=tuple(derivation for _, derivation in derivations),
    )
    _refuse(
        chain(
            faults_of_grounds(grounds),
            faults_of_entries(entries, grounds),
            faults_of_lineage(derivations, world.entries),
        )
    )
    return world


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.yaml"))


def _refuse(faults: Iterable[Fault]) -> None:
    """Raise the first fault, with the number of the others."""
    found = list(faults)
    if found:
        place, what = found[0]
        raise malformed(place, f"{what} (and {len(found) - 1} more faults)" if found[1:] else what)
