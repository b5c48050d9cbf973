"""Reading applications and grants: what is listed, how they relate to the catalogue, and by what they are filtered."""

from typing import Final, TypeVar

from hub.graph.query import Direction, Order, Step
from hub.listing import Relation
from hub.model import Application, DataItem, EdgeType, Grant, Noun

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
