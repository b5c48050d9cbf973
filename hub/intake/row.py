"""A dataset as a file describes it, in the hub's terms, before anything is known about what the hub already holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import NamedTuple

from hub.codes import Code
from hub.graph.ledger import canonical
from hub.intake.citations import Citation
from hub.intake.problems import Problem
from hub.vocabulary import Level

Fields = Mapping[str, object]
"""Fields of a noun that a file fills; what it has no column for is not among them, an empty cell is `None`."""


class Provider(NamedTuple):
    """The department that provides a dataset, as a file names it; `code` where it tells one."""

    region: str
    title: str
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """A data item in a file; `name` is the one that the file or the mapping gives it."""

    title: str
    name: str | None
    fields: Fields
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A dataset in a file: the number of its (first) row there, its identity, fields, items and what is wanting.

    `digest` tells its content apart from that of other rows with the same identity; it does not depend on where
    the row or its items stand.
    """

    number: int
    code: Code | None
    title: str
    provider: Provider
    level: Level
    fields: Fields
    items: tuple[ItemRow, ...]
    citations: tuple[Citation, ...]
    flags: tuple[Problem, ...]
    digest: bytes

    @property
    def cited(self) -> tuple[Citation, ...]:
        """The instruments that the dataset or an item of it cites, each once."""
        return tuple(dict.fromkeys((*self.citations, *(one for item in self.items for one in item.citations))))


def digest_of(
    provider: Provider, title: str, fields: Fields, items: tuple[ItemRow, ...], citations: tuple[Citation, ...]
) -> bytes:
    """Return a digest of what a row says; items count without their order."""
    told = [_plain(item.fields) | {"title": item.title, "name": item.name, "cites": item.citations} for item in items]
    content = [[*provider], title, _plain(fields), sorted(canonical(item).decode() for item in told), citations]
    return sha256(canonical(content)).digest()


def _plain(fields: Fields) -> dict[str, object]:
    """Return the fields that say something, as they can be written down."""
    return {
        name: value.value if isinstance(value, Enum) else value
        for name, value in fields.items()
        if value is not None and value != ()
    }
