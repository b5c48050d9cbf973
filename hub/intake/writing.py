"""Writing what an import leads to: changes of bounded size, each with all that its datasets stand on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.catalogue.nouns import id_of, node_of
from hub.codes import Code
from hub.graph.change import Change, Expectation
from hub.graph.values import Value
from hub.intake.citations import Citation, kind_of
from hub.intake.plan import Outcome, Plan
from hub.intake.row import Row
from hub.model import Department, LegalBasis

ACTION: Final = "catalogue.import"

DATASETS_AT_ONCE: Final = 1000
ITEMS_AT_ONCE: Final = 9000
"""What one change holds at most, but for a single dataset, or a group of namesakes, that is larger by itself."""


def batches_of(groups: Iterable[list[Row]]) -> Iterator[list[list[Row]]]:
    """Yield groups of rows together as long as they make one change of bounded size."""
    batch: list[list[Row]] = []
    datasets = items = 0
    for group in groups:
        own = sum(len(row.items) for row in group)
        if batch and (datasets + len(group) > DATASETS_AT_ONCE or items + own > ITEMS_AT_ONCE):
            yield batch
            batch, datasets, items = [], 0, 0
        batch.append(group)
        datasets += len(group)
        items += own
    if batch:
        yield batch


def change_of(
    plans: Sequence[Plan],
    *,
    actor: str,
    departments: Sequence[Department],
    bases: Sequence[LegalBasis],
    facts: Mapping[str, Value],
) -> Change:
    """Return the change that carries out some plans, and brings the departments and legal bases they need first."""
    counts = {
        "created": sum(plan.outcome is Outcome.CREATED for plan in plans),
        "changed": sum(plan.outcome is Outcome.CHANGED for plan in plans),
        "itemsEnded": sum(len(plan.ends) for plan in plans),
        "departments": len(departments),
    }
    new = [id_of(Department, department.code) for department in departments]
    return Change(
        actor=actor,
        action=ACTION,
        puts=(
            *(node_of(department) for department in departments),
            *(node_of(basis) for basis in bases),
            *(node for plan in plans for node in plan.puts),
        ),
        links=tuple(edge for plan in plans for edge in plan.links),
        ends=tuple(end for plan in plans for end in plan.ends),
        expects=(
            *(Expectation(department, None) for department in new),
            *(expectation for plan in plans for expectation in plan.expects),
        ),
        subjects=(*new, *(plan.dataset for plan in plans)),
        facts={**facts, **counts},
    )


def basis_of(citation: Citation, code: Code) -> LegalBasis:
    """Return a cited instrument as a legal basis."""
    return LegalBasis(
        code=code,
        title=citation.title,
        kind=kind_of(citation)[0],
        article=citation.article,
        number=citation.number,
    )
