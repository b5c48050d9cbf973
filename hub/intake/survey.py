"""The first reading of a file: what it holds, which rows stay out, and who provides; nothing is written yet."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from hub.catalogue.nouns import id_of, nouns_of
from hub.codes import Code
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.intake.problems import Problem, Rejection
from hub.intake.row import Provider, Row
from hub.intake.rows import rows_of
from hub.intake.source import Source
from hub.model import Dataset, Department
from hub.vocabulary import Level

_AT_ONCE: Final = 1000

Key = tuple[Code | None, Provider | None, str]
"""What names a dataset in a file: its code alone, or else its provider and title."""


@dataclass(slots=True, kw_only=True)
class Survey:
    """What a file holds: the number of its records, its datasets, and the rows that stay out.

    `datasets` has, for each key, the row number of each different content under that key; `excluded` are the
    numbers of rows that could be read and stay out all the same. `coded` has row and provider of each code given.
    """

    records: int = 0
    providers: dict[Provider, Level] = field(default_factory=dict)
    datasets: dict[Key, dict[bytes, int]] = field(default_factory=dict)
    titles: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejected: list[Problem] = field(default_factory=list)
    excluded: set[int] = field(default_factory=set)
    coded: dict[Code, tuple[int, Provider]] = field(default_factory=dict)


def key_of(row: Row) -> Key:
    """Return what names a row's dataset within its file."""
    return (row.code, None, "") if row.code else (None, row.provider, row.title)


def survey_of(source: Source, progress: Callable[[int], None]) -> Survey:
    """Read a source through; the datasets of a region that bear a title are counted in `titles`.

    A row that says the same as an earlier one stays out; so do all rows that give one code to different contents.
    """
    survey = Survey()
    for records, found in rows_of(source):
        survey.records += records
        if survey.records % _AT_ONCE == 0:
            progress(survey.records)
        if isinstance(found, Problem):
            survey.rejected.append(found)
        else:
            _take(found, survey)
    _refuse_shared_codes(survey)
    return survey


def _take(row: Row, survey: Survey) -> None:
    contents = survey.datasets.setdefault(key_of(row), {})
    first = contents.setdefault(row.digest, row.number)
    if first != row.number:
        sentence = f"The row says the same as row {first}: take one of them out."
        survey.rejected.append(Problem(row.number, None, Rejection.REPEATED_ROW, sentence))
        survey.excluded.add(row.number)
        return
    survey.providers.setdefault(row.provider, row.level)
    if row.code:
        survey.coded[row.code] = (row.number, row.provider)
    survey.titles[row.provider.region, row.title] += 1


def _refuse_shared_codes(survey: Survey) -> None:
    for (code, *_), contents in survey.datasets.items():
        if code is None or len(contents) == 1:
            continue
        numbers = sorted(contents.values())
        sentence = f"Rows {', '.join(map(str, numbers))} give the code '{code}' to different datasets: correct it."
        survey.rejected.extend(Problem(number, "code", Rejection.REPEATED_CODE, sentence) for number in numbers)
        survey.excluded.update(numbers)


async def refuse_taken(survey: Survey, graph: Graph, departments: Mapping[Provider, Department]) -> None:
    """Reject rows whose code belongs to a dataset of another department: an import moves nothing between them."""
    coded = [one for one in survey.coded.items() if one[1][0] not in survey.excluded]
    for start in range(0, len(coded), _AT_ONCE):
        part = coded[start : start + _AT_ONCE]
        nodes = await graph.get([id_of(Dataset, code) for code, _ in part], sight=EVERYTHING)
        for (code, (number, provider)), dataset in zip(part, nouns_of(Dataset, nodes), strict=True):
            if dataset and dataset.provider != departments[provider].code:
                sentence = f"The code '{code}' belongs to a dataset of department {dataset.provider}: use another one."
                survey.rejected.append(Problem(number, "code", Rejection.CODE_TAKEN, sentence))
                survey.excluded.add(number)
