"""Resolvers of applications and grants: their lists, who acts next in them, and the steps that mutations take."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hub.catalogue.listing import Listing, PageRequest, list_selection
from hub.catalogue.reading import fetch, selection
from hub.codes import code
from hub.graph.query import Order, Selection
from hub.law.applications import Action, Case
from hub.law.calendar import day_of
from hub.law.clock import Clock, ClockStep, clocks_for
from hub.law.refusals import Refusal
from hub.law.reviews import Review, settlement_of, verdict_of
from hub.law.turns import Turn, is_overdue, turns
from hub.model import Application, Grant
from hub.principals import signed_in
from hub.procedure import applications, applying, grants
from hub.procedure.applications import Decisions
from hub.procedure.applying import Wish
from hub.procedure.dossiers import read_cases
from hub.procedure.reading import ApplicationCriteria, GrantCriteria
from hub.vocabulary import Settlement, Verdict
from resolvers.asking import Asking

NEWEST: Final = Order("received", descending=True)
LATEST: Final = Order("since", descending=True)


@dataclass(frozen=True, slots=True)
class ApplicationStep:
    """What a step made of an application."""

    application: Application
    grant: Grant | None


@dataclass(frozen=True, slots=True)
class ApplicationSteps:
    """What a batch of decisions made of applications, in its order."""

    steps: tuple[ApplicationStep, ...]


@dataclass(frozen=True, slots=True)
class GrantStep:
    """What a step made of a grant."""

    grant: Grant


@dataclass(frozen=True, slots=True)
class ItemReview:
    """The review of one item of an application, with what it came to."""

    review: Review
    verdict: Verdict | None
    settlement: Settlement | None


ApplicationOutcome = ApplicationStep | Refusal
ApplicationsOutcome = ApplicationSteps | Refusal
GrantOutcome = GrantStep | Refusal


async def list_applications(
    asking: Asking, *, criteria: ApplicationCriteria, order: Order | None, page: PageRequest
) -> Listing[Application, Selection]:
    """Return a page of the applications that match and exist for the caller, the newest first without an order."""
    if criteria.seat is not None and criteria.of is None and asking.principal is not None:
        criteria = replace(criteria, of=asking.principal.department)
    asked = selection(Application, criteria.predicates())
    return await list_selection(asking.graph, Application, asked, page=page, order=order or NEWEST, sight=asking.sight)


async def list_grants(
    asking: Asking, *, criteria: GrantCriteria, order: Order | None, page: PageRequest
) -> Listing[Grant, Selection]:
    """Return a page of the grants that match and exist for the caller, the latest first without an order."""
    asked = selection(Grant, criteria.predicates())
    return await list_selection(asking.graph, Grant, asked, page=page, order=order or LATEST, sight=asking.sight)


async def application(asking: Asking, *, asked: str) -> Application | None:
    """Return the application with a code, None where there is none for the caller."""
    return (await fetch(asking.graph, Application, [code(asked)], sight=asking.sight))[0]


async def grant(asking: Asking, *, asked: str) -> Grant | None:
    """Return the grant with a code, None where there is none for the caller."""
    return (await fetch(asking.graph, Grant, [code(asked)], sight=asking.sight))[0]


async def next_steps(parents: Sequence[Application], asking: Asking) -> Sequence[Sequence[Turn]]:
    """Return who acts next in each application."""
    return [turns(case, asking.now) for case in await _cases(parents, asking)]


async def overdue(parents: Sequence[Application], asking: Asking) -> Sequence[bool]:
    """Tell of each application whether its answer is later than the law wants it."""
    return [is_overdue(Case(application=parent, reviews=()), asking.now) for parent in parents]


async def clocks(parents: Sequence[Application], asking: Asking) -> Sequence[Sequence[Clock]]:
    """Return the legal clocks that apply to the answer to each application, the one that binds first."""
    del asking
    return [
        ()
        if parent.received is None
        else clocks_for(ClockStep.ANSWER_CONDITIONAL, region=parent.region, day=day_of(parent.received))
        for parent in parents
    ]


async def due_verified(parents: Sequence[Application], asking: Asking) -> Sequence[bool | None]:
    """Tell of each application whether the day count behind its due days was compared with the official text."""
    found = await clocks(parents, asking)
    return [
        None if parent.received is None else bool(applying) and applying[0].verified
        for parent, applying in zip(parents, found, strict=True)
    ]


async def reviews(parents: Sequence[Application], asking: Asking) -> Sequence[Sequence[ItemReview]]:
    """Return the review of each item of each application."""
    return [[_reviewed(case, review) for review in case.reviews] for case in await _cases(parents, asking)]


async def expired(parents: Sequence[Grant], asking: Asking) -> Sequence[bool]:
    """Tell of each grant whether its time is over."""
    return [asking.now >= parent.until for parent in parents]


async def apply(asking: Asking, *, wish: Wish) -> ApplicationOutcome:
    """File an application of the caller's department."""
    return _filed(await applying.apply(asking.graph, signed_in(asking.principal), wish, now=asking.now))


