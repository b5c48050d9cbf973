"""`hub keys`: the keys that tokens are signed with."""

import os

import click

from hub.commands.running import OPERATOR, with_identities
from hub.graph.opening import present
from hub.graph.port import Graph
from hub.identity.events import tell
from hub.identity.keys import Ring, rotate
from hub.identity.port import Identities
from hub.settings import read_settings


@click.group()
def keys() -> None:
    """Look after the keys that tokens are signed with."""


@keys.command("rotate")
@click.option("--at-once", is_flag=True, help="A key was stolen: drop it now, and every token that it signed.")
def rotate_(*, at_once: bool) -> None:
    """Let the next key sign; the current one goes on being believed as long as its tokens live."""

    async def turn(graph: Graph, identities: Identities) -> Ring:
        ring = await rotate(identities, present(), at_once=at_once)
        await tell(graph, "key.rotate", of="Key", id=ring.current.kid, actor=OPERATOR, atOnce=at_once)
        return ring

    ring = with_identities(read_settings(os.environ), turn)
    click.echo(f"{ring.current.kid} signs now, and {ring.next.kid} will after it.")
