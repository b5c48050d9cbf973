"""What a graph holds of a catalogue, read back as values that tests compare; and files written from rows."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import orjson
from openpyxl import Workbook

from hub.catalogue.nouns import id_of, noun_of
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Direction, Position, Selection, Step, Window
from hub.model import DataItem, Dataset, Department, EdgeType, LegalBasis, Noun

Row = Mapping[str, object]
NounType = TypeVar("NounType", bound=Noun)


@dataclass(frozen=True, slots=True)
class Holdings:
    """All departments, datasets, items and legal bases of a graph, and what is linked, by code."""

    departments: dict[str, Department]
    datasets: dict[str, Dataset]
    items: dict[str, DataItem]
    bases: dict[str, LegalBasis]
    provided: dict[str, list[str]]
    contained: dict[str, list[str]]


async def holdings(graph: Graph) -> Holdings:
    """Return what a graph holds."""
    departments = await _all(graph, Department)
    datasets = await _all(graph, Dataset)
    return Holdings(
        departments=departments,
        datasets=datasets,
        items=await _all(graph, DataItem),
        bases=await _all(graph, LegalBasis),
        provided=await _linked(graph, Department, departments, EdgeType.PROVIDES),
        contained=await _linked(graph, Dataset, datasets, EdgeType.HAS_ITEM),
    )


async def _all(graph: Graph, kind: type[NounType]) -> dict[str, NounType]:
    found: dict[str, NounType] = {}
    after: Position | None = None
    more = True
    while more:
        page = await graph.find(Selection(kind.__name__), window=Window(first=500, after=after), sight=EVERYTHING)
        found |= {noun.code: noun for noun in (noun_of(kind, hit.node) for hit in page.hits)}
        more = page.more
        after = page.hits[-1].position if page.hits else None
    return found


async def _linked(graph: Graph, kind: type[Noun], codes: Mapping[str, Noun], edge: EdgeType) -> dict[str, list[str]]:
    nodes = [id_of(kind, code) for code in codes]
    found = await graph.expand(nodes, Step(edge, Direction.OUT), window=Window(first=1000), sight=EVERYTHING)
    return {code: [link.node.id for link in neighbours.links] for code, neighbours in zip(codes, found, strict=True)}


def names_of(held: Holdings) -> dict[tuple[str, str, str], list[tuple[str, str]]]:
    """Return what must never change: the code of each dataset with the name of each title in it.

    Datasets are told apart by provider, title and abstract, so that repeats of a title are too.
    """
    titles: dict[str, list[tuple[str, str]]] = {code: [] for code in held.datasets}
    for item in held.items.values():
        titles[item.dataset].append((item.title, item.name))
    return {
        (held.departments[dataset.provider].title, dataset.title, dataset.abstract or ""): [
            ("", code),
            *sorted(titles[code]),
        ]
        for code, dataset in held.datasets.items()
    }


def rows_of(file: Path) -> list[dict[str, object]]:
    """Return the rows of a file of JSON Lines."""
    return [orjson.loads(line) for line in file.read_bytes().splitlines()]


def json_lines(file: Path, rows: Sequence[Row]) -> Path:
    """Write rows as JSON Lines."""
    file.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return file


def comma_separated(file: Path, rows: Sequence[Row], *, encoding: str = "utf-8") -> Path:
    """Write rows as CSV; lists are joined by line breaks within their cell."""
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(rows[0])
        writer.writerows([_joined(cell, "\n") for cell in row.values()] for row in rows)
    return file


def spreadsheet(file: Path, rows: Sequence[Row]) -> Path:
    """Write rows as XLSX with numbers as numbers; lists are joined by a full-width semicolon within their cell."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("目录")
    sheet.append(list(rows[0]))
    for row in rows:
        cells = [_joined(cell, "；") for cell in row.values()]
        sheet.append([int(cell) if cell and cell.isdigit() else cell for cell in cells])
    book.save(file)
    return file


def _joined(cell: object, separator: str) -> str | None:
    return separator.join(cell) if isinstance(cell, list) else None if cell is None else str(cell)
