"""Random play through the use cases, on each store: what is kept is what the law said, whatever fails in between."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar, cast

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from hub.catalogue.nouns import noun_of
from hub.codes import Code, ItemCode
from hub.errors import NotFound, StoreUnavailable
from hub.graph.change import Change, Receipt
from hub.graph.ledger import broken_link
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Selection, Window
from hub.graph.values import Revision
from hub.law.applications import (
    Action,
    Actor,
    AskSupplement,
    Case,
    Coordinate,
    Decide,
    Submit,
    Supply,
    Withdraw,
    proceed,
)
from hub.law.grants import granted
from hub.law.refusals import Refusal
from hub.law.turns import turns
from hub.model import Department, Grant
from hub.principals import Principal
from hub.procedure.applications import Choice, Decisions, Step, decide, step
from hub.procedure.applying import apply
from hub.procedure.dossiers import read_dossiers
from hub.shape import SHAPE
from hub.vocabulary import ApplicationState, Role, Verdict
from tests.procedure.ground import PAIRS, items_of, planting, user, wish
from tests.procedure.parties import CALENDAR, DEPARTMENTS, MONDAY, approve, reject
from tests.procedure.play import fitting
from tests.servers.clearing import emptied

Answer = TypeVar("Answer")
IN_CI: Final = os.environ.get("CI") == "true"
PLAYS: Final = {"sqlite": 25 if IN_CI else 6, "neo4j": 2 if IN_CI else 1}
STEPS: Final = {"sqlite": 16, "neo4j": 10}
ACTORS: Final = [
    Actor(department=one.code, role=role)
    for one in DEPARTMENTS
    for role in (Role.CONSUMER, Role.PROVIDER, Role.AUTHORITY)
]
OTHER_ACTIONS: Final[list[Action]] = [Submit(), AskSupplement("?"), Supply("!"), Withdraw()]
FAULTS: Final = st.sampled_from([None, None, None, "before", "after"])
SUBSETS: Final = st.sets(st.integers(min_value=0, max_value=2), min_size=1).map(sorted)


class Faulty:
    """A store that fails before or after a commit, once for each time it is told to; after it, the change is kept."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.fails: str | None = None

    def __getattr__(self, verb: str) -> object:
        return getattr(self._graph, verb)

    async def commit(self, change: Change) -> Receipt:
        """Commit, or fail as told."""
        fault, self.fails = self.fails, None
        if fault == "before":
            raise StoreUnavailable("The store went away before the change.")
        receipt = await self._graph.commit(change)
        if fault == "after":
            raise StoreUnavailable("The store went away before it could answer.")
        return receipt


@dataclass(frozen=True, slots=True)
class Played:
    """What the law alone makes of a step: how it is answered, and the application and grants afterwards."""

    answer: str
    case: Case
    grants: tuple[Grant, ...]


