"""Applications for access and the grants that arise from them (Art. 19)."""

from datetime import date, datetime

import strawberry

from hub import model, procedure
from schema import references as to
from schema.enumerations import ApplicationState, GrantState
from schema.fields import by_code, leaf, short
from schema.nodes import Node

_PARTIES = "It exists for its parties and the auditor alone."


@strawberry.type(
    description="A department's application for items of one provider, for one business matter, 共享申请 (Art. 19). "
    + _PARTIES
)
class Application(Node):
    """Resolved from `hub.model.Application`."""

    code: str = leaf("The immutable code.")
    state: ApplicationState = leaf("Where it stands.")
    statement: str | None = leaf("共享用途 in words; what decides is the business matter.")
    days: int = leaf("For how many calendar days a grant is asked for.")
    received: datetime | None = leaf("When it was submitted; null for a draft.")
    due: date | None = leaf(
        "The day by which an answer is due on the working clock; null while that waits for a supplement."
    )
    statutory_due: date | None = leaf("The day by which the law wants an answer; it never moves.")
    provisional: bool = leaf("Whether the days may change when the calendar of a year is published.")
    paused_on: date | None = leaf("The day on which a supplement was asked for, which paused the working clock.")
    resumed_on: date | None = leaf("The day on which the supplement came.")
    wanted: str | None = leaf("What supplement a reviewer asked for.")
    supplement: str | None = leaf("What the applicant supplied.")
    closed: datetime | None = leaf("When it was settled or withdrawn.")
    applicant = by_code(model.Department, "applicant", to.Department | None, "The department that applies.")
    provider = by_code(model.Department, "provider", to.Department | None, "The department that provides the items.")
    authority = by_code(
        model.Department,
        "authority",
        to.Department | None,
        "The data authority of the provider's level, which reviews with it; null where it is a party itself.",
    )
    coordinator = by_code(
        model.Department,
        "coordinator",
        to.Department | None,
        "The next-higher data authority, which coordinates; null at the top, where the provider decides.",
    )
    purpose = by_code(
        model.BusinessMatter, "matter", to.BusinessMatter | None, "The business that the items are wanted for."
    )
    items = short(procedure.ASKED, list[to.DataItem], "The items applied for, by code.")
    extends = by_code(model.Grant, "extends", to.Grant | None, "The grant whose extension is asked for.")
    grants = short(procedure.GRANTS_MADE, list[to.Grant], "The grants that arose from it, the latest first.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is an application."""
        return isinstance(value, model.Application)


@strawberry.type(
    description="What a department was granted: items of one provider for one business matter, 共享权限 (Art. 19). "
    + _PARTIES
)
class Grant(Node):
    """Resolved from `hub.model.Grant`."""

    code: str = leaf("The immutable code.")
    state: GrantState = leaf("What was done with it; whether it has expired is told by `until`.")
    since: datetime = leaf("The moment from which it holds.")
    until: datetime = leaf("The moment at which it expires.")
    undertakings: list[str] = leaf("The undertakings that the holder has accepted, by code.")
    reason: str | None = leaf("Why it was last suspended or revoked.")
    holder = by_code(model.Department, "holder", to.Department | None, "The department that may use the items.")
    provider = by_code(model.Department, "provider", to.Department | None, "The department that provides the items.")
    purpose = by_code(
        model.BusinessMatter, "matter", to.BusinessMatter | None, "The only business that the items may be used for."
    )
    items = short(procedure.GRANTED, list[to.DataItem], "The items granted, by code.")
    application = by_code(
        model.Application, "application", to.Application | None, "The application that it arose from."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a grant."""
        return isinstance(value, model.Grant)
