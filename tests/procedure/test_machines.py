"""Random play on the two machines: whatever is done in whatever order, the law's promises hold."""

from datetime import datetime, timedelta
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.codes import Code, ItemCode
from hub.law.applications import (
    OPEN,
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
from hub.law.clock import times
from hub.law.filing import file_application
from hub.law.grants import granted
from hub.law.reviews import Review, settlement_of
from hub.law.turns import turns
from hub.model import Grant
from hub.vocabulary import ApplicationState, Role, Seat, Settlement, Verdict
from tests.procedure.parties import CALENDAR, DEPARTMENTS, ITEMS, MONDAY, approve, consumer, filing, reject
from tests.procedure.play import fitting

PAIRS: Final = [(a, b) for a in DEPARTMENTS for b in DEPARTMENTS if a != b]
ACTORS: Final = [Actor(department=one.code, role=role) for one in DEPARTMENTS for role in Role]
OTHER_ACTIONS: Final[list[Action]] = [Submit(), AskSupplement("?"), Supply("!"), Withdraw()]
SUBSETS: Final = st.sets(st.sampled_from(ITEMS), min_size=1).map(sorted)


class Procedure(RuleBasedStateMachine):
    """One application, played by anybody in any role, over weeks."""

    @initialize(pair=st.sampled_from(PAIRS), draft=st.booleans())
    def apply(self, pair: tuple[object, object], draft: bool) -> None:  # noqa: FBT001 – hypothesis passes by name
        """Begin with an application of any department to any other."""
        applicant, of = pair
        made = file_application(
            filing(applicant, of, draft=draft),  # type: ignore[arg-type]  # departments
            consumer(applicant),  # type: ignore[arg-type]  # a department
            now=MONDAY,
            calendar=CALENDAR,
        )
        assert isinstance(made, Case)
        self.now: datetime = MONDAY
        self.case = made
        self.grants: list[Grant] = []

    @rule(hours=st.integers(min_value=1, max_value=24 * 20))
    def wait(self, hours: int) -> None:
        """Time passes."""
        self.now += timedelta(hours=hours)

    @rule(actor=st.sampled_from(ACTORS), items=SUBSETS, verdict=st.sampled_from(Verdict), above=st.booleans())
    def decide(self, actor: Actor, items: list[ItemCode], verdict: Verdict, above: bool) -> None:  # noqa: FBT001
        """Anybody says anything of any items."""
        proposals = approve(*items, reason="r") if verdict is Verdict.APPROVE else reject(*items)
        self._do(Coordinate(proposals) if above else Decide(proposals), actor)

    @rule(actor=st.sampled_from(ACTORS), action=st.sampled_from(OTHER_ACTIONS))
    def act(self, actor: Actor, action: Action) -> None:
        """Anybody does anything else."""
        self._do(action, actor)

    @rule(items=SUBSETS, verdict=st.sampled_from(Verdict))
    def take_a_turn(self, items: list[ItemCode], verdict: Verdict) -> None:
        """Whoever is next does what is next, with some of the items: never refused for want of a right."""
        found = turns(self.case, self.now)
        if found:
            self._do(*fitting(self.case, found[0], items, verdict, now=self.now))

    @invariant()
    def nothing_is_granted_without_consent_or_coordination(self) -> None:
        """Each granted item has both consents of two departments, or one coordination by whoever may coordinate."""
        reviews = {review.item: review for review in self.case.reviews}
        for grant in self.grants:
            for item in grant.items:
                assert self._is_founded(reviews[item]), (item, reviews[item])
        approved = [item for item, verdict in self.case.verdicts().items() if verdict is Verdict.APPROVE]
        assert sorted(item for grant in self.grants for item in grant.items) == sorted(approved)

    @invariant()
    def nothing_moves_the_laws_clock(self) -> None:
        """The statutory day is that of the receipt, whatever was done; the working day is never before it."""
        application = self.case.application
        if application.received is None:
            assert application.statutory_due is None
            return
        law = times(application.received, region=application.region, calendar=CALENDAR).statutory
        assert application.statutory_due == law.day
        assert application.due is None or application.due >= law.day

    @invariant()
    def somebody_is_next_while_the_application_is_open(self) -> None:
        """An open application names who acts next, and what that is can be done; a closed one names nobody."""
        found = turns(self.case, self.now)
        state = self.case.application.state
        assert bool(found) == (state in OPEN or state is ApplicationState.DRAFT)
        for turn in found:
            assert turn.department != self.case.application.applicant or turn.seat is Seat.APPLICANT
        if found:
            action, actor = fitting(self.case, found[0], list(ITEMS), Verdict.APPROVE, now=self.now)
            done = proceed(self.case, action, actor, now=self.now, calendar=CALENDAR)
            assert isinstance(done, Case), (found[0], done)
            assert done.application.steps == self.case.application.steps + 1

    def _do(self, action: Action, actor: Actor) -> None:
        done = proceed(self.case, action, actor, now=self.now, calendar=CALENDAR)
        if isinstance(done, Case):
            made = granted(self.case, done, code=Code(f"G{len(self.grants)}"), now=self.now)
            self.grants += [made] if isinstance(made, Grant) else []
            self.case = done

    def _is_founded(self, review: Review) -> bool:
        application = self.case.application
        settlement = settlement_of(review, together=self.case.together, top=self.case.top)
        if settlement is Settlement.CONSENT:
            assert review.provider is not None
            assert review.authority is not None
            departments = [review.provider.department, review.authority.department]
            verdicts = {review.provider.verdict, review.authority.verdict}
            return departments == [application.provider, application.authority] and verdicts == {Verdict.APPROVE}
        spoken = review.coordinator
        assert spoken is not None
        top = application.coordinator is None
        return (
            settlement is (Settlement.PROVIDER_ALONE if top else Settlement.COORDINATION)
            and spoken.department == (application.provider if top else application.coordinator)
            and spoken.department != application.applicant
            and bool(spoken.reason)
        )


Procedure.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestProcedure = Procedure.TestCase
