"""From the records of a file to rows in the hub's terms; what cannot be let in comes out as its problem."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hub.codes import Code
from hub.intake.binding import Binding
from hub.intake.cells import Record, normal, text_of
from hub.intake.citations import citations_of
from hub.intake.fields import DATASET_FIELDS, tokens_of
from hub.intake.gathering import gathered
from hub.intake.itemrows import listed_items, row_items
from hub.intake.problems import Flag, Problem, Rejection
from hub.intake.reading import RowRejectedError, fields_of, refuse, value_of
from hub.intake.regions import level_of
from hub.intake.row import Provider, Row, digest_of
from hub.intake.source import Source
from hub.vocabulary import Level

TITLE_LIMIT: Final = 50
ABSTRACT_LIMIT: Final = 256
"""Characters, by the national template as practised (P)."""

_IDENTITY: Final = frozenset({"code", "title", "provider", "provider_code", "region", "level"})
_ITEMS_OWN: Final = frozenset({"share_type", "sensitivity", "legal_basis"})
"""What is each item's own where the rows of one dataset tell different things."""

Told = Mapping[str, object]


def rows_of(source: Source) -> Iterator[tuple[int, Row | Problem]]:
    """Yield each dataset of a source as a row, or the problem that keeps it out, with the number of its records."""
    for found in gathered(source) if source.by_rows else source.records():
        if isinstance(found, Problem):
            yield 1, found
            continue
        records = [found] if isinstance(found, Record) else found
        try:
            yield len(records), _row(records, source.binding_of(records[0]))
        except RowRejectedError as error:
            yield len(records), error.problem


def _row(records: Sequence[Record], binding: Binding) -> Row:
    number = records[0].number
    told, flags = _told(records, binding)
    differing = _differing(told)
    fields = _first(told) | dict.fromkeys(differing & _ITEMS_OWN)
    if binding.by_rows:
        items, wanting = row_items(records, _filled_down(told, differing & _ITEMS_OWN), binding)
    else:
        items, wanting = listed_items(records[0], binding)
    flags += [*wanting, *_disagreement(number, differing - _ITEMS_OWN)]
    flags += _share_type(fields, number, differing)
    cited = " ".join(filter(None, (text_of(fields.pop("legal_basis", None)), text_of(fields.get("share_condition")))))
    title, provider, level = _identity(fields, number)
    code = fields.get("code")
    citations = citations_of(cited)
    own = {name: value for name, value in fields.items() if name not in _IDENTITY}
    return Row(
        number=number,
        code=Code(code) if isinstance(code, str) else None,
        title=title,
        provider=provider,
        level=level,
        fields=own,
        items=items,
        citations=citations,
        flags=(*flags, *_lengths(number, title, text_of(own.get("abstract")))),
        digest=digest_of(provider, title, own, items, citations),
    )


def _told(records: Sequence[Record], binding: Binding) -> tuple[list[dict[str, object]], list[Problem]]:
    """Return what each record tells about the dataset, completed from its neighbouring cells and the constants."""
    told: list[dict[str, object]] = []
    flags: list[Problem] = []
    for record in records:
        fields, unread = fields_of(record.cells, binding.fields, DATASET_FIELDS, binding.mapping, row=record.number)
        _complete(fields, record, binding)
        for field, text in binding.mapping.constants.items():
            if fields.get(field) in (None, ()):
                fields[field] = value_of(text, field, DATASET_FIELDS, binding.mapping)
        told.append(fields)
        flags.extend(unread)
    return told, flags


def _complete(fields: dict[str, object], record: Record, binding: Binding) -> None:
    """Keep what a cell says beyond its field's vocabulary: the types of file, the condition of opening, the basis."""
    headers = binding.fields
    if headers.get("format") in record.cells and "format_type" not in headers:
        fields["format_type"] = "、".join(tokens_of(record.cells.get(headers["format"]))) or None
    openness = text_of(record.cells.get(headers.get("open_to_society", ""))) or ""
    if normal(openness).startswith("有条件"):
        fields["open_condition"] = fields.get("open_condition") or openness
    basis = fields.get("legal_basis")
    if basis and not citations_of(text_of(basis)):
        fields["share_condition"] = "；".join(filter(None, (text_of(fields.get("share_condition")), text_of(basis))))


def _first(told: Sequence[Told]) -> dict[str, object]:
    """Return the first value of each field, `None` only where no record has one."""
    fields: dict[str, object] = {}
    for one in told:
        fields |= {name: value for name, value in one.items() if fields.get(name) in (None, ())}
    return fields


def _differing(told: Sequence[Told]) -> frozenset[str]:
    values: dict[str, list[object]] = {}
    for one in told:
        for name, value in one.items():
            if value not in (None, (), *values.get(name, ())):
                values.setdefault(name, []).append(value)
    return frozenset(name for name, different in values.items() if len(different) > 1)


def _filled_down(told: Sequence[Told], names: frozenset[str]) -> list[Told]:
    """Return some fields of each record, an empty one (merged cells) as in the record before."""
    filled: list[Told] = []
    before: Told = {}
    for one in told:
        before = {**before, **{name: one[name] for name in names if one.get(name) is not None}}
        filled.append(before)
    return filled


def _disagreement(number: int, names: frozenset[str]) -> Iterator[Problem]:
    if names:
        sentence = f"The rows of this dataset tell different things ({', '.join(sorted(names))}): the first one counts."
        yield Problem(number, None, Flag.ROWS_DISAGREE, sentence)


def _share_type(fields: dict[str, object], number: int, differing: frozenset[str]) -> Iterator[Problem]:
    """Turn the dataset's share type into its declaration; an empty cell declares nothing and takes nothing back."""
    if "share_type" not in fields:
        return
    declared = fields.pop("share_type")
    if declared is not None or "share_type" in differing:
        fields["declared_share_type"] = declared
        return
    sentence = "The share type is empty: by Art. 18 that means unconditional, so let a person confirm it."
    yield Problem(number, "share_type", Flag.NO_SHARE_TYPE, sentence)


def _identity(fields: Told, number: int) -> tuple[str, Provider, Level]:
    title, provider, region = (text_of(fields.get(name)) for name in ("title", "provider", "region"))
    if title is None:
        refuse(number, "title", Rejection.MISSING_TITLE, "The row has no title: give it one.")
    if provider is None:
        refuse(number, "provider", Rejection.MISSING_PROVIDER, "The row names no providing department: add it.")
    if region is None:
        sentence = "The row tells no region: add a column, or a constant 'region' with a division code to the mapping."
        refuse(number, "region", Rejection.MISSING_REGION, sentence)
    level = fields.get("level")
    named = Provider(region=region, title=provider, code=text_of(fields.get("provider_code")))
    return title, named, level if isinstance(level, Level) else level_of(region)


def _lengths(number: int, title: str, abstract: str | None) -> Iterator[Problem]:
    for field, text, limit, flag in (
        ("title", title, TITLE_LIMIT, Flag.TITLE_TOO_LONG),
        ("abstract", abstract or "", ABSTRACT_LIMIT, Flag.ABSTRACT_TOO_LONG),
    ):
        if len(text) > limit:
            sentence = f"{len(text)} characters, more than the national template's {limit}."
            yield Problem(number, field, flag, sentence)
