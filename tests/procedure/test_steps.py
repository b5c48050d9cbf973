import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import cast

import pytest

from hub.access.facts import facts_of_items, with_grants
from hub.calendars import import_year
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.codes import Code
from hub.graph.change import Change, Receipt
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Selection, Window
from hub.graph.values import Revision
from hub.law.access import decide as judge
from hub.law.applications import Case, Submit, Withdraw
from hub.law.calendar import Published
from hub.law.facts import Asker, Purpose, Request
from hub.law.notation import read_stored, write_term
from hub.law.refusals import Refusal, RefusalCode
from hub.law.terms import Undertaken
from hub.model import Application, BusinessMatter, DataItem, Dataset, Grant
from hub.principals import Principal
from hub.procedure.applications import Choice, Decisions, Step, decide, step
from hub.procedure.applying import Wish, apply
from hub.procedure.dossiers import read_conditions, read_dossiers
from hub.procedure.grants import accept, suspend
from hub.shape import SHAPE
from hub.vocabulary import ApplicationState, Outcome, Role, Verdict
from tests.procedure.ground import ON_DUTY, items_of, matter, planting, user, wish
from tests.procedure.parties import CITY_POLICE, HEALTH, MONDAY, POLICE, PROVINCE

PROVIDER = Principal(department=POLICE.code, role=Role.PROVIDER)
REVIEWER = Principal(department=PROVINCE.code, role=Role.AUTHORITY)
ITEMS = items_of(POLICE)


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    """Return an embedded graph of the small procedure's world."""
    opened = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await opened.migrate()
    await opened.commit(planting())
    yield opened
    await opened.close()


async def _applied(graph: Graph, asked: Wish) -> Code:
    made = await apply(graph, user(HEALTH), asked, now=MONDAY)
    assert isinstance(made, Case), made
    return made.application.code


def _approving(application: Code, *items: str) -> Decisions:
    choices = tuple(Choice(item=item, verdict=Verdict.APPROVE) for item in ITEMS if item in items)
    return Decisions(application=application, choices=choices)


async def _decided(graph: Graph, principal: Principal, *decisions: Decisions) -> tuple[Step, ...] | Refusal:
    return await decide(graph, principal, decisions, now=MONDAY)


async def test_a_batch_over_several_applications_is_one_change(graph: Graph) -> None:
    """Decisions of two applications are one entry of the ledger; where one of them is refused nothing is written."""
    first = await _applied(graph, replace(wish(HEALTH, POLICE), items=ITEMS[:1]))
    second = await _applied(graph, replace(wish(HEALTH, POLICE), items=ITEMS[1:]))
    head, _ = await graph.head()
    refused = await _decided(graph, PROVIDER, _approving(first, *ITEMS), _approving(second, ITEMS[1]))
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.NOT_APPLIED_FOR
    assert (await graph.head())[0] == head
    both = (_approving(first, ITEMS[0]), _approving(second, ITEMS[1]))
    await _decided(graph, PROVIDER, *both)
    done = await _decided(graph, REVIEWER, *both)
    assert not isinstance(done, Refusal)
    assert (await graph.head())[0] == head + 2
    assert [taken.case.application.state.value for taken in done] == ["APPROVED", "UNDER_REVIEW"]
    assert [taken.grant.items for taken in done if taken.grant] == [ITEMS[:1], ITEMS[1:2]]


async def test_a_grant_records_the_conditions_of_the_day(graph: Graph) -> None:
    """What is published when an item is approved is on the grant, for each of its items."""
    application = await _applied(graph, wish(HEALTH, POLICE))
    await _decided(graph, PROVIDER, _approving(application, *ITEMS))
    done = await _decided(graph, REVIEWER, _approving(application, *ITEMS))
    assert not isinstance(done, Refusal)
    assert done[0].grant is not None
    recorded = await read_conditions(graph, done[0].grant.code)
    assert {item: [stated.condition for stated in found] for item, found in recorded.items()} == {
        item: [ON_DUTY.code] for item in ITEMS
    }


async def test_an_undertaking_that_the_conditions_name_opens_the_records(graph: Graph) -> None:
    """A grant under an undertaking permits once its holder has accepted it, and nothing while it is suspended."""
    terms = write_term(Undertaken(undertaking=Code("no-third-party"), text="不向第三方提供"))
    await graph.commit(Change(actor="test", action="condition.state", puts=(node_of(replace(ON_DUTY, terms=terms)),)))
    application = await _applied(graph, wish(HEALTH, POLICE))
    await _decided(graph, PROVIDER, _approving(application, *ITEMS))
    done = await _decided(graph, REVIEWER, _approving(application, *ITEMS))
    assert not isinstance(done, Refusal)
    assert done[0].grant is not None
    grant = done[0].grant.code
    assert await _outcomes(graph) == [Outcome.DENY] * 3
    wrong = await accept(graph, user(HEALTH), grant, undertaking=Code("something-else"), now=MONDAY)
    assert isinstance(wrong, Refusal)
    accepted = await accept(graph, user(HEALTH), grant, undertaking=Code("no-third-party"), now=MONDAY)
    assert isinstance(accepted, Grant)
    assert await _outcomes(graph) == [Outcome.ALLOW] * 3
    head = await graph.head()
    assert await accept(graph, user(HEALTH), grant, undertaking=Code("no-third-party"), now=MONDAY) == accepted
    assert await graph.head() == head
    await suspend(graph, PROVIDER, grant, reason="核查", now=MONDAY)
    assert await _outcomes(graph) == [Outcome.DENY] * 3


