from collections.abc import Sequence
from dataclasses import replace

import pytest

from hub.codes import Code
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.graph.watch import Watch
from hub.principals import Principal, sight_of
from hub.shape import SHAPE
from hub.vocabulary import Role
from schema.batching import Context
from schema.execution.engine import Engine, Prepared
from tests.api.conftest import Ask
from tests.api.steps import (
    APPLY,
    AUDITOR,
    COORDINATE,
    DECIDE,
    ITEM,
    OUTCOME,
    PROVIDER,
    REVIEWER,
    REVOKE,
    STRANGER,
    USER,
    applied,
    do,
    granted,
    saying,
)
from tests.api.world import planting
from tests.procedure.parties import AFTER, MONDAY, day


async def test_an_application_names_who_acts_next(ask: Ask) -> None:
    """A department that applies is told the state, the due day and both reviewers, and finds all that again."""
    done = await do(ask, APPLY, USER, items=[ITEM], purpose="vaccination")
    application = done["application"]["code"]
    waiting = {"task": "REVIEW", "by": "2026-03-16", "article": "19"}
    assert done == {
        "__typename": "ApplicationStep",
        "state": "SUBMITTED",
        "due": "2026-03-16",
        "application": {"code": application},
        "grant": None,
        "nextSteps": [
            waiting | {"seat": "PROVIDER", "department": {"code": "gd-police"}},
            waiting | {"seat": "AUTHORITY", "department": {"code": "gd-data"}},
        ],
    }
    query = """query ($code: String!) { application(code: $code) {
      statement days overdue provisional dueVerified statutoryDue closed
      applicant { code } provider { code } authority { code } coordinator { code } purpose { title }
      items { code } clocks { profile amount unit verified } grants { code }
      reviews { code verdict settlement provider { verdict } item { title } } } }"""
    found = await ask(query, principal=USER, now=AFTER, code=application)
    assert found["data"]["application"] == {
        "statement": "核验接种对象",
        "days": 365,
        "overdue": True,
        "provisional": False,
        "dueVerified": True,
        "statutoryDue": "2026-03-16",
        "closed": None,
        "applicant": {"code": "gz-health"},
        "provider": {"code": "gd-police"},
        "authority": {"code": "gd-data"},
        "coordinator": None,
        "purpose": {"title": "儿童预防接种"},
        "items": [{"code": ITEM}],
        "clocks": [
            {"profile": "GD-2018", "amount": 10, "unit": "WORKING_DAYS", "verified": True},
            {"profile": "CN-2025", "amount": 10, "unit": "WORKING_DAYS", "verified": False},
        ],
        "grants": [],
        "reviews": [
            {"code": ITEM, "verdict": None, "settlement": None, "provider": None, "item": {"title": "公民身份号码"}}
        ],
    }


async def test_approval_grants_in_the_same_change(ask: Ask, graph: Graph) -> None:
    """One consent grants nothing; the second settles the item and makes the grant, both or neither."""
    application = await applied(ask)
    first = await do(ask, DECIDE, PROVIDER, decisions=saying(application))
    assert first["steps"] == [{"state": "UNDER_REVIEW", "grant": None, "nextSteps": [{"seat": "AUTHORITY"}]}]
    second = await do(ask, DECIDE, REVIEWER, decisions=saying(application))
    (step,) = second["steps"]
    assert (step["state"], step["nextSteps"]) == ("APPROVED", [])
    head, _ = await graph.head()
    (entry,) = await graph.ledger(after=Revision(head - 1), first=1)
    assert (entry.actor, entry.action) == ("gd-data", "application.decide")
    assert entry.subjects == (f"Application:{application}", f"Grant:{step['grant']['code']}")
    query = """query ($item: String!) { grants(filter: {holder: ["gz-health"], item: [$item]}) { totalCount nodes {
      state since until expired items { code } holder { code } purpose { code } application { code } } } }"""
    found = await ask(query, principal=USER, now=MONDAY, item=ITEM)
    assert found["data"]["grants"]["totalCount"] == 1
    assert found["data"]["grants"]["nodes"][0] == {
        "state": "ACTIVE",
        "since": "2026-03-02T01:00:00+00:00",
        "until": "2027-03-02T01:00:00+00:00",
        "expired": False,
        "items": [{"code": ITEM}],
        "holder": {"code": "gz-health"},
        "purpose": {"code": "vaccination"},
        "application": {"code": application},
    }
    again = await do(ask, DECIDE, PROVIDER, decisions=saying(application))
    assert again == {"__typename": "Refusal", "code": "CLOSED", "article": "19"}


