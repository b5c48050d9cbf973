"""Kinds of record and the items that a record of each kind has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

from graph_seed.reading.notation import Form, form_of
from hub.codes import Code, ItemName


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An item as every dataset on the same topic has it.

    `sensitive` marks what a provider shares on conditions only, `base` what Art. 17 counts as a base item once the
    dataset is part of a base library.
    """

    name: ItemName
    title: str
    form: Form
    concept: Code | None = None
    key: bool = False
    sensitive: bool = False
    base: bool = False

    @property
    def meaning(self) -> str:
        """What two columns of different records have in common where they hold the same."""
        return self.concept or self.title


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of every dataset on a topic, the key first, and where each stands by what it means.

    A dataset has a beginning of them, so that those of one topic have the same names.
    """

    columns: tuple[Column, ...]
    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of record: its own columns, the key first, and the codes of what its datasets usually refer to.

    `common` are the columns of any record, `topical` those with a place for the topic in their titles. `works` is
    what the titles of its datasets end with.
    """

    columns: tuple[Column, ...]
    common: tuple[Column, ...]
    topical: tuple[Column, ...]
    libraries: tuple[Code, ...]
    conditions: tuple[Code, ...]
    bases: tuple[Code, ...]
    works: tuple[str, ...]


FEWEST_ITEMS: Final = 6
MOST_ITEMS: Final = 32


def kinds() -> dict[str, Kind]:
    """Return the kinds of record by their letter."""
    sections = _sections()
    common, topical = (_columns(sections.pop(name)) for name in ("any", "topic"))
    return {letter: _kind(lines, common=common, topical=topical) for letter, lines in sections.items()}


def layout_of(topic: str, kind: Kind, *, turn: int) -> Layout:
    """Return the layout of records on a topic; `turn` sets how the columns behind the first ones are mixed."""
    first = turn % 3
    key, *own = kind.columns
    topical = [replace(column, title=column.title.format(topic)) for column in kind.topical]
    head = (*own[: 3 + first], *topical[: 3 + first], *kind.common[:1], *own[3 + first : 8])
    rest = [column for column in (*own, *topical, *kind.common) if column not in head]
    start = turn % len(rest)
    columns = (key, *head, *rest[start:], *rest[:start])[:MOST_ITEMS]
    return Layout(columns, {column.meaning: at for at, column in enumerate(columns)})


def _sections() -> dict[str, list[str]]:
    """Return the lines of each section of the table by the word in its head."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (files(__package__) / "records.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line[1 : line.index("]")], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def _kind(lines: list[str], *, common: tuple[Column, ...], topical: tuple[Column, ...]) -> Kind:
    libraries, conditions, bases, works = (line.split()[1:] for line in lines[:4])
    return Kind(
        columns=_columns(lines[4:]),
        common=common,
        topical=topical,
        libraries=tuple(map(Code, libraries)),
        conditions=tuple(map(Code, conditions)),
        bases=tuple(map(Code, bases)),
        works=tuple(works),
    )


def _columns(lines: list[str]) -> tuple[Column, ...]:
    return tuple(_column(*line.split()) for line in lines)


def _column(name: str, title: str, form: str, concept: str = "-", marks: str = "") -> Column:
    return Column(
        name=ItemName(name),
        title=title,
        form=form_of(form, place="records.txt"),
        concept=None if concept == "-" else Code(concept),
        key="!" in marks,
        sensitive="?" in marks,
        base="*" in marks,
    )
