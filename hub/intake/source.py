"""A catalogue file: which of the formats it is, which mapping reads it, and its records."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import Final

from hub.errors import MalformedFile
from hub.intake import delimited, jsonlines, workbook
from hub.intake.binding import Binding, Bindings, bind, chooser, unfit
from hub.intake.cells import Record
from hub.intake.mapping import CatalogueMapping
from hub.intake.problems import Problem
from hub.intake.spelling import encoding_of
from hub.intake.table import Header, header_of, records_of

_LOOK: Final = 100
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to import: `format` is `jsonl`, `csv` or `xlsx`, `digest` the SHA-256 of its bytes (hex).

    `records` starts reading from the beginning each time it is called. `by_rows` tells that every row is one item
    of a dataset. `passed_over` are the sheets of a workbook that are not read.
    """

    file: str
    format: str
    digest: str
    mapping: CatalogueMapping
    by_rows: bool
    bindings: Bindings
    records: Callable[[], Iterator[Record | Problem]]
    passed_over: tuple[str, ...] = ()

    def binding_of(self, record: Record) -> Binding:
        """Return what the headers of a record mean."""
        return self.bindings.of(tuple(record.cells))


def open_source(file: Path, mapping: CatalogueMapping | None) -> Source:
    """Return a file as a source, read by a mapping or, where none is given, by the built-in one that fits it best.

    Raises `MalformedFile` where the file cannot be read, is empty, or has headers that no mapping understands.
    """
    try:
        with file.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            head = stream.read(4096)
    except OSError as error:
        message = f"{file.name} cannot be opened ({error.strerror}): check its path and permissions."
        raise MalformedFile(message, file=file.name) from error
    if head.startswith(_ZIP):
        return _workbook(file, digest, mapping)
    return _text(file, digest, mapping, head.removeprefix(b"\xef\xbb\xbf").lstrip())


def _text(file: Path, digest: str, mapping: CatalogueMapping | None, head: bytes) -> Source:
    _refuse(file, head)
    encoding = encoding_of(file)
    if head.startswith(b"{") or file.suffix.lower() in {".jsonl", ".ndjson"}:
        return _json_lines(file, digest, mapping, encoding)
    return _delimited(file, digest, mapping, encoding)


def _refuse(file: Path, head: bytes) -> None:
    """Refuse what is plainly none of the three formats, with what to do about it."""
    if not head:
        what = "is empty: export the catalogue again"
    elif head.startswith(_OLD_OFFICE):
        what = "is in the old XLS format: save it as XLSX"
    elif file.suffix.lower() in {".xlsx", ".xlsm"}:
        what = "is no XLSX workbook: open it in a spreadsheet program and save it as XLSX"
    elif head.startswith(b"[") and file.suffix.lower() != ".csv":
        what = "is one JSON array: write one object per line (JSON Lines)"
    else:
        return
    raise MalformedFile(f"{file.name} {what}.", file=file.name)


def _json_lines(file: Path, digest: str, mapping: CatalogueMapping | None, encoding: str) -> Source:
    def records() -> Iterator[Record | Problem]:
        return jsonlines.records_of(file, encoding=encoding)

    first = list(islice((record for record in records() if isinstance(record, Record)), _LOOK))
    headers = list(dict.fromkeys(key for record in first for key in record.cells))
    if not first:
        message = f"{file.name} has no line that is a JSON object: write one dataset as {{…}} per line."
        raise MalformedFile(message, file=file.name)
    found = chooser(mapping)(headers)
    if found is None:
        raise unfit(file.name, headers, mapping)
    return _source(file, found, headers, kind="jsonl", digest=digest, records=records)


def _delimited(file: Path, digest: str, mapping: CatalogueMapping | None, encoding: str) -> Source:
    delimiter = delimited.delimiter_of(file, encoding=encoding)
    header = header_of(delimited.rows_of(file, encoding=encoding, delimiter=delimiter), chooser(mapping))
    if not isinstance(header, Header):
        raise unfit(file.name, header, mapping)

    def records() -> Iterator[Record | Problem]:
        rows = delimited.rows_of(
            file, encoding=encoding, delimiter=delimiter, width=len(header.names), below=header.row
        )
        return records_of(rows, header)

    return _source(file, header.mapping, header.names, kind="csv", digest=digest, records=records)


def _workbook(file: Path, digest: str, mapping: CatalogueMapping | None) -> Source:
    seen: Sequence[str] = ()
    sheets = workbook.sheets_of(file)
    for sheet in sheets:
        header = header_of(workbook.rows_of(file, sheet=sheet), chooser(mapping))
        if isinstance(header, Header):
            return _sheet(file, digest, header, sheet, tuple(other for other in sheets if other != sheet))
        seen = seen or header
    raise unfit(file.name, seen, mapping)


def _sheet(file: Path, digest: str, header: Header, sheet: str, others: tuple[str, ...]) -> Source:
    def records() -> Iterator[Record | Problem]:
        return records_of(workbook.rows_of(file, sheet=sheet), header)

    return _source(file, header.mapping, header.names, kind="xlsx", digest=digest, records=records, passed_over=others)


def _source(
    file: Path,
    mapping: CatalogueMapping,
    headers: Sequence[str],
    *,
    kind: str,
    digest: str,
    records: Callable[[], Iterator[Record | Problem]],
    passed_over: tuple[str, ...] = (),
) -> Source:
    return Source(
        file=file.name,
        format=kind,
        digest=digest,
        mapping=mapping,
        by_rows=bind(mapping, headers).by_rows,
        bindings=Bindings(mapping),
        records=records,
        passed_over=passed_over,
    )
