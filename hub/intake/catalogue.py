"""Importing a catalogue file: read it through, see who provides, then write what differs from what the hub holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hub.codes import Code
from hub.graph.port import Graph
from hub.intake.assignment import Assigned, Assignment
from hub.intake.citations import Citation
from hub.intake.directory import resolved
from hub.intake.known import departments, legal_bases
from hub.intake.mapping import CatalogueMapping
from hub.intake.minting import basis_code
from hub.intake.plan import Outcome, Plan, planned
from hub.intake.report import Report
from hub.intake.row import Provider, Row
from hub.intake.rows import rows_of
from hub.intake.source import Source, open_source
from hub.intake.survey import Survey, refuse_taken, survey_of
from hub.intake.writing import basis_of, batches_of, change_of
from hub.model import Department

Progress = Callable[[str, int], None]
"""Called now and then with what goes on (`reading` or `writing`) and how many rows that has come to."""


async def import_catalogue(
    graph: Graph,
    file: Path,
    *,
    mapping: CatalogueMapping | None = None,
    strict: bool = False,
    actor: str = "import",
    progress: Progress | None = None,
) -> Report:
    """Bring a catalogue file (JSON Lines, CSV or XLSX) into a migrated graph and return the account of it.

    Without a mapping the built-in one that fits the headers best is used. Rows that cannot be let in are rejected,
    the others imported; where `strict`, one rejected row refuses the whole file and nothing is written. A dataset
    that is already as its row says costs no write: importing a file again changes nothing. Each change holds about
    a thousand datasets; where writing stops halfway (`Conflict`, `StoreUnavailable`), importing again goes on.
    Raises `MalformedFile`, with nothing written, where the file cannot be read as a catalogue at all.
    """
    tell = progress or _silence
    source = open_source(file, mapping)
    survey = survey_of(source, lambda rows: tell("reading", rows))
    existing = await departments(graph)
    meant = resolved(survey.providers, existing)
    await refuse_taken(survey, graph, meant)
    report = _report(source, survey)
    if strict and survey.rejected:
        report.refused = True
        return report
    bases, inadmissible = await legal_bases(graph)
    work = _Work(
        graph=graph,
        survey=survey,
        departments=meant,
        existing={department.code for department in existing},
        bases=bases,
        inadmissible=inadmissible,
        facts={"fileDigest": source.digest, "format": source.format},
        actor=actor,
        report=report,
    )
    await work.run(source, lambda rows: tell("writing", rows))
    report.problems.sort(key=lambda problem: problem.row)
    return report


def _silence(_what: str, _rows: int) -> None:
    """Tell nobody."""


def _report(source: Source, survey: Survey) -> Report:
    report = Report(
        file=source.file,
        format=source.format,
        digest=source.digest,
        mapping=source.mapping.title,
        read=survey.records,
        unknown_headers=tuple(source.bindings.unknown),
        left_out_headers=tuple(source.bindings.left_out),
        passed_over_sheets=source.passed_over,
    )
    report.add(sorted(survey.rejected, key=lambda problem: problem.row))
    return report


@dataclass(slots=True, kw_only=True)
class _Work:
    """The writing half of an import: what it knows, and its account so far."""

    graph: Graph
    survey: Survey
    departments: Mapping[Provider, Department]
    existing: set[Code]
    bases: dict[Citation, Code]
    inadmissible: frozenset[Code]
    facts: Mapping[str, str]
    actor: str
    report: Report
    _done: int = field(default=0)

    async def run(self, source: Source, progress: Callable[[int], None]) -> None:
        assignment = Assignment(
            graph=self.graph, survey=self.survey, departments=self.departments, existing=frozenset(self.existing)
        )
        rows = (found for _, found in rows_of(source) if isinstance(found, Row))
        for batch in batches_of(assignment.groups(rows)):
            await self._write(await assignment.assigned(batch))
            self._done += sum(map(len, batch))
            progress(self._done)

    async def _write(self, assigned: Sequence[Assigned]) -> None:
        bases = {citation: self._basis(citation) for one in assigned for citation in one.row.cited}
        plans = [await self._planned(one, bases) for one in assigned]
        self._account(plans)
        pairs = [pair for pair in zip(assigned, plans, strict=True) if pair[1].outcome is not Outcome.UNCHANGED]
        if not pairs:
            return
        meant = {self.departments[one.row.provider].code: self.departments[one.row.provider] for one, _ in pairs}
        new = [department for code, department in meant.items() if code not in self.existing]
        known = {*self.bases.values()}
        cited = {bases[citation]: citation for one, _ in pairs for citation in one.row.cited}
        await self.graph.commit(
            change_of(
                [plan for _, plan in pairs],
                actor=self.actor,
                departments=new,
                bases=[basis_of(citation, code) for code, citation in cited.items() if code not in known],
                facts=self.facts,
            )
        )
        self.existing.update(department.code for department in new)
        self.bases.update({_cited(citation): code for code, citation in cited.items()})
        self.report.departments_created += len(new)

    async def _planned(self, one: Assigned, bases: Mapping[Citation, Code]) -> Plan:
        return await planned(
            self.graph,
            one.row,
            one.held,
            code=one.code,
            provider=self.departments[one.row.provider],
            bases=bases,
            inadmissible=self.inadmissible,
            namesakes=self.survey.titles[one.row.provider.region, one.row.title],
        )

    def _basis(self, citation: Citation) -> Code:
        return self.bases.get(_cited(citation)) or basis_code(citation)

    def _account(self, plans: Sequence[Plan]) -> None:
        report = self.report
        for plan in plans:
            report.created += plan.outcome is Outcome.CREATED
            report.changed += plan.outcome is Outcome.CHANGED
            report.unchanged += plan.outcome is Outcome.UNCHANGED
            report.flagged += bool(plan.flags)
            report.items += plan.items
            report.items_ended += len(plan.ends)
            report.add(plan.flags)


def _cited(citation: Citation) -> Citation:
    """Return what identifies a legal basis: the instrument and the article, without the document's number."""
    return replace(citation, number=None)
