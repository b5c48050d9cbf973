"""One question, one consistent answer, on a server whose statements see each other's commits half-way.

Neo4j isolates transactions as "read committed", so that a statement may read one node before and another after a
commit. Every question is therefore framed: it reads the newest ledger entry before, the head of the ledger after, and
is asked again where they differ. An entry is found through its index, which the server brings up to date after it has
written the records, the head among them; so what the frame lets pass is at most a commit caught between two of its
indexes. Where writers leave no gap, the question is asked while holding the lock that serialises them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from hub.errors import StoreUnavailable
from hub.graph.neo4j.server import Run, Server

Result = TypeVar("Result")

PAUSES: Final = (0.0, 0.002, 0.01, 0.05)  # seconds before a question is asked again

LOCK: Final = "MATCH (head:LedgerHead) SET head.locked = true"
"""Waits until no writer is at work, and keeps writers waiting until the transaction ends."""

FRAME: Final = """
MATCH (head:LedgerHead) OPTIONAL MATCH (entry:LedgerEntry {sequence: head.sequence})
WITH coalesce(entry.sequence, 0) AS before
CALL () { %s }
MATCH (head:LedgerHead)
RETURN answer, before, head.sequence AS after, head.lists AS lists"""


class Reading:
    """Questions that belong to one answer."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._sequences: set[int] = set()
        self.lists: frozenset[str] = frozenset()
        """The filters, as `label.property`, that hold a list in some node; known after the first question."""

    async def ask(self, question: str, **parameters: object) -> Any:  # noqa: ANN401 – whatever the question returns
        """Return `answer`, the one value that the question returns in its one row."""
        record = await self._run(FRAME % question, **parameters)
        if not record:
            raise StoreUnavailable("The graph store has no schema yet: migrate it first.")
        self._sequences |= {record["before"], record["after"]}
        self.lists = frozenset(record["lists"])
        return record["answer"]

    @property
    def steady(self) -> bool:
        """Whether nothing was committed between the first and the last question."""
        return len(self._sequences) <= 1


async def consistent(server: Server, answer: Callable[[Reading], Awaitable[Result]]) -> Result:
    """Return an answer all of whose questions were asked of the same revision."""
    for pause in PAUSES:
        reading = Reading(server.ask)
        result = await answer(reading)
        if reading.steady:
            return result
        await asyncio.sleep(pause)

    async def alone(run: Run) -> Result:
        await run(LOCK)
        return await answer(Reading(run))

    return await server.transact(alone)
