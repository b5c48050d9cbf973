"""Reading JSON Lines: one object per line."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from hub.intake.cells import Record
from hub.intake.problems import Problem, Rejection
from hub.intake.spelling import LONGEST_LINE, Line, lines_of


def records_of(file: Path, *, encoding: str) -> Iterator[Record | Problem]:
    """Yield each line's object as a record numbered by its line, or what is wrong with the line; skip empty lines."""
    for line in lines_of(file):
        if line.text is None or line.text.strip():
            yield _record(line, encoding)


def _record(line: Line, encoding: str) -> Record | Problem:
    if line.text is None:
        sentence = f"The line is longer than {LONGEST_LINE:,} bytes: split what it holds."
        return Problem(line.number, None, Rejection.LINE_TOO_LONG, sentence)
    try:
        found: object = orjson.loads(line.text.decode(encoding).strip())
    except UnicodeDecodeError:
        sentence = f"The line is not {encoding.removesuffix('-sig').upper()} text: save the file in one encoding."
        return Problem(line.number, None, Rejection.MALFORMED_LINE, sentence)
    except orjson.JSONDecodeError as error:
        sentence = f"The line is not valid JSON (column {error.colno}: {error.msg}): correct it."
        return Problem(line.number, None, Rejection.MALFORMED_LINE, sentence)
    if not isinstance(found, dict):
        sentence = "The line is not a JSON object: write each dataset as {…} on its own line."
        return Problem(line.number, None, Rejection.MALFORMED_LINE, sentence)
    return Record(line.number, found)
