from datetime import timedelta

import pytest

from hub.catalogue.nouns import node_of
from hub.codes import Code, ItemCode
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.law.remedies import MOST_TRIED
from hub.model import BusinessMatter
from hub.principals import Principal
from hub.vocabulary import Role
from resolvers.access import MOST_ITEMS, tries_for
from tests.api.conftest import Ask
from tests.api.counting import CountedGraph
from tests.api.world import AUTHORITY, HEALTH, POLICE, VACCINATION

CLERK = Principal(department=HEALTH.code, role=Role.CONSUMER)
PROVIDER = Principal(department=POLICE.code, role=Role.PROVIDER)
AUDITOR = Principal(department=AUTHORITY.code, role=Role.AUDITOR)
STRANGER = Principal(department=AUTHORITY.code, role=Role.CONSUMER)
NAME, NUMBER, SECRET = "residents#name", "residents#id_number", "watched#name"
ASK = """query ($items: [String!]!, $purpose: String, $department: String, $asOf: DateTime) {
  access(items: $items, purpose: $purpose, department: $department, asOf: $asOf) {
    code outcome standing reasons { rule article }
  }
}"""
WHY = """query ($purpose: String) {
  access(items: ["residents#id_number"], purpose: $purpose) {
    item { title } shareType grant { code } until
    reasons { rule article source facts { name value } sentence sentenceZh }
    lacking { clause }
    remedies { step agent value sentence sentenceZh }
  }
}"""


def rules(answer: list[dict[str, object] | None]) -> list[object]:
    """Return what was said of each item: outcome and the rule that decided."""
    return [one and (one["outcome"], one["reasons"][0]["rule"]) for one in answer]  # type: ignore[index]  # JSON


async def test_what_a_department_may_have_of_some_items(ask: Ask) -> None:
    """Aligned with what was asked, duplicates included; what does not exist is null."""
    answer = await ask(ASK, principal=CLERK, items=[NUMBER, NAME, "nothing#name", NUMBER], purpose=VACCINATION.code)
    assert rules(answer["data"]["access"]) == [
        ("DENY", "G-APPLY"),
        ("DENY", "G-UNCONFIRMED"),
        None,
        ("DENY", "G-APPLY"),
    ]


def test_remedies_of_many_items_take_no_longer_than_those_of_a_few() -> None:
    """Of one item as much is tried as the law tries; of all that one request may name, no more than of three."""
    assert [tries_for(items) for items in (0, 1, 3, 500)] == [MOST_TRIED, MOST_TRIED, MOST_TRIED, 30]
    assert all(items * tries_for(items) <= 3 * MOST_TRIED for items in range(1, MOST_ITEMS + 1))


async def test_remedies_of_more_items_than_are_tried_at_a_stretch(ask: Ask) -> None:
    """Each item has its own, in the order asked."""
    query = """query ($items: [String!]!) { access(items: $items, purpose: "vaccination") {
      code remedies { step } } }"""
    asked = [NUMBER, NAME] * 30
    answer = await ask(query, principal=CLERK, items=asked)
    told = [
        (one["code"], [[change["step"] for change in each] for each in one["remedies"]])
        for one in answer["data"]["access"]
    ]
    assert told[:2] == [(NUMBER, [["OBTAIN_GRANT"], ["OPEN_ITEM"]]), (NAME, [["CONFIRM_OPEN"]])]
    assert told == told[:2] * 30


async def test_a_denial_explains_itself(ask: Ask) -> None:
    """With rule, article, facts, and the least that would change it, in both languages."""
    answer = await ask(WHY, principal=CLERK, purpose=VACCINATION.code)
    (told,) = answer["data"]["access"]
    assert told["item"] == {"title": "公民身份号码"}
    assert (told["shareType"], told["grant"], told["until"], told["lacking"]) == ("CONDITIONAL", None, None, [])
    assert [(reason["rule"], reason["article"], reason["source"]) for reason in told["reasons"]] == [
        ("G-APPLY", "19", "TEXT"),
        ("G-CLASS", "18", "TEXT"),
    ]
    assert told["reasons"][1]["facts"] == [
        {"name": "claim", "value": "CONDITIONAL"},
        {"name": "basis", "value": "VALID"},
        {"name": "cited", "value": "pipl"},
    ]
    assert told["reasons"][0]["sentence"].endswith("(Art. 19).")
    assert told["reasons"][0]["sentenceZh"].endswith("（《办法》第十九条）。")
    assert [[change["step"] for change in remedy] for remedy in told["remedies"]] == [["OBTAIN_GRANT"], ["OPEN_ITEM"]]


