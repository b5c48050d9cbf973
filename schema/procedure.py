"""Applications for access and the grants that arise from them (Art. 19)."""

from datetime import date, datetime

import strawberry

from hub import model
from hub.law.clock import Clock as LegalClock
from hub.law.turns import Turn
from hub.procedure import reading as procedure
from resolvers import opinions
from resolvers import procedure as resolvers
from schema import references as to
from schema.batching import batched
from schema.enumerations import ApplicationState, ClockUnit, GrantState, Seat, Settlement, Task, Verdict
from schema.fields import by_code, leaf, short
from schema.marks import FOLLOW
from schema.nodes import Node

_PARTIES = "It exists for its parties and the auditor alone."


@strawberry.type(description="What a department is to do next in an application.", directives=[FOLLOW])
class NextStep:
    """Resolved from `hub.law.turns.Turn`."""

    seat: Seat = leaf("The part that the department has in it.")
    task: Task = leaf("What it is to do.")
    by: date | None = leaf("By the end of which day on the working clock; null where no clock runs.")
    rule: str = strawberry.field(resolver=lambda root: root.rule.id, description="The id of the rule that says so.")
    article: str | None = strawberry.field(
        resolver=lambda root: root.rule.article,
        graphql_type=str | None,
        description="The article of the measure that the rule is taken from; null where it is the hub's design.",
    )
    phrase: str = strawberry.field(
        resolver=lambda root: root.rule.phrase, description="The decisive words of the rule."
    )
    department = by_code(model.Department, "department", to.Department | None, "Who is to act.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, Turn)


@strawberry.type(
    description="A time that a body of law sets for the answer. The first of several binds.", directives=[FOLLOW]
)
class Clock:
    """Resolved from `hub.law.clock.Clock`."""

    profile: str = leaf("The body of law.")
    article: str | None = leaf("The article, where it is known.")
    amount: int | None = leaf("How many.")
    unit: ClockUnit = leaf("Of what.")
    verified: bool = leaf("Whether the day count was compared with the official text.")
    source: str = leaf("How it is known.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is one."""
        return isinstance(value, LegalClock)


@strawberry.type(description="What a department said of an item applied for.", directives=[FOLLOW])
class Opinion:
    """Resolved from `hub.law.reviews.Opinion`."""

    verdict: Verdict = leaf("Approve or reject.")
    at: datetime = leaf("When.")
    reason: str | None = leaf("Why.")
    department = by_code(model.Department, "department", to.Department | None, "Who said it.")
    legal_bases = batched(
        opinions.bases, description="The law, regulation or rule cited.", graphql_type=list[to.LegalBasis]
    )


def _of(seat: str, description: str) -> object:
    return strawberry.field(
        resolver=lambda root: getattr(root.review, seat), graphql_type=Opinion | None, description=description
    )


@strawberry.type(description="The review of one item of an application.", directives=[FOLLOW])
class ItemReview:
    """Resolved from `resolvers.procedure.ItemReview`."""

    code: str = strawberry.field(resolver=lambda root: root.review.item, description="The item's code.")
    verdict: Verdict | None = leaf("What it came to; null while it is not settled.")
    settlement: Settlement | None = leaf("How it was settled.")
    provider = _of("provider", "What the provider said.")
    authority = _of("authority", "What the data authority said that reviews with it.")
    coordinator = _of("coordinator", "What was decided in coordination.")
    item = batched(
        opinions.items,
        description="The item; null where it is gone or hidden from you.",
        graphql_type=to.DataItem | None,
    )


@strawberry.type(
    description="A department's application for items of one provider, for one business matter, 共享申请 (Art. 19). "
    + _PARTIES,
    directives=[FOLLOW],
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
    next_steps = batched(
        resolvers.next_steps,
        description="Who acts next, by when and by which rule; nobody once it is closed.",
        graphql_type=list[NextStep],
    )
    overdue = batched(
        resolvers.overdue, description="Whether the answer is later than the law wants it.", graphql_type=bool
    )
    due_verified = batched(
        resolvers.due_verified,
        description="Whether the day count behind the due days was compared with the official text; null for a draft.",
        graphql_type=bool | None,
    )
    clocks = batched(
        resolvers.clocks,
        description="The legal clocks that apply, the one that binds first.",
        graphql_type=list[Clock],
    )
    reviews = batched(
        resolvers.reviews, description="The review of each item, in the order asked.", graphql_type=list[ItemReview]
    )
    grants = short(procedure.GRANTS_MADE, list[to.Grant], "The grants that arose from it, the latest first.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is an application."""
        return isinstance(value, model.Application)


@strawberry.type(
    description="What a department was granted: items of one provider for one business matter, 共享权限 (Art. 19). "
    + _PARTIES,
    directives=[FOLLOW],
)
class Grant(Node):
    """Resolved from `hub.model.Grant`."""

    code: str = leaf("The immutable code.")
    state: GrantState = leaf("What was done with it; whether it has expired is told by `until`.")
    since: datetime = leaf("The moment from which it holds.")
    until: datetime = leaf("The moment at which it expires.")
    undertakings: list[str] = leaf("The undertakings that the holder has accepted, by code.")
    reason: str | None = leaf("Why it was last suspended or revoked.")
    expired = batched(resolvers.expired, description="Whether its time is over.", graphql_type=bool)
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
