"""Reading XLSX: the rows of a workbook's sheets, in streaming mode and within bounds."""

import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from hub.errors import MalformedFile
from hub.intake.cells import Cell

LARGEST: Final = 512 * 1024 * 1024
"""Bytes that a workbook may unpack to."""

_WIDEST: Final = 1000
_AT_ONCE: Final = 1000
_FAULTS: Final = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    OSError,
    TypeError,
    ValueError,
)


def sheets_of(file: Path) -> tuple[str, ...]:
    """Return the titles of a workbook's sheets in their order, charts left out.

    Raises `MalformedFile` where the file is no workbook, or unpacks to more than `LARGEST` bytes.
    """
    with _opened(file) as book:
        return tuple(sheet.title for sheet in book.worksheets)


def rows_of(file: Path, *, sheet: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the cells of each row of a sheet with the row's number; formulas give their last calculated value.

    Raises `MalformedFile` where the sheet's content turns out to be broken.
    """
    with _opened(file) as book:
        found = next(candidate for candidate in book.worksheets if candidate.title == sheet)
        # What a sheet claims to span may be far more than it holds.
        found.reset_dimensions()
        rows = enumerate(found.iter_rows(max_col=_WIDEST, values_only=True), start=1)
        while taken := _quietly(rows):
            yield from taken


def _quietly(rows: Iterator[tuple[int, Sequence[Cell]]]) -> list[tuple[int, Sequence[Cell]]]:
    """Return the next rows without the library's warnings about styles and extensions, which carry no cells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(islice(rows, _AT_ONCE))


@contextmanager
def _opened(file: Path) -> Iterator[Workbook]:
    """Open a workbook; whatever the library trips over inside it becomes a `MalformedFile`."""
    try:
        with ZipFile(file) as archive:
            _bounded(file, sum(member.file_size for member in archive.infolist()))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True)
        try:
            yield book
        finally:
            book.close()
    except _FAULTS as error:
        message = f"{file.name} is no readable XLSX workbook: open it in a spreadsheet program and save it anew."
        raise MalformedFile(message, file=file.name) from error


def _bounded(file: Path, size: int) -> None:
    if size > LARGEST:
        message = (
            f"{file.name} unpacks to {size:,} bytes, more than the {LARGEST:,} that a workbook may have: "
            "split it or save it as CSV."
        )
        raise MalformedFile(message, file=file.name)
