"""A real Redis server, thrown away after use."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis

from tests.servers import WATCHED, Unobtainable
from tests.servers.ports import free_port

PATIENCE: Final = 20.0  # seconds until a server must answer


class RedisServer:
    """A server that keeps nothing on disk and its port over a stop."""

    def __init__(self, folder: str) -> None:
        program = shutil.which("redis-server")
        if program is None:
            message = "no redis-server on PATH"
            raise Unobtainable(message)
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        self.process: subprocess.Popen[bytes] | None = None
        self.command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]

    def start(self) -> None:
        """Start the server and return when it answers; raises `Unobtainable` where it does not."""
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", WATCHED, "redis", *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            # Ctrl-C is for the starter, which stops the server when it has finished with it.
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                message = "redis-server did not start"
                raise Unobtainable(message)
            time.sleep(0.02)

    def answers(self) -> bool:
        """Tell whether the server answers now."""
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False

    def stop(self) -> None:
        """Shut the server down and return when it is gone; a stopped server stays as it is."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a server until the block ends; raises `Unobtainable` where this machine cannot."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()
