"""Questions about nodes that are alike but for the nodes: those that come while one is being answered go together.

A question costs driver and server some half a millisecond before anything is read, more than reading a dataset. Under
load, departments that send the same query about their own datasets share that. A question that finds none of its kind
under way is asked at once, and none waits longer than `PATIENCE` for the one before it, so that nobody waits for what
takes the server long.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hub.graph.values import NodeId

PATIENCE: Final = 0.001  # seconds
MOST: Final = 100
"""About how many nodes at most are asked about at once, where several ask."""

Found = Mapping[NodeId, Any]
Ask = Callable[[Sequence[NodeId]], Awaitable[Found]]
"""Asks the server about some nodes, none of them twice, and returns what it tells of each that there is."""

_Question = tuple[Sequence[NodeId], asyncio.Future[Found]]
"""The nodes that somebody asks about, and what he waits for."""


@dataclass(slots=True)
class _Waiting:
    """Those who wait for the question before theirs, and what ends their patience."""

    ask: Ask
    timer: asyncio.TimerHandle
    questions: list[_Question] = field(default_factory=list)


class Coalescing:
    """Asks questions of several kinds; a kind is known by a key, and all of a kind are asked in the same way."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, int] = {}
        self._waiting: dict[Hashable, _Waiting] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> bool:
        """Whether nothing is asked, and nobody waits."""
        return not (self._under_way or self._waiting or self._tasks)

    async def ask(self, key: Hashable, nodes: Sequence[NodeId], ask: Ask) -> Found:
        """Return what is told of some nodes, and perhaps of others; raises what `ask` raises."""
        if key in self._under_way:
            return await self._later(key, nodes, ask)
        self._begin(key)
        try:
            return await ask(list(dict.fromkeys(nodes)))
        finally:
            self._end(key)

    def _later(self, key: Hashable, nodes: Sequence[NodeId], ask: Ask) -> asyncio.Future[Found]:
        loop = asyncio.get_running_loop()
        if key not in self._waiting:
            self._waiting[key] = _Waiting(ask, loop.call_later(PATIENCE, self._go_on, key))
        answer: asyncio.Future[Found] = loop.create_future()
        self._waiting[key].questions.append((nodes, answer))
        return answer

    def _begin(self, key: Hashable) -> None:
        self._under_way[key] = self._under_way.get(key, 0) + 1

    def _end(self, key: Hashable) -> None:
        self._under_way[key] -= 1
        if not self._under_way[key]:
            del self._under_way[key]
        self._go_on(key)

    def _go_on(self, key: Hashable) -> None:
        """Ask for those who wait."""
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return
        waiting.timer.cancel()
        questions = [each for each in waiting.questions if not each[1].done()]
        while questions:
            together = _fitting(questions)
            questions = questions[len(together) :]
            self._begin(key)
            task = asyncio.get_running_loop().create_task(self._answer(key, together, waiting.ask))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            _stop_once_left(task, [answer for _, answer in together])

    async def _answer(self, key: Hashable, questions: Sequence[_Question], ask: Ask) -> None:
        try:
            found = await ask(list(dict.fromkeys(node for nodes, _ in questions for node in nodes)))
            for _, answer in questions:
                if not answer.done():
                    answer.set_result(found)
        except Exception as error:  # noqa: BLE001 – it is for those who asked
            for _, answer in questions:
                if not answer.done():
                    answer.set_exception(error)
        finally:
            self._end(key)


def _fitting(questions: Sequence[_Question]) -> Sequence[_Question]:
    """Return the first questions that are about so many nodes, one at least."""
    size = 0
    for at, (nodes, _) in enumerate(questions):
        size += len(nodes)
        if at and size > MOST:
            return questions[:at]
    return questions


def _stop_once_left(task: asyncio.Task[None], answers: Sequence[asyncio.Future[Found]]) -> None:
    """Stop a task when nobody waits for its answers any more."""

    def left(_: asyncio.Future[Found]) -> None:
        if all(answer.cancelled() for answer in answers):
            task.cancel()

    for answer in answers:
        answer.add_done_callback(left)
