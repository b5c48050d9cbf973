"""A real Neo4j Community server, thrown away after use; `python -m tests.servers.neo4j` runs one by hand."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.servers import WATCHED, Unobtainable
from tests.servers.jars import neo4j_jars
from tests.servers.java import java_home
from tests.servers.ports import free_port

OLDEST_JAVA: Final = 21
PATIENCE: Final = 120.0  # seconds until a server must answer

# For a server that lives for minutes: code optimised further would cost more than it saves (measured: half the work).
SHORT_LIVED: Final = ("-XX:TieredStopAtLevel=1",)

SETTINGS: Final = """\
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size={page_cache}
dbms.security.auth_enabled=false
dbms.usage_report.enabled=false
db.tx_log.preallocate=false
internal.dbms.bolt.netty_server_shutdown_quiet_period=0
"""

OPENED: Final = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


class Server:
    """One Neo4j on one data folder and one port of 127.0.0.1, which it keeps when it is stopped and started again."""

    def __init__(self, home: Path, *, heap: str, page_cache: str, options: Sequence[str]) -> None:
        """Lay out the server's folder; raises `Unobtainable` where this machine cannot run Neo4j."""
        java = java_home(oldest=OLDEST_JAVA)
        jars = neo4j_jars(java=java)
        self.home = home
        self.port = free_port()
        self.url = f"bolt://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        configuration = home / "conf"
        configuration.mkdir(parents=True, exist_ok=True)
        settings = SETTINGS.format(port=self.port, page_cache=page_cache)
        (configuration / "neo4j.conf").write_text(settings, encoding="utf-8")
        self.command = [
            str(java / "bin" / "java"),
            f"-Xmx{heap}",
            *options,
            *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
            "-classpath",
            f"{jars}/*",
            "org.neo4j.server.Neo4jCommunity",
            f"--home-dir={home}",
            f"--config-dir={configuration}",
        ]

    def start(self) -> None:
        """Start the server and return when it answers a query; raises `Unobtainable` where it does not."""
        with (self.home / "console.log").open("ab") as console:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", WATCHED, "neo4j", *self.command],
                stdin=subprocess.PIPE,
                stdout=console,
                stderr=console,
                # Ctrl-C is for the starter, which stops the server when it has finished with it.
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not answers(self.url):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                said = (self.home / "console.log").read_text(encoding="utf-8").strip().splitlines()
                message = f"Neo4j did not start: {said[-1] if said else 'it said nothing'}"
                raise Unobtainable(message)
            time.sleep(0.2)

    def stop(self) -> None:
        """Shut the server down and return when it is gone; a stopped server stays as it is."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


@contextmanager
def neo4j_server(
    home: Path | None = None, *, heap: str = "1g", page_cache: str = "512m", options: Sequence[str] = ()
) -> Iterator[Server]:
    """Run a server without authentication until the block ends.

    Its data lives in `home`, or in a folder that is removed at the end. `heap` and `page_cache` are sizes as Java and
    Neo4j write them; `options` are further ones of the Java command. Raises `Unobtainable`
    where this machine cannot run Neo4j.
    """
    with tempfile.TemporaryDirectory(prefix="neo4j-") as folder:
        server = Server(home or Path(folder), heap=heap, page_cache=page_cache, options=options)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def answers(url: str) -> bool:
    """Tell whether the server at `url` answers a query now."""
    with neo4j.GraphDatabase.driver(url, connection_timeout=1, max_transaction_retry_time=0) as driver:
        try:
            driver.execute_query("RETURN 1")
        except (DriverError, Neo4jError):
            return False
    return True


@click.command()
@click.option("--heap", default="1g", show_default=True, help="Memory of the Java heap.")
@click.option("--page-cache", default="512m", show_default=True, help="Memory for the pages of the store.")
def main(heap: str, page_cache: str) -> None:
    """Run a throw-away Neo4j, print its URL, and stop with Ctrl-C."""
    # A shell that runs something in the background has it ignore Ctrl-C, and all that it starts.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    try:
        with neo4j_server(heap=heap, page_cache=page_cache) as server:
            click.echo(server.url)
            signal.pause()
    except KeyboardInterrupt:
        return
    except Unobtainable as reason:
        raise click.ClickException(str(reason)) from reason


if __name__ == "__main__":
    main()
