"""The root of the mutations: each is a step that one of the use cases takes, and answers what became of it."""

from collections.abc import Sequence

import strawberry
from strawberry.types.unset import UNSET

from hub.codes import ItemCode, code
from hub.law.applications import AskSupplement, Submit, Supply, Withdraw
from hub.procedure.applications import Choice, Decisions
from hub.procedure.applying import Wish
from resolvers import procedure
from resolvers.asking import Asking
from resolvers.procedure import ApplicationOutcome as Proceeded
from resolvers.procedure import ApplicationsOutcome as Decided
from resolvers.procedure import GrantOutcome as Handled
from schema.batching import batched
from schema.enumerations import Verdict
from schema.inputs import given
from schema.marks import APPLY, DECIDE
from schema.outcomes import ApplicationOutcome, ApplicationsOutcome, GrantOutcome
from schema.registration import Registration

Roots = Sequence[None]
YEAR = 365


@strawberry.input(description="What a department asks for.")
class AccessInput:
    """As `hub.procedure.applying.Wish`."""

    items: list[str] = strawberry.field(description="The codes of items of one provider, at most 200.")
    purpose: str = strawberry.field(description="The code of a business matter of the own department.")
    statement: str | None = strawberry.field(default=UNSET, description="共享用途 in words.")
    days: int = strawberry.field(default=YEAR, description="For how many days, at most 1,095.")
    draft: bool = strawberry.field(default=False, description="Keep it as a draft, which nobody else knows of.")

    def wish(self) -> Wish:
        """Return the input as the use case takes it."""
        return Wish(
            items=tuple(ItemCode(item) for item in self.items),
            purpose=self.purpose,
            statement=given(self.statement),
            days=self.days,
            draft=self.draft,
        )


@strawberry.input(description="What a reviewer says of an item.")
class ItemDecisionInput:
    """As `hub.procedure.applications.Choice`."""

    item: str = strawberry.field(description="The item's code.")
    verdict: Verdict = strawberry.field(description="Approve or reject.")
    reason: str | None = strawberry.field(default=UNSET, description="Why; a rejection and a coordination need it.")
    legal_bases: list[str] = strawberry.field(
        default_factory=list, description="The codes of the law, regulation or rule that a rejection rests on."
    )

    def choice(self) -> Choice:
        """Return the input as the use case takes it."""
        bases = tuple(code(basis) for basis in self.legal_bases)
        return Choice(item=ItemCode(self.item), verdict=self.verdict, reason=given(self.reason), bases=bases)


@strawberry.input(description="What a reviewer says of items of one application.")
class DecisionInput:
    """As `hub.procedure.applications.Decisions`."""

    application: str = strawberry.field(description="The application's code.")
    items: list[ItemDecisionInput] = strawberry.field(description="Some or all of its items.")

    def decisions(self) -> Decisions:
        """Return the input as the use case takes it."""
        return Decisions(application=code(self.application), choices=tuple(item.choice() for item in self.items))


async def _apply(parents: Roots, asking: Asking, *, input: AccessInput) -> Sequence[Proceeded]:
    del parents
    return [await procedure.apply(asking, wish=input.wish())]


async def _submit(parents: Roots, asking: Asking, *, application: str) -> Sequence[Proceeded]:
    del parents
    return [await procedure.step(asking, of=application, action=Submit())]


async def _ask(parents: Roots, asking: Asking, *, application: str, wanted: str) -> Sequence[Proceeded]:
    del parents
    return [await procedure.step(asking, of=application, action=AskSupplement(wanted))]


async def _supply(parents: Roots, asking: Asking, *, application: str, supplement: str) -> Sequence[Proceeded]:
    del parents
    return [await procedure.step(asking, of=application, action=Supply(supplement))]


async def _withdraw(parents: Roots, asking: Asking, *, application: str) -> Sequence[Proceeded]:
    del parents
    return [await procedure.step(asking, of=application, action=Withdraw())]


async def _decide(parents: Roots, asking: Asking, *, decisions: list[DecisionInput]) -> Sequence[Decided]:
    del parents
    return [await procedure.decide(asking, decisions=[entry.decisions() for entry in decisions])]


