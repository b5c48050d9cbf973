"""`hub documents`: the GraphQL documents that clients may run."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import click

from hub.codes import Code, DocumentId, code
from hub.commands.running import OPERATOR, with_graph
from hub.documents import list_documents, register_documents, withdraw_documents
from hub.errors import MalformedFile
from hub.graph.port import Graph
from hub.model import TrustedDocument
from hub.settings import Settings, read_settings

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHOWN: Final = 60
"""How many characters of a document the list shows."""

Judge = Callable[[str, Settings], Sequence[str]]
"""Tells what is wrong with the text of a document, nothing where it can be run."""

_CLIENT = click.option("--client", required=True, help="The code of the client that may run them.")


def documents_with(judge: Judge) -> click.Group:
    """Return the group of commands, which registers what the judge finds nothing wrong with."""

    @click.group()
    def documents() -> None:
        """Register the GraphQL documents that clients may run."""

    @documents.command()
    @_CLIENT
    @click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
    def add(client: str, files: tuple[Path, ...]) -> None:
        """Let a client run the documents in files, and print their ids; all of them or none."""
        settings = read_settings(os.environ)
        texts = [_read(file, judge, settings) for file in files]

        async def register(graph: Graph) -> list[DocumentId]:
            return await register_documents(graph, code(client), texts, actor=OPERATOR)

        for file, registered in zip(files, with_graph(settings, register), strict=True):
            click.echo(f"{registered}  {file}")

    documents.add_command(_listing)
    documents.add_command(_removal)
    return documents


@click.command("list")
@click.option("--client", help="Only those that the client with this code may run.")
def _listing(client: str | None) -> None:
    """Print the registered documents: id, clients, and how the text begins."""

    async def ask(graph: Graph) -> list[TrustedDocument]:
        return await list_documents(graph, None if client is None else code(client))

    for document in with_graph(read_settings(os.environ), ask):
        text = " ".join(document.text.split())
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        click.echo(f"{document.code}  {', '.join(document.clients)}  {shown}")


@click.command("remove")
@_CLIENT
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
def _removal(client: str, ids: tuple[str, ...]) -> None:
    """Take documents from a client by their ids; all of them or none."""

    async def withdraw(graph: Graph) -> None:
        await withdraw_documents(graph, Code(client), ids, actor=OPERATOR)

    with_graph(read_settings(os.environ), withdraw)
    click.echo(f"{len(set(ids))} taken from {client}: a hub that runs knows it within a second.")


def _read(file: Path, judge: Judge, settings: Settings) -> str:
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError as error:
        message = f"{file} is not text in UTF-8: save it as such. Nothing was registered."
        raise MalformedFile(message, file=str(file)) from error
    if mistakes := judge(text, settings):
        message = f"{file} cannot be run: {' '.join(mistakes)} Nothing was registered."
        raise MalformedFile(message, file=str(file))
    return text
