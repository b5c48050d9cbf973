"""`hub client`: the programs that ask the hub."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO, TypeAlias

import click
import orjson

from hub.clients import add_client, bind_client, list_clients
from hub.codes import code
from hub.commands.running import OPERATOR, with_graph, with_identities
from hub.errors import BadInput, NotFound
from hub.graph.opening import present
from hub.graph.port import Graph
from hub.identity import accounts
from hub.identity.accounts import Account, GrantType, Proof, digest_of, new_secret
from hub.identity.events import tell
from hub.identity.families import end_all
from hub.identity.port import Identities
from hub.model import Client
from hub.scopes import Rights, parse_scope
from hub.settings import read_settings
from hub.vocabulary import Role

Keys: TypeAlias = tuple[Mapping[str, str], ...]

_CODE = click.argument("code_", metavar="CODE")
_ROLE = click.Choice([role.value for role in Role])


@click.group()
def client() -> None:
    """Look after the clients, the programs that ask the hub."""


@client.command()
@_CODE
@click.option("--department", required=True, help="The code of the department that operates it.")
@click.option("--title", required=True, help="What people call it.")
@click.option("--restricted", is_flag=True, help="It may run its registered documents and nothing else.")
@click.option("--scope", multiple=True, help="What its tokens may allow at most; several times for several scopes.")
@click.option("--role", type=_ROLE, default=Role.CONSUMER.value, show_default=True, help="As what it acts for itself.")
@click.option("--redirect", multiple=True, help="An address that people who signed in for it are sent back to.")
@click.option("--key", type=click.File("rb"), help="A file with its public keys (JWKS), which prove who it is.")
@click.option("--public", is_flag=True, help="It runs in a browser or on a desk, and can keep no secret.")
def add(
    code_: str,
    department: str,
    title: str,
    *,
    restricted: bool,
    scope: Sequence[str],
    role: str,
    redirect: Sequence[str],
    key: IO[bytes] | None,
    public: bool,
) -> None:
    """Register a client of a department; with scopes it may get tokens, and is told its secret once."""
    added = Client(code=code(code_), title=title, department=code(department), restricted=restricted)
    secret = None if public or key is not None or not scope else new_secret()
    account = None
    if scope:
        keys = _keys(key)
        account = _account(added, scope, redirect, role=Role(role), keys=keys, secret=secret, public=public)

    async def register(graph: Graph, identities: Identities) -> bool:
        new = await add_client(graph, added, actor=OPERATOR)
        if account is not None:
            await tell(graph, "account.open", of="Client", id=account.id, actor=OPERATOR)
            await accounts.register(identities, account)
        return new

    new = with_identities(read_settings(os.environ), register)
    click.echo(f"{added.code} is registered." if new else f"{added.code} was registered already.")
    if secret is not None:
        click.echo(f"Its secret, which is shown only now:\n\n  {secret}\n")


@client.command()
@_CODE
def restrict(code_: str) -> None:
    """Let a client run its registered documents and nothing else."""
    _bind(code_, restricted=True)


@client.command()
@_CODE
def allow(code_: str) -> None:
    """Let a client run any document again."""
    _bind(code_, restricted=False)


@client.command()
@_CODE
@click.option("--scope", multiple=True, help="What its tokens may allow from now on; several times for several scopes.")
@click.option("--role", type=_ROLE, help="As what it acts for itself from now on.")
@click.option(
    "--new-secret", "renewed", is_flag=True, help="Give it another secret, told once, in place of the ones it has."
)
def change(code_: str, *, scope: Sequence[str], role: str | None, renewed: bool) -> None:
    """Change what a client may ask for; tokens issued before are good no more."""
    secret, named = new_secret() if renewed else None, code(code_)

    async def alter(graph: Graph, identities: Identities) -> None:
        known = await accounts.account_of(identities, named)
        if known is None or (secret is not None and known.proof is not Proof.SECRET):
            raise NotFound(f"There is no client '{named}' of that kind: `hub client list` tells them.")
        altered = replace(
            known,
            role=known.role if role is None else Role(role),
            rights=Rights(scopes=frozenset(parse_scope(each) for each in scope)) if scope else known.rights,
            secrets=known.secrets if secret is None else (digest_of(secret),),
        )
        await tell(graph, "account.change", of="Client", id=named, actor=OPERATOR)
        await accounts.change(identities, altered, now=present())

    with_identities(read_settings(os.environ), alter)
    click.echo(f"{named} is changed: what it was issued before is good no more.")
    if secret is not None:
        click.echo(f"Its secret, which is shown only now:\n\n  {secret}\n")


@client.command()
@_CODE
def remove(code_: str) -> None:
    """Let a client get no more tokens, and run nothing; those it has are good no more."""
    named = code(code_)

    async def end(graph: Graph, identities: Identities) -> None:
        await accounts.close(identities, named, now=present())
        # Whoever is registered under this code next is another client.
        await end_all(identities, of="client", id=named, now=present())
        await tell(graph, "account.close", of="Client", id=named, actor=OPERATOR)

    with_identities(read_settings(os.environ), end)
    click.echo(f"{named} gets no more tokens.")


@client.command("list")
def list_() -> None:
    """Print the clients: code, department, what they may run, title."""
    for each in with_graph(read_settings(os.environ), list_clients):
        click.echo(f"{each.code}  {each.department}  {_may_run(restricted=each.restricted)}  {each.title}")


def _account(
    added: Client,
    scope: Sequence[str],
    redirect: Sequence[str],
    *,
    role: Role,
    keys: Keys,
    secret: str | None,
    public: bool,
) -> Account:
    for_people = {GrantType.CODE, GrantType.REFRESH} if redirect else set()
    for_itself = set() if public else {GrantType.CREDENTIALS}
    return Account(
        id=added.code,
        department=added.department,
        title=added.title,
        role=role,
        proof=Proof.NONE if public else Proof.KEY if keys else Proof.SECRET,
        grants=frozenset(for_people | for_itself),
        rights=Rights(scopes=frozenset(parse_scope(each) for each in scope)),
        redirects=tuple(redirect),
        secrets=() if secret is None else (digest_of(secret),),
        keys=keys,
    )


def _keys(file: IO[bytes] | None) -> Keys:
    if file is None:
        return ()
    try:
        found = orjson.loads(file.read())
    except orjson.JSONDecodeError as error:
        raise BadInput("The keys are no JSON: give the file of a JSON Web Key Set.") from error
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list) or not keys or not all(isinstance(key, dict) for key in keys):
        raise BadInput('The file holds no keys: write {"keys": […]}, a JSON Web Key Set (RFC 7517).')
    return tuple(keys)


def _bind(asked: str, *, restricted: bool) -> None:
    bound = code(asked)

    async def bind(graph: Graph) -> bool:
        return await bind_client(graph, bound, restricted=restricted, actor=OPERATOR)

    new = with_graph(read_settings(os.environ), bind)
    told = "a hub that runs knows it within a second" if new else "as it was before"
    click.echo(f"{bound} may run {_may_run(restricted=restricted)}: {told}.")


def _may_run(*, restricted: bool) -> str:
    return "registered documents alone" if restricted else "any document"