class Stored(RuleBasedStateMachine):
    """One application in a store; beside it the law's machine alone, which the store must agree with."""

    def __init__(self, url: Callable[[], Awaitable[str]]) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._graph = self._run(self._open(url))
        self._faulty = Faulty(self._graph)
        self._now = MONDAY
        self._law: Played | None = None

    @initialize(pair=st.sampled_from(PAIRS), draft=st.booleans(), fault=FAULTS)
    def file(self, pair: tuple[Department, Department], draft: bool, fault: str | None) -> None:  # noqa: FBT001
        """An application is made; where the answer is lost it is there, and sent again it is refused, not doubled."""
        applicant, provider = pair
        wanted = wish(applicant, provider, draft=draft)
        made = self._faulted(fault, lambda graph: apply(graph, user(applicant), wanted, now=self._now))
        if not isinstance(made, Case):
            found = self._run(self._graph.find(Selection("Application"), window=Window(first=9), sight=EVERYTHING))
            assert len(found.hits) == (fault == "after")
            again = self._run(apply(self._graph, user(applicant), wanted, now=self._now))
            if fault == "after" and not draft:
                assert isinstance(again, Refusal)
                (node,) = found.hits
                (dossier,) = self._run(
                    read_dossiers(self._graph, [Code(str(node.node.id).partition(":")[2])], sight=EVERYTHING)
                )
                assert dossier is not None
                again = dossier.case
            assert isinstance(again, Case)
            made = again
        self._items = items_of(provider)
        self._law = Played("", made, ())

    @rule(hours=st.integers(min_value=1, max_value=24 * 12))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self._now += timedelta(hours=hours)

    @rule(
        actor=st.sampled_from(ACTORS),
        at=SUBSETS,
        verdict=st.sampled_from(Verdict),
        above=st.booleans(),
        fault=FAULTS,
    )
    def say(self, actor: Actor, at: list[int], verdict: Verdict, above: bool, fault: str | None) -> None:  # noqa: FBT001
        """Anybody says anything of any items."""
        items = [self._items[index] for index in at]
        proposals = approve(*items, reason="r") if verdict is Verdict.APPROVE else reject(*items)
        self._do(Coordinate(proposals) if above else Decide(proposals), actor, fault)

    @rule(actor=st.sampled_from(ACTORS), action=st.sampled_from(OTHER_ACTIONS), fault=FAULTS)
    def act(self, actor: Actor, action: Action, fault: str | None) -> None:
        """Anybody does anything else."""
        self._do(action, actor, fault)

    @rule(at=SUBSETS, verdict=st.sampled_from(Verdict), fault=FAULTS)
    def take_a_turn(self, at: list[int], verdict: Verdict, fault: str | None) -> None:
        """Whoever is next does what is next."""
        found = turns(self._played.case, self._now)
        if found:
            items = [self._items[index] for index in at]
            action, actor = fitting(self._played.case, found[0], items, verdict, now=self._now)
            self._do(action, actor, fault)

    @rule(at=SUBSETS, first=st.sampled_from(Verdict), second=st.sampled_from(Verdict))
    def race(self, at: list[int], first: Verdict, second: Verdict) -> None:
        """Both who are next speak at once: it ends as if one had come after the other."""
        found = turns(self._played.case, self._now)
        if not found or found[0].task.value not in {"REVIEW", "COORDINATE"}:
            return
        items = [self._items[index] for index in at]
        steps = [
            fitting(self._played.case, turn, items, verdict, now=self._now)
            for turn, verdict in zip((found[0], found[-1]), (first, second), strict=True)
        ]
        answers = self._run(self._both(steps))
        orders = []
        for order in ((0, 1), (1, 0)):
            one = self._by_law(self._played, *steps[order[0]])
            other = self._by_law(one, *steps[order[1]])
            said = [one.answer, other.answer]
            orders.append(([said[order.index(0)], said[order.index(1)]], other))
        kept = self._run(self._kept())
        matching = [other for said, other in orders if said == answers and (other.case, other.grants) == kept]
        assert matching, (answers, kept, orders)
        self._law = matching[0]

    @invariant()
    def the_store_holds_what_the_law_said(self) -> None:
        """The application with its reviews, and every grant, are in the store as the law's machine has them."""
        if self._law is not None:
            assert self._run(self._kept()) == (self._law.case, self._law.grants)

    def teardown(self) -> None:
        """The ledger is whole, holds no text that people wrote, and one entry for each step that was taken."""
        entries = self._run(self._graph.ledger(after=Revision(0), first=1_000))
        assert broken_link(entries) is None
        assert all(entry.content.isascii() for entry in entries)
        self._run(self._graph.close())
        self._runner.close()

    @property
    def _played(self) -> Played:
        assert self._law is not None
        return self._law

    def _do(self, action: Action, actor: Actor, fault: str | None) -> None:
        expected = self._by_law(self._played, action, actor)
        answer = self._faulted(fault, lambda graph: self._take(graph, action, actor))
        moved = expected.case != self._played.case
        if fault and moved:
            assert answer == "STORE_UNAVAILABLE"
            self._law = expected if fault == "after" else self._law
        else:
            assert answer == expected.answer
            self._law = expected

    def _by_law(self, before: Played, action: Action, actor: Actor) -> Played:
        application = before.case.application
        parties = {application.applicant}
        if application.state is not ApplicationState.DRAFT:
            parties |= {code for code in (application.provider, application.authority, application.coordinator) if code}
        if actor.department not in parties:
            return Played("NOT_FOUND", before.case, before.grants)
        done = proceed(before.case, action, actor, now=self._now, calendar=CALENDAR)
        if isinstance(done, Refusal):
            return Played(done.code.value, before.case, before.grants)
        code = Code(f"G{application.code[1:]}-{done.application.steps}")
        grant = granted(before.case, done, code=code, now=self._now)
        grants = (*before.grants, grant) if isinstance(grant, Grant) else before.grants
        return Played(done.application.state.value, done, grants)

    async def _take(self, graph: Graph, action: Action, actor: Actor) -> str:
        principal = Principal(department=actor.department, role=actor.role)
        code = self._played.case.application.code
        done: Step | tuple[Step, ...] | Refusal
        try:
            if isinstance(action, Decide | Coordinate):
                decisions = [Decisions(application=code, choices=tuple(_choices(action)))]
                above = isinstance(action, Coordinate)
                done = await decide(graph, principal, decisions, now=self._now, coordinate=above)
            else:
                done = await step(graph, principal, code, action, now=self._now)
        except NotFound as error:
            return error.code
        if isinstance(done, Refusal):
            return done.code.value
        return (done[0] if isinstance(done, tuple) else done).case.application.state.value

    async def _both(self, steps: list[tuple[Action, Actor]]) -> list[str]:
        return list(await asyncio.gather(*(self._take(self._graph, action, actor) for action, actor in steps)))

    async def _kept(self) -> tuple[Case, tuple[Grant, ...]]:
        (dossier,) = await read_dossiers(self._graph, [self._played.case.application.code], sight=EVERYTHING)
        assert dossier is not None
        page = await self._graph.find(Selection("Grant"), window=Window(first=99), sight=EVERYTHING)
        grants = [noun_of(Grant, hit.node) for hit in page.hits]
        return dossier.case, tuple(sorted(grants, key=lambda grant: int(grant.code.rpartition("-")[2])))

    def _faulted(self, fault: str | None, use: Callable[[Graph], Coroutine[Any, Any, object]]) -> object:
        self._faulty.fails = fault
        try:
            return self._run(use(cast("Graph", self._faulty)))
        except StoreUnavailable as error:
            return error.code
        finally:
            self._faulty.fails = None

    async def _open(self, url: Callable[[], Awaitable[str]]) -> Graph:
        graph = await open_graph(await url(), shape=SHAPE)
        await graph.migrate()
        await graph.commit(planting())
        return graph

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return self._runner.run(work)


def _choices(action: Decide | Coordinate) -> list[Choice]:
    return [
        Choice(
            item=ItemCode(proposal.item),
            verdict=proposal.verdict,
            reason=proposal.reason,
            bases=tuple(citation.basis for citation in proposal.citations),
        )
        for proposal in action.proposals
    ]


def _machine(url: Callable[[], Awaitable[str]]) -> type[Stored]:
    class Placed(Stored):
        def __init__(self) -> None:
            super().__init__(url)

    return Placed


def _settings(kind: str) -> settings:
    return settings(
        max_examples=PLAYS[kind],
        stateful_step_count=STEPS[kind],
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


def test_play_on_sqlite() -> None:
    """On SQLite the store holds what the law said after every step, failure and race."""

    async def url() -> str:
        return "sqlite:///:memory:"

    run_state_machine_as_test(_machine(url), settings=_settings("sqlite"))


@pytest.mark.neo4j
def test_play_on_neo4j(neo4j_url: str) -> None:
    """On Neo4j as well."""

    async def url() -> str:
        return await emptied(neo4j_url)

    run_state_machine_as_test(_machine(url), settings=_settings("neo4j"))
