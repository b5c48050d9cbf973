"""Mapping files: which foreign header is which field, constants, translations of values, and where items are found.

A mapping file is YAML with these parts, each of which may be missing:

    title: what it is for
    extends: national                                         # or portal: a built-in mapping to build on
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

from hub.errors import MalformedFile
from hub.intake.cells import normal
from hub.intake.document import Document
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
    return _mapping(Document(text, name=file.name))


@cache
def built_in() -> tuple[CatalogueMapping, ...]:
    """Return the mappings that come with the hub: the national template's Chinese headers, and portals' listings."""
    return tuple(map(_shipped, _SHIPPED))


_SHIPPED: Final = ("national", "portal")
_PARTS: Final = ("title", "extends", "fields", "constants", "values", "items", "names", "left_out")


def _shipped(name: str) -> CatalogueMapping:
    return _mapping(Document(_package_text(name), name=name))


@cache
def _translations() -> Translations:
    return _tables(Document(_package_text("values"), name="values"))


def _package_text(name: str) -> str:
    return files("hub.intake").joinpath("mappings", f"{name}.yaml").read_text(encoding="utf-8")


def _mapping(document: Document) -> CatalogueMapping:
    document.keys(allowed=_PARTS)
    document.keys("items", allowed=("list", "separators", "fields"))
    document.keys("constants", allowed=DATASET_FIELDS)
    own = _tables(document, "values")
    mapping = CatalogueMapping(
        title=" ".join(document.names("title")) or document.name,
        fields=_headers(document, "fields", allowed=DATASET_FIELDS),
        constants=document.texts("constants"),
        values={field: {**_translations().get(field, {}), **own.get(field, {})} for field in TRANSLATED},
        item_lists=tuple(map(normal, document.names("items", "list"))),
        separators=document.names("items", "separators"),
        item_fields=_headers(document, "items", "fields", allowed=ITEM_FIELDS),
        item_names=document.texts("names"),
        left_out=tuple(map(normal, document.names("left_out"))),
    )
    for name in document.names("extends"):
        if name not in _SHIPPED:
            raise document.malformed(f"'extends' must be one of {', '.join(_SHIPPED)}")
        mapping = _extended(mapping, _shipped(name))
    return _checked(mapping, document)


def _extended(own: CatalogueMapping, base: CatalogueMapping) -> CatalogueMapping:
    """Return a mapping on top of another one: what it says of a header counts, and comes first."""
    claimed = frozenset(headers_of(own))

    def both(ours: Names, theirs: Names) -> Names:
        return (*ours, *(header for header in theirs if header not in claimed))

    def fields(ours: Mapping[str, Names], theirs: Mapping[str, Names]) -> Mapping[str, Names]:
        return {field: both(ours.get(field, ()), theirs.get(field, ())) for field in {**ours, **theirs}}

    return CatalogueMapping(
        title=own.title,
        fields=fields(own.fields, base.fields),
        constants={**base.constants, **own.constants},
        values={field: {**base.values[field], **own.values[field]} for field in TRANSLATED},
        item_lists=both(own.item_lists, base.item_lists),
        separators=own.separators or base.separators,
        item_fields=fields(own.item_fields, base.item_fields),
        item_names={**base.item_names, **own.item_names},
        left_out=both(own.left_out, base.left_out),
    )


def _checked(mapping: CatalogueMapping, document: Document) -> CatalogueMapping:
    if not mapping.fields.get("title") or not (mapping.fields.get("provider") or "provider" in mapping.constants):
        raise document.malformed("it must say under 'fields' which headers are 'title' and 'provider'")
    claimed: dict[str, str] = {}
    for field, headers in mapping.fields.items():
        for header in headers:
            if claimed.setdefault(header, field) != field:
                what = f"the header '{header}' is given to both '{claimed[header]}' and '{field}'"
                raise document.malformed(what)
    long = next((separator for separator in mapping.separators if len(separator) != 1), None)
    if long is not None:
        raise document.malformed(f"the separator '{long}' must be a single character")
    for field, text in mapping.constants.items():
        try:
            DATASET_FIELDS[field](text, mapping.values.get(table_of(field), {}))
        except ValueError as error:
            raise document.malformed(f"the constant '{text}' is none of the values of '{field}'") from error
    return replace(mapping, separators=mapping.separators or SEPARATORS)


def _headers(document: Document, *path: str, allowed: Mapping[str, object]) -> Mapping[str, Names]:
    return {field: tuple(map(normal, document.names(*path, field))) for field in document.keys(*path, allowed=allowed)}


def _tables(document: Document, *path: str) -> Translations:
    fields = document.keys(*path, allowed=TRANSLATED)
    return {field: {normal(text): meant for text, meant in document.texts(*path, field).items()} for field in fields}


def headers_of(mapping: CatalogueMapping) -> Iterator[str]:
    """Yield every header that a mapping knows, those that it leaves out included."""
    for headers in (*mapping.fields.values(), *mapping.item_fields.values()):
        yield from headers
    yield from mapping.item_lists
    yield from mapping.left_out
