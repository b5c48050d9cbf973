"""`hub client`: the programs that ask the hub."""

import os

import click

from hub.clients import add_client, bind_client, list_clients
from hub.codes import code
from hub.commands.running import OPERATOR, with_graph
from hub.graph.port import Graph
from hub.model import Client
from hub.settings import read_settings

_CODE = click.argument("code_", metavar="CODE")


@click.group()
def client() -> None:
    """Look after the clients, the programs that ask the hub."""


@client.command()
@_CODE
@click.option("--department", required=True, help="The code of the department that operates it.")
@click.option("--title", required=True, help="What people call it.")
@click.option("--restricted", is_flag=True, help="It may run its registered documents and nothing else.")
def add(code_: str, department: str, title: str, *, restricted: bool) -> None:
    """Register a client of a department."""
    added = Client(code=code(code_), title=title, department=code(department), restricted=restricted)

    async def register(graph: Graph) -> bool:
        return await add_client(graph, added, actor=OPERATOR)

    new = with_graph(read_settings(os.environ), register)
    click.echo(f"{added.code} is registered." if new else f"{added.code} was registered already.")


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


@client.command("list")
def list_() -> None:
    """Print the clients: code, department, what they may run, title."""
    for each in with_graph(read_settings(os.environ), list_clients):
        click.echo(f"{each.code}  {each.department}  {_may_run(restricted=each.restricted)}  {each.title}")


def _bind(asked: str, *, restricted: bool) -> None:
    bound = code(asked)

    async def bind(graph: Graph) -> bool:
        return await bind_client(graph, bound, restricted=restricted, actor=OPERATOR)

    new = with_graph(read_settings(os.environ), bind)
    told = "a hub that runs knows it within a second" if new else "as it was before"
    click.echo(f"{bound} may run {_may_run(restricted=restricted)}: {told}.")


def _may_run(*, restricted: bool) -> str:
    return "registered documents alone" if restricted else "any document"
