"""Entries are registered, changed and confirmed through GraphQL, as far as the law accepts them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from hub.catalogue.nouns import node_of
from hub.codes import Code, ItemCode
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import NodeId, Revision, label_of
from hub.law.notation import write_term
from hub.law.refusals import Refusal, RefusalCode
from hub.law.terms import AtLevels
from hub.model import Condition, LegalBasis
from hub.principals import Principal
from hub.registration.confirming import confirm_open
from hub.registration.entries import ItemEntry, classified, edges_of, nodes_of
from hub.vocabulary import BasisKind, ConditionKind, Level, Role, ShareType
from tests.api.conftest import Ask
from tests.api.steps import PROVIDER, REVIEWER, STRANGER, USER, do
from tests.api.world import HEALTH, POLICE, RESIDENTS
from tests.procedure.parties import MONDAY

OUTCOME = """
  __typename
  ... on DatasetStep {
    dataset {
      code title shareType standing publishedOn provider { code } libraries { code }
      items { nodes { name shareType standing conditions { code } legalBases { code } concept { code } } }
    }
  }
  ... on DatasetRefused { refusals { code rule article sentence sentenceZh remedy remedyZh } }
"""
REGISTER = "mutation ($input: DatasetInput!) { done: registerDataset(input: $input) {" + OUTCOME + "} }"
UPDATE = "mutation ($input: DatasetInput!) { done: updateDataset(input: $input) {" + OUTCOME + "} }"
CONFIRM = """
mutation ($items: [String!]!) {
  done: confirmShareType(items: $items) {
    __typename
    ... on Confirmation { items { code shareType standing dataset { shareType standing } } }
    ... on Refusal { code sentence }
  }
}
"""
CITY = Condition(
    code=Code("cities"),
    title="限市级部门",
    kind=ConditionKind.LIMITED_AUDIENCE,
    statement="仅提供给市级部门",
    terms=write_term(AtLevels(levels=(Level.CITY,))),
)
SCHOOL = replace(HEALTH, code=STRANGER.department, title="某学校", parent=None)
MEASURE = LegalBasis(code=Code("measure"), title="内部管理办法", kind=BasisKind.INTERNAL_MEASURE)
OPEN_ITEM = {"name": "plate", "title": "号牌号码"}
LIMITED_ITEM = {
    "name": "owner",
    "title": "所有人",
    "shareType": "CONDITIONAL",
    "conditions": ["cities"],
    "legalBases": ["pipl"],
}


def vehicles(*items: Mapping[str, object], **said: object) -> dict[str, object]:
    """Return an entry of the police as a provider writes it."""
    return {
        "code": "gd-police.vehicle",
        "title": "机动车登记",
        "acquisition": "PRODUCED_ON_DUTY",
        "items": list(items or (OPEN_ITEM, LIMITED_ITEM)),
        **said,
    }


@pytest.fixture(autouse=True)
async def grounds(graph: Graph) -> None:
    """A condition that can be decided, and a measure that justifies nothing."""
    await graph.commit(
        Change(actor="test", action="test.ground", puts=(node_of(CITY), node_of(MEASURE), node_of(SCHOOL)))
    )


async def refused(ask: Ask, graph: Graph, query: str, principal: Principal, **said: object) -> list[str]:
    """Return the codes of the refusals of an entry, having seen that nothing was written."""
    before = await graph.head()
    done = await do(ask, query, principal, input=vehicles(**said))
    assert done["__typename"] == "DatasetRefused", done
    assert await graph.head() == before
    return [refusal["code"] for refusal in done["refusals"]]


async def test_a_sound_entry_is_published_at_once(ask: Ask, graph: Graph) -> None:
    """It is settled, classified by its items, dated today, and everybody finds it."""
    done = await do(ask, REGISTER, PROVIDER, input=vehicles(libraries=["people"]))
    assert done == {
        "__typename": "DatasetStep",
        "dataset": {
            "code": "gd-police.vehicle",
            "title": "机动车登记",
            "shareType": "CONDITIONAL",
            "standing": "SETTLED",
            "publishedOn": MONDAY.date().isoformat(),
            "provider": {"code": "gd-police"},
            "libraries": [{"code": "people"}],
            "items": {"nodes": done["dataset"]["items"]["nodes"]},
        },
    }
    found = (await ask('{ datasets(search: "机动车登记") { nodes { code } } }'))["data"]
    assert found == {"datasets": {"nodes": [{"code": "gd-police.vehicle"}]}}
    *_, entry = await graph.ledger(after=Revision(0), first=9)
    assert (entry.actor, entry.action) == ("gd-police", "dataset.register")


async def test_items_without_a_claim_take_their_datasets(ask: Ask) -> None:
    """What the dataset declares, with its citations and conditions, counts for them."""
    said = {"shareType": "CONDITIONAL", "conditions": ["cities"], "legalBases": ["pipl"]}
    done = await do(ask, REGISTER, PROVIDER, input=vehicles(OPEN_ITEM, **said))
    (item,) = done["dataset"]["items"]["nodes"]
    assert (item["shareType"], item["standing"]) == ("CONDITIONAL", "SETTLED")


@pytest.mark.parametrize(
    ("item", "said", "codes"),
    [
        ({"shareType": "NOT_SHARED"}, {}, ["CLAIM_WITHOUT_BASIS"]),
        ({"shareType": "NOT_SHARED", "legalBases": ["measure"]}, {}, ["CLAIM_BASIS_INADMISSIBLE"]),
        ({"shareType": "CONDITIONAL", "legalBases": ["pipl"]}, {}, ["CONDITION_NOT_DECIDABLE"]),
        (
            {"shareType": "CONDITIONAL", "legalBases": ["pipl"], "conditions": ["on-duty"]},
            {},
            ["CONDITION_NOT_DECIDABLE"],
        ),
        ({"shareType": "NOT_SHARED", "legalBases": ["pipl"], "base": True}, {}, ["BASE_ITEM_RESTRICTED"]),
        ({"shareType": "NOT_SHARED", "legalBases": ["nowhere"]}, {}, ["UNKNOWN_REFERENCE"]),
        ({}, {"libraries": ["nowhere"], "system": "nowhere"}, ["UNKNOWN_REFERENCE", "UNKNOWN_REFERENCE"]),
        ({"shareType": "NOT_SHARED", "legalBases": ["pipl"]}, {"shareType": "CONDITIONAL"}, ["SHARE_TYPE_DISAGREES"]),
        ({"shareType": "NOT_SHARED"}, {"secret": True}, ["SECRET_ENTRY"]),
        ({}, {"acquisition": None}, ["ACQUISITION_MISSING"]),
        ({"acquisition": "COLLECTED_BY_LAW"}, {}, ["COLLECTION_WITHOUT_BASIS"]),
        ({"acquisition": "COLLECTED_BY_LAW", "collectedUnder": ["pipl"]}, {}, []),
        (
            {"acquisition": "COLLECTED_BY_LAW", "collectedUnder": ["pipl"], "concept": "id-number"},
            {},
            ["COLLECTED_ALREADY"],
        ),
    ],
)
async def test_every_gap_is_named_and_nothing_is_written(
    ask: Ask, graph: Graph, item: dict[str, object], said: dict[str, object], codes: list[str]
) -> None:
    """An entry that the law does not accept is refused, with each gap, its rule, and what to do in two languages."""
    entry = vehicles({**OPEN_ITEM, **item}, **said)
    before = await graph.head()
    done = await do(ask, REGISTER, PROVIDER, input=entry)
    assert [refusal["code"] for refusal in done.get("refusals", [])] == codes
    assert (await graph.head() == before) is bool(codes)
    for refusal in done.get("refusals", []):
        assert all(refusal[name] for name in ("rule", "sentence", "sentenceZh", "remedy", "remedyZh"))


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({"shareType": "NOT_SHARED"}, ["CLAIM_WITHOUT_BASIS"]),
        ({"shareType": "CONDITIONAL", "legalBases": ["pipl"]}, ["CONDITION_NOT_DECIDABLE"]),
        ({"shareType": "CONDITIONAL", "legalBases": ["pipl"], "conditions": ["cities"]}, []),
        ({}, []),
    ],
)
async def test_an_entry_without_items_claims_nothing_that_the_law_does_not_accept(
    ask: Ask, said: dict[str, object], codes: list[str]
) -> None:
    """What a dataset declares needs its basis before there is any item as well (Art. 18)."""
    done = await do(ask, REGISTER, PROVIDER, input={**vehicles(**said), "items": []})
    assert [refusal["code"] for refusal in done.get("refusals", [])] == codes


async def test_what_another_department_shares_is_not_collected_again_without_a_reason(ask: Ask, graph: Graph) -> None:
    """The refusal points to the share; with a recorded reason the item is registered all the same (应避免, Art. 13)."""
    health = Principal(department=HEALTH.code, role=Role.PROVIDER)
    item = {"name": "id", "title": "身份证号", "concept": "id-number", "acquisition": "AGREED"}
    entry = vehicles(item, code="gz-health.card")
    before = await graph.head()
    done = await do(ask, REGISTER, health, input=entry)
    assert [refusal["code"] for refusal in done["refusals"]] == ["COLLECTED_ALREADY"]
    assert "residents#id_number" in done["refusals"][0]["sentence"]
    assert await graph.head() == before
    entry["items"] = [{**item, "collectionReason": "共享数据不含境外人员"}]
    done = await do(ask, REGISTER, health, input=entry)
    assert done["dataset"]["items"]["nodes"][0]["concept"] == {"code": "id-number"}


@pytest.mark.parametrize("principal", [USER, STRANGER, REVIEWER, replace(PROVIDER, role=Role.CONSUMER)])
async def test_only_a_provider_writes_its_own_entries(ask: Ask, graph: Graph, principal: Principal) -> None:
    """Whoever else tries is told who may; other departments' entries cannot be changed."""
    if principal.department == POLICE.code:
        assert await refused(ask, graph, REGISTER, principal) == ["NOT_YOUR_ENTRY"]
    assert await refused(ask, graph, UPDATE, principal, code="residents") == ["NOT_YOUR_ENTRY"]


