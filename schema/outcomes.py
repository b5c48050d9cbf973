"""What the mutations of the procedure answer: what became of the application or grant, or a refusal."""

from datetime import date
from typing import Annotated, Any

import strawberry

from hub.law import refusals
from resolvers import procedure as resolvers
from schema import references as to
from schema.batching import batched
from schema.enumerations import ApplicationState, GrantState, RefusalCode
from schema.fields import leaf
from schema.marks import FOLLOW, PUBLIC
from schema.procedure import NextStep


@strawberry.type(description="The procedure does not allow this step; nothing was changed.", directives=[PUBLIC])
class Refusal:
    """Resolved from `hub.law.refusals.Refusal`."""

    code: RefusalCode = leaf("Why, as a stable code.")
    rule: str = leaf("The id of the rule that refuses.")
    article: str | None = leaf("The article of the measure; null where the rule is the hub's design.")
    sentence: str = leaf("Why, in English.")
    sentence_zh: str = leaf("Why, in Chinese.")
    remedy: str = leaf("What to do instead, in English.")
    remedy_zh: str = leaf("What to do instead, in Chinese.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a refusal."""
        return isinstance(value, refusals.Refusal)


@strawberry.type(description="What a step made of an application.", directives=[FOLLOW])
class ApplicationStep:
    """Resolved from `resolvers.procedure.ApplicationStep`."""

    application: to.Application = leaf("The application as it is now.")
    state: ApplicationState = strawberry.field(
        resolver=lambda root: root.application.state, description="Where it stands now."
    )
    due: date | None = strawberry.field(
        resolver=lambda root: root.application.due,
        graphql_type=date | None,
        description="By when an answer is due on the working clock.",
    )
    grant: to.Grant | None = leaf("The grant that the step made or extended.")
    next_steps = batched(
        resolvers.next_steps_after, description="Who acts next, by when and by which rule.", graphql_type=list[NextStep]
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, resolvers.ApplicationStep)


@strawberry.type(
    description="What a batch of decisions made of applications, in its order; all of it is one change.",
    directives=[FOLLOW],
)
class ApplicationSteps:
    """Resolved from `resolvers.procedure.ApplicationSteps`."""

    steps: list[ApplicationStep] = leaf("What became of each.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, resolvers.ApplicationSteps)


@strawberry.type(description="What a step made of a grant.", directives=[FOLLOW])
class GrantStep:
    """Resolved from `resolvers.procedure.GrantStep`."""

    grant: to.Grant = leaf("The grant as it is now.")
    state: GrantState = strawberry.field(resolver=lambda root: root.grant.state, description="What was done with it.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, resolvers.GrantStep)


ApplicationOutcome: Any = Annotated[ApplicationStep | Refusal, strawberry.union("ApplicationOutcome")]
ApplicationsOutcome: Any = Annotated[ApplicationSteps | Refusal, strawberry.union("ApplicationsOutcome")]
GrantOutcome: Any = Annotated[GrantStep | Refusal, strawberry.union("GrantOutcome")]
