"""Threads that run the statements of the store, so that the event loop never waits for a disk.

The event loop's own executor would do; a queue of our own halves the cost of a hop (measured), which counts where the
statement itself takes ten microseconds.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Generic, TypeVar

import apsw

from hub.errors import HubError, StoreUnavailable
from hub.graph.sqlite.connection import Connection, Line
from hub.graph.sqlite.failures import breaks_connection, told

Answer = TypeVar("Answer")
Told = TypeVar("Told")


class Errand(Generic[Answer]):
    """Something to do on a connection, and the future that waits for its outcome."""

    def __init__(self, job: Callable[[Connection], Answer]) -> None:
        self._job = job
        self._lock = Lock()
        self._busy: Connection | None = None
        self._loop = asyncio.get_running_loop()
        self.outcome: asyncio.Future[Answer] = self._loop.create_future()

    def run(self, line: Line) -> None:
        """Do it in the calling thread, unless nobody waits any more, and hand the outcome to its event loop."""
        if self.outcome.cancelled():
            return
        try:
            answer = self._done_on(line.connection())
        except apsw.Error as error:
            self._tell(self._fail, _translated(error, line))
        except Exception as error:  # noqa: BLE001 – it is the caller's to handle, not this thread's
            self._tell(self._fail, error)
        else:
            self._tell(self._succeed, answer)

    def break_off(self) -> None:
        """Stop the statement that runs for it, from any thread; nothing where none does."""
        with self._lock:
            if self._busy is not None:
                self._busy.interrupt()

    def _done_on(self, connection: Connection) -> Answer:
        # While the lock is held the connection cannot go on to another errand, whose statement would be stopped.
        with self._lock:
            self._busy = connection
        try:
            return self._job(connection)
        finally:
            with self._lock:
                self._busy = None

    def _tell(self, how: Callable[[Told], None], what: Told) -> None:
        with suppress(RuntimeError):  # the event loop was closed meanwhile: nobody waits any more
            self._loop.call_soon_threadsafe(how, what)

    def _succeed(self, answer: Answer) -> None:
        if not self.outcome.done():
            self.outcome.set_result(answer)

    def _fail(self, error: Exception) -> None:
        if not self.outcome.done():
            self.outcome.set_exception(error)


class Workers:
    """Some threads with a connection each, started by the first errand, that take errands in the order given.

    What `only_reads` is broken off once nobody waits for it; what writes is carried through.
    """

    def __init__(self, path: str, *, size: int, only_reads: bool = False) -> None:
        self._path = path
        self._only_reads = only_reads
        self._errands: SimpleQueue[Callable[[Line], None] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"graph:{path}", daemon=True) for _ in range(size)]
        self._started = False
        self._closed = False

    async def run(self, job: Callable[[Connection], Answer]) -> Answer:
        """Return what the job answers, or raise what it raises; SQLite's errors as `StoreUnavailable`."""
        if self._closed:
            raise StoreUnavailable(f"The graph '{self._path}' was closed: open it again.")
        if not self._started:
            self._started = True
            for thread in self._threads:
                thread.start()
        errand = Errand(job)
        self._errands.put(errand.run)
        try:
            return await errand.outcome
        except asyncio.CancelledError:
            if self._only_reads:
                errand.break_off()
            raise

    async def close(self) -> None:
        """Finish what was asked for, then close the connections; doing it again changes nothing."""
        self._closed = True
        if self._started:
            for _ in self._threads:
                self._errands.put(None)
            await asyncio.to_thread(self._join)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        line = Line(self._path)
        while (run := self._errands.get()) is not None:
            run(line)
        line.drop()


def _translated(error: apsw.Error, line: Line) -> HubError:
    if breaks_connection(error):
        line.drop()
    failure = told(error, line.path)
    failure.__cause__ = error
    return failure
