from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from hub.app import build_app
from hub.codes import Code
from hub.errors import MalformedPrincipal, MalformedSetting
from hub.graph.opening import open_graph
from hub.graph.query import PUBLIC, Sight
from hub.principals import HEADER, Principal, is_loopback, read_principal, sight_of
from hub.settings import read_settings
from hub.shape import SHAPE
from hub.vocabulary import ClientSecurity, Role
from tests.api.conftest import Ask
from tests.api.world import HEALTH

VIEWER = "{ viewer { anonymous role client department { title } } }"
HEALTH_CLERK = Principal(department=HEALTH.code, role=Role.CONSUMER)


@asynccontextmanager
async def hub(folder: Path, *, believes: bool) -> AsyncIterator[httpx.AsyncClient]:
    """Serve an empty hub that does or does not take a caller's word."""
    settings = read_settings({"HUB_DATA_DIR": str(folder), "HUB_DEV_PRINCIPALS": "1" if believes else "0"})
    graph = await open_graph(settings.graph_url, shape=SHAPE)
    await graph.migrate()
    await graph.close()
    app = build_app(settings)
    transport = httpx.ASGITransport(app=app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
        yield client


async def viewer(client: httpx.AsyncClient, said: str | None, *, host: str = "127.0.0.1:8000") -> tuple[int, Any]:
    """Ask who is asking."""
    headers = {} if said is None else {HEADER: said}
    query = {"query": "{ viewer { anonymous role client } }"}
    answer = await client.post(f"http://{host}/graphql", json=query, headers=headers)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("text", "principal"),
    [
        ("department=gd-wjw", Principal(department=Code("gd-wjw"), role=Role.CONSUMER)),
        (
            " role = AUDITOR ;department=gd-wjw;client=cli; security=BOUND ",
            Principal(department=Code("gd-wjw"), role=Role.AUDITOR, client=Code("cli"), security=ClientSecurity.BOUND),
        ),
    ],
    ids=["least", "most"],
)
def test_a_header_names_a_principal(text: str, principal: Principal) -> None:
    """A department is enough; without a role it consumes."""
    assert read_principal(text) == principal


@pytest.mark.parametrize(
    "text",
    ["", "gd-wjw", "role=CONSUMER", "department=广州", "department=gd-wjw; role=KING", "department=aa; department=bb"],
)
def test_a_header_that_names_nobody_is_refused(text: str) -> None:
    """Rather than taken for an anonymous caller."""
    with pytest.raises(MalformedPrincipal, match="write it as `department=gd-wjw; role=CONSUMER`"):
        read_principal(text)


@pytest.mark.parametrize(
    ("principal", "sight"),
    [
        (None, PUBLIC),
        (HEALTH_CLERK, Sight(frozenset({f"department:{HEALTH.code}"}))),
        (Principal(department=Code("gd-wjw"), role=Role.OPERATOR), Sight(frozenset({"department:gd-wjw"}))),
        (
            Principal(department=Code("gd-zsj"), role=Role.AUTHORITY),
            Sight(frozenset({"department:gd-zsj", "authority"})),
        ),
        (Principal(department=Code("gd-aqs"), role=Role.AUDITOR), Sight(frozenset({"department:gd-aqs", "auditor"}))),
    ],
    ids=["nobody", "consumer", "operator", "authority", "auditor"],
)
def test_what_exists_follows_from_who_asks(principal: Principal | None, sight: Sight) -> None:
    """What its department may see, and more for the authority and the auditor."""
    assert sight_of(principal) == sight


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost"])
def test_this_machine(host: str) -> None:
    """Every address of the loopback interface, and its name."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "hub.gd.example", "localhost.example", ""])  # noqa: S104 – refused
def test_not_this_machine(host: str) -> None:
    """An address that others can reach, and every other name."""
    assert not is_loopback(host)


def test_callers_are_not_believed_where_others_can_call() -> None:
    """A hub that listens beyond loopback refuses to start."""
    issuer = {"HUB_ISSUER": "https://hub.example"}
    with pytest.raises(MalformedSetting, match="lets every caller be whom he says he is"):
        read_settings(issuer | {"HUB_DEV_PRINCIPALS": "1", "HUB_HOST": "0.0.0.0"})  # noqa: S104 – refused
    assert read_settings(issuer | {"HUB_DEV_PRINCIPALS": "1", "HUB_HOST": "::1"}).dev_principals
    assert not read_settings(issuer | {"HUB_HOST": "0.0.0.0"}).dev_principals  # noqa: S104 – nothing listens


async def test_a_caller_who_says_nothing_is_anonymous(tmp_path: Path) -> None:
    """Whether or not he would be believed."""
    nobody = {"data": {"viewer": {"anonymous": True, "role": None, "client": None}}}
    for believes in (False, True):
        async with hub(tmp_path, believes=believes) as client:
            assert await viewer(client, None) == (200, nobody)


async def test_a_caller_is_believed_where_the_setting_says_so(tmp_path: Path) -> None:
    """On this machine's own address; a name that leads here is refused, as another site's page would use one."""
    said = "department=gd-wjw; role=PROVIDER"
    async with hub(tmp_path, believes=True) as client:
        told = {"data": {"viewer": {"anonymous": False, "role": "PROVIDER", "client": None}}}
        assert await viewer(client, said) == (200, told)
        refused = await viewer(client, said, host="rebound.example")
        assert (refused[0], refused[1]["errors"][0]["extensions"]) == (400, {"code": "MALFORMED_PRINCIPAL"})


async def test_a_caller_is_not_believed_by_default(tmp_path: Path) -> None:
    """He is told so, and is not taken for anonymous."""
    async with hub(tmp_path, believes=False) as client:
        status, answer = await viewer(client, "department=gd-wjw")
    assert (status, answer["errors"][0]["extensions"]["code"]) == (400, "MALFORMED_PRINCIPAL")


async def test_the_viewer_is_told_who_he_is(ask: Ask) -> None:
    """With the department he acts for."""
    answer = await ask(VIEWER, principal=HEALTH_CLERK)
    assert answer["data"] == {
        "viewer": {"anonymous": False, "role": "CONSUMER", "client": None, "department": {"title": HEALTH.title}}
    }
