"""The schema as one object, the engine that answers from it, and the text that is its public promise."""

from collections.abc import Mapping, Sequence
from typing import Any

import strawberry
from graphql import (
    ASTValidationRule,
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    execute,
    specified_rules,
)
from strawberry.schema.config import StrawberryConfig

from schema.batching import StrawberryReading
from schema.bodies import BusinessMatter, Department, Library, System
from schema.entries import DataItem, Dataset
from schema.execution.documents import Invalid, read_document
from schema.execution.engine import Engine, Stock
from schema.execution.limits import DEFAULTS, Limits, exceeded
from schema.execution.resolution import Scoped
from schema.marks import Marks, describe, inherit
from schema.mutation import Mutation
from schema.procedure import Application, Grant
from schema.query import Query
from schema.rules import Concept, Condition, LegalBasis
from schema.subscription import Subscription


def build_schema() -> strawberry.Schema:
    """Return the schema of the hub."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[
            Application,
            BusinessMatter,
            Concept,
            Condition,
            DataItem,
            Dataset,
            Department,
            Grant,
            LegalBasis,
            Library,
            System,
        ],
        config=StrawberryConfig(disable_field_suggestions=True),
    )
    core = schema._schema  # noqa: SLF001 – Strawberry has no public name for graphql-core's schema
    inherit(core)
    describe(core, Marks(core))
    return schema


def build_engine(limits: Limits = DEFAULTS, *, introspection: bool = True, kind: type[Engine] = Engine) -> Engine:
    """Return an engine that answers requests to the schema of the hub, as far as they keep to the limits.

    Without `introspection`, a request that asks for the schema is refused like any other that is not valid.
    """
    built = build_schema()
    core = built._schema  # noqa: SLF001 – Strawberry has no public name for graphql-core's schema
    reading = StrawberryReading(built, type_name_of)
    return kind(core, reading, stock=stock_of(core), limits=limits, rules=_rules(introspection=introspection))


def _rules(*, introspection: bool) -> Sequence[type[ASTValidationRule]]:
    return specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)


def stock_of(core: GraphQLSchema) -> Stock:
    """Return what runs an operation on the stock executor."""

    async def stock(
        document: DocumentNode,
        operation_name: str | None,
        context: Scoped,
        variables: Mapping[str, Any] | None,
        event: object,
    ) -> ExecutionResult:
        result = execute(
            core,
            document,
            root_value=event,
            context_value=context,
            variable_values=dict(variables or {}),
            operation_name=operation_name,
        )
        return result if isinstance(result, ExecutionResult) else await result

    return stock


def type_name_of(value: object) -> str:
    """Return the name of the GraphQL type of a noun: that of its class."""
    return type(value).__name__


def mistakes_in(text: str, limits: Limits = DEFAULTS, *, introspection: bool = True) -> list[str]:
    """Return why a document cannot be run, in sentences; nothing where it can be, for some variables at least."""
    if len(text) > limits.characters:
        return [exceeded("characters", value=limits.characters, found=len(text)).message]
    core = build_schema()._schema  # noqa: SLF001 – as in `build_engine`
    document = read_document(core, text, limits, rules=_rules(introspection=introspection))
    errors = document.errors if isinstance(document, Invalid) else ()
    return [f"{_lines(error)}{error.message}" for error in errors]


def _lines(error: GraphQLError) -> str:
    return f"line {error.locations[0].line}: " if error.locations else ""


def sdl() -> str:
    """Return the schema in GraphQL's schema language, as committed in schema.graphql."""
    return build_schema().as_str() + "\n"
