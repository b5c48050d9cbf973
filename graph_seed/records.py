"""Small files of fictitious records behind some datasets of the seed world.

What departments collect is made up (`graph_seed.fiction`); what they derive from it is computed by the statements
in `world/records/`, which do what the world's lineage says.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import orjson
from duckdb import DuckDBPyConnection, connect

from graph_seed.fiction import livelihoods, places, residents
from graph_seed.fiction.invention import random_for
from graph_seed.fiction.making import Maker, Making, Row
from graph_seed.world import FOLDER, World, read_world
from hub.codes import Code
from hub.model import DataItem, Dataset
from hub.registration.entries import Entry
from hub.vocabulary import DataType

MAKERS: Final[Mapping[str, Maker]] = {
    "gd-gat.resident-population": residents.population,
    "gd-mzt.assistance-application": residents.applications,
    "gd-scjgj.enterprise": places.firms,
    "gd-scjgj.shareholder": places.shareholders,
    "gd-scjgj.abnormal-operation": places.abnormalities,
    "gd-gat-jgj.motor-vehicle": residents.vehicles,
    "gd-zrzyt.real-estate-title": residents.titles,
    "gd-rst-sbj.insurance-enrolment": livelihoods.enrolments,
    "gd-rst-sbj.insurance-payment": livelihoods.payments,
    "gd-swj.individual-income": livelihoods.incomes,
    "gz-gjj.housing-fund": livelihoods.funds,
    "gd-ybj.settlement": livelihoods.settlements,
    "gd-cl.disability-certificate": residents.disabilities,
    "gd-jyt.school": places.schools,
    "gd-jyt.student": livelihoods.students,
    "gd-sthjt.air-quality": places.air,
}
"""How the records of each collected dataset are made, each after those it draws on."""

DERIVED: Final = (
    "gd-gat.household",
    "gd-mzt.family",
    "gd-mzt.economic-check",
    "gd-mzt.assistance-recipient",
    "gd-tjj.population-indicator",
    "gd-mzt.assistance-statistics",
    "gd-ybj.medical-assistance",
    "gd-zsj.livelihood-topic",
    "gd-sthjt.air-daily",
)
"""The datasets that a statement derives, each after those it reads."""

_TYPES: Final = {
    DataType.TEXT: "VARCHAR",
    DataType.MEMO: "VARCHAR",
    DataType.DATE: "DATE",
    DataType.DATETIME: "TIMESTAMP",
    DataType.BOOLEAN: "BOOLEAN",
    DataType.INTEGER: "BIGINT",
    DataType.DOUBLE: "DOUBLE",
}


def write_records(folder: Path, *, world: World | None = None) -> Mapping[Code, Path]:
    """Write the record files into a folder, made where missing, and return the file of each dataset that has one.

    A file is named after its dataset; it is CSV (UTF-8, a header, RFC 4180) where the dataset's format says so, else
    Parquet. Its columns are the dataset's items in their order. The same world gives the same bytes every time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    entries = {entry.dataset.code: entry for entry in (world or read_world()).entries}
    with connect(config={"threads": 1}) as connection:
        for code in (*MAKERS, *DERIVED):
            _define(connection, entries[Code(code)])
        _make(connection, entries)
        for code in DERIVED:
            statement = (FOLDER / "records" / f"{code}.sql").read_text(encoding="utf-8")
            connection.execute(f'INSERT INTO "{code}" BY NAME {statement}')
        return {code: _write(connection, entries[code].dataset, folder) for code in map(Code, (*MAKERS, *DERIVED))}


def column_type(item: DataItem) -> str:
    """Return the SQL type that holds the values of an item."""
    if item.data_type in (DataType.NUMERIC, DataType.CURRENCY):
        return f"DECIMAL({item.length}, {item.scale or 0})"
    if item.data_type is None or item.data_type not in _TYPES:
        message = f"no record file holds values of the type of {item.code}"
        raise ValueError(message)
    return _TYPES[item.data_type]


def _define(connection: DuckDBPyConnection, entry: Entry) -> None:
    columns = ", ".join(f'"{part.item.name}" {column_type(part.item)}' for part in entry.items)
    connection.execute(f'CREATE TABLE "{entry.dataset.code}" ({columns})')


def _make(connection: DuckDBPyConnection, entries: Mapping[Code, Entry]) -> None:
    made: dict[str, Sequence[Row]] = {}
    for code, maker in MAKERS.items():
        entry = entries[Code(code)]
        making = Making(rows=entry.dataset.rows or 0, random=random_for(code), made=made)
        made[code] = list(maker(making))
        _insert(connection, entry, made[code])


def _insert(connection: DuckDBPyConnection, entry: Entry, rows: Sequence[Row]) -> None:
    """Insert rows as one JSON text: parameter by parameter the driver takes a hundred times as long."""
    structure = [{str(part.item.name): column_type(part.item) for part in entry.items}]
    connection.execute(
        f'INSERT INTO "{entry.dataset.code}" SELECT unnest(from_json(?::JSON, ?), recursive := true)',
        [orjson.dumps(rows, default=str).decode(), orjson.dumps(structure).decode()],
    )


def _write(connection: DuckDBPyConnection, dataset: Dataset, folder: Path) -> Path:
    relation = connection.sql(f'FROM "{dataset.code}"')
    if dataset.format_type == "CSV":
        file = folder / f"{dataset.code}.csv"
        relation.write_csv(str(file))
    else:
        file = folder / f"{dataset.code}.parquet"
        relation.write_parquet(str(file))
    return file
