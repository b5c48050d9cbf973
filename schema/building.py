"""The schema as one object, and as the text that is its public promise."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.bodies import BusinessMatter, Department, Library, System
from schema.entries import DataItem, Dataset
from schema.errors import Errors
from schema.query import Query
from schema.rules import Concept, Condition, LegalBasis


def build_schema() -> strawberry.Schema:
    """Return the schema of the hub."""
    return strawberry.Schema(
        query=Query,
        types=[BusinessMatter, Concept, Condition, DataItem, Dataset, Department, LegalBasis, Library, System],
        extensions=[Errors],
        config=StrawberryConfig(disable_field_suggestions=True),
    )


def sdl() -> str:
    """Return the schema in GraphQL's schema language, as committed in schema.graphql."""
    return build_schema().as_str() + "\n"
