"""What was read ahead, as sequences of objects that are made only when somebody wants them one by one.

Whoever wants one attribute of all of them takes its column; large answers need nothing else.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Any, TypeVar, overload

from hub.catalogue.cursors import list_mark
from hub.catalogue.listing import Kin, Listing, Place, Relation
from hub.catalogue.nouns import column_of, in_part
from hub.graph.extract import Forks, Rows
from hub.graph.values import NodeId
from hub.model import Noun

Element = TypeVar("Element")
NounType = TypeVar("NounType", bound=Noun)


class _Unmade(Sequence[Element]):
    """Some objects, made when the first is asked for; the same ones from then on."""

    @abstractmethod
    def _make(self) -> Sequence[Element]:
        """Return the objects, new ones."""

    @cached_property
    def _objects(self) -> Sequence[Element]:
        return self._make()

    @overload
    def __getitem__(self, at: int) -> Element: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Element]: ...

    def __getitem__(self, at: int | slice) -> Element | Sequence[Element]:
        """Return an object, or some."""
        return self._objects[at]

    def __iter__(self) -> Iterator[Element]:
        """Iterate over the objects."""
        return iter(self._objects)


class NounTable(_Unmade[NounType]):
    """Nouns of a class of which only some is known: the rows of an extract."""

    def __init__(self, noun: type[NounType], rows: Rows) -> None:
        self._noun = noun
        self.rows = rows

    def __len__(self) -> int:
        """Return how many nouns there are."""
        return len(self.rows.ids)

    def column(self, attribute: str) -> Sequence[Any] | None:
        """Return the values of an attribute; None where it was not read, or is computed."""
        return column_of(self._noun, attribute, self.rows.ids, self.rows.columns)

    def _make(self) -> list[NounType]:
        return in_part(self._noun, self.rows.ids, self.rows.columns)


class Groups(_Unmade[Sequence[Element]]):
    """Elements in groups, one group after another: group `n` are those from `starts[n]` up to `starts[n + 1]`."""

    def __init__(self, elements: Sequence[Element], starts: Sequence[int]) -> None:
        self.elements = elements
        self.starts = starts

    def __len__(self) -> int:
        """Return how many groups there are."""
        return len(self.starts) - 1

    def _make(self) -> list[Sequence[Element]]:
        return [self.elements[start:end] for start, end in pairwise(self.starts)]


class ListingTable(_Unmade[Listing[Any, Kin]]):
    """The first pages of a relation, one for each of some nodes, as forks of an extract tell them."""

    def __init__(self, ids: Sequence[NodeId], forks: Forks, relation: Relation[Any], *, nouns: NounTable[Any]) -> None:
        self._ids = ids
        self._forks = forks
        self._relation = relation
        self.nouns = Groups(nouns, forks.starts)

    def __len__(self) -> int:
        """Return how many pages there are."""
        return len(self._ids)

    def column(self, attribute: str) -> Sequence[Any] | None:
        """Return what most pages are asked for: the nouns of each."""
        return self.nouns if attribute == "nouns" else None

    def _make(self) -> list[Listing[Any, Kin]]:
        rows, links, step = self._forks.rows, self._forks.links, self._relation.step
        mark = list_mark(step, self._relation.order)
        return [
            Listing(
                nouns,
                partial(places, rows, links, start, start + len(nouns)),
                mark,
                more=more,
                begun=False,
                origin=(node, step),
            )
            for node, nouns, start, more in zip(
                self._ids, self.nouns, self._forks.starts, self._forks.more, strict=False
            )
        ]


def places(rows: Rows, links: Sequence[Mapping[str, Any]], start: int, end: int) -> Sequence[Place]:
    """Return the places of some rows, with the links that led to them where there are any."""
    return [Place(rows.position(at), links[at] if links else {}) for at in range(start, end)]