async def test_codes_are_taken_once_and_begin_with_the_departments(ask: Ask, graph: Graph) -> None:
    """The second entry of a code is refused; a code that is not one's own is no code for a new entry."""
    await do(ask, REGISTER, PROVIDER, input=vehicles())
    assert await refused(ask, graph, REGISTER, PROVIDER) == ["CODE_TAKEN"]
    await graph.commit(
        Change(actor="test", action="test.ground", puts=(node_of(replace(POLICE, code=Code("gd-police.traffic"))),))
    )
    for code in ("gz-health.watched", "gd-policewatched", "gd-police.traffic.watched"):
        answer = await ask(REGISTER, principal=PROVIDER, input=vehicles(code=code))
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_INPUT"]


async def test_two_who_register_a_code_at_once(ask: Ask) -> None:
    """One entry is published, the other is refused."""
    done = await asyncio.gather(*(do(ask, REGISTER, PROVIDER, input=vehicles()) for _ in range(2)))
    assert sorted(each["__typename"] for each in done) == ["DatasetRefused", "DatasetStep"]


async def test_nobody_who_is_not_signed_in_registers(ask: Ask) -> None:
    """An anonymous caller is told to sign in."""
    answer = await ask(REGISTER, input=vehicles())
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]


async def test_an_update_replaces_what_the_provider_writes(ask: Ask, graph: Graph) -> None:
    """Items that are not named end with their edges, citations and libraries go, what others recorded stays."""
    await do(ask, REGISTER, PROVIDER, input=vehicles(libraries=["people"]))
    first = (await do(ask, UPDATE, PROVIDER, input=vehicles(LIMITED_ITEM, title="机动车")))["dataset"]
    assert (first["title"], first["shareType"], first["libraries"]) == ("机动车", "CONDITIONAL", [])
    assert [item["name"] for item in first["items"]["nodes"]] == ["owner"]
    opened = {**LIMITED_ITEM, "shareType": None, "conditions": [], "legalBases": []}
    second = (await do(ask, UPDATE, PROVIDER, input=vehicles(opened), now=MONDAY + timedelta(days=9)))["dataset"]
    assert (second["shareType"], second["publishedOn"]) == ("UNCONDITIONAL", MONDAY.date().isoformat())
    assert second["items"]["nodes"][0]["legalBases"] == []
    gone = NodeId("DataItem:gd-police.vehicle#plate")
    assert list(await graph.get([gone], sight=EVERYTHING)) == [None]
    assert len(await graph.history(gone, sight=EVERYTHING)) == 1


