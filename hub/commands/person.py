"""`hub person`: the people who sign in."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace

import click

from hub.catalogue.nouns import id_of
from hub.codes import code
from hub.commands.running import OPERATOR, with_identities
from hub.errors import NotFound
from hub.graph.opening import present
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.identity.events import tell
from hub.identity.passwords import Passwords, new_password
from hub.identity.people import Person, enrol, everybody, leave, login_of, new_person, person_of
from hub.identity.people import change as change_person
from hub.identity.port import Identities
from hub.model import Department
from hub.scopes import Rights, parse_scope, render_scopes
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


@person.command()
@click.argument("login")
@click.option("--department", help="The code of the department that the person acts for from now on.")
@click.option("--role", type=_ROLE, help="As what the person acts from now on.")
@click.option("--scope", multiple=True, help="What may be done in the person's name from now on; several times.")
@click.option("--new-password", "renewed", is_flag=True, help="Give the person another password, told once.")
def change(login: str, *, department: str | None, role: str | None, scope: Sequence[str], renewed: bool) -> None:
    """Change what a person may do; tokens issued before are good no more."""
    password = new_password() if renewed else None
    named = login_of(login)

    async def alter(graph: Graph, identities: Identities) -> Person:
        known = await person_of(identities, named)
        if known is None:
            raise NotFound(f"Nobody signs in as '{named}': `hub person list` tells who does.")
        acts_for = known.department if department is None else code(department)
        if (await graph.get([id_of(Department, acts_for)], sight=EVERYTHING)) == [None]:
            raise NotFound(f"There is no department '{acts_for}': name the one that the person acts for by its code.")
        altered = replace(
            known,
            department=acts_for,
            role=known.role if role is None else Role(role),
            rights=Rights(scopes=frozenset(parse_scope(each) for each in scope)) if scope else known.rights,
            password=known.password if password is None else await Passwords().hashed(password),
        )
        await tell(graph, "person.change", of="Person", id=known.id, actor=OPERATOR)
        await change_person(identities, altered, now=present())
        return altered

    changed = with_identities(read_settings(os.environ), alter)
    click.echo(f"{changed.login} acts for {changed.department} as {changed.role.value}.")
    if password is not None:
        click.echo(f"The password, which is shown only now:\n\n  {password}\n")


@person.command()
@click.argument("login")
def remove(login: str) -> None:
    """Let a person sign in no more; tokens in their name are good no more."""
    named = login_of(login)

    async def end(graph: Graph, identities: Identities) -> Person:
        gone = await leave(identities, named, now=present())
        await tell(graph, "person.remove", of="Person", id=gone.id, actor=OPERATOR)
        return gone

    gone = with_identities(read_settings(os.environ), end)
    click.echo(f"{gone.login} signs in no more; the ledger knows the person as {gone.id}.")


@person.command("list")
def list_() -> None:
    """Print the people: login, id, department, role, scopes."""

    async def read(_: Graph, identities: Identities) -> list[Person]:
        return await everybody(identities)

    for each in with_identities(read_settings(os.environ), read):
        scopes = render_scopes(each.rights.scopes)
        click.echo(f"{each.login}  {each.id}  {each.department}  {each.role.value}  {scopes}")
