"""Access tokens for tests, signed with the hub's own key: for whom its authorization server would issue them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx

from hub.clients import add_client
from hub.codes import Code
from hub.graph.opening import open_graph, present
from hub.identity.keys import SigningKey, begun
from hub.identity.opening import open_identities
from hub.identity.tokens import CLIENT, new_token, written
from hub.model import Client
from hub.scopes import EVERY_ACTION, Rights
from hub.shape import SHAPE
from hub.vocabulary import ClientSecurity, Role

PROGRAM: Final = Code("tests-app")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Issues tokens of the client `PROGRAM`, which acts for whatever department a test likes."""

    issuer: str
    key: SigningKey

    def text(
        self,
        department: str,
        role: Role = Role.CONSUMER,
        *,
        rights: Rights = EVERY_ACTION,
        security: ClientSecurity | None = None,
        now: datetime | None = None,
    ) -> str:
        """Return a token that is issued now."""
        made = new_token(
            subject=f"{CLIENT}{PROGRAM}",
            client=PROGRAM,
            department=Code(department),
            role=role,
            audience=self.issuer,
            rights=rights,
            security=security,
            now=now or present(),
        )
        return written(made, issuer=self.issuer, key=self.key)

    def headers(self, department: str, role: Role = Role.CONSUMER, *, now: datetime | None = None) -> dict[str, str]:
        """Return the header that brings a token which allows every action."""
        return {"Authorization": f"Bearer {self.text(department, role, now=now)}"}


async def tokens_of(graph_url: str, issuer: str, *, department: str, now: datetime | None = None) -> Tokens:
    """Return what issues tokens of a hub on a graph, with the client registered for a department that is there."""
    graph = await open_graph(graph_url, shape=SHAPE)
    client = Client(code=PROGRAM, title="测试", department=Code(department), restricted=False)
    await add_client(graph, client, actor="test")
    await graph.close()
    identities = open_identities(graph_url)
    await identities.migrate()
    ring = await begun(identities, now or present())
    await identities.close()
    return Tokens(issuer, ring.current)


def token_of_program(site: str, client: str, secret: str, *, scope: str) -> str:
    """Return the token that a program gets for itself with its secret, as it would."""
    form = {"grant_type": "client_credentials", "scope": scope}
    answer = httpx.post(f"{site}/oauth/token", data=form, auth=(client, secret), timeout=30)
    assert answer.is_success, answer.text
    return str(answer.json()["access_token"])
