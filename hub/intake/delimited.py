"""Reading CSV: cells parted by commas, semicolons or tabs; a broken row costs that row and no other."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from hub.intake.problems import Problem, Rejection
from hub.intake.spelling import LONGEST_LINE, Line, lines_of

_DELIMITERS: Final = ",\t;"
_LOOK: Final = 10


class _BrokenRowError(Exception):
    """A row that cannot be read: why, and in words."""

    def __init__(self, code: Rejection, what: str) -> None:
        super().__init__(what)
        self.code = code


def delimiter_of(file: Path, *, encoding: str) -> str:
    """Return what parts the cells of a file: the delimiter that its first lines have most of, else the comma."""
    texts = [line.text or b"" for line in islice(lines_of(file), _LOOK)]
    head = b"".join(texts).decode(encoding, errors="replace")
    return max(_DELIMITERS, key=head.count)


def rows_of(
    file: Path, *, encoding: str, delimiter: str, width: int | None = None, below: int = 0
) -> Iterator[tuple[int, Sequence[str]] | Problem]:
    """Yield the cells of each row with its number as a spreadsheet counts it, or what is wrong with the row.

    Where a width is given, each row below row `below` must have as many cells. After a broken row reading goes on
    with the line that follows its first: a quote that is not closed takes nothing else along.
    """
    feed = _Feed(file, encoding)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        feed.settle()
        try:
            cells = next(reader)
            _check(cells, width if number > below else None)
        except StopIteration:
            return
        except csv.Error as error:
            yield _problem(number, Rejection.MALFORMED_LINE, f"is not valid CSV ({error})")
            feed.rewind()
        except _BrokenRowError as error:
            yield _problem(number, error.code, str(error))
            feed.rewind()
        else:
            yield number, cells


def _check(cells: Sequence[str], width: int | None) -> None:
    if width is not None and len(cells) != width and any(cells):
        raise _BrokenRowError(Rejection.WRONG_WIDTH, f"has {len(cells)} cells where the header has {width}")


def _problem(number: int, code: Rejection, what: str) -> Problem:
    return Problem(number, None, code, f"The row {what}: correct its quotes and separators.")


class _Feed(Iterator[str]):
    """The lines of a file for the CSV parser, which can be taken back to the second line of the row just read."""

    def __init__(self, file: Path, encoding: str) -> None:
        self._lines = lines_of(file)
        self._encoding = encoding
        self._taken: list[Line] = []
        self._size = 0
        self._waiting: deque[Line] = deque()

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self._taken.append(line)
        self._size += len(line.text or b"")
        if line.text is None or self._size > LONGEST_LINE:
            raise _BrokenRowError(Rejection.LINE_TOO_LONG, f"is longer than {LONGEST_LINE:,} bytes")
        try:
            return line.text.decode(self._encoding)
        except UnicodeDecodeError as error:
            encoding = self._encoding.removesuffix("-sig").upper()
            raise _BrokenRowError(Rejection.MALFORMED_LINE, f"is not {encoding} text") from error

    def settle(self) -> None:
        """Let go of the lines of the row that was read."""
        self._taken.clear()
        self._size = 0

    def rewind(self) -> None:
        """Go back to the line that follows the first one of the row that was read."""
        self._waiting.extendleft(reversed(self._taken[1:]))
        self.settle()
