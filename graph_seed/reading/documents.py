"""Reading the files of the seed world: YAML without repeated keys, and fields that say where they stand when wrong."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TypeVar

import yaml

from hub.codes import Code, code
from hub.errors import MalformedCode, MalformedFile

Kind = TypeVar("Kind")
Member = TypeVar("Member", bound=Enum)


class _Loader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]  # same class, in C or not
    """A safe loader that refuses a key written twice, which YAML would silently let the last one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002 - the library's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                message = f"line {key.start_mark.line + 1}: '{key.value}' is written twice"
                raise yaml.YAMLError(message)
            seen.add(key.value)
        mapping: dict[Hashable, object] = super().construct_mapping(node, deep=deep)
        return mapping


def read_document(file: Path) -> object:
    """Return what a YAML file holds; raise `MalformedFile` where it is missing, no YAML, or writes a key twice."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    except (OSError, yaml.YAMLError) as error:
        raise malformed(file.name, str(error)) from error


def read_entries(file: Path) -> Iterator[tuple[str, "Fields"]]:
    """Yield the entries of a file that holds one mapping from codes to fields (or to a title alone), in its order."""
    yield from entries_of(read_document(file), place=file.name)


def entries_of(document: object, *, place: str) -> Iterator[tuple[str, "Fields"]]:
    """Yield the entries of a mapping from names to fields; a text alone counts as the field `title`."""
    for name, fields in mapping_of(document, place=place).items():
        own = {"title": fields} if isinstance(fields, str) else mapping_of(fields, place=f"{place}, {name}")
        yield name, Fields(own, place=f"{place}, {name}")


def mapping_of(value: object, *, place: str) -> Mapping[str, object]:
    """Return a value as a mapping with texts as keys; raise `MalformedFile` where it is none."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise malformed(place, "a mapping with texts as keys is expected here")
    return value


def malformed(place: str, what: str) -> MalformedFile:
    """Return the error that names the place (file, entry, item) and what is wrong there."""
    return MalformedFile(f"{place}: {what}.", place=place)


class Fields:
    """The fields of one entry; each is taken by name and kind, and `finish` refuses what nobody took."""

    def __init__(self, fields: Mapping[str, object], *, place: str) -> None:
        self.place = place
        self._left = dict(fields)

    def take(self, name: str, kind: type[Kind]) -> Kind | None:
        """Take a field of a kind out, `None` where it is missing; raise `MalformedFile` where it is of another."""
        value = self._left.pop(name, None)
        if value is None or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
            return value
        raise malformed(self.place, f"'{name}' is {value!r}, expected is {kind.__name__}")

    def text(self, name: str) -> str:
        """Take a text that must be there."""
        value = self.take(name, str)
        if not value:
            raise malformed(self.place, f"'{name}' is missing")
        return value

    def day(self, name: str) -> date | None:
        """Take a date, `None` where it is missing."""
        return self.take(name, date)

    def member(self, name: str, kind: type[Member]) -> Member | None:
        """Take a member of an enumeration by its name, `None` where it is missing."""
        value = self.take(name, str)
        if value is None:
            return None
        if value not in kind.__members__:
            raise malformed(self.place, f"'{name}' is {value!r}, expected is one of {', '.join(kind.__members__)}")
        return kind[value]

    def needed(self, name: str, kind: type[Member]) -> Member:
        """Take a member of an enumeration that must be there."""
        member = self.member(name, kind)
        if member is None:
            raise malformed(self.place, f"'{name}' is missing")
        return member

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Take a list of texts, or a single text as a list of one; `None` where it is missing."""
        value = self._left.pop(name, None)
        if value is None:
            return None
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, Sequence) or not all(isinstance(text, str) for text in listed):
            raise malformed(self.place, f"'{name}' is {value!r}, expected is a list of texts")
        return tuple(listed)

    def codes(self, name: str) -> tuple[Code, ...] | None:
        """Take a list of codes, `None` where it is missing; raise `MalformedFile` where one breaks the grammar."""
        texts = self.texts(name)
        return None if texts is None else tuple(code_of(text, place=self.place) for text in texts)

    def nested(self, name: str) -> Mapping[str, object]:
        """Take a mapping, an empty one where it is missing."""
        return mapping_of(self._left.pop(name, {}), place=f"{self.place}, {name}")

    def finish(self) -> None:
        """Raise `MalformedFile` where fields are left that nobody asked for."""
        if self._left:
            raise malformed(self.place, f"nothing is known of {', '.join(sorted(self._left))}")


def code_of(text: str, *, place: str) -> Code:
    """Return a text as a code; raise `MalformedFile` where it breaks the grammar."""
    try:
        return code(text)
    except MalformedCode as error:
        raise malformed(place, error.message.rstrip(".")) from error
