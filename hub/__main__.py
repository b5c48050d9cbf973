"""The `hub` command."""

import os
import socket
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import click
import orjson

from graph_seed.accounts import PEOPLE, PROGRAM, open_accounts
from graph_seed.generator import plant_scale
from graph_seed.planting import Planted
from graph_seed.seeding import PLANTING, plant_world
from hub.catalogue.nouns import id_of
from hub.codes import Code
from hub.commands.calendar import calendar
from hub.commands.client import client
from hub.commands.demo import demo_credentials
from hub.commands.documents import documents_with
from hub.commands.keys import keys
from hub.commands.ledger import ledger
from hub.commands.person import person
from hub.commands.running import with_graph, with_identities
from hub.commands.token import token
from hub.errors import HubError, MalformedSetting
from hub.graph.opening import present
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import Revision
from hub.identity.keys import begun
from hub.identity.port import Identities
from hub.intake.catalogue import import_catalogue
from hub.intake.mapping import read_mapping
from hub.intake.report import Report
from hub.kv.opening import require_shared
from hub.model import Department
from hub.serving import serve as run_server
from hub.settings import SETTINGS, Settings, read_settings
from hub.web.graphiql import SIGNED_IN
from schema.building import mistakes_in, sdl
from schema.execution.limits import Limits

LEDGER_PAGE = 1_000


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def hub() -> None:
    """The hub for sharing government data: a catalogue, its law, and its lineage, as one GraphQL API."""


@hub.command()
@click.option("--host", help="The address to listen on; HUB_HOST.")
@click.option("--port", type=int, help="The port to listen on; HUB_PORT.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="How many processes answer.")
@click.option("--demo", is_flag=True, help="Plant the demonstration world first where the graph is empty.")
def serve(host: str | None, port: int | None, workers: int, *, demo: bool) -> None:
    """Serve the API and its pages."""
    # The workers read their settings from the environment as well.
    os.environ |= {name: str(value) for name, value in (("HUB_HOST", host), ("HUB_PORT", port)) if value is not None}
    settings = read_settings(os.environ)
    require_shared(settings.kv_url, workers=workers)
    _refuse_taken_port(settings)
    with_identities(settings, _start)
    if demo:
        os.environ.setdefault("HUB_ANONYMOUS_CATALOGUE", "on")
        with_identities(settings, partial(_plant_demo, settings))
    if settings.graphiql:
        click.echo(f"\n  GraphiQL   http://{settings.host}:{settings.port}/graphiql")
    click.echo(f"  GraphQL    http://{settings.host}:{settings.port}/graphql")
    click.echo("\n  Stop it with Ctrl-C.\n")
    run_server(settings, workers=workers, seconds=Limits(**settings.limits).seconds)


@hub.command()
@click.option("--scale", type=click.IntRange(min=1), help="Generate this many datasets instead of the written world.")
def seed(scale: int | None) -> None:
    """Plant the demonstration world, or a generated catalogue of any size."""

    async def plant(graph: Graph) -> Planted:
        if scale is None:
            return await plant_world(graph)
        with click.progressbar(length=scale, label="Planting") as bar:
            return await plant_scale(graph, datasets=scale, progress=lambda done: bar.update(done.entries - bar.pos))

    planted = with_graph(read_settings(os.environ), plant)
    click.echo(f"Planted {planted.nodes:,} nodes and {planted.edges:,} edges in {planted.changes:,} changes.")


@hub.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Which header means what."
)
@click.option("--strict", is_flag=True, help="Write nothing where a single row is rejected.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write the whole report here, as JSON.")
def import_(file: Path, mapping: Path | None, report: Path | None, *, strict: bool) -> None:
    """Import a catalogue: JSON Lines, CSV or XLSX."""

    async def bring_in(graph: Graph) -> Report:
        given = read_mapping(mapping) if mapping else None
        return await import_catalogue(graph, file, mapping=given, strict=strict)

    result = with_graph(read_settings(os.environ), bring_in)
    if report:
        report.write_bytes(orjson.dumps(result.as_json(), option=orjson.OPT_INDENT_2))
    click.echo(result.as_text())
    if result.refused:
        sys.exit(1)


@hub.command()
def schema() -> None:
    """Print the GraphQL schema."""
    click.echo(sdl(), nl=False)


@hub.command()
def settings() -> None:
    """List the settings, which are environment variables."""
    for name, meaning in SETTINGS.items():
        click.echo(f"{name:<21} {meaning}")


hub.add_command(calendar)


def _mistakes_in(text: str, settings: Settings) -> list[str]:
    return mistakes_in(text, Limits(**settings.limits), introspection=settings.introspection)


hub.add_command(client)
hub.add_command(documents_with(_mistakes_in))
hub.add_command(keys)
hub.add_command(ledger)
hub.add_command(person)
hub.add_command(token)


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the command; what the caller can mend is said in one sentence, with exit status 1."""
    try:
        hub.main(args=None if arguments is None else list(arguments), prog_name="hub")
    except HubError as error:
        click.echo(f"{error.code}: {error.message}", err=True)
        sys.exit(1)


async def _start(_: Graph, identities: Identities) -> None:
    await begun(identities, present())
    await identities.sweep(present())


async def _plant_demo(settings: Settings, graph: Graph, identities: Identities) -> None:
    # A first start that was interrupted is taken up again; once anything else was written, the world is left alone.
    begun = await graph.ledger(after=Revision(0), first=LEDGER_PAGE)
    if all(entry.action == PLANTING for entry in begun):
        await plant_world(graph)
    if (await graph.get([id_of(Department, Code(PEOPLE[0].department))], sight=EVERYTHING)) == [None]:
        return
    credentials = demo_credentials(settings.data_dir)
    await open_accounts(
        graph,
        identities,
        password=credentials.password,
        secret=credentials.secret,
        redirect=f"{settings.issuer}{SIGNED_IN}",
    )
    click.echo(f"\n  Sign in as {', '.join(person.login for person in PEOPLE)}; password: {credentials.password}")
    click.echo(f"  Client     {PROGRAM}; secret: {credentials.secret}")


def _refuse_taken_port(settings: Settings) -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            message = (
                f"Nothing can listen on {settings.host}:{settings.port} ({error.strerror}): stop what does, or choose "
                "another with --port."
            )
            raise MalformedSetting(message, setting="HUB_PORT") from error


if __name__ == "__main__":
    main()