async def test_an_update_that_the_law_does_not_accept_leaves_the_entry_as_it_is(ask: Ask, graph: Graph) -> None:
    """It is refused as a registration is."""
    await do(ask, REGISTER, PROVIDER, input=vehicles())
    bad = {**OPEN_ITEM, "shareType": "NOT_SHARED"}
    assert await refused(ask, graph, UPDATE, PROVIDER, items=[bad]) == ["CLAIM_WITHOUT_BASIS"]


async def test_what_is_not_there_cannot_be_updated(ask: Ask) -> None:
    """An unknown entry and one that is hidden from the caller are told alike."""
    for code in ("gd-police.nothing", "watched"):
        answer = await ask(UPDATE, principal=STRANGER, input=vehicles(code=code))
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "NOT_FOUND"
        assert error["message"] == f"There is no dataset '{code}' for you: register it with `registerDataset`."


async def imported(graph: Graph, *, bases: tuple[Code, ...] = ()) -> None:
    """Plant an entry as an import leaves it: one item contested (not with a basis), one unconfirmed, one settled."""
    names = {"contested": ShareType.NOT_SHARED, "unconfirmed": None, "settled": ShareType.UNCONDITIONAL}
    dataset = replace(RESIDENTS.dataset, code=Code("old"), title="旧目录", libraries=(), system=None, registered=False)
    items = tuple(
        ItemEntry(
            item=replace(
                RESIDENTS.items[0].item,
                dataset=dataset.code,
                name=name,  # type: ignore[arg-type]  # a name
                position=position,
                declared_share_type=claim,
            ),
            bases=bases,
        )
        for position, (name, claim) in enumerate(names.items(), start=1)
    )
    entry = classified(replace(RESIDENTS, dataset=dataset, items=items, conditions=(), bases=()), valid=bases)
    await graph.commit(
        Change(actor="test", action="test.import", puts=tuple(nodes_of(entry)), links=tuple(edges_of(entry)))
    )


