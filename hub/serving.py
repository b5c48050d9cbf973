"""Serving the application with Granian."""

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from hub.settings import Settings


def serve(settings: Settings, *, workers: int) -> None:
    """Serve the hub until it is told to stop; the workers read the same environment."""
    Server(
        "hub.app:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=workers,
        log_level=LogLevels(settings.log_level),
    ).serve()
