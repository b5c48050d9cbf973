"""Which encoding a text file is written in, and its lines, one at a time and never longer than can be held."""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from hub.errors import MalformedFile

LONGEST_LINE: Final = 4 * 1024 * 1024
"""Bytes of the longest line that is read; a dataset with a thousand described items needs a tenth of it."""

_CHUNK: Final = 1024 * 1024
_CONVINCING: Final = 16
"""So many well-formed characters beyond ASCII do not stand in a text of another encoding by chance."""


class Line(NamedTuple):
    """A line of a file with its line end, by its number from 1; `text` is `None` where it is too long."""

    number: int
    text: bytes | None


def encoding_of(file: Path) -> str:
    """Return `utf-8-sig` or `gb18030`, whichever the file is written in.

    A file that is UTF-8 but for damage counts as UTF-8: read as GB18030 all its Chinese would turn to nonsense.
    Raises `MalformedFile` for other encodings.
    """
    sound, convincing = _read_as(file, "utf-8-sig")
    if sound or convincing:
        return "utf-8-sig"
    if not _marked(file) and _read_as(file, "gb18030")[0]:
        return "gb18030"
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


def _read_as(file: Path, encoding: str) -> tuple[bool, bool]:
    """Tell whether the whole file can be decoded, and whether a convincing part before the first fault can."""
    decoder = codecs.getincrementaldecoder(encoding)()
    beyond = 0
    with file.open("rb") as stream:
        while True:
            chunk = stream.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                beyond += _beyond_ascii(error.object[: error.start].decode(encoding))
                return False, beyond >= _CONVINCING
            beyond += _beyond_ascii(text)
            if not chunk:
                return True, beyond >= _CONVINCING


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", errors="ignore"))


def _marked(file: Path) -> bool:
    """Tell whether a file says that it is UTF-16."""
    with file.open("rb") as stream:
        return stream.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
