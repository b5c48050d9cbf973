"""`hub person`: the people who sign in."""

import os
import sys
from collections.abc import Sequence

import click

from hub.catalogue.nouns import id_of
from hub.codes import code
from hub.commands.running import OPERATOR, with_identities
from hub.errors import NotFound
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.identity.events import tell
from hub.identity.passwords import Passwords, new_password
from hub.identity.people import Person, enrol, login_of, new_person
from hub.identity.port import Identities
from hub.model import Department
from hub.scopes import Rights, parse_scope
from hub.settings import read_settings
from hub.vocabulary import Role

_ROLE = click.Choice([role.value for role in Role])


@click.group()
def person() -> None:
    """Look after the people who sign in."""


@person.command()
@click.argument("login")
@click.option("--name", required=True, help="What the person is called; it stays in the identity store.")
@click.option("--department", required=True, help="The code of the department that the person acts for.")
@click.option(
    "--scope", multiple=True, required=True, help="What may be done in the person's name at most; several times."
)
@click.option("--role", type=_ROLE, default=Role.CONSUMER.value, show_default=True, help="As what the person acts.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(login: str, name: str, department: str, *, scope: Sequence[str], role: str, password_stdin: bool) -> None:
    """Add a person, who is told a password once."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else new_password()
    rights = Rights(scopes=frozenset(parse_scope(each) for each in scope))
    named, acts_for = login_of(login), code(department)

    async def enter(graph: Graph, identities: Identities) -> Person:
        if (await graph.get([id_of(Department, acts_for)], sight=EVERYTHING)) == [None]:
            raise NotFound(f"There is no department '{acts_for}': name the one that the person acts for by its code.")
        kept = await Passwords().hashed(password)
        added = new_person(login=named, name=name, department=acts_for, role=Role(role), rights=rights, password=kept)
        await tell(graph, "person.add", of="Person", id=added.id, actor=OPERATOR)
        await enrol(identities, added)
        return added

    added = with_identities(read_settings(os.environ), enter)
    click.echo(f"{added.login} may sign in, and is called {added.id} in tokens and the ledger.")
    if not password_stdin:
        click.echo(f"The password, which is shown only now:\n\n  {password}\n")