async def extend(asking: Asking, *, of: str, days: int, statement: str | None) -> ApplicationOutcome:
    """Apply for more days of a grant of the caller's department."""
    principal = signed_in(asking.principal)
    return _filed(
        await grants.extend(asking.graph, principal, code(of), days=days, statement=statement, now=asking.now)
    )


async def step(asking: Asking, *, of: str, action: Action) -> ApplicationOutcome:
    """Take a step in an application."""
    done = await applications.step(asking.graph, signed_in(asking.principal), code(of), action, now=asking.now)
    return done if isinstance(done, Refusal) else _step(done)


async def decide(asking: Asking, *, decisions: Sequence[Decisions], coordinate: bool = False) -> ApplicationsOutcome:
    """Decide items of one or more applications, all in one change."""
    done = await applications.decide(
        asking.graph, signed_in(asking.principal), decisions, now=asking.now, coordinate=coordinate
    )
    return done if isinstance(done, Refusal) else ApplicationSteps(tuple(map(_step, done)))


async def suspend(asking: Asking, *, of: str, reason: str) -> GrantOutcome:
    """Suspend a grant."""
    return _granted(
        await grants.suspend(asking.graph, signed_in(asking.principal), code(of), reason=reason, now=asking.now)
    )


async def reinstate(asking: Asking, *, of: str) -> GrantOutcome:
    """End the suspension of a grant."""
    return _granted(await grants.reinstate(asking.graph, signed_in(asking.principal), code(of), now=asking.now))


async def revoke(asking: Asking, *, of: str, reason: str, bases: Sequence[str]) -> GrantOutcome:
    """Revoke a grant."""
    cited = tuple(code(basis) for basis in bases)
    return _granted(
        await grants.revoke(
            asking.graph, signed_in(asking.principal), code(of), reason=reason, bases=cited, now=asking.now
        )
    )


async def accept(asking: Asking, *, of: str, undertaking: str) -> GrantOutcome:
    """Accept an undertaking for a grant."""
    return _granted(
        await grants.accept(
            asking.graph, signed_in(asking.principal), code(of), undertaking=code(undertaking), now=asking.now
        )
    )


async def _cases(parents: Sequence[Application], asking: Asking) -> Sequence[Case]:
    return await read_cases(asking.graph, parents, as_of=asking.as_of)


def _reviewed(case: Case, review: Review) -> ItemReview:
    verdict = verdict_of(review, together=case.together)
    return ItemReview(review, verdict, settlement_of(review, together=case.together, top=case.top))


def _filed(done: Case | Refusal) -> ApplicationOutcome:
    return done if isinstance(done, Refusal) else ApplicationStep(done.application, None)


def _step(done: applications.Step) -> ApplicationStep:
    return ApplicationStep(done.case.application, done.grant)


def _granted(done: Grant | Refusal) -> GrantOutcome:
    return done if isinstance(done, Refusal) else GrantStep(done)


async def next_steps_after(parents: Sequence[ApplicationStep], asking: Asking) -> Sequence[Sequence[Turn]]:
    """Return who acts next in the application of each step."""
    return await next_steps([parent.application for parent in parents], asking)
