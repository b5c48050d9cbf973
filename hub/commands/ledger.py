"""`hub ledger`: looking after the record of every change."""

import os
import sys

import click

from hub.commands.running import with_graph
from hub.graph.ledger import GENESIS, broken_link
from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.settings import read_settings

_PAGE = 1_000


@click.group()
def ledger() -> None:
    """Look after the ledger, the record of every change."""


@ledger.command()
def verify() -> None:
    """Check that every entry follows from the one before it."""

    async def check(graph: Graph) -> tuple[int, Revision | None]:
        after, previous = Revision(0), GENESIS
        while page := await graph.ledger(after=after, first=_PAGE):
            broken = broken_link(page, previous=previous, after=after)
            if broken is not None:
                return after, broken
            after, previous = page[-1].sequence, page[-1].hash
        return after, None

    whole, broken = with_graph(read_settings(os.environ), check)
    if broken is not None:
        click.echo(f"The ledger is broken at entry {broken}: keep this copy, and restore the last backup.", err=True)
        sys.exit(1)
    click.echo(f"The ledger is whole: {whole:,} entries.")
