"""What was gathered for the law, kept for as long as nothing is written: each question begins by looking whether."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from hub.access.facts import Audible, conditional, facts_with_audiences, grants_held, seen_by, with_held
from hub.access.inquiring import Inquiry, request_of
from hub.codes import Code, ItemCode
from hub.graph.port import Graph
from hub.graph.query import Sight
from hub.graph.values import Revision
from hub.joining import Joined
from hub.law.facts import Granted, ItemFacts, Request

ROOM: Final = 100_000
"""How many facts an epoch keeps of items, and how many of grants; more than that begins anew."""

Head = Callable[[], Awaitable[tuple[Revision, str]]]


@dataclass(slots=True)
class Epoch:
    """What was gathered while the ledger's newest entry was the one with this number.

    Facts are kept with the audience for whom they exist: nothing is told to one because another asked before.
    """

    revision: Revision
    _requests: dict[tuple[Code, str | None], Request] = field(default_factory=dict)
    _facts: dict[ItemCode, Audible | None] = field(default_factory=dict)
    _held: dict[tuple[Code, ItemCode], tuple[Granted, ...]] = field(default_factory=dict)

    async def request(self, graph: Graph, inquiry: Inquiry) -> Request:
        """Return an inquiry as the law takes it, as `request_of`."""
        key = inquiry.department, inquiry.purpose
        if key not in self._requests:
            if len(self._requests) >= ROOM:
                self._requests.clear()
            self._requests[key] = await request_of(graph, inquiry)
        return replace(self._requests[key], channel=inquiry.channel, security=inquiry.security)

    async def facts(self, graph: Graph, items: Sequence[ItemCode], *, sight: Sight) -> list[ItemFacts | None]:
        """Return the facts of items without grants, as `facts_of_items`."""
        missing = [item for item in dict.fromkeys(items) if item not in self._facts]
        found = dict(zip(missing, await facts_with_audiences(graph, missing), strict=True)) if missing else {}
        known = [found[item] if item in found else self._facts[item] for item in items]
        if len(self._facts) + len(found) > ROOM:
            self._facts.clear()
        self._facts |= found
        return seen_by(sight, known)

    async def with_grants(
        self, graph: Graph, facts: Sequence[ItemFacts | None], *, holder: Code
    ) -> list[ItemFacts | None]:
        """Return facts with the grants of a department, as `hub.access.facts.with_grants`."""
        items = conditional(facts)
        missing = [item for item in dict.fromkeys(items) if (holder, item) not in self._held]
        found = await grants_held(graph, missing, holder=holder) if missing else {}
        held = {item: found[item] if item in found else self._held[holder, item] for item in items}
        if len(self._held) + len(found) > ROOM:
            self._held.clear()
        self._held |= {(holder, item): grants for item, grants in found.items()}
        return with_held(facts, held)


class Memory:
    """Remembers what was gathered of one graph; whichever process writes, what is remembered ends with it."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._epoch = Epoch(Revision(-1))
        self._looking = Joined(self._look)

    async def epoch(self) -> Epoch:
        """Return what is remembered of the graph as it is now; raises `StoreUnavailable`."""
        return await self._looking()

    async def _look(self) -> Epoch:
        revision, _ = await self._head()
        if revision != self._epoch.revision:
            self._epoch = Epoch(revision)
        return self._epoch
