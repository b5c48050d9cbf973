"""Steps in applications for access: facts, law, and one change that expects what the law was told (Art. 19)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.access.facts import citations_of, facts_of_items
from hub.calendars import read_calendar
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.codes import Code, ItemCode
from hub.errors import BadInput, Conflict, NotFound
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import Edge, Node, NodeId, Value
from hub.law.applications import Action, AskSupplement, Case, Coordinate, Decide, Submit, Supply, Withdraw, proceed
from hub.law.calendar import Calendar
from hub.law.facts import Citation, ItemFacts
from hub.law.grants import granted, newly_approved
from hub.law.refusals import Refusal, RefusalCode, refuse
from hub.law.reviews import Proposal
from hub.model import Application, Condition, DataItem, Dataset, Grant
from hub.principals import Principal, actor_of, sight_of
from hub.procedure.applying import TRIES, busy, check_bases, check_text, refiled
from hub.procedure.dossiers import MOST_ITEMS, Dossier, edges_of_reviews, parts_of_grant, read_dossiers
from hub.vocabulary import Verdict

MOST_APPLICATIONS: Final = 100
"""The most applications that one batch of decisions takes."""

ACTIONS: Final[Mapping[type[Action], str]] = {
    Submit: "application.submit",
    AskSupplement: "application.ask",
    Supply: "application.supply",
    Withdraw: "application.withdraw",
    Decide: "application.decide",
    Coordinate: "application.coordinate",
}
"""How each action is called in the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a reviewer says of an item, with the codes of the legal bases that it cites."""

    item: ItemCode
    verdict: Verdict
    reason: str | None = None
    bases: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What a reviewer, or a coordinator, says of items of one application."""

    application: Code
    choices: tuple[Choice, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be one decision: raises `BadInput`."""
        items = {choice.item for choice in self.choices}
        if not 0 < len(items) <= MOST_ITEMS or len(items) < len(self.choices):
            message = f"A decision names 1 to {MOST_ITEMS} items, each once: it names {len(self.choices)}."
            raise BadInput(message, items=len(self.choices))
        for choice in self.choices:
            check_text("reason", choice.reason)
            check_bases(choice.bases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of an application, and the grant that the step made or extended."""

    case: Case
    grant: Grant | None = None


async def step(
    graph: Graph, principal: Principal, application: Code, action: Action, *, now: datetime
) -> Step | Refusal:
    """Take a step in an application, and return what became of it, or why it is refused; nothing is written then.

    Raises `NotFound` where the application does not exist for the caller, `Conflict` where others kept changing it.
    """
    if isinstance(action, AskSupplement | Supply):
        check_text("text", action.wanted if isinstance(action, AskSupplement) else action.supplement)
    done = await _steps(graph, principal, {application: action}, now=now)
    return done if isinstance(done, Refusal) else done[0]


async def decide(
    graph: Graph, principal: Principal, decisions: Sequence[Decisions], *, now: datetime, coordinate: bool = False
) -> tuple[Step, ...] | Refusal:
    """Decide items of one or more applications in one change: all of it, or nothing where one of them is refused.

    Raises as `step` does, and `BadInput` for a batch that is empty, too large or names an application twice.
    """
    codes = {entry.application for entry in decisions}
    if not 0 < len(codes) <= MOST_APPLICATIONS or len(codes) < len(decisions):
        message = f"A batch decides 1 to {MOST_APPLICATIONS} applications, each once: it has {len(decisions)}."
        raise BadInput(message, applications=len(decisions))
    cited = dict.fromkeys(basis for entry in decisions for choice in entry.choices for basis in choice.bases)
    citations = {citation.basis: citation for citation in await citations_of(graph, list(cited))}
    kind = Coordinate if coordinate else Decide
    actions: dict[Code, Action] = {
        entry.application: kind(tuple(_proposal(choice, citations) for choice in entry.choices)) for entry in decisions
    }
    return await _steps(graph, principal, actions, now=now)


def _proposal(choice: Choice, citations: Mapping[Code, Citation]) -> Proposal:
    # A basis that the catalogue does not have is no basis.
    known = tuple(citations[basis] for basis in choice.bases if basis in citations)
    return Proposal(item=choice.item, verdict=choice.verdict, reason=choice.reason, citations=known)


async def _steps(
    graph: Graph, principal: Principal, actions: Mapping[Code, Action], *, now: datetime
) -> tuple[Step, ...] | Refusal:
    for _ in range(TRIES):
        try:
            made = await _Attempt(graph, principal, now).prepare(actions)
            if isinstance(made, Refusal):
                return made
            steps, change = made
            await graph.commit(change)
        except Conflict:
            continue
        return steps
    raise busy(", ".join(actions))


class _Attempt:
    """One attempt to take steps: what is read, what the law makes of it, and the change that comes to."""

    def __init__(self, graph: Graph, principal: Principal, now: datetime) -> None:
        self._graph, self._principal, self._now = graph, principal, now
        self._puts: list[Node] = []
        self._links: list[Edge] = []
        self._expects: list[Expectation] = []

    async def prepare(self, actions: Mapping[Code, Action]) -> tuple[tuple[Step, ...], Change] | Refusal:
        calendar, years = await read_calendar(self._graph, now=self._now)
        self._expects += years
        found = await read_dossiers(self._graph, list(actions), sight=sight_of(self._principal))
        steps = []
        for (code, action), dossier in zip(actions.items(), found, strict=True):
            if dossier is None:
                message = f"There is no application '{code}' for you: list yours with `applications`."
                raise NotFound(message, application=code)
            taken = await self._take(dossier, action, calendar)
            if isinstance(taken, Refusal):
                return taken
            steps.append(taken)
        return tuple(steps), self._change(next(iter(actions.values())), steps)

    async def _take(self, dossier: Dossier, action: Action, calendar: Calendar) -> Step | Refusal:
        before = dossier.case
        after = proceed(before, action, actor_of(self._principal), now=self._now, calendar=calendar)
        if isinstance(after, Refusal):
            return after
        if isinstance(action, Submit):
            fault = await refiled(self._graph, self._principal, before.application, now=self._now)
            if fault:
                return fault
        grant = await self._granting(before, after)
        if isinstance(grant, Refusal):
            return grant
        self._puts.append(node_of(after.application))
        self._links += edges_of_reviews(after)
        self._expects.append(dossier.expectation)
        return Step(case=after, grant=grant)

    async def _granting(self, before: Case, after: Case) -> Grant | Refusal | None:
        """Return the grant that a step makes or extends, and add it to the change."""
        items = newly_approved(before, after)
        if not items:
            return None
        application = after.application
        found = await self._standing_still(items)
        moved = next((item for item in found if item.provider != application.provider), None)
        if moved is not None:
            return refuse(RefusalCode.PROVIDER_CHANGED, item=moved.item, provider=moved.provider)
        extended = await self._extended(application)
        # One grant for each step: the step's number makes its code.
        code = Code(f"G{application.code[1:]}-{application.steps}")
        grant = granted(before, after, code=code, now=self._now, extended=extended)
        if isinstance(grant, Grant):
            conditions = {item.item: item.conditions for item in found}
            node, edges = parts_of_grant(grant, conditions, application=application.code)
            self._puts.append(node)
            self._links += edges
            if grant.code == code:
                self._expects.append(Expectation(node.id, None))
        return grant

    async def _standing_still(self, items: Sequence[ItemCode]) -> list[ItemFacts]:
        """Return the facts of items, and expect that what they come from stays; `Conflict` where it just changed."""
        found = [one for one in await facts_of_items(self._graph, items, sight=EVERYTHING) if one is not None]
        stated = {id_of(Condition, condition.condition) for one in found for condition in one.conditions}
        datasets = {id_of(Dataset, one.item.partition("#")[0]) for one in found}
        sources = sorted({id_of(DataItem, one.item) for one in found} | stated | datasets)
        nodes = await self._graph.get(sources, sight=EVERYTHING)
        again = [one for one in await facts_of_items(self._graph, items, sight=EVERYTHING) if one is not None]
        if again != found:
            raise Conflict("What is granted changed while it was looked at: repeat the step.")
        self._expects += [Expectation(node.id, node.revision) for node in nodes if node is not None]
        return found

    async def _extended(self, application: Application) -> Grant | None:
        if application.extends is None:
            return None
        node_id = id_of(Grant, application.extends)
        (node,) = await self._graph.get([node_id], sight=EVERYTHING)
        if node is None:
            return None
        self._expects.append(Expectation(node_id, node.revision))
        return noun_of(Grant, node)

    def _change(self, action: Action, steps: Sequence[Step]) -> Change:
        subjects: list[NodeId] = []
        for taken in steps:
            subjects.append(id_of(Application, taken.case.application.code))
            subjects += [id_of(Grant, taken.grant.code)] if taken.grant else []
        facts: dict[str, Value] = {
            "role": self._principal.role.value,
            "states": [taken.case.application.state.value for taken in steps],
        }
        return Change(
            actor=self._principal.name,
            action=ACTIONS[type(action)],
            puts=tuple(self._puts),
            links=tuple(self._links),
            expects=tuple(self._expects),
            subjects=tuple(subjects),
            facts=facts,
        )