@pytest.mark.parametrize(
    ("items", "purpose", "code", "article"),
    [
        ([ITEM], "gardening", "PURPOSE_NOT_YOURS", "16"),
        (["residents#name"], "vaccination", "UNSETTLED", None),
        (["children#id_number"], "vaccination", "OWN_ITEM", None),
    ],
)
async def test_a_refusal_is_a_value(
    ask: Ask, items: Sequence[str], purpose: str, code: str, article: str | None
) -> None:
    """What the law refuses is answered with its rule, article and remedy in two languages, and writes nothing."""
    done = await do(ask, APPLY, USER, items=items, purpose=purpose)
    assert (done["code"], done["article"]) == (code, article)
    assert done["sentence"].endswith(".")
    assert done["remedyZh"].endswith("。")


async def test_the_same_application_sent_again_is_refused(ask: Ask, graph: Graph) -> None:
    """A request that is repeated for want of an answer makes no second application; after the answer it may."""
    application = await applied(ask)
    before = await graph.head()
    done = await do(ask, APPLY, USER, items=[ITEM], purpose="vaccination")
    assert done["code"] == "ALREADY_APPLIED"
    assert application in done["sentence"]
    assert await graph.head() == before
    withdraw = "mutation ($code: String!) { done: withdrawApplication(application: $code) { " + OUTCOME + "} }"
    assert (await do(ask, withdraw, USER, code=application))["state"] == "WITHDRAWN"
    assert await applied(ask) != application


async def test_an_application_is_hidden_from_those_who_take_no_part(ask: Ask) -> None:
    """For a stranger, an anonymous caller and an authority of another kind it does not exist; the auditor reads it."""
    application, grant = await granted(ask)
    query = """query ($a: String!, $g: String!) { application(code: $a) { state } grant(code: $g) { state }
      applications { totalCount } grants { totalCount } dataItem(code: "residents#id_number") {
      applications { totalCount } grants { totalCount } }
      department(code: "gz-health") { applications { totalCount } } }"""
    nothing = {
        "application": None,
        "grant": None,
        "applications": {"totalCount": 0},
        "grants": {"totalCount": 0},
        "dataItem": {"applications": {"totalCount": 0}, "grants": {"totalCount": 0}},
        "department": {"applications": {"totalCount": 0}},
    }
    other = Principal(department=Code("gz-data"), role=Role.AUTHORITY)
    for principal in (None, STRANGER, other):
        assert (await ask(query, principal=principal, a=application, g=grant))["data"] == nothing
    for principal in (USER, PROVIDER, REVIEWER, AUDITOR):
        data = (await ask(query, principal=principal, a=application, g=grant))["data"]
        assert (data["application"], data["grant"]) == ({"state": "APPROVED"}, {"state": "ACTIVE"})
        assert data["dataItem"] == {"applications": {"totalCount": 1}, "grants": {"totalCount": 1}}
    for query, principal, code in (
        (DECIDE, STRANGER, "NOT_FOUND"),
        (DECIDE, None, "UNAUTHENTICATED"),
    ):
        answer = await ask(query, principal=principal, decisions=saying(application))
        assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert (await do(ask, DECIDE, AUDITOR, decisions=saying(application)))["code"] == "NOT_YOUR_STEP"


async def test_a_draft_is_its_applicants_alone(ask: Ask) -> None:
    """Nobody else knows of a draft; submitted, it is judged anew and reaches its reviewers."""
    application = await applied(ask, draft=True)
    query = "query ($a: String!) { application(code: $a) { state received } }"
    assert (await ask(query, principal=PROVIDER, a=application))["data"] == {"application": None}
    submit = "mutation ($code: String!) { done: submitApplication(application: $code) { " + OUTCOME + "} }"
    done = await do(ask, submit, USER, code=application, now=day(3, 3))
    assert (done["state"], done["due"]) == ("SUBMITTED", "2026-03-17")
    assert (await ask(query, principal=PROVIDER, a=application))["data"]["application"]["state"] == "SUBMITTED"


