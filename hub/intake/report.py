"""What an import did, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from hub.intake.problems import Problem

SHOWN: Final = 20
"""Problems that the text for people lists."""

KEPT: Final = 10_000
"""Problems that a report lists at all; the rest are counted."""


@dataclass(slots=True, kw_only=True)
class Report:
    """The account of one import.

    `read` counts the file's rows: those below the header, in JSON Lines the lines, empty ones left out. `created`,
    `changed` and `unchanged` count datasets, `flagged` those among them that carry flags, `items` the items that
    they have now. `rejected` counts what stayed out. `by_code` counts all problems by their codes, `problems` lists
    the first ones by row. Where `refused`, a strict import met a rejection and nothing was written.
    """

    file: str
    format: str
    digest: str
    mapping: str
    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    flagged: int = 0
    rejected: int = 0
    items: int = 0
    items_ended: int = 0
    departments_created: int = 0
    refused: bool = False
    unknown_headers: tuple[str, ...] = ()
    left_out_headers: tuple[str, ...] = ()
    passed_over_sheets: tuple[str, ...] = ()
    by_code: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def add(self, problems: Sequence[Problem]) -> None:
        """Take in problems."""
        self.by_code.update(problem.code.value for problem in problems)
        self.rejected += sum(problem.rejected for problem in problems)
        self.problems.extend(problems[: max(0, KEPT - len(self.problems))])

    def as_text(self) -> str:
        """Return the report for people: counts, headers that fill nothing, and the first problems, rejections first."""
        return "\n".join(_lines(self))

    def as_json(self) -> dict[str, object]:
        """Return the report for programs: every count, and each problem with row, field, code, sentence, rejected."""
        return {
            "file": self.file,
            "format": self.format,
            "digest": self.digest,
            "mapping": self.mapping,
            **{name: getattr(self, attribute) for name, attribute in _COUNTS.items()},
            "refused": self.refused,
            "unknownHeaders": list(self.unknown_headers),
            "leftOutHeaders": list(self.left_out_headers),
            "passedOverSheets": list(self.passed_over_sheets),
            "problemsByCode": dict(sorted(self.by_code.items())),
            "problems": [_as_json(problem) for problem in self.problems],
        }


_COUNTS: Final = {
    "read": "read",
    "created": "created",
    "changed": "changed",
    "unchanged": "unchanged",
    "flagged": "flagged",
    "rejected": "rejected",
    "items": "items",
    "itemsEnded": "items_ended",
    "departmentsCreated": "departments_created",
}


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "row": problem.row,
        "field": problem.field,
        "code": problem.code.value,
        "sentence": problem.sentence,
        "rejected": problem.rejected,
    }


def _lines(report: Report) -> Iterator[str]:
    row = "line" if report.format == "jsonl" else "row"
    yield f"{report.file} ({report.format}, mapping: {report.mapping})"
    for label, number in (
        (f"{row}s read", report.read),
        ("created", report.created),
        ("changed", report.changed),
        ("unchanged", report.unchanged),
        ("flagged", report.flagged),
        ("rejected", report.rejected),
        ("departments created", report.departments_created),
        ("items now", report.items),
        ("items ended", report.items_ended),
    ):
        yield f"  {label:<20} {number:>9,}"
    for label, names in (
        ("unknown headers", report.unknown_headers),
        ("headers left out", report.left_out_headers),
        ("sheets passed over", report.passed_over_sheets),
    ):
        if names:
            yield f"  {label:<20} {', '.join(names[:SHOWN])}{' …' if len(names) > SHOWN else ''}"
    yield from _problems(report, row)
    if report.refused:
        yield "Nothing was written: correct the rejected rows, or import without --strict."


def _problems(report: Report, row: str) -> Iterator[str]:
    shown = sorted(report.problems, key=lambda problem: (not problem.rejected, problem.row))[:SHOWN]
    wide = max((len(f"{problem.row:,}") for problem in shown), default=0)
    for problem in shown:
        what = "rejected" if problem.rejected else "flagged "
        where = f"{row} {problem.row:>{wide},}" + (f", {problem.field}" if problem.field else "")
        yield f"  {what} {where}: {problem.sentence} [{problem.code.value}]"
    more = report.by_code.total() - len(shown)
    if more > 0:
        counts = ", ".join(f"{code} {count:,}" for code, count in report.by_code.most_common())
        yield f"  … and {more:,} more; in all: {counts}."
