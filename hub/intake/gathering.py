"""Bringing together the records of one dataset in a file that has one row per item."""

from collections import Counter
from collections.abc import Iterator, Sequence

from hub.intake.cells import Record, text_of
from hub.intake.problems import Problem
from hub.intake.source import Source

Key = tuple[str | None, ...]


def gathered(source: Source) -> Iterator[Sequence[Record] | Problem]:
    """Yield the records of each dataset in their order, as soon as the last one was read, wherever they stand.

    A row that names no dataset (merged cells) belongs to the one of the row before. The file is read twice: first
    to count, so that only the records of datasets begun and not complete are held.
    """
    counts = Counter(key for key, found in _keyed(source) if isinstance(found, Record))
    waiting: dict[Key, list[Record]] = {}
    for key, found in _keyed(source):
        if isinstance(found, Problem):
            yield found
            continue
        held = waiting.setdefault(key, [])
        held.append(found)
        if len(held) == counts[key]:
            yield waiting.pop(key)


def _keyed(source: Source) -> Iterator[tuple[Key, Record | Problem]]:
    key: Key = ()
    for found in source.records():
        if isinstance(found, Record):
            key = _key(found, source) or key
        yield key, found


def _key(record: Record, source: Source) -> Key | None:
    """Return what names the dataset of a record: its code, else title, provider and region; `None` where all lack."""
    headers = source.binding_of(record).fields
    code, *names = (
        text_of(record.cells.get(headers[field])) if field in headers else None
        for field in ("code", "title", "provider", "region")
    )
    return (code,) if code else tuple(names) if names[0] else None
