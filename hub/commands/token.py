"""`hub token`: an access token for a client, to try things out with."""

import os
from collections.abc import Sequence

import click

from hub.commands.running import OPERATOR, with_identities
from hub.errors import BadInput, NotFound
from hub.graph.opening import present
from hub.graph.port import Graph
from hub.identity.accounts import account_of
from hub.identity.events import tell
from hub.identity.keys import begun
from hub.identity.port import Identities
from hub.identity.tokens import CLIENT, new_token, written
from hub.scopes import Rights, narrows, parse_scope
from hub.settings import Settings, read_settings


@click.command()
@click.argument("client")
@click.option("--scope", multiple=True, required=True, help="What the token is for; several times for several scopes.")
def token(client: str, *, scope: Sequence[str]) -> None:
    """Print an access token of a client, good for five minutes; the ledger is told."""
    settings = read_settings(os.environ)
    wanted = Rights(scopes=frozenset(parse_scope(each) for each in scope))

    async def issue(graph: Graph, identities: Identities) -> str:
        return await _issued(settings, graph, identities, client=client, wanted=wanted)

    click.echo(with_identities(settings, issue))


async def _issued(settings: Settings, graph: Graph, identities: Identities, *, client: str, wanted: Rights) -> str:
    account = await account_of(identities, client)
    if account is None:
        raise NotFound(f"There is no client '{client}' that may get tokens: add it with its scopes.")
    if not narrows(wanted, held=account.rights):
        raise BadInput(f"The client '{client}' may not have all of these scopes: ask for fewer.")
    made = new_token(
        subject=f"{CLIENT}{account.id}",
        client=account.id,
        department=account.department,
        role=account.role,
        security=account.security,
        audience=settings.issuer,
        rights=wanted,
        now=present(),
    )
    await tell(graph, "token.issue", of="Client", id=account.id, actor=OPERATOR, token=made.id)
    return written(made, issuer=settings.issuer, key=(await begun(identities, present())).current)
