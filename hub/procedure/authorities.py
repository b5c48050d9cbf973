"""Which data authorities stand over a department."""

from typing import Final

from hub.catalogue.nouns import noun_of
from hub.catalogue.reading import fetch
from hub.codes import Code
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, OneOf, Selection, Window
from hub.law.filing import authorities_for
from hub.model import Department
from hub.vocabulary import DepartmentRole

_REGION_DIGITS: Final = (2, 4, 6, 9, 12)
_WINDOW: Final = Window(first=500)


async def authorities_over(graph: Graph, provider: Department) -> tuple[Department, ...]:
    """Return the data authorities of a department's region and of those around it, the nearest first."""
    regions = tuple(provider.region[:digits] for digits in _REGION_DIGITS if digits <= len(provider.region))
    wanted = Selection("Department", (OneOf("role", (DepartmentRole.DATA_AUTHORITY.value,)), OneOf("region", regions)))
    page = await graph.find(wanted, window=_WINDOW, sight=EVERYTHING)
    return authorities_for(provider, [noun_of(Department, hit.node) for hit in page.hits])


async def authorities_of(graph: Graph, provider: Code) -> tuple[Department, ...]:
    """Return the same for the department with a code; none where there is no such department."""
    (department,) = await fetch(graph, Department, [provider], sight=EVERYTHING)
    return () if department is None else await authorities_over(graph, department)