async def test_without_a_purpose_nothing_is_had(ask: Ask) -> None:
    """Nor with one of another department's; one that does not exist is not found."""
    theirs = await ask(ASK, principal=PROVIDER, items=[NAME], purpose=VACCINATION.code)
    assert rules(theirs["data"]["access"]) == [("DENY", "G-PURPOSE")]
    assert rules((await ask(ASK, principal=CLERK, items=[NAME]))["data"]["access"]) == [("DENY", "G-PURPOSE")]
    unknown = await ask(ASK, principal=CLERK, items=[NAME], purpose="no-such-matter")
    assert unknown["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_provider_has_its_own(ask: Ask, graph: Graph) -> None:
    """For a business matter of its own."""
    patrol = BusinessMatter(code=Code("patrol"), title="巡逻", department=POLICE.code)
    await graph.commit(Change("test", "matter.add", puts=(node_of(patrol),)))
    answer = await ask(ASK, principal=PROVIDER, items=[NAME, NUMBER, SECRET], purpose="patrol")
    assert rules(answer["data"]["access"]) == [("ALLOW", "G-OWN")] * 3


async def test_another_departments_access_is_for_few_to_know(ask: Ask) -> None:
    """For the provider of each item and for those who oversee sharing; for others it is forbidden."""
    asked = {"items": [NUMBER], "purpose": VACCINATION.code, "department": HEALTH.code}
    for principal in (CLERK, PROVIDER, AUDITOR):
        answer = await ask(ASK, principal=principal, **asked)
        assert rules(answer["data"]["access"]) == [("DENY", "G-APPLY")], principal
    refused = await ask(ASK, principal=STRANGER, **asked)
    assert refused["data"] == {"access": None}
    assert refused["errors"][0]["extensions"] == {"code": "FORBIDDEN", "item": NUMBER}
    half = await ask(ASK, principal=PROVIDER, **asked | {"items": [NUMBER, "children#name"], "department": POLICE.code})
    assert rules(half["data"]["access"]) == [("DENY", "G-PURPOSE"), ("DENY", "G-PURPOSE")]


async def test_what_is_protected_stays_absent(ask: Ask) -> None:
    """To a stranger a protected item is what does not exist, whomever he asks for."""
    for department in (None, HEALTH.code):
        answer = await ask(ASK, principal=STRANGER, items=[SECRET, "watched#no"], department=department)
        assert answer == {"data": {"access": [None, None]}, "errors": []}


async def test_an_anonymous_caller_is_told_to_sign_in(ask: Ask) -> None:
    """Access is a department's."""
    answer = await ask(ASK, items=[NAME])
    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_the_future_is_not_asked_about(ask: Ask) -> None:
    """What will be recorded then is not known."""
    answer = await ask(ASK, principal=CLERK, items=[NAME], asOf="2999-01-01T00:00:00+08:00")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_items_and_datasets_tell_their_own_access(ask: Ask, counted: CountedGraph) -> None:
    """As the root field does, with as many store calls for a page as for one."""
    query = """query ($purpose: String) {
      datasets { nodes { code access(purpose: $purpose) { code outcome }
        items { nodes { code access(purpose: $purpose) { outcome } } } } }
    }"""
    answer = await ask(query, principal=CLERK, purpose=VACCINATION.code)
    told = {
        item["code"]: item["access"]["outcome"]
        for dataset in answer["data"]["datasets"]["nodes"]
        for item in dataset["items"]["nodes"]
    }
    assert told == {
        one["code"]: one["outcome"] for dataset in answer["data"]["datasets"]["nodes"] for one in dataset["access"]
    }
    assert {code: outcome for code, outcome in told.items() if outcome == "ALLOW"} == {
        "children#name": "ALLOW",
        "children#id_number": "ALLOW",
    }
    assert sum(counted.calls.values()) <= 20


async def test_decisions_are_those_of_the_facts_of_then(ask: Ask, graph: Graph) -> None:
    """A look back tells what was so, though it is no longer."""
    (entry,) = await graph.ledger(after=0, first=1)  # type: ignore[arg-type]  # before the first
    before = (entry.recorded - timedelta(seconds=1)).isoformat()
    asked = {"items": [NUMBER], "purpose": VACCINATION.code}
    now = await ask(ASK, principal=CLERK, **asked, asOf=entry.recorded.isoformat())
    assert rules(now["data"]["access"]) == [("DENY", "G-APPLY")]
    then = await ask(ASK, principal=CLERK, **asked, asOf=before)
    assert then["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize("item", ["residents", "residents#", "居民#name"])
async def test_a_malformed_code_is_named(ask: Ask, item: str) -> None:
    """As everywhere."""
    answer = await ask(ASK, principal=CLERK, items=[ItemCode(item)], purpose=VACCINATION.code)
    assert answer["errors"][0]["extensions"]["code"] == "MALFORMED_CODE"
