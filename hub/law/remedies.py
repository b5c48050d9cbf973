"""The least that would change a denial: sets of changes, each of which permits the item while no part of it does.

Sound and minimal by construction: the changes that could matter are gathered from the facts and from the terms of
conditions (`hub.law.changes`), then sets of them are tried by size, each applied to the facts and put to `decide`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import chain, combinations, islice
from typing import Final

from hub.law.access import decide, permits
from hub.law.changes import applied, candidates
from hub.law.conditions import SECURITY
from hub.law.decision import Agent, Decision, Remedy, Step
from hub.law.facts import ItemFacts, Request
from hub.vocabulary import ClientSecurity

MOST_STEPS: Final = 6
"""The most changes that a set has; what needs more is told by what is lacking."""

MOST_TRIED: Final = 5_000
"""How many sets are tried, a bound on time alone: what is found is right, and beyond this there may be more."""

_NEAREST: Final = (Agent.ASKER, Agent.NOBODY, Agent.REVIEWERS, Agent.PROVIDER, Agent.AUTHORITY)
_SINGLE: Final = (
    (Step.NAME_PURPOSE, Step.USE_PURPOSE),
    (Step.USE_CHANNEL,),
    (Step.RAISE_SECURITY,),
    (Step.WAIT_UNTIL,),
)
# Steps of which a set has at most one: a request has one purpose, one channel, one client and one moment.


def remedies(
    item: ItemFacts, request: Request, now: datetime, *, most: int = MOST_TRIED
) -> tuple[frozenset[Remedy], ...]:
    """Return the least sets of changes that would permit the item, none where it is permitted.

    The smallest come first, and of equals those within the asker's own reach. At most `most` sets are tried, the
    smallest first.

    Of sets that differ only in how long to wait, or in how well the client is secured, the least counts; a certain
    purpose is named only where not just any of the department's own would do.
    """
    found: list[frozenset[Remedy]] = []
    if permits(decide([item], request, now)[0]):
        return ()
    possible = candidates(item, request, now)
    sizes = range(1, min(MOST_STEPS, len(possible)) + 1)
    for chosen in islice(chain.from_iterable(combinations(possible, size) for size in sizes), most):
        tried = frozenset(chosen)
        if not _is_possible(chosen) or any(known <= tried for known in found):
            continue
        if permits(_decision(applied(tried, item, request, now))):
            found.append(tried)
    easiest = (entry for entry in found if not any(_is_easier(other, entry) for other in found))
    return tuple(sorted(easiest, key=_reach))


def _decision(case: tuple[ItemFacts, Request, datetime]) -> Decision:
    item, request, now = case
    return decide([item], request, now)[0]


def _reach(changes: frozenset[Remedy]) -> tuple[int, int]:
    return len(changes), max(_NEAREST.index(change.agent) for change in changes)


def _is_possible(changes: Iterable[Remedy]) -> bool:
    steps = [change.step for change in changes]
    return all(sum(step in group for step in steps) <= 1 for group in _SINGLE)


def _is_easier(other: frozenset[Remedy], than: frozenset[Remedy]) -> bool:
    """Tell whether the one set asks for the same as the other set, but for less of it."""
    if other == {_any_purpose(change) for change in than} != than:
        return True
    if _without_grades(other) != _without_grades(than):
        return False
    grades, others = _grades(than), _grades(other)
    return others != grades and all(others[step] <= grades[step] for step in grades)


def _any_purpose(change: Remedy) -> Remedy:
    return replace(change, step=Step.NAME_PURPOSE, value="") if change.step is Step.USE_PURPOSE else change


def _without_grades(changes: frozenset[Remedy]) -> set[Remedy]:
    return {replace(change, value="") if change.step in _GRADES else change for change in changes}


def _grades(changes: frozenset[Remedy]) -> dict[Step, float]:
    return {change.step: _GRADES[change.step](change.value) for change in changes if change.step in _GRADES}


_GRADES: Final = {
    Step.WAIT_UNTIL: lambda value: datetime.fromisoformat(value).timestamp(),
    Step.RAISE_SECURITY: lambda value: float(SECURITY[ClientSecurity(value)]),
}
