"""Tables of the toy's records, as a batch resolver may return them instead of lists."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any, Final

from tests.execution.toy import Record

COLUMNS: Final = {"name", "ratio", "kind", "notes", "odd"}
"""The attributes that a table tells in columns, but for those of which one raises."""


class RecordTable:
    """Records that are counted when they are taken one by one."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self.taken = 0

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        """Iterate over the records."""
        self.taken += 1
        return iter(self._records)

    def column(self, attribute: str) -> Sequence[Any] | None:
        """Return the values of an attribute."""
        column = [record.values.get(attribute) for record in self._records]
        told = attribute in COLUMNS and not any(isinstance(value, Exception) for value in column)
        return column if told else None


class RecordGroups:
    """Lists of records, one list after another."""

    def __init__(self, lists: Sequence[Sequence[Record]]) -> None:
        self.elements: Any = RecordTable(list(chain.from_iterable(lists)))
        self.starts = list(accumulate(map(len, lists), initial=0))

    def __len__(self) -> int:
        """Return how many lists there are."""
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[Sequence[Record]]:
        """Iterate over the lists."""
        records = list(self.elements)
        return (records[start:end] for start, end in pairwise(self.starts))


def tabled(results: Sequence[Any]) -> Any:  # noqa: ANN401 – as a resolver answers
    """Return results as a table, or as groups, where they can be one."""
    if results and all(isinstance(result, Record) for result in results):
        return RecordTable(results)
    if all(isinstance(result, list) and all(isinstance(one, Record) for one in result) for result in results):
        return RecordGroups(results)
    return results
