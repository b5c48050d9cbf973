"""The clients that most programs use, graphql-ws and graphql-sse, against a served hub."""

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import script_with_packages

ALL = "subscription { changes(after: 0) { sequence action } }"


@pytest.fixture(scope="module")
def told(site: str) -> dict[str, Any]:
    """What both clients were told."""
    script = script_with_packages(Path(__file__).with_name("clients.mjs"))
    newest = 10**6
    done = subprocess.run(
        ("node", str(script), site, str(newest)), check=False, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers


def _events(site: str, number: int) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    headers = {"accept": "text/event-stream"}
    with httpx.stream("POST", f"{site}/graphql", json={"query": ALL}, headers=headers, timeout=60) as response:
        for line in response.iter_lines():
            if line.startswith("data: "):
                told.append(json.loads(line.removeprefix("data: "))["data"]["changes"])
                if len(told) == number:
                    break
    return told


@pytest.mark.parametrize("client", ["socket", "events"])
def test_queries(told: dict[str, Any], client: str) -> None:
    """A query has one result, also where it is one of several operations and has variables."""
    assert told[client]["query"] == [{"data": {"viewer": {"anonymous": True}}}]
    assert told[client]["named"] == [{"data": {"dataset": {"code": "gd-gat.resident-population"}}}]


@pytest.mark.parametrize("client", ["socket", "events"])
def test_subscriptions(told: dict[str, Any], client: str, site: str) -> None:
    """Events come one by one until the client has enough, in several subscriptions at once."""
    first, second = _events(site, 2)
    assert told[client]["changes"] == [first, second]
    assert told[client]["several"] == [[first], [second]]


def test_the_client_ends_the_connection(told: dict[str, Any]) -> None:
    """The WebSocket lasts as long as the client wants it, and is closed by it alone."""
    assert told["closed"] == 1000


def test_mistakes(told: dict[str, Any]) -> None:
    """What cannot be run or begun is told as the client's protocol has it, each with its stable code."""
    codes = {"mistake": "GRAPHQL_VALIDATION_FAILED", "future": "MALFORMED_CURSOR", "parts": "INCREMENTAL_DELIVERY"}
    for case, code in codes.items():
        assert told["socket"][case] == {"errors": [code]}
        (result,) = told["events"][case]["results"]
        assert [error["extensions"]["code"] for error in result["errors"]] == [code]
        assert "data" not in result
