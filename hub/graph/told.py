"""How the stores tell an extract: nested lists, which become columns here.

A node is told as one list: for each branch the list of its neighbours, one more than the first where others follow,
then its id, then the values read of it, last of them what its own list goes by. A neighbour is told as a node is, after
the properties of the edge where these are read. Of the list that an extract begins with, what is beyond the first is
not told: None stands for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Any, Final

from hub.graph.extract import Branch, Content, Extracted, Forks, Listed, Rows
from hub.graph.query import Order
from hub.graph.values import Value

Told = Sequence[Any]


def _as_told(told: Any) -> Any:  # noqa: ANN401
    return told


class CutShort(Exception):
    """A list told in any order may lack what comes first in it, or holds what cannot be put in order here."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a store tells more than nodes."""

    link: Callable[[Any], Mapping[str, Value]] = _as_told
    """Reads the properties of an edge."""

    arrange: Callable[[Sequence[Any], Branch], None] | None = None
    """Puts all lists of a branch in order, in place; raises `CutShort`. None where they come in order."""


_PLAIN: Final = Manner()


def names_read(content: Content, order: Order | None) -> tuple[str, ...]:
    """Return the properties whose values are told of each node."""
    return (*content.properties, *((order.property,) if order else ()))


def extracted(
    origin: Listed, content: Content, told: Sequence[tuple[Told, int | None] | None], manner: Manner = _PLAIN
) -> Extracted:
    """Return what was told of the nodes of a list, each with its rank in a search, None for one beyond the first.

    Raises `CutShort` where the manner arranges.
    """
    window = origin.window
    first = max(window.first, 0)
    shown = [each for each in told[:first] if each is not None]
    rows = rows_of([node for node, _ in shown], content, window.order, manner)
    if window.order is None and origin.selection.text is not None:
        rows = Rows(rows.ids, rows.columns, [rank for _, rank in shown], rows.forks)
    return Extracted(rows, more=len(told) > first)


def rows_of(told: Sequence[Told], content: Content, order: Order | None = None, manner: Manner = _PLAIN) -> Rows:
    """Return what was told of nodes, in columns; raises `CutShort` where the manner arranges."""
    before, names = len(content.branches), names_read(content, order)
    columns = list(zip(*told, strict=True)) or [()] * (before + 1 + len(names))
    return Rows(
        ids=columns[before],
        columns=dict(zip(content.properties, columns[before + 1 :], strict=False)),
        keys=columns[-1] if order else (),
        forks=tuple(_forks(groups, branch, manner) for groups, branch in zip(columns, content.branches, strict=False)),
    )


def _forks(groups: Sequence[Sequence[Any]], branch: Branch, manner: Manner) -> Forks:
    first = max(branch.first, 0)
    more = [len(group) > first for group in groups]
    if any(more):
        if manner.arrange:
            raise CutShort
        groups = [group[:first] for group in groups]
    elif manner.arrange:
        manner.arrange(groups, branch)
    told: Sequence[Any] = list(chain.from_iterable(groups))
    links: Sequence[Any] = ()
    if branch.linked:
        told, links = [each[1:] for each in told], [manner.link(each[0]) for each in told]
    starts = list(accumulate(map(len, groups), initial=0))
    return Forks(starts, more, rows_of(told, branch.content, branch.order, manner), links)