async def _outcomes(graph: Graph) -> list[Outcome]:
    """Return what the law says of the items to the department that applies, for its matter."""
    facts = await facts_of_items(graph, ITEMS, sight=EVERYTHING)
    told = [one for one in await with_grants(graph, facts, holder=HEALTH.code) if one is not None]
    asker = Asker(department=HEALTH.code, level=HEALTH.level, region=HEALTH.region)
    purpose = Purpose(matter=matter(HEALTH).code, department=HEALTH.code)
    return [decision.outcome for decision in judge(told, Request(asker=asker, purpose=purpose), MONDAY)]


async def test_reviewers_who_race_settle_an_item_once(graph: Graph) -> None:
    """Both approve at once, each twice: one of the four steps makes the grant, what comes too late is refused."""
    application = await _applied(graph, wish(HEALTH, POLICE))
    said = _approving(application, *ITEMS)
    done = await asyncio.gather(*(_decided(graph, one, said) for one in (PROVIDER, REVIEWER, PROVIDER, REVIEWER)))
    steps = [taken for answer in done if not isinstance(answer, Refusal) for taken in answer]
    grants = [taken.grant for taken in steps if taken.grant]
    assert [grant.items for grant in grants] == [ITEMS]
    assert [taken.case.application.state.value for taken in steps].count("APPROVED") == 1
    assert {answer.code for answer in done if isinstance(answer, Refusal)} <= {RefusalCode.CLOSED}
    counts = await graph.count(Selection("Grant"), sight=EVERYTHING)
    assert counts.total == 1


async def test_the_same_application_made_twice_at_once_is_one(graph: Graph) -> None:
    """Of two requests that reach the hub together one is filed, and the other is told of it."""
    made = await asyncio.gather(*(apply(graph, user(HEALTH), wish(HEALTH, POLICE), now=MONDAY) for _ in range(2)))
    (filed,) = (answer for answer in made if isinstance(answer, Case))
    (refused,) = (answer for answer in made if isinstance(answer, Refusal))
    assert refused.code is RefusalCode.ALREADY_APPLIED
    assert refused.facts["application"] == filed.application.code


async def test_overlapping_applications_made_at_once(graph: Graph) -> None:
    """Of two for the same business that share an item one is filed, and the other is told which has it."""
    asked = (replace(wish(HEALTH, POLICE), items=ITEMS[:2]), replace(wish(HEALTH, POLICE), items=ITEMS[1:]))
    made = await asyncio.gather(*(apply(graph, user(HEALTH), one, now=MONDAY) for one in asked))
    (refused,) = (answer for answer in made if isinstance(answer, Refusal))
    assert (refused.code, refused.facts["item"]) == (RefusalCode.ALREADY_APPLIED, ITEMS[1])


async def test_a_condition_that_changes_in_the_moment_of_approval(graph: Graph) -> None:
    """What is recorded with the grant is what stands when it is made."""
    application = await _applied(graph, wish(HEALTH, POLICE))
    terms = write_term(Undertaken(undertaking=Code("no-third-party"), text="不向第三方提供"))
    stricter = replace(ON_DUTY, terms=terms)

    async def write(store: Graph) -> object:
        return await store.commit(Change(actor="test", action="condition.change", puts=(node_of(stricter),)))

    await _decided(graph, PROVIDER, _approving(application, *ITEMS))
    overtaken = cast("Graph", OvertakenGraph(graph, "application.decide", write))
    done = await _decided(overtaken, REVIEWER, _approving(application, *ITEMS))
    assert not isinstance(done, Refusal)
    assert done[0].grant is not None
    recorded = await read_conditions(graph, done[0].grant.code)
    assert {stated.terms for found in recorded.values() for stated in found} == {read_stored(terms)}


YEAR = Published(year=2027, off=frozenset({date(2027, 1, 1)}), worked=frozenset())
LATE = datetime(2026, 12, 21, 2, tzinfo=UTC)


