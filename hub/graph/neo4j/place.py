"""The order of lists, and what follows a position in one, as clauses of a statement.

Strings are ordered by code point. The server does so between values of its store and in its indexes, but it compares
a parameter by UTF-16 units, which puts U+10000 and beyond before U+E000 to U+FFFF, where full-width punctuation
lives. Comparisons with a parameter that has such a character are therefore corrected by regular expressions; others
are right as they are. What an index finds by equality counts as a parameter: it is remembered as what was asked for.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from hub.graph.query import Position

Parameters = dict[str, object]

HIGH: Final = re.compile("[\ue000-\U0010ffff]")
"""The characters that UTF-16 units order otherwise than code points do."""

UPPER_PLANES: Final = r"[\x{10000}-\x{10FFFF}]"
END_OF_PLANE: Final = r"[\x{E000}-\x{FFFF}]"
NEVER: Final = "(?!)"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, as written in a statement, with the parameters it names."""

    text: str
    parameters: Parameters = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ordering:
    """What a list is ordered by before ids: an expression of its nodes, or ids alone."""

    value: str | None = None
    descending: bool = False


def beyond(value: str, name: str, limit: str | int, *, descending: bool) -> Condition:
    """Return the condition that an expression is greater than a limit, or less where descending.

    `name` is the parameter to use.
    """
    plain = f"{value} {'<' if descending else '>'} $p.{name}"
    if isinstance(limit, int) or not HIGH.search(limit):
        return Condition(plain, {name: limit})
    greater, less = _misjudged(limit)
    add, drop = (less, greater) if descending else (greater, less)
    text = f"CASE WHEN {value} =~ $p.{name}_add THEN true WHEN {value} =~ $p.{name}_drop THEN false ELSE {plain} END"
    return Condition(text, {name: limit, f"{name}_add": add, f"{name}_drop": drop})


def lowest(limit: str) -> str:
    """Return the longest beginning of a limit that is compared alike both ways."""
    high = HIGH.search(limit)
    return limit[: high.start()] if high else limit


def bound(value: str, name: str, limit: str | int, *, descending: bool) -> Condition:
    """Return a condition that an index serves and that whatever is `beyond` a limit, or equals it, meets."""
    if isinstance(limit, str) and HIGH.search(limit):
        limit = lowest(limit)
        if descending:
            # The least string after all that begin with the prefix; there is none after the empty prefix.
            limit = limit[:-1] + chr(ord(limit[-1]) + 1) if limit and limit[-1] < "\ud7ff" else ""
            return Condition(f"{value} < $p.{name}", {name: limit}) if limit else Condition(f"{value} IS NOT NULL")
    return Condition(f"{value} {'<=' if descending else '>='} $p.{name}", {name: limit})


def following(node: str, order: Ordering, after: Position | None) -> Condition:
    """Return the condition that a node in a list comes after a position; with a key of None, among missing values."""
    if after is None:
        return Condition("true")
    value, descending = order.value, order.descending
    later = beyond(f"{node}.id", "after_id", after.node, descending=descending)
    if value is None:
        return later
    if after.key is None:
        text = f"{value} IS NULL AND {later.text}"
        return Condition(f"({text})" if descending else f"({value} IS NOT NULL OR {text})", later.parameters)
    further = beyond(value, "after_key", after.key, descending=descending)
    # A CASE is not taken apart: a look-up by equality would sort what it finds by the parameter, in UTF-16 units.
    text = f"CASE WHEN {value} = $p.after_key THEN {later.text} ELSE {further.text} END"
    missing = f" OR {value} IS NULL" if descending else ""
    return Condition(f"({text}{missing})", {**further.parameters, **later.parameters})


def sorting(node: str, order: Ordering) -> str:
    """Return what stands after ORDER BY; missing values come first, which the server would put last."""
    value, down = order.value, " DESC" if order.descending else ""
    return f"{node}.id{down}" if value is None else f"{value} IS NOT NULL{down}, {value}{down}, {node}.id{down}"


def _misjudged(limit: str) -> tuple[str, str]:
    """Return patterns of what is greater, and what is less, than the limit although UTF-16 has it the other way."""
    greater, less = [], []
    for high in HIGH.finditer(limit):
        prefix = _literal(limit[: high.start()])
        if high[0] > "\uffff":
            less.append(prefix + END_OF_PLANE)
        else:
            greater.append(prefix + UPPER_PLANES)
    return _any(greater), _any(less)


def _any(beginnings: list[str]) -> str:
    return f"(?s)(?:{'|'.join(beginnings)}).*" if beginnings else NEVER


def _literal(text: str) -> str:
    return "\\Q" + text.replace("\\E", "\\E\\\\E\\Q") + "\\E"
