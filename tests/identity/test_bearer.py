"""Tokens at the API: who is known by one, who is refused and told how, and what ends with it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from starlette.applications import Starlette

from hub.app import build_app
from hub.graph.opening import open_graph, present
from hub.identity.opening import open_identities
from hub.identity.revocations import revoking
from hub.scopes import CATALOGUE, Rights
from hub.settings import read_settings
from hub.shape import SHAPE
from hub.vocabulary import ClientSecurity, Role
from tests.api.world import HEALTH, planting
from tests.identity.clock import Clock
from tests.servers.tokens import PROGRAM, Tokens, tokens_of

VIEWER = {"query": "{ viewer { anonymous role client scopes department { code } } }"}
NOBODY = {"anonymous": True, "role": None, "client": None, "scopes": ["catalogue:read"], "department": None}
EVENTS = {"accept": "text/event-stream"}
METADATA = 'resource_metadata="http://127.0.0.1:8000/.well-known/oauth-protected-resource"'


@dataclass(slots=True)
class Site:
    """A hub with the small world, its clock, and what issues its tokens."""

    app: Starlette
    http: httpx.AsyncClient
    clock: Clock
    tokens: Tokens
    graph_url: str

    async def viewer(self, token: str | None, **headers: str) -> httpx.Response:
        """Ask who is asking, with a token."""
        brought = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await self.http.post("/graphql", json=VIEWER, headers=brought | headers)

    async def revoke(self, area: Any, name: str) -> None:  # noqa: ANN401 – an area
        """Revoke what bears a name, as another process does."""
        identities = open_identities(self.graph_url)
        await identities.write(revoking(area, name, until=self.clock.now + timedelta(minutes=5)))
        await identities.close()

    async def last_of_stream(self, token: str, meanwhile: Any) -> list[dict[str, Any]]:  # noqa: ANN401 – a function
        """Open a stream of events, do something, and return what it tells until it ends."""
        asked = {"query": "subscription { changes { action } }"}
        scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "http_version": "1.1"}
        headers = {**EVENTS, "content-type": "application/json", "authorization": f"Bearer {token}"}
        told: list[bytes] = []
        begun = asyncio.Event()
        body: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        body.put_nowait({"type": "http.request", "body": orjson.dumps(asked), "more_body": False})

        async def send(message: Any) -> None:  # noqa: ANN401 – ASGI's
            told.append(message.get("body", b""))
            begun.set()

        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        stream = asyncio.ensure_future(self.app({**scope, "headers": raw}, body.get, send))
        await begun.wait()
        await meanwhile()
        await asyncio.wait_for(stream, 20)
        lines = b"".join(told).decode().splitlines()
        return [orjson.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


@pytest.fixture(params=["on", "off"])
def anonymous(request: pytest.FixtureRequest) -> str:
    """Whether callers without a token may read the catalogue."""
    return str(request.param)


@pytest.fixture
async def site(tmp_path: Path, anonymous: str) -> AsyncIterator[Site]:
    """A hub on a file."""
    clock = Clock()
    clock.now = present()
    environment = {"HUB_DATA_DIR": str(tmp_path), "HUB_STREAM_HEARTBEAT_SECONDS": "1"}
    settings = read_settings(environment | {"HUB_ANONYMOUS_CATALOGUE": anonymous})
    graph = await open_graph(settings.graph_url, shape=SHAPE)
    await graph.migrate()
    await graph.commit(planting())
    await graph.close()
    tokens = await tokens_of(settings.graph_url, settings.issuer, department=HEALTH.code)
    app = build_app(settings, clock=clock)
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://hub") as http:
        yield Site(app, http, clock, tokens, settings.graph_url)


async def test_a_caller_without_a_token(site: Site, anonymous: str) -> None:
    """Reads the catalogue where the setting shows it, and is told how to get a token where it does not."""
    response = await site.viewer(None)
    if anonymous == "on":
        assert (response.status_code, response.json()["data"]["viewer"]) == (200, NOBODY)
        return
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == f"Bearer {METADATA}"


@pytest.mark.parametrize("anonymous", ["off"])
async def test_a_caller_with_a_token(site: Site) -> None:
    """Is known by department, role and program; his scopes are those of the token."""
    for role, rights in ((Role.CONSUMER, CATALOGUE), (Role.AUDITOR, Rights())):
        token = site.tokens.text(HEALTH.code, role, rights=rights, security=ClientSecurity.KEY)
        response = await site.viewer(token)
        assert response.json()["data"]["viewer"] == {
            "anonymous": False,
            "role": role.value,
            "client": PROGRAM,
            "scopes": [str(scope) for scope in rights.scopes],
            "department": {"code": HEALTH.code} if rights.scopes else None,
        }


async def test_a_token_that_is_not_to_be_believed(site: Site) -> None:
    """Forged, of another issuer, or expired: refused even where anonymous callers are not, and told why."""
    good = site.tokens.text(HEALTH.code)
    head, body, signature = good.split(".")
    foreign = Tokens("https://elsewhere.example", site.tokens.key).text(HEALTH.code)
    forged = f"{head}.{body}.{signature[::-1]}"
    for token in ("king", forged, foreign, f"{head}.{body}."):
        response = await site.viewer(token)
        (error,) = response.json()["errors"]
        assert (response.status_code, error["extensions"]["code"]) == (401, "UNAUTHENTICATED"), token
        assert response.headers["www-authenticate"].startswith('Bearer error="invalid_token", error_description="')
        assert response.headers["www-authenticate"].endswith(METADATA)
    site.clock.now += timedelta(minutes=6)
    assert (await site.viewer(good)).status_code == 401


@pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "Bearer a b", "bearer\u00e4", ""])
async def test_credentials_of_another_kind(site: Site, value: str) -> None:
    """Are refused, rather than taken for none."""
    headers = [(b"Authorization", value.encode("latin-1"))]
    response = await site.http.post("/graphql", json=VIEWER, headers=headers)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "MALFORMED_TOKEN")
    assert 'error="invalid_request"' in response.headers["www-authenticate"]


async def test_a_token_where_none_may_be(site: Site) -> None:
    """In the address, or twice: refused, though each would do alone."""
    token = site.tokens.text(HEALTH.code)
    in_address = await site.http.post("/graphql", params={"access_token": token}, json=VIEWER)
    header = ("Authorization", f"Bearer {token}")
    twice = await site.http.post("/graphql", json=VIEWER, headers=[header, header])
    for response in (in_address, twice):
        (error,) = response.json()["errors"]
        assert (response.status_code, error["extensions"]["code"]) == (400, "MALFORMED_TOKEN")


@pytest.mark.parametrize("anonymous", ["off"])
async def test_what_is_revoked_is_refused_at_once(site: Site) -> None:
    """All tokens of a client, with the next request."""
    token = site.tokens.text(HEALTH.code)
    assert (await site.viewer(token)).status_code == 200
    await site.revoke("client", PROGRAM)
    assert (await site.viewer(token)).status_code == 401


@pytest.mark.parametrize("anonymous", ["on"])
@pytest.mark.parametrize("ending", ["expired", "revoked"])
async def test_a_stream_ends_with_its_token(site: Site, ending: str) -> None:
    """Though nothing happens: with the next sign of life it is told why, and never goes on as anonymous."""

    async def meanwhile() -> None:
        if ending == "revoked":
            await site.revoke("client", PROGRAM)
        else:
            site.clock.now += timedelta(minutes=6)

    told = await site.last_of_stream(site.tokens.text(HEALTH.code), meanwhile)
    (error,) = told[-1]["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
