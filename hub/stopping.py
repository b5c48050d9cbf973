"""Learning at once that the process is told to stop, while its server still waits for connections to come to an end.

A server that stops waits for its connections before it tells the application, and a stream of events has no end.
"""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_to_stop(call: Callable[[], None]) -> Iterator[None]:
    """Within the block, call something in the running loop when the process is told to stop.

    Whoever handles the signals already does so as before. Where nobody does, or in a thread that hears no signals,
    nothing is called.
    """
    loop = asyncio.get_running_loop()
    handlers = {number: signal.getsignal(number) for number in _SIGNALS} if current_thread() is main_thread() else {}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        handler = handlers[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number, handler in handlers.items():
        # An event loop hears of signals on its own: its handler is an empty one, and is called as well.
        if callable(handler):
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            if callable(handler):
                signal.signal(number, handler)