class OvertakenGraph:
    """A store in which an import settles what was contested, just after the law's facts of it were read."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self._settled = graph, False

    def __getattr__(self, verb: str) -> object:
        return getattr(self._graph, verb)

    async def get(self, nodes: Sequence[NodeId], **how: Any) -> Any:  # noqa: ANN401 – as the port's
        """Let the import come in between, before it is asked whose region the provider's is."""
        if label_of(nodes[0]) == "Department" and not self._settled:
            self._settled = True
            await imported(self._graph, bases=(Code("pipl"),))
        return await self._graph.get(nodes, **how)


async def test_what_is_settled_meanwhile_is_not_opened(graph: Graph) -> None:
    """An authority that confirms what an import gives its basis at the same moment does not open it."""
    await imported(graph)
    done = await confirm_open(cast("Graph", OvertakenGraph(graph)), REVIEWER, [ItemCode("old#contested")])
    assert isinstance(done, Refusal)
    assert done.code is RefusalCode.NOTHING_TO_CONFIRM


async def test_what_is_not_settled_is_listed(ask: Ask, graph: Graph) -> None:
    """`contestedItems` tells all of it, or what a filter asks for."""
    await imported(graph)
    query = "query ($s: [Standing!], $d: String) { contestedItems(standing: $s, dataset: $d) { nodes { code } } }"

    async def listed(**variables: object) -> list[str]:
        nodes = (await ask(query, **variables))["data"]["contestedItems"]["nodes"]
        return [node["code"] for node in nodes if node["code"].startswith("old#")]

    assert await listed() == ["old#contested", "old#unconfirmed"]
    assert await listed(s=["CONTESTED"], d="old") == ["old#contested"]
    assert await listed(d="residents") == []


