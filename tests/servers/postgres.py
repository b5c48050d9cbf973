"""A real PostgreSQL server, thrown away after use."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.servers import WATCHED, Unobtainable
from tests.servers.ports import free_port

PATIENCE: Final = 60.0  # seconds until a server must answer
USER: Final = "postgres"

# Nobody misses what such a server loses; what is read is not touched by this.
_SETTINGS: Final = ("fsync=off", "synchronous_commit=off", "shared_buffers=512MB")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server that trusts whoever asks on 127.0.0.1, and give its URL; raises `Unobtainable` where there is none.

    The server refuses to run as root, who starts it as the user that its package made.
    """
    programs, port = _programs(), free_port()
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        as_user: Sequence[str] = ()
        if os.geteuid() == 0:
            as_user = ("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups")
            shutil.chown(folder, USER)
        data = Path(folder) / "data"
        options = ("-D", str(data), "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8")
        made = (*as_user, str(programs / "initdb"), *options)
        subprocess.run(made, check=True, capture_output=True, cwd=folder)
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        command = [
            *as_user,
            programs / "postgres",
            "-D",
            data,
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
            "-k",
            folder,
            *settings,
        ]
        server = subprocess.Popen(
            ["/bin/sh", "-c", WATCHED, "postgres", *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
        try:
            _await(programs, port, server)
            yield f"postgres://{USER}@127.0.0.1:{port}/postgres?sslmode=disable"
        finally:
            if server.stdin is not None:
                server.stdin.close()
            server.wait(PATIENCE)


def _programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places or not (places[-1] / "initdb").exists():
        message = "no PostgreSQL server: install the package postgresql"
        raise Unobtainable(message)
    return places[-1]


def _await(programs: Path, port: int, server: "subprocess.Popen[bytes]") -> None:
    asks = (programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", USER)
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(asks, check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            message = "PostgreSQL did not start"
            raise Unobtainable(message)
        time.sleep(0.1)
