"""Reading the catalogue: what it lists, how its nouns relate, and how a caller's filters become a selection."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from hub.catalogue.listing import Relation
from hub.catalogue.nouns import id_of, nouns_of
from hub.codes import code
from hub.errors import MalformedFilter
from hub.graph.port import Graph
from hub.graph.query import Direction, OneOf, Order, Predicate, Selection, Sight, Step, Within
from hub.graph.values import NodeId, Revision, Value
from hub.model import (
    BusinessMatter,
    Concept,
    Condition,
    DataItem,
    Dataset,
    Department,
    EdgeType,
    LegalBasis,
    Library,
    Noun,
    System,
)
from hub.vocabulary import (
    DataFormat,
    DataType,
    DepartmentRole,
    Level,
    Sensitivity,
    ShareType,
    Standing,
    UpdateCycle,
)

NounType = TypeVar("NounType", bound=Noun)
_TITLE: Final = Order("title")


def _relation(
    edge: EdgeType, direction: Direction, noun: type[NounType], order: Order | None = _TITLE
) -> Relation[NounType]:
    return Relation(Step(edge.value, direction, noun.__name__), noun, order)


PARENT: Final = _relation(EdgeType.PART_OF, Direction.OUT, Department)
CHILDREN: Final = _relation(EdgeType.PART_OF, Direction.IN, Department, Order("code"))
PROVIDED: Final = _relation(EdgeType.PROVIDES, Direction.OUT, Dataset)
SYSTEMS: Final = _relation(EdgeType.RUNS, Direction.OUT, System)
MATTERS: Final = _relation(EdgeType.CARRIES_OUT, Direction.OUT, BusinessMatter)
HELD: Final = _relation(EdgeType.HELD_IN, Direction.IN, Dataset)
MEMBERS: Final = _relation(EdgeType.PART_OF, Direction.IN, Dataset)
SYSTEM: Final = _relation(EdgeType.HELD_IN, Direction.OUT, System)
PROVIDER: Final = _relation(EdgeType.PROVIDES, Direction.IN, Department)
LIBRARIES: Final = _relation(EdgeType.PART_OF, Direction.OUT, Library)
ITEMS: Final = _relation(EdgeType.HAS_ITEM, Direction.OUT, DataItem, Order("position"))
RELATED: Final = _relation(EdgeType.RELATED_TO, Direction.OUT, Dataset)
RELATED_BY: Final = _relation(EdgeType.RELATED_TO, Direction.IN, Dataset)
CONDITIONS: Final = _relation(EdgeType.UNDER, Direction.OUT, Condition)
BASES: Final = _relation(EdgeType.BASED_ON, Direction.OUT, LegalBasis)
CONCEPT: Final = _relation(EdgeType.MEANS, Direction.OUT, Concept)
MEANT_BY: Final = _relation(EdgeType.MEANS, Direction.IN, DataItem)
SOURCES: Final = _relation(EdgeType.DERIVED_FROM, Direction.OUT, DataItem, None)
DERIVATIVES: Final = _relation(EdgeType.DERIVED_FROM, Direction.IN, DataItem, None)
FED_BY: Final = _relation(EdgeType.FEEDS, Direction.IN, Dataset, None)
FEEDS: Final = _relation(EdgeType.FEEDS, Direction.OUT, Dataset, None)
DATASETS_UNDER: Final = _relation(EdgeType.UNDER, Direction.IN, Dataset)
ITEMS_UNDER: Final = _relation(EdgeType.UNDER, Direction.IN, DataItem)
CONDITIONS_BASED: Final = _relation(EdgeType.BASED_ON, Direction.IN, Condition)
DATASETS_BASED: Final = _relation(EdgeType.BASED_ON, Direction.IN, Dataset)
ITEMS_BASED: Final = _relation(EdgeType.BASED_ON, Direction.IN, DataItem)
MATTERS_BASED: Final = _relation(EdgeType.BASED_ON, Direction.IN, BusinessMatter)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetCriteria:
    """Which datasets are asked for: every criterion given must hold, any one of its values suffices.

    `region` is a division code without trailing zeros and takes in every region within it.
    """

    departments: Sequence[str] | None = None
    region: str | None = None
    libraries: Sequence[str] | None = None
    share_types: Sequence[ShareType] | None = None
    standings: Sequence[Standing] | None = None
    update_cycles: Sequence[UpdateCycle] | None = None
    sensitivities: Sequence[Sensitivity] | None = None
    formats: Sequence[DataFormat] | None = None

    def predicates(self) -> tuple[Predicate, ...]:
        """Return the criteria as predicates; raise `MalformedFilter` or `MalformedCode` where one cannot be."""
        return _given(
            _any_code("provider", self.departments),
            _within(self.region),
            _any_code("libraries", self.libraries),
            _any("shareType", self.share_types),
            _any("standing", self.standings),
            _any("updateCycle", self.update_cycles),
            _any("sensitivity", self.sensitivities),
            _any("format", self.formats),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCriteria:
    """Which data items are asked for; as with `DatasetCriteria`."""

    datasets: Sequence[str] | None = None
    share_types: Sequence[ShareType] | None = None
    standings: Sequence[Standing] | None = None
    data_types: Sequence[DataType] | None = None
    sensitivities: Sequence[Sensitivity] | None = None
    base: bool | None = None

    def predicates(self) -> tuple[Predicate, ...]:
        """Return the criteria as predicates; raise `MalformedFilter` or `MalformedCode` where one cannot be."""
        return _given(
            _any_code("dataset", self.datasets),
            _any("shareType", self.share_types),
            _any("standing", self.standings),
            _any("dataType", self.data_types),
            _any("sensitivity", self.sensitivities),
            None if self.base is None else OneOf("base", (self.base,)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentCriteria:
    """Which departments are asked for; as with `DatasetCriteria`."""

    region: str | None = None
    levels: Sequence[Level] | None = None
    roles: Sequence[DepartmentRole] | None = None

    def predicates(self) -> tuple[Predicate, ...]:
        """Return the criteria as predicates; raise `MalformedFilter` where one cannot be."""
        return _given(_within(self.region), _any("level", self.levels), _any("role", self.roles))


def selection(noun: type[Noun], where: Iterable[Predicate] = (), *, text: str | None = None) -> Selection:
    """Return the selection of the nouns of a class that meet every predicate and match a text."""
    return Selection(noun.__name__, tuple(where), text)


async def fetch(
    graph: Graph, noun: type[NounType], codes: Sequence[str | None], *, sight: Sight, as_of: Revision | None = None
) -> list[NounType | None]:
    """Return the noun of each code (of a data item: its item code), `None` where there is none; one store call."""
    asked = list(dict.fromkeys(id_of(noun, key) for key in codes if key is not None))
    found: dict[NodeId, NounType | None] = {}
    if asked:
        found = dict(zip(asked, nouns_of(noun, await graph.get(asked, sight=sight, as_of=as_of)), strict=True))
    return [None if key is None else found[id_of(noun, key)] for key in codes]


def _given(*predicates: Predicate | None) -> tuple[Predicate, ...]:
    return tuple(predicate for predicate in predicates if predicate is not None)


def _any(name: str, values: Sequence[Enum] | None) -> OneOf | None:
    return None if values is None else _one_of(name, tuple(member.value for member in values))


def _any_code(name: str, values: Sequence[str] | None) -> OneOf | None:
    return None if values is None else _one_of(name, tuple(code(value) for value in values))


def _one_of(name: str, values: tuple[Value, ...]) -> OneOf:
    if not values:
        message = "An empty list in a filter selects nothing: leave the criterion out, or name at least one value."
        raise MalformedFilter(message, criterion=name)
    return OneOf(name, values)


def _within(region: str | None) -> Within | None:
    if region is None:
        return None
    if not (region.isascii() and region.isdigit() and len(region) in {2, 4, 6, 9, 12}):
        message = (
            f"'{region[:40]}' is not a region: write a division code without trailing zeros, "
            "as 44 (Guangdong), 4401 (Guangzhou) or 440106."
        )
        raise MalformedFilter(message, criterion="region")
    return Within("region", region)
