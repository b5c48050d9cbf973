"""Reading applications and grants: what is listed, how they relate to the catalogue, and by what they are filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from hub.catalogue.listing import Relation
from hub.codes import code, split_item_code
from hub.errors import MalformedFilter
from hub.graph.query import Direction, OneOf, Order, Predicate, Step
from hub.model import Application, DataItem, EdgeType, Grant, Noun
from hub.vocabulary import ApplicationState, GrantState, Seat

MOST_DUE_DAYS: Final = 366
"""The longest span of due days that a filter takes."""

NounType = TypeVar("NounType", bound=Noun)
_NEWEST: Final = Order("received", descending=True)
_LATEST: Final = Order("since", descending=True)


def _relation(
    edge: EdgeType, direction: Direction, noun: type[NounType], order: Order | None = None
) -> Relation[NounType]:
    return Relation(Step(edge.value, direction, noun.__name__), noun, order)


FILED: Final = _relation(EdgeType.FILED, Direction.OUT, Application, _NEWEST)
DECIDED: Final = _relation(EdgeType.DECIDES, Direction.OUT, Application, _NEWEST)
HELD: Final = _relation(EdgeType.HOLDS, Direction.OUT, Grant, _LATEST)
ASKED: Final = _relation(EdgeType.APPLIES_FOR, Direction.OUT, DataItem)
APPLIED_FOR: Final = _relation(EdgeType.APPLIES_FOR, Direction.IN, Application, _NEWEST)
GRANTED: Final = _relation(EdgeType.GRANTS, Direction.OUT, DataItem)
GRANTED_BY: Final = _relation(EdgeType.GRANTS, Direction.IN, Grant, _LATEST)
GRANTS_MADE: Final = _relation(EdgeType.ARISES_FROM, Direction.IN, Grant, _LATEST)
APPLICATIONS_FOR: Final = _relation(EdgeType.FOR, Direction.IN, Application, _NEWEST)
GRANTS_FOR: Final = _relation(EdgeType.FOR, Direction.IN, Grant, _LATEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCriteria:
    """Which applications are asked for: every criterion given must hold, any one of its values suffices.

    `seat` is the part that the department `of` has in it: a property of its own. Due days go from `due_from` to
    `due_until`, both included, on the working clock.
    """

    seat: Seat | None = None
    of: str | None = None
    states: Sequence[ApplicationState] | None = None
    purposes: Sequence[str] | None = None
    items: Sequence[str] | None = None
    due_from: date | None = None
    due_until: date | None = None

    def predicates(self) -> tuple[Predicate, ...]:
        """Return the criteria as predicates; raise `MalformedFilter` or `MalformedCode` where one cannot be."""
        found: list[Predicate] = []
        if self.seat is None and self.of is not None:
            message = "`department` says whose part `seat` is: name the seat as well."
            raise MalformedFilter(message, criterion="department")
        if self.seat is not None:
            if self.of is None:
                message = "A filter by `seat` is of a department: name it in `department`, or say who asks."
                raise MalformedFilter(message, criterion="seat")
            found.append(OneOf(self.seat.value.lower(), (code(self.of),)))
        if self.states is not None:
            found.append(_one_of("state", [state.value for state in self.states]))
        found += _codes("matter", self.purposes) + _items(self.items)
        return (*found, *self._due())

    def _due(self) -> tuple[Predicate, ...]:
        if self.due_from is None and self.due_until is None:
            return ()
        since = self.due_from or _later(self.due_until, 1 - MOST_DUE_DAYS)
        until = self.due_until or _later(since, MOST_DUE_DAYS - 1)
        days = (until - since).days + 1
        if not 0 < days <= MOST_DUE_DAYS:
            message = f"Due days span 1 to {MOST_DUE_DAYS} days: from {since} to {until} are {days}."
            raise MalformedFilter(message, criterion="dueUntil")
        return (OneOf("due", tuple((since + timedelta(days=number)).isoformat() for number in range(days))),)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantCriteria:
    """Which grants are asked for; as with `ApplicationCriteria`."""

    holders: Sequence[str] | None = None
    providers: Sequence[str] | None = None
    purposes: Sequence[str] | None = None
    items: Sequence[str] | None = None
    states: Sequence[GrantState] | None = None

    def predicates(self) -> tuple[Predicate, ...]:
        """Return the criteria as predicates; raise `MalformedFilter` or `MalformedCode` where one cannot be."""
        states = [] if self.states is None else [_one_of("state", [state.value for state in self.states])]
        return (
            *_codes("holder", self.holders),
            *_codes("provider", self.providers),
            *_codes("matter", self.purposes),
            *_items(self.items),
            *states,
        )


def _later(day: date | None, days: int) -> date:
    """Return the day so many days later, within the days that there are."""
    ordinal = (day or date.min).toordinal() + days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def _codes(name: str, values: Sequence[str] | None) -> list[Predicate]:
    return [] if values is None else [_one_of(name, [code(value) for value in values])]


def _items(values: Sequence[str] | None) -> list[Predicate]:
    for value in values or ():
        split_item_code(value)
    return [] if values is None else [_one_of("items", list(values))]


def _one_of(name: str, values: Sequence[str]) -> OneOf:
    if not values:
        message = "An empty list in a filter selects nothing: leave the criterion out, or name at least one value."
        raise MalformedFilter(message, criterion=name)
    return OneOf(name, tuple(values))
