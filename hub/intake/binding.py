"""A mapping laid on the headers of one file: which header fills which field, and which headers fill none."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hub.errors import MalformedFile
from hub.intake.cells import normal
from hub.intake.mapping import CatalogueMapping, Names, built_in, headers_of

_MOST: Final = 1000
_REMARK: Final = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Fields with the headers of a file that fill them, as the file writes these.

    `item_fields` are filled by columns where the file has one row per item (`by_rows`); `item_list` is the header
    whose cell lists a dataset's items. `left_out` are headers that the mapping knows without importing them, or
    that another header of the same field outranks; `unknown` are headers it does not know.
    """

    mapping: CatalogueMapping
    fields: Mapping[str, str]
    item_fields: Mapping[str, str]
    item_list: str | None
    left_out: Names
    unknown: Names

    @property
    def by_rows(self) -> bool:
        """Whether every row of the file is one item of a dataset."""
        return "title" in self.item_fields


class Bindings:
    """What the headers of a file mean, record by record: in JSON Lines each may have its own.

    `unknown` and `left_out` gather the headers that filled nothing so far, in the order they were met.
    """

    def __init__(self, mapping: CatalogueMapping) -> None:
        self._mapping = mapping
        self._bindings: dict[Names, Binding] = {}
        self.unknown: dict[str, None] = {}
        self.left_out: dict[str, None] = {}

    def of(self, headers: Names) -> Binding:
        """Return what the headers of one record mean."""
        binding = self._bindings.get(headers)
        if binding is None:
            if len(self._bindings) >= _MOST:
                self._bindings.clear()
            binding = self._bindings[headers] = bind(self._mapping, headers)
            for gathered, idle in ((self.unknown, binding.unknown), (self.left_out, binding.left_out)):
                gathered.update(dict.fromkeys(idle[: max(0, _MOST - len(gathered))]))
        return binding


def bind(mapping: CatalogueMapping, headers: Sequence[str]) -> Binding:
    """Return what the headers of a file mean by a mapping; a dataset's field claims a header before an item's."""
    written = _written(headers)
    fields = bound(mapping.fields, written)
    spare = {name: header for name, header in written.items() if header not in fields.values()}
    item_fields = bound(mapping.item_fields, spare) if mapping.item_fields.get("title") else {}
    if "title" not in item_fields:
        item_fields = {}
    item_list = None if item_fields else next((spare[name] for name in mapping.item_lists if name in spare), None)
    used = {*fields.values(), *item_fields.values(), item_list}
    known = frozenset(headers_of(mapping))
    idle = [(_name(header), header) for header in headers if header and header not in used]
    return Binding(
        mapping=mapping,
        fields=fields,
        item_fields=item_fields,
        item_list=item_list,
        left_out=tuple(header for name, header in idle if name in known),
        unknown=tuple(header for name, header in idle if name not in known),
    )


def bound(fields: Mapping[str, Names], written: Mapping[str, str]) -> dict[str, str]:
    """Return each field with the first of its headers that the file has."""
    present = {field: [written[name] for name in names if name in written] for field, names in fields.items()}
    return {field: headers[0] for field, headers in present.items() if headers}


def fits(mapping: CatalogueMapping, headers: Iterable[str]) -> bool:
    """Tell whether headers tell a dataset's title and its provider by a mapping."""
    fields = bound(mapping.fields, _written(headers))
    return "title" in fields and ("provider" in fields or "provider" in mapping.constants)


def chosen(headers: Sequence[str]) -> CatalogueMapping | None:
    """Return the built-in mapping that knows most of the headers, among those that fit; `None` where none fits."""
    fitting = [mapping for mapping in built_in() if fits(mapping, headers)]
    names = _written(headers)
    return max(fitting, key=lambda mapping: sum(name in names for name in set(headers_of(mapping))), default=None)


def chooser(mapping: CatalogueMapping | None) -> Callable[[Sequence[str]], CatalogueMapping | None]:
    """Return what decides whether headers will do: the mapping given, else the built-in one that fits them best."""
    if mapping is None:
        return chosen
    return lambda headers: mapping if fits(mapping, headers) else None


def unfit(file: str, headers: Iterable[str], mapping: CatalogueMapping | None) -> MalformedFile:
    """Return the error for a file whose headers no mapping understands."""
    seen = "、".join(list(dict.fromkeys(header for header in headers if header))[:12])[:200]
    which = f"The mapping '{mapping.title}' does not fit" if mapping else "No built-in mapping fits"
    message = (
        f"{which} {file}, whose headers are {seen or 'empty'}: give a mapping file that names the headers of "
        "'title' and 'provider'."
    )
    return MalformedFile(message, file=file)


def _written(headers: Iterable[str]) -> dict[str, str]:
    """Return the headers as the file writes them by their normal form without a closing remark such as （必填）.

    Of two headers with the same form the first counts.
    """
    written: dict[str, str] = {}
    for header in headers:
        if name := _name(header):
            written.setdefault(name, header)
    return written


def _name(header: str) -> str:
    name = normal(header)
    return normal(_REMARK.sub("", name)) or name
