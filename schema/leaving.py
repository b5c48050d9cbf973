"""Callers who leave before they are answered: what is worked out for them alone is stopped."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from starlette.requests import Request
from starlette.types import Receive

LOOK: Final = 0.5
"""After how many seconds it is first looked whether the caller is still there: most are answered long before."""


class CallerGone(Exception):
    """The caller has left; nobody waits for an answer any more."""


async def left(receive: Receive) -> None:
    """Return when the caller, all of whose request was read, has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


@contextmanager
def while_there(request: Request) -> Iterator[None]:
    """Cancel what runs inside once the caller, all of whose request was read, has gone; raise `CallerGone` then.

    Only for what changes nothing: a change that was begun is carried through, and its caller may ask what became of it.
    """
    loop, work = asyncio.get_running_loop(), asyncio.current_task()
    assert work is not None  # noqa: S101 – a request is answered in a task
    watches: list[asyncio.Task[None]] = []
    gone = asyncio.Event()

    async def watch() -> None:
        await left(request.receive)
        gone.set()
        work.cancel()

    timer = loop.call_later(LOOK, lambda: watches.append(loop.create_task(watch())))
    try:
        yield
    except asyncio.CancelledError:
        if not gone.is_set():
            raise
        work.uncancel()
        raise CallerGone from None
    finally:
        timer.cancel()
        for each in watches:
            each.cancel()
