"""Access tokens: how many are judged, and how many are issued over HTTP to clients that ask for themselves."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

import click
import httpx
from starlette.applications import Starlette

from hub.codes import Code
from hub.graph.opening import open_graph, present
from hub.identity import accounts
from hub.identity.accounts import Account, GrantType, Proof, digest_of
from hub.identity.oauth.issuer import Issuer, new_issuer
from hub.identity.oauth.routes import routes
from hub.identity.opening import open_identities
from hub.kv.memory import MemoryKeys
from hub.scopes import CATALOGUE
from hub.shape import SHAPE
from tests.bench.tables import spread, table
from tests.bench.trial import Trial

ADDRESS: Final = "http://127.0.0.1:8000"
SECRET: Final = "the secret of a benchmark"  # noqa: S105 – of a hub that lives as long as the benchmark
ROUNDS: Final = 9
JUDGED: Final = 200
AT_ONCE: Final = 20
"""How many requests come at one moment: they share one look at the revocations."""

ISSUED: Final = 100


async def issue_and_judge(trial: Trial) -> None:
    """Print how many tokens are issued and judged in a second of processor time, in this process, on SQLite."""
    del trial
    with TemporaryDirectory(prefix="tokens-") as folder:
        issuer = await _issuer(Path(folder))
        app = Starlette(routes=routes(lambda: issuer))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
            await _print(issuer, http)
        await issuer.identities.close()
        await issuer.graph.close()


async def _print(issuer: Issuer, http: httpx.AsyncClient) -> None:
    async def issue() -> str:
        form = {"grant_type": "client_credentials", "scope": "catalogue:read"}
        answer = await http.post("/oauth/token", data=form, auth=("app", SECRET))
        return str(answer.raise_for_status().json()["access_token"])

    token = await issue()

    async def judge() -> None:
        await asyncio.gather(*(issuer.verifier.judge(token) for _ in range(AT_ONCE)))

    await judge()
    click.echo(f"\nIn process, on SQLite, a second of processor time; medians of {ROUNDS} rounds\n")
    rows = [
        (
            f"judged that were judged before, {AT_ONCE} requests at once, revocations asked each time",
            [rate * AT_ONCE for rate in await _rates(judge, JUDGED)],
        ),
        ("issued to a client with a secret, client and HTTP included", await _rates(issue, ISSUED)),
    ]
    told = [(name, f"{median(rates):,.0f}", spread(rates, places=0)) for name, rates in rows]
    click.echo(table(("tokens", "a second", "least–most"), told))


async def _rates(act: Callable[[], Awaitable[object]], times: int) -> list[float]:
    rates = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(times):
            await act()
        rates.append(times / (time.process_time() - begun))
    return rates


async def _issuer(folder: Path) -> Issuer:
    url = f"sqlite:///{folder / 'graph.sqlite'}"
    graph = await open_graph(url, shape=SHAPE)
    await graph.migrate()
    identities = open_identities(url)
    await identities.migrate()
    account = Account(
        id=Code("app"),
        department=Code("gd-wjw"),
        title="App",
        proof=Proof.SECRET,
        grants=frozenset({GrantType.CREDENTIALS}),
        rights=CATALOGUE,
        secrets=(digest_of(SECRET),),
    )
    await accounts.register(identities, account)
    kv = MemoryKeys(clock=time.monotonic)
    return new_issuer(ADDRESS, graph=graph, identities=identities, kv=kv, clock=present)
