"""Keyset paging: where a window begins in an ordered list, as SQL."""

from dataclasses import dataclass
from enum import Enum

from hub.graph.query import Window
from hub.graph.sqlite.fragments import Parameters, bindable


class After(Enum):
    """What a window follows: nothing, a node that lacks the property ordered by, or one that has it."""

    NOTHING = "NOTHING"
    MISSING = "MISSING"
    VALUE = "VALUE"


@dataclass(frozen=True, slots=True)
class Course:
    """How a list runs: by a key and then by id, or by id alone; whether backwards; and where the window begins."""

    keyed: bool
    descending: bool
    after: After

    def arms(self, key: str, name: str) -> tuple[str, ...]:
        """Return conditions that follow each other in the list, each one range of an index on key and name (the id)."""
        beyond = f"({key}, {name}) {'<' if self.descending else '>'} (:after_key, :after_id)"
        match self.after:
            case After.NOTHING:
                return ("1",)
            case _ if not self.keyed:
                return (f"{name} > :after_id",)
            case After.VALUE:
                return (beyond, f"{key} IS NULL") if self.descending else (beyond,)
            case After.MISSING if self.descending:
                return (f"({key} IS NULL AND {name} < :after_id)",)
            case After.MISSING:
                return (f"({key} IS NULL AND {name} > :after_id)", f"{key} IS NOT NULL")

    def following(self, key: str, name: str) -> str:
        """Return the condition that a node lies beyond the window's beginning."""
        return f"({' OR '.join(self.arms(key, name))})"

    def sorting(self, key: str, name: str) -> str:
        """Return the terms of an ORDER BY; SQLite puts nulls first, and last where descending, as the port does."""
        way = " DESC" if self.descending else ""
        return f"{key}{way}, {name}{way}" if self.keyed else f"{name}{way}"


def course_of(window: Window, *, ranked: bool = False) -> Course:
    """Return the course of a window; `ranked` where a list without an order runs by rank."""
    keyed = ranked or window.order is not None
    descending = window.order is not None and window.order.descending
    if window.after is None:
        return Course(keyed, descending, After.NOTHING)
    return Course(keyed, descending, After.MISSING if window.after.key is None else After.VALUE)


def window_parameters(window: Window) -> Parameters:
    """Return the parameters that a course and a limit of one more than the window name."""
    limit: Parameters = {"limit": max(window.first, 0) + 1}
    if window.after is None:
        return limit
    return {**limit, "after_key": bindable(window.after.key), "after_id": bindable(window.after.node)}
