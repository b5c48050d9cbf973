"""Mapping files: which foreign header is which field, constants, translations of values, and where items are found.

A mapping file is YAML with these parts, each of which may be missing:

    title: what it is for
    fields: {title: [资源名称, 目录名称], provider: 提供部门}   # field: its headers, the first one present counts
    constants: {region: "520000", level: PROVINCE}            # for rows whose cell is empty or missing
    values: {share_type: {可共享: UNCONDITIONAL}}             # field: {text in the file: what is meant}
    items:
      list: [信息项]                                          # headers whose cell lists a dataset's items
      separators: ["；"]                                      # what parts them; a JSON list needs none
      fields: {title: [信息项名称], data_type: [类型]}        # of one row per item, or of objects in a list
    names: {企业名称: enterprise_name}                        # names for items, by title
    left_out: [序号]                                          # headers that are known and not imported
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import yaml

from hub.errors import MalformedFile
from hub.intake.cells import normal
from hub.intake.fields import DATASET_FIELDS, ITEM_FIELDS, TRANSLATED, table_of

SEPARATORS: Final = ("\n", "；", ";", "|", "、", "，", ",")
"""What parts listed items where a mapping does not say."""

Names = tuple[str, ...]
Translations = Mapping[str, Mapping[str, str]]
"""By field: what a cell says (in its `normal` form), and the member's name or the text that is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueMapping:
    """How the headers and cells of a foreign catalogue are to be read; headers are in their `normal` form."""

    title: str
    fields: Mapping[str, Names]
    constants: Mapping[str, str]
    values: Translations
    item_lists: Names
    separators: Names
    item_fields: Mapping[str, Names]
    item_names: Mapping[str, str]
    left_out: Names


def read_mapping(file: Path) -> CatalogueMapping:
    """Return the mapping that a YAML file describes; its translations come on top of the built-in ones.

    Raises `MalformedFile` with the part that cannot be understood.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The mapping file {file.name} cannot be read as UTF-8 text: check its path and encoding."
        raise MalformedFile(message, file=file.name) from error
    return _mapping(text, name=file.name)


@cache
def built_in() -> tuple[CatalogueMapping, ...]:
    """Return the mappings that come with the hub: the national template's Chinese headers, and portals' listings."""
    return tuple(_mapping(_package_text(name), name=name) for name in ("national.yaml", "portal.yaml"))


@cache
def _translations() -> Translations:
    name = "values.yaml"
    return _tables(_object(_parsed(_package_text(name), name=name), part="values", name=name), name=name)


def _package_text(name: str) -> str:
    return files("hub.intake").joinpath("mappings", name).read_text(encoding="utf-8")


def _mapping(text: str, *, name: str) -> CatalogueMapping:
    document = _object(_parsed(text, name=name), part="file", name=name)
    _known(document, _PARTS, part="file", name=name)
    items = _object(document.get("items"), part="items", name=name)
    _known(items, {"list", "separators", "fields"}, part="items", name=name)
    own = _tables(_object(document.get("values"), part="values", name=name), name=name)
    mapping = CatalogueMapping(
        title=str(document.get("title") or name),
        fields=_headers(document.get("fields"), DATASET_FIELDS, part="fields", name=name),
        constants=_texts(document.get("constants"), part="constants", name=name),
        values={field: {**_translations().get(field, {}), **own.get(field, {})} for field in TRANSLATED},
        item_lists=tuple(map(normal, _names(items.get("list"), part="items.list", name=name))),
        separators=tuple(_names(items.get("separators"), part="items.separators", name=name)) or SEPARATORS,
        item_fields=_headers(items.get("fields"), ITEM_FIELDS, part="items.fields", name=name),
        item_names=_texts(document.get("names"), part="names", name=name),
        left_out=tuple(map(normal, _names(document.get("left_out"), part="left_out", name=name))),
    )
    _known(mapping.constants, DATASET_FIELDS, part="constants", name=name)
    _known(own, TRANSLATED, part="values", name=name)
    return _checked(mapping, name=name)


_PARTS: Final = frozenset({"title", "fields", "constants", "values", "items", "names", "left_out"})


def _checked(mapping: CatalogueMapping, *, name: str) -> CatalogueMapping:
    if not mapping.fields.get("title") or not (mapping.fields.get("provider") or "provider" in mapping.constants):
        raise _malformed(name, "it must say under 'fields' which headers are 'title' and 'provider'")
    claimed: dict[str, str] = {}
    for field, headers in mapping.fields.items():
        for header in headers:
            if claimed.setdefault(header, field) != field:
                raise _malformed(name, f"the header '{header}' is given to both '{claimed[header]}' and '{field}'")
    long = [separator for separator in mapping.separators if len(separator) != 1]
    if long:
        raise _malformed(name, f"the separator '{long[0]}' must be a single character")
    for field, text in mapping.constants.items():
        try:
            DATASET_FIELDS[field](text, mapping.values.get(table_of(field), {}))
        except ValueError as error:
            raise _malformed(name, f"the constant '{text}' is none of the values of '{field}'") from error
    return replace(mapping, left_out=tuple(header for header in mapping.left_out if header not in claimed))


def _parsed(text: str, *, name: str) -> object:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _malformed(name, "it is not valid YAML") from error


def _headers(part_of: object, fields: Mapping[str, object], *, part: str, name: str) -> Mapping[str, Names]:
    given = _object(part_of, part=part, name=name)
    _known(given, fields, part=part, name=name)
    return {
        field: tuple(map(normal, _names(headers, part=f"{part}.{field}", name=name)))
        for field, headers in given.items()
    }


def _tables(given: Mapping[str, object], *, name: str) -> Translations:
    return {
        field: {normal(text): meant for text, meant in _texts(table, part=f"values.{field}", name=name).items()}
        for field, table in given.items()
    }


def _texts(part_of: object, *, part: str, name: str) -> Mapping[str, str]:
    given = _object(part_of, part=part, name=name)
    wrong = next((key for key, value in given.items() if isinstance(value, list | dict) or value is None), None)
    if wrong is not None:
        raise _malformed(name, f"'{part}.{wrong}' must be a text")
    return {key: str(value) for key, value in given.items()}


def _names(part_of: object, *, part: str, name: str) -> list[str]:
    listed = part_of if isinstance(part_of, list) else [] if part_of is None else [part_of]
    if not all(isinstance(entry, str | int) for entry in listed):
        raise _malformed(name, f"'{part}' must be a text or a list of texts")
    return [str(entry) for entry in listed]


def _object(part_of: object, *, part: str, name: str) -> Mapping[str, object]:
    if part_of is None:
        return {}
    if not isinstance(part_of, dict):
        raise _malformed(name, f"its part '{part}' must list keys with values")
    return {str(key): value for key, value in part_of.items()}


def _known(given: Mapping[str, object], allowed: Mapping[str, object] | frozenset[str] | set[str], **at: str) -> None:
    unknown = next((key for key in given if key not in allowed), None)
    if unknown is not None:
        part, name = at["part"], at["name"]
        raise _malformed(name, f"'{unknown}' in its part '{part}' is unknown; use one of {', '.join(sorted(allowed))}")


def _malformed(name: str, what: str) -> MalformedFile:
    return MalformedFile(f"The mapping file {name} cannot be used: {what}.", file=name)


def headers_of(mapping: CatalogueMapping) -> Iterator[str]:
    """Yield every header that a mapping knows, those that it leaves out included."""
    for headers in (*mapping.fields.values(), *mapping.item_fields.values()):
        yield from headers
    yield from mapping.item_lists
    yield from mapping.left_out