async def test_a_supplement_is_asked_for_and_supplied(ask: Ask) -> None:
    """The working clock stands still between the question and the answer, and the statutory day stays."""
    application = await applied(ask)
    wanted = (
        'mutation ($code: String!) { done: askForSupplement(application: $code, wanted: "依据") { ' + OUTCOME + "} }"
    )
    asked = await do(ask, wanted, PROVIDER, code=application, now=day(3, 6))
    assert (asked["state"], asked["due"], [step["task"] for step in asked["nextSteps"]]) == (
        "SUPPLEMENT_ASKED",
        None,
        ["SUPPLY"],
    )
    supply = (
        'mutation ($code: String!) { done: submitSupplement(application: $code, supplement: "附件") { '
        + OUTCOME
        + "} }"
    )
    assert (await do(ask, supply, PROVIDER, code=application))["code"] == "NOT_YOUR_STEP"
    supplied = await do(ask, supply, USER, code=application, now=day(3, 13))
    assert (supplied["state"], supplied["due"]) == ("UNDER_REVIEW", "2026-03-23")


async def test_disagreement_at_the_top_is_decided_by_the_provider_with_a_reason(ask: Ask) -> None:
    """The provider of the highest level decides what the authority sees otherwise, and its reason is on record."""
    application = await applied(ask)
    await do(ask, DECIDE, REVIEWER, decisions=saying(application))
    rejected = saying(application, "REJECT", reason="超出所需", legalBases=["pipl"])
    await do(ask, DECIDE, PROVIDER, decisions=rejected)
    assert (await do(ask, COORDINATE, REVIEWER, decisions=rejected))["code"] == "NOT_YOUR_STEP"
    assert (await do(ask, COORDINATE, PROVIDER, decisions=saying(application)))["code"] == "REASON_MISSING"
    done = await do(ask, COORDINATE, PROVIDER, decisions=rejected)
    assert done["steps"] == [{"state": "REJECTED", "grant": None, "nextSteps": []}]
    query = """query ($code: String!) { application(code: $code) { reviews { settlement coordinator {
      verdict reason department { code } legalBases { title } } } } }"""
    found = await ask(query, principal=USER, code=application)
    assert found["data"]["application"]["reviews"] == [
        {
            "settlement": "PROVIDER_ALONE",
            "coordinator": {
                "verdict": "REJECT",
                "reason": "超出所需",
                "department": {"code": "gd-police"},
                "legalBases": [{"title": "个人信息保护法"}],
            },
        }
    ]


async def test_a_rejection_without_an_admissible_basis_is_refused(ask: Ask) -> None:
    """A basis that the catalogue does not have is none (Art. 16)."""
    application = await applied(ask)
    for said, code in (({}, "REASON_MISSING"), ({"reason": "r", "legalBases": ["no-such-law"]}, "BASIS_MISSING")):
        done = await do(ask, DECIDE, PROVIDER, decisions=saying(application, "REJECT", **said))
        assert done["code"] == code


@pytest.mark.parametrize("bases", [["pipl", "pipl"], [f"law-{n}" for n in range(21)]])
async def test_legal_bases_are_few_and_each_is_cited_once(ask: Ask, bases: list[str]) -> None:
    """Neither a rejection nor a revocation can be made to hold, and show for ever, as many citations as one likes."""
    application, grant = await granted(ask)
    rejected = saying(application, "REJECT", reason="r", legalBases=bases)
    for query, said in ((DECIDE, {"decisions": rejected}), (REVOKE, {"grant": grant, "bases": bases})):
        answer = await ask(query, principal=PROVIDER, **said)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]


async def test_a_batch_of_decisions_is_one_change_or_none(ask: Ask, graph: Graph) -> None:
    """Where one of several decisions is refused nothing is written; allowed, all of it is one entry of the ledger."""
    draft = await applied(ask, draft=True)
    first = await applied(ask)
    before = await graph.head()
    both = [*saying(first), *saying(draft)]
    answer = await ask(DECIDE, principal=PROVIDER, decisions=both)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]
    wrong = [*saying(first), *saying(first)]
    answer = await ask(DECIDE, principal=PROVIDER, decisions=wrong)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]
    assert await graph.head() == before
    await do(ask, DECIDE, PROVIDER, decisions=saying(first))
    assert (await graph.head())[0] == before[0] + 1


