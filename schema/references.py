"""The catalogue's types by name, so that types of different modules can refer to one another."""

from typing import Annotated, Any

import strawberry


def _named(name: str, module: str) -> Any:  # noqa: ANN401 – a type for GraphQL alone
    return Annotated[name, strawberry.lazy(module)]


BusinessMatter = _named("BusinessMatter", "schema.bodies")
Department = _named("Department", "schema.bodies")
Library = _named("Library", "schema.bodies")
System = _named("System", "schema.bodies")
Concept = _named("Concept", "schema.rules")
Condition = _named("Condition", "schema.rules")
LegalBasis = _named("LegalBasis", "schema.rules")
Access = _named("Access", "schema.access")
DataItem = _named("DataItem", "schema.entries")
Dataset = _named("Dataset", "schema.entries")
Application = _named("Application", "schema.procedure")
Grant = _named("Grant", "schema.procedure")
