"""`hub calendar`: the years of working days that deadlines are reckoned by."""

import os
from pathlib import Path

import click

from hub.calendars import brought_years, import_year, imported_years, read_year
from hub.commands.running import OPERATOR, with_graph
from hub.graph.port import Graph
from hub.settings import read_settings


@click.group()
def calendar() -> None:
    """Look after the calendar of working days."""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Take in a newly published year from a JSON file, and reckon the due days of open applications anew."""
    year = read_year(file)

    async def take_in(graph: Graph) -> int:
        return await import_year(graph, year, actor=OPERATOR)

    moved = with_graph(read_settings(os.environ), take_in)
    click.echo(f"{year.year} is part of the calendar; {moved:,} open applications have new or final due days.")


@calendar.command("list")
def list_() -> None:
    """Print the years that are known, and where each comes from."""
    imported = {year.year for year in with_graph(read_settings(os.environ), imported_years)}
    for year in sorted(imported | {year.year for year in brought_years()}):
        click.echo(f"{year}  {'imported' if year in imported else 'brought along'}")
