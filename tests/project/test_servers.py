"""The servers that tests run on, which must come, stay and go as tests need it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import neo4j
import pytest

from tests.servers import Unobtainable
from tests.servers.jars import neo4j_jars
from tests.servers.java import java_home
from tests.servers.neo4j import Server, answers


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without Maven, and nothing fetched before."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HUB_TEST_CACHE", str(tmp_path))
    return tmp_path


def test_a_server_keeps_its_address_and_data_over_a_stop(neo4j_server: Server) -> None:
    """A stopped server is gone for its clients; started again, it is where it was with what it had."""
    with neo4j.GraphDatabase.driver(neo4j_server.url) as driver:
        driver.execute_query("CREATE (:Kept {name: '常住人口'})")
    neo4j_server.stop()
    assert not answers(neo4j_server.url)
    neo4j_server.start()
    with neo4j.GraphDatabase.driver(neo4j_server.url) as driver:
        kept = driver.execute_query("MATCH (k:Kept) WITH k, k.name AS name DELETE k RETURN name").records
    assert [record.data() for record in kept] == [{"name": "常住人口"}]


@pytest.mark.neo4j
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "kill"])
def test_a_server_is_gone_with_its_starter(neo4j_url: str, end: signal.Signals, tmp_path: Path) -> None:
    """However the starting process ends, no server stays behind."""
    assert answers(neo4j_url)  # this machine can have a server at all
    command = (sys.executable, "-m", "tests.servers.neo4j")
    # A killed starter cannot remove its folder; here pytest does.
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    starter = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    with starter:
        assert starter.stdout is not None
        url = starter.stdout.readline().strip()
        assert answers(url)
        starter.send_signal(end)
        starter.wait(timeout=60)
    deadline = time.monotonic() + 20
    while answers(url) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not answers(url)


def test_without_maven_the_reason_is_told(bare_machine: Path) -> None:
    """Where Neo4j cannot be fetched, one line says what is missing."""
    with pytest.raises(Unobtainable, match=r"^no mvn on PATH to fetch Neo4j with$"):
        neo4j_jars(java=bare_machine)


def test_an_old_java_is_not_taken() -> None:
    """Where every Java is too old, one line says which would do."""
    with pytest.raises(Unobtainable, match=r"^no Java 999 or newer in JAVA_HOME"):
        java_home(oldest=999)
