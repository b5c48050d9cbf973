"""Which encoding a text file is written in, and its lines, one at a time and never longer than can be held."""

import codecs
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from hub.errors import MalformedFile

LONGEST_LINE: Final = 4 * 1024 * 1024
"""Bytes of the longest line that is read; a dataset with a thousand described items needs a tenth of it."""

_CHUNK: Final = 1024 * 1024
_ENOUGH: Final = 1000
"""Lines beyond ASCII that are looked at to tell the encoding."""


class Line(NamedTuple):
    """A line of a file with its line end, by its number from 1; `text` is `None` where it is too long."""

    number: int
    text: bytes | None


def encoding_of(file: Path) -> str:
    """Return `utf-8-sig` or `gb18030`, whichever at least half of the lines with more than ASCII are written in.

    A few damaged lines do not make UTF-8 anything else: read as GB18030 all its Chinese would turn to nonsense, while
    Chinese in GB18030 is hardly ever UTF-8 by chance. Raises `MalformedFile` for other encodings.
    """
    with file.open("rb") as stream:
        marked = stream.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
    telling = (line.text for line in lines_of(file) if line.text is not None and not line.text.isascii())
    looked_at = list(islice(telling, _ENOUGH))
    for encoding in ("utf-8-sig", "gb18030"):
        if not marked and 2 * sum(_reads_as(text, encoding) for text in looked_at) >= len(looked_at):
            return encoding
    message = f"{file.name} is written neither in UTF-8 nor in GB18030: save it as UTF-8 and import it again."
    raise MalformedFile(message, file=file.name)


def lines_of(file: Path) -> Iterator[Line]:
    """Yield the lines of a file as bytes; one that is longer than `LONGEST_LINE` is passed over and told as such.

    A line feed is never part of another character, neither in UTF-8 nor in GB18030.
    """
    with file.open("rb") as stream:
        number = 0
        while text := stream.readline(LONGEST_LINE):
            number += 1
            whole = text.endswith(b"\n") or len(text) < LONGEST_LINE
            yield Line(number, text if whole else None)
            while not whole:
                rest = stream.readline(_CHUNK)
                whole = not rest or rest.endswith(b"\n")


def _reads_as(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