async def confirmed(ask: Ask, principal: Principal, *items: str) -> Any:  # noqa: ANN401 – what GraphQL answers
    """Return what a confirmation answers."""
    return await do(ask, CONFIRM, principal, items=list(items))


async def test_the_authority_opens_what_is_contested(ask: Ask, graph: Graph) -> None:
    """The item and its dataset follow; records may be had at once, which they could not before."""
    await imported(graph)
    access = '{ access(items: ["old#contested"], purpose: "vaccination") { outcome standing } }'
    before = await ask(access, principal=USER)
    assert before["data"]["access"] == [{"outcome": "DENY", "standing": "CONTESTED"}]
    done = await confirmed(ask, REVIEWER, "old#contested", "old#unconfirmed")
    dataset = {"shareType": "UNCONDITIONAL", "standing": "SETTLED"}
    settled = {"shareType": "UNCONDITIONAL", "standing": "SETTLED", "dataset": dataset}
    assert done["items"] == [{"code": "old#contested", **settled}, {"code": "old#unconfirmed", **settled}]
    after = await ask(access, principal=USER)
    assert after["data"]["access"] == [{"outcome": "ALLOW", "standing": "SETTLED"}]


async def test_a_provider_confirms_what_claims_nothing(ask: Ask, graph: Graph) -> None:
    """An unconfirmed item is the provider's to confirm, a contested one is not; all of it or nothing."""
    await imported(graph)
    before = await graph.head()
    done = await confirmed(ask, PROVIDER, "old#unconfirmed", "old#contested")
    assert done["code"] == "NOT_YOURS_TO_CONFIRM"
    assert "gd-data" in done["sentence"]
    assert await graph.head() == before
    assert (await confirmed(ask, PROVIDER, "old#unconfirmed"))["__typename"] == "Confirmation"


@pytest.mark.parametrize(
    ("principal", "item", "code"),
    [
        (USER, "old#contested", "NOT_YOURS_TO_CONFIRM"),
        (STRANGER, "old#unconfirmed", "NOT_YOURS_TO_CONFIRM"),
        (Principal(department=HEALTH.code, role=Role.PROVIDER), "old#unconfirmed", "NOT_YOURS_TO_CONFIRM"),
        (Principal(department=HEALTH.code, role=Role.AUTHORITY), "old#contested", "NOT_YOURS_TO_CONFIRM"),
        (REVIEWER, "old#settled", "NOTHING_TO_CONFIRM"),
        (REVIEWER, "residents#id_number", "NOTHING_TO_CONFIRM"),
    ],
)
async def test_who_may_not_confirm(ask: Ask, graph: Graph, principal: Principal, item: str, code: str) -> None:
    """Others may not, and what is settled is not opened by a confirmation."""
    await imported(graph)
    assert (await confirmed(ask, principal, item))["code"] == code


async def test_an_item_that_is_hidden_is_not_there_to_confirm(ask: Ask) -> None:
    """It is told as one that does not exist."""
    for item in ("watched#name", "watched#nothing"):
        answer = await ask(CONFIRM, principal=STRANGER, items=[item])
        (error,) = answer["errors"]
        assert error["message"] == f"There is no item '{item}' for you: search for it with `dataItems`."
