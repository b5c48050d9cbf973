"""Which dataset of the hub each row means, and the code of those that are new."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from hub.codes import Code
from hub.graph.port import Graph
from hub.intake.known import Held, held, titles_of
from hub.intake.matching import matched
from hub.intake.minting import dataset_code
from hub.intake.row import Provider, Row
from hub.intake.survey import Survey
from hub.model import Department

Identity = tuple[Code, str]
"""The provider and the title of datasets without codes of their own."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A row with the dataset it means, `None` where it is new, and its code."""

    row: Row
    code: Code
    held: Held | None


@dataclass(slots=True, kw_only=True)
class Assignment:
    """Assigns rows to datasets, group by group; the rows of one provider and title are one group.

    `departments` are those that the file's providers mean, `existing` the codes of those that the hub has.
    """

    graph: Graph
    survey: Survey
    departments: Mapping[Provider, Department]
    existing: frozenset[Code]
    _titles: dict[Code, dict[str, list[Code]]] = field(default_factory=dict)
    _sizes: Counter[Identity] = field(default_factory=Counter)
    _codes: set[Code] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Count the rows of each group, so that a group is known to be complete."""
        for (code, provider, title), contents in self.survey.datasets.items():
            if code:
                self._codes.add(code)
            elif provider:
                self._sizes[self.departments[provider].code, title] += len(contents)

    def groups(self, rows: Iterable[Row]) -> Iterator[list[Row]]:
        """Yield the rows that stay in as groups, each as soon as its last row has been read."""
        waiting: dict[Identity, list[Row]] = {}
        for row in rows:
            if row.number in self.survey.excluded:
                continue
            if row.code:
                yield [row]
                continue
            identity = self._identity(row)
            group = waiting.setdefault(identity, [])
            group.append(row)
            if len(group) == self._sizes[identity]:
                yield waiting.pop(identity)

    async def assigned(self, groups: Sequence[Sequence[Row]]) -> list[Assigned]:
        """Return each row of some groups with its dataset; no two rows of a file get the same."""
        providers = {self.departments[row.provider].code for group in groups for row in group}
        unseen = sorted(code for code in providers if code in self.existing and code not in self._titles)
        self._titles |= await titles_of(self.graph, unseen)
        candidates = [self._candidates(group[0]) for group in groups]
        known = await held(self.graph, [code for codes in candidates for code in codes])
        found: list[Assigned] = []
        new: list[tuple[Row, str]] = []
        for group, codes in zip(groups, candidates, strict=True):
            meant = matched(group, [known[code] for code in codes if code in known])
            found.extend(Assigned(row, one.dataset.code, one) for row in group if (one := meant.get(row.number)))
            left = [row for row in group if row.number not in meant]
            found.extend(Assigned(row, row.code, None) for row in left if row.code)
            new.extend((row, row.digest.hex() if len(group) > 1 else "") for row in left if not row.code)
        return [*found, *await self._minted(new)]

    def _identity(self, row: Row) -> Identity:
        return self.departments[row.provider].code, row.title

    def _candidates(self, row: Row) -> list[Code]:
        """Return the codes of the datasets that a row may mean: its own, else those of its provider and title."""
        if row.code:
            return [row.code]
        department, title = self._identity(row)
        return [code for code in self._titles.get(department, {}).get(title, ()) if code not in self._codes]

    async def _minted(self, rows: Sequence[tuple[Row, str]]) -> list[Assigned]:
        """Return new rows with codes; one whose code the hub has already was retitled there, and keeps it."""
        found: list[Assigned] = []
        waiting = list(rows)
        for attempt in count(1):
            if not waiting:
                break
            salt = "" if attempt == 1 else f"#{attempt}"
            codes = [dataset_code(row.provider, row.title, discriminator=own + salt) for row, own in waiting]
            known = await held(self.graph, codes)
            again: list[tuple[Row, str]] = []
            for (row, own), code in zip(waiting, codes, strict=True):
                if code not in self._codes and self._free(known.get(code), row):
                    self._codes.add(code)
                    found.append(Assigned(row, code, known.get(code)))
                else:
                    again.append((row, own))
            waiting = again
        return found

    def _free(self, dataset: Held | None, row: Row) -> bool:
        """Tell whether no other row can mean the dataset that has a row's code."""
        if dataset is None:
            return True
        department = self.departments[row.provider].code
        title = dataset.dataset.title
        return dataset.dataset.provider == department and title != row.title and (department, title) not in self._sizes