async def _coordinate(parents: Roots, asking: Asking, *, decisions: list[DecisionInput]) -> Sequence[Decided]:
    del parents
    asked = [entry.decisions() for entry in decisions]
    return [await procedure.decide(asking, decisions=asked, coordinate=True)]


async def _extend(
    parents: Roots, asking: Asking, *, grant: str, days: int = YEAR, statement: str | None = None
) -> Sequence[Proceeded]:
    del parents
    return [await procedure.extend(asking, of=grant, days=days, statement=statement)]


async def _suspend(parents: Roots, asking: Asking, *, grant: str, reason: str) -> Sequence[Handled]:
    del parents
    return [await procedure.suspend(asking, of=grant, reason=reason)]


async def _reinstate(parents: Roots, asking: Asking, *, grant: str) -> Sequence[Handled]:
    del parents
    return [await procedure.reinstate(asking, of=grant)]


async def _revoke(
    parents: Roots, asking: Asking, *, grant: str, reason: str, legal_bases: list[str]
) -> Sequence[Handled]:
    del parents
    return [await procedure.revoke(asking, of=grant, reason=reason, bases=legal_bases)]


async def _accept(parents: Roots, asking: Asking, *, grant: str, undertaking: str) -> Sequence[Handled]:
    del parents
    return [await procedure.accept(asking, of=grant, undertaking=undertaking)]


@strawberry.type
class Mutation(Registration):
    """The fields that a mutation begins with; they run one after another."""

    apply_for_access = batched(
        _apply,
        description="Apply for conditional items of one provider, for a business matter of the own department "
        "(Art. 19). The same application sent again is refused and names the first.",
        graphql_type=ApplicationOutcome | None,
        mark=APPLY,
    )
    submit_application = batched(
        _submit,
        description="Submit a draft; the clock runs from then.",
        graphql_type=ApplicationOutcome | None,
        mark=APPLY,
    )
    ask_for_supplement = batched(
        _ask,
        description="Ask the applicant, once and before the answer is due, for what is missing. The working clock "
        "stands still until it comes.",
        graphql_type=ApplicationOutcome | None,
        mark=DECIDE,
    )
    submit_supplement = batched(
        _supply, description="Supply what a reviewer asked for.", graphql_type=ApplicationOutcome | None, mark=APPLY
    )
    withdraw_application = batched(
        _withdraw,
        description="No longer ask for what is not settled; what was granted stays granted.",
        graphql_type=ApplicationOutcome | None,
        mark=APPLY,
    )
    decide_application = batched(
        _decide,
        description="Say of items of one or more applications, as provider or as data authority, whether they are to "
        "be had; what both approve is granted in the same change. All of it is one change, or nothing.",
        graphql_type=ApplicationsOutcome | None,
        mark=DECIDE,
    )
    coordinate_application = batched(
        _coordinate,
        description="Decide, as the next-higher data authority (at the top: the provider), items of which the "
        "reviewers disagree, were silent until the due day, or are a party themselves. Every decision needs a reason.",
        graphql_type=ApplicationsOutcome | None,
        mark=DECIDE,
    )
    request_extension = batched(
        _extend,
        description="Apply for more days of a grant of the own department; it is reviewed like any application.",
        graphql_type=ApplicationOutcome | None,
        mark=APPLY,
    )
    suspend_grant = batched(
        _suspend,
        description="Suspend a grant; nothing is given until it is reinstated.",
        graphql_type=GrantOutcome | None,
        mark=DECIDE,
    )
    reinstate_grant = batched(
        _reinstate,
        description="End the suspension of a grant, as who suspended it.",
        graphql_type=GrantOutcome | None,
        mark=DECIDE,
    )
    revoke_grant = batched(
        _revoke,
        description="Take a grant back for good, at once, citing a law, regulation or rule (Art. 16).",
        graphql_type=GrantOutcome | None,
        mark=DECIDE,
    )
    accept_undertaking = batched(
        _accept,
        description="Accept an undertaking that the conditions of a grant name.",
        graphql_type=GrantOutcome | None,
        mark=APPLY,
    )