async def test_lists_are_filtered_by_part_state_and_due_day(ask: Ask) -> None:
    """A reviewer lists what it has to decide by when; a filter that cannot be is told."""
    application = await applied(ask)
    query = (
        "query ($filter: ApplicationFilter) { applications(filter: $filter, orderBy: {field: DUE}) { nodes { code } } }"
    )

    async def listed(principal: Principal, **filter_: object) -> list[str]:
        answer = await ask(query, principal=principal, filter=filter_)
        assert answer["errors"] == []
        return [node["code"] for node in answer["data"]["applications"]["nodes"]]

    due = {"state": ["SUBMITTED"], "dueUntil": "2026-03-16"}
    assert await listed(PROVIDER, seat="PROVIDER", **due) == [application]
    assert await listed(REVIEWER, seat="AUTHORITY", dueFrom="2026-03-16", dueUntil="2026-03-20") == [application]
    assert await listed(REVIEWER, seat="APPLICANT", department="gz-health", item=[ITEM]) == [application]
    assert await listed(PROVIDER, seat="APPLICANT") == []
    assert await listed(PROVIDER, seat="PROVIDER", dueUntil="2026-03-15") == []
    assert await listed(PROVIDER, state=["APPROVED"]) == []
    assert await listed(PROVIDER, purpose=["vaccination"], dueFrom="2026-03-16") == [application]
    assert await listed(PROVIDER, dueUntil="0001-01-02") == await listed(PROVIDER, dueFrom="9999-12-30") == []
    wrongs: tuple[dict[str, object], ...] = (
        {"dueFrom": "2026-03-02", "dueUntil": "2026-03-01"},
        {"dueFrom": "2020-03-02", "dueUntil": "2026-03-01"},
        {"state": []},
        {"item": ["nothing"]},
        {"department": "gz-health"},
    )
    for wrong in wrongs:
        answer = await ask(query, principal=PROVIDER, filter=wrong)
        assert answer["errors"][0]["extensions"]["code"] in {"MALFORMED_FILTER", "MALFORMED_CODE"}
    answer = await ask(query, filter={"seat": "PROVIDER"})
    assert answer["errors"][0]["extensions"]["code"] == "MALFORMED_FILTER"


@pytest.mark.parametrize(
    "changes", [{"items": []}, {"items": [ITEM, ITEM]}, {"days": 0}, {"days": 1096}, {"items": ["x"]}]
)
async def test_input_that_no_application_can_have_is_an_error(ask: Ask, changes: dict[str, object]) -> None:
    """What is no application at all is told as any malformed input is."""
    answer = await ask(APPLY, principal=USER, **({"items": [ITEM], "purpose": "vaccination"} | changes))
    assert answer["errors"][0]["extensions"]["code"] in {"BAD_INPUT", "MALFORMED_CODE"}


async def test_an_unknown_item_is_not_found(ask: Ask) -> None:
    """An item that does not exist for the caller is told as one that does not exist."""
    answer = await ask(APPLY, principal=USER, items=["residents#nothing"], purpose="vaccination")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"]


async def test_no_text_that_people_wrote_enters_the_ledger(ask: Ask, graph: Graph) -> None:
    """Statements, reasons and supplements, which may name people, are in the graph and not in the ledger."""
    _, grant = await granted(ask)
    await do(ask, REVOKE, PROVIDER, grant=grant, bases=["pipl"])
    entries = await graph.ledger(after=Revision(1), first=100)
    assert len(entries) == 4
    for entry in entries:
        assert entry.content.isascii()


async def test_mutations_are_planned(engine: Engine) -> None:
    """The breadth-first executor runs the mutations, unions and all."""
    for query, variables in (
        (APPLY, {"items": [ITEM], "purpose": "vaccination"}),
        (DECIDE, {"decisions": saying("A1")}),
        (REVOKE, {"grant": "G1", "bases": []}),
    ):
        prepared = engine.prepare(query, variables=variables)
        assert isinstance(prepared, Prepared)
        assert prepared.plan is not None


async def test_both_executors_answer_a_mutation_alike(engine: Engine) -> None:
    """On worlds of their own, the breadth-first and the stock executor take the same steps in the same order."""
    query = "mutation ($items: [String!]!) { " + " ".join(
        f'{name}: applyForAccess(input: {{items: $items, purpose: "vaccination"}}) {{ {OUTCOME} }}'
        for name in ("first", "second")
    )
    prepared = engine.prepare(query + "}", variables={"items": [ITEM]})
    assert isinstance(prepared, Prepared)
    assert prepared.plan is not None
    answers = []
    for plan in (prepared.plan, None):
        graph = await open_graph("sqlite:///:memory:", shape=SHAPE)
        await graph.migrate()
        await graph.commit(planting())
        context = Context(
            graph=graph, watch=Watch(graph.head, seconds=1), sight=sight_of(USER), principal=USER, now=MONDAY
        )
        answers.append(await engine.run(replace(prepared, plan=plan), context=context))
        await graph.close()
    assert [answer.errors for answer in answers] == [None, None]
    assert answers[0].data == answers[1].data
    assert answers[0].data is not None
    assert [answers[0].data[name]["__typename"] for name in ("first", "second")] == ["ApplicationStep", "Refusal"]
