"""The authorization server on the stores of production, Neo4j and Redis, with two workers."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.shape import SHAPE
from tests.api.world import planting
from tests.servers.clearing import emptied
from tests.servers.hub import environment, served_hub


@pytest.mark.neo4j
@pytest.mark.redis
async def test_tokens_on_neo4j_and_redis(tmp_path: Path, neo4j_url: str, redis_url: str) -> None:
    """A client that is added while the hub runs gets a token and has it revoked, in every worker."""
    settings = {"HUB_GRAPH_URL": await emptied(neo4j_url), "HUB_KV_URL": redis_url}
    await _plant(neo4j_url)
    with served_hub(tmp_path, 2, **settings) as site:
        words = ("client", "add", "app", "--department", "gz-health", "--title", "应用", "--scope", "catalogue:read")
        added = subprocess.run(  # noqa: ASYNC221 – nothing else runs meanwhile
            (sys.executable, "-m", "hub", *words),
            env=environment(tmp_path, **settings),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        secret = re.findall(r"^  ([\w-]{43})$", added.stdout, re.MULTILINE)[0]
        async with httpx.AsyncClient(base_url=site, auth=("app", secret), timeout=60) as client:
            asked = {"grant_type": "client_credentials", "scope": "catalogue:read"}
            token = (await client.post("/oauth/token", data=asked)).json()["access_token"]
            assert await _active(client, token) == {True}
            assert await _answered(client, token) == {200}
            assert (await client.post("/oauth/revoke", data={"token": token})).json() == {}
            assert await _active(client, token) == {False}
            assert await _answered(client, token) == {401}


async def _plant(url: str) -> None:
    """Plant the small world, and write something else, so that the hub leaves it as it is."""
    graph = await open_graph(url, shape=SHAPE)
    await graph.migrate()
    await graph.commit(planting())
    await graph.commit(Change(actor="test", action="test.begin"))
    await graph.close()


async def _active(client: httpx.AsyncClient, token: str) -> set[bool]:
    """Return what the workers tell of a token; each request comes on a connection of its own."""
    alone = {"connection": "close"}
    told = [await client.post("/oauth/introspect", data={"token": token}, headers=alone) for _ in range(20)]
    return {answer.json()["active"] for answer in told}


async def _answered(client: httpx.AsyncClient, token: str) -> set[int]:
    """Return with which statuses the workers answer a query with a token."""
    headers = {"authorization": f"Bearer {token}", "connection": "close"}
    asked = {"query": "{ datasets { totalCount } }"}
    answers = [await client.post("/graphql", json=asked, headers=headers, auth=_bearer) for _ in range(20)]
    return {answer.status_code for answer in answers}


def _bearer(request: httpx.Request) -> httpx.Request:
    """Leave the header as it is, in place of the client's own credentials."""
    return request