class OvertakenGraph:
    """A store in which something else is written just before a change of one kind is, once."""

    def __init__(self, graph: Graph, action: str, write: Callable[[Graph], Awaitable[object]]) -> None:
        self._graph, self._action, self._write = graph, action, write

    def __getattr__(self, verb: str) -> object:
        return getattr(self._graph, verb)

    async def commit(self, change: Change) -> Receipt:
        """Let the other be written first."""
        if change.action == self._action:
            self._action = ""
            await self._write(self._graph)
        return await self._graph.commit(change)


async def _taken_in(graph: Graph) -> int:
    return await import_year(graph, YEAR, actor="test")


async def _filed(graph: Graph) -> Case | Refusal:
    return await apply(graph, user(HEALTH), wish(HEALTH, POLICE), now=LATE)


async def _drafted(graph: Graph) -> Code:
    made = await apply(graph, user(HEALTH), wish(HEALTH, POLICE, draft=True), now=LATE)
    assert isinstance(made, Case)
    return made.application.code


async def test_a_year_that_is_imported_while_an_application_is_made(graph: Graph) -> None:
    """Whichever of the two is written first, no due day rests on the former calendar."""
    final = (date(2027, 1, 5), False)
    overtaken = OvertakenGraph(graph, "application.submit", _taken_in)
    filed = await _filed(cast("Graph", overtaken))
    assert isinstance(filed, Case)
    assert (filed.application.due, filed.application.provisional) == final


async def test_a_year_that_is_imported_while_a_draft_is_submitted(graph: Graph) -> None:
    """A step that has read the former calendar reckons again by the new one."""
    code = await _drafted(graph)
    overtaken = OvertakenGraph(graph, "application.submit", _taken_in)
    done = await step(cast("Graph", overtaken), user(HEALTH), code, Submit(), now=LATE)
    assert isinstance(done, Step)
    assert (done.case.application.due, done.case.application.provisional) == (date(2027, 1, 5), False)


async def test_an_application_that_is_made_while_a_year_is_imported(graph: Graph) -> None:
    """An import reckons anew what was filed by the former calendar while it was made as well."""
    overtaken = OvertakenGraph(graph, "calendar.import", _filed)
    assert await _taken_in(cast("Graph", overtaken)) == 1
    page = await graph.find(Selection("Application"), window=Window(first=9), sight=EVERYTHING)
    (application,) = (noun_of(Application, hit.node) for hit in page.hits)
    assert (application.due, application.provisional) == (date(2027, 1, 5), False)


async def test_who_no_longer_provides_an_item_does_not_grant_it(graph: Graph) -> None:
    """An item that has changed hands while it was reviewed is not granted by its former provider."""
    application = await _applied(graph, wish(HEALTH, POLICE))
    await _decided(graph, PROVIDER, _approving(application, *ITEMS))
    (node,) = await graph.get([id_of(Dataset, "gd-police.residents")], sight=EVERYTHING)
    assert node is not None
    moved = replace(noun_of(Dataset, node), provider=CITY_POLICE.code)
    await graph.commit(Change(actor="test", action="dataset.move", puts=(node_of(moved),)))
    refused = await _decided(graph, REVIEWER, _approving(application, *ITEMS))
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.PROVIDER_CHANGED


async def test_what_leaves_the_catalogue_holds_nothing_up(graph: Graph) -> None:
    """Where items and the business matter itself are gone, what is left is settled, and the applicant can withdraw."""
    application = await _applied(graph, wish(HEALTH, POLICE))
    ends = (id_of(DataItem, ITEMS[0]), id_of(BusinessMatter, matter(HEALTH).code))
    await graph.commit(Change(actor="test", action="catalogue.end", ends=ends))
    said = await _decided(graph, PROVIDER, _approving(application, ITEMS[1]))
    assert not isinstance(said, Refusal)
    (dossier,) = await read_dossiers(graph, [application], sight=EVERYTHING)
    assert dossier is not None
    assert [review.gone for review in dossier.case.reviews] == [True, False, False]
    done = await step(graph, user(HEALTH), application, Withdraw(), now=MONDAY)
    assert isinstance(done, Step)
    assert done.case.application.state is ApplicationState.WITHDRAWN


async def test_the_ledger_tells_each_step_and_no_text(graph: Graph) -> None:
    """Each entry names the department, the action and codes; a name in a statement stays out of it."""
    application = await _applied(graph, replace(wish(HEALTH, POLICE), statement="经办人张三 Zhang San"))
    await step(graph, user(HEALTH), application, Withdraw(), now=MONDAY)
    entries = await graph.ledger(after=Revision(1), first=10)
    assert [(entry.actor, entry.action, entry.subjects) for entry in entries] == [
        ("gz-health", "application.submit", (f"Application:{application}",)),
        ("gz-health", "application.withdraw", (f"Application:{application}",)),
    ]
    assert not any("Zhang" in entry.content or "张" in entry.content for entry in entries)
