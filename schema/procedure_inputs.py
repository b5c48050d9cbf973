"""What the lists of applications and grants can be filtered and ordered by, as GraphQL inputs."""

from datetime import date
from enum import Enum

import strawberry
from strawberry.types.unset import UNSET

from hub.procedure.reading import ApplicationCriteria, GrantCriteria
from schema.enumerations import ApplicationState, GrantState, Seat
from schema.inputs import OrderDirection, given


@strawberry.enum(description="What applications can be ordered by; equals go by code.")
class ApplicationOrderField(Enum):
    """The members' values are properties of the graph."""

    DUE = "due"
    RECEIVED = "received"


@strawberry.enum(description="What grants can be ordered by; equals go by code.")
class GrantOrderField(Enum):
    """The members' values are properties of the graph."""

    SINCE = "since"
    UNTIL = "until"


@strawberry.input(description="Every criterion given must hold; any one of its values suffices.")
class ApplicationFilter:
    """As `hub.procedure.reading.ApplicationCriteria`."""

    seat: Seat | None = strawberry.field(default=UNSET, description="The department has this part in it.")
    department: str | None = strawberry.field(
        default=UNSET, description="The department that `seat` is of; the one that asks, where it is left out."
    )
    state: list[ApplicationState] | None = strawberry.field(default=UNSET, description="Is in any of these states.")
    purpose: list[str] | None = strawberry.field(default=UNSET, description="Is for any of these business matters.")
    item: list[str] | None = strawberry.field(default=UNSET, description="Asks for any of these items.")
    due_from: date | None = strawberry.field(default=UNSET, description="Is due on this day or later.")
    due_until: date | None = strawberry.field(
        default=UNSET, description="Is due on this day or earlier, as far back as a year."
    )

    def criteria(self) -> ApplicationCriteria:
        """Return the filter as the use case's criteria."""
        return ApplicationCriteria(
            seat=given(self.seat),
            of=given(self.department),
            states=given(self.state),
            purposes=given(self.purpose),
            items=given(self.item),
            due_from=given(self.due_from),
            due_until=given(self.due_until),
        )


@strawberry.input(description="Every criterion given must hold; any one of its values suffices.")
class GrantFilter:
    """As `hub.procedure.reading.GrantCriteria`."""

    holder: list[str] | None = strawberry.field(default=UNSET, description="Is held by any of these departments.")
    provider: list[str] | None = strawberry.field(default=UNSET, description="Is of any of these providers.")
    purpose: list[str] | None = strawberry.field(default=UNSET, description="Is for any of these business matters.")
    item: list[str] | None = strawberry.field(default=UNSET, description="Grants any of these items.")
    state: list[GrantState] | None = strawberry.field(default=UNSET, description="Is in any of these states.")

    def criteria(self) -> GrantCriteria:
        """Return the filter as the use case's criteria."""
        return GrantCriteria(
            holders=given(self.holder),
            providers=given(self.provider),
            purposes=given(self.purpose),
            items=given(self.item),
            states=given(self.state),
        )


@strawberry.input(description="By what applications are ordered.")
class ApplicationOrder:
    """One property and a direction."""

    field: ApplicationOrderField
    direction: OrderDirection = OrderDirection.ASC


@strawberry.input(description="By what grants are ordered.")
class GrantOrder:
    """One property and a direction."""

    field: GrantOrderField
    direction: OrderDirection = OrderDirection.ASC
