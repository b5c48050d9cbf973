"""Serving the application with Granian."""

from typing import Final

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from hub.settings import Settings

_GRACE_SECONDS: Final = 15
"""How long a worker may take, once its operations have ended, to let go of its stores."""


def serve(settings: Settings, *, workers: int, seconds: int) -> None:
    """Serve the hub until it is told to stop; the workers read the same environment.

    An operation takes some `seconds` at most; a worker that has not stopped some time after that is killed.
    """
    Server(
        "hub.app:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        # uvloop, but for Windows, where there is none: a small question to Neo4j takes two thirds of the time.
        loop=Loops.auto,
        workers=workers,
        log_level=LogLevels(settings.log_level),
        workers_kill_timeout=seconds + _GRACE_SECONDS,
    ).serve()
