"""How streams of events keep time."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The intervals of streams."""

    poll_milliseconds: float = 500
    """How often the store is asked for news while somebody subscribes."""

    heartbeat_seconds: float = 15
    """How often an open stream gives a sign of life, and asks whether its caller may still have it."""

    init_seconds: float = 5
    """How long a WebSocket may stay open without `connection_init`."""


STEADY: Final = Pace()
"""The default pace."""
