"""The world of a stored procedure: departments, a dataset of three conditional items of each provider, matters."""

from typing import Final

from hub.catalogue.nouns import node_of
from hub.codes import Code, ItemCode, ItemName, item_code
from hub.graph.change import Change
from hub.model import BusinessMatter, Condition, DataItem, Dataset, Department, LegalBasis, Noun
from hub.principals import Principal
from hub.procedure.applying import Wish
from hub.registration.entries import Entry, ItemEntry, classified, edges_of, edges_of_matter, nodes_of
from hub.vocabulary import BasisKind, ConditionKind, Role, ShareType
from tests.procedure.parties import CITY, CITY_POLICE, COUNTY, DEPARTMENTS, HEALTH, POLICE, PROVINCE

NAMES: Final = tuple(ItemName(name) for name in ("name", "id_number", "phone"))
PAIRS: Final = (
    (HEALTH, POLICE),
    (HEALTH, CITY_POLICE),
    (HEALTH, COUNTY),
    (HEALTH, PROVINCE),
    (CITY, CITY_POLICE),
    (PROVINCE, CITY_POLICE),
)
"""Applicant and provider: every way in which they can stand to the data authorities."""

LAW = LegalBasis(code=Code("pipl"), title="个人信息保护法", kind=BasisKind.LAW)
MEMO = LegalBasis(code=Code("memo"), title="内部规定", kind=BasisKind.INTERNAL_MEASURE)
ON_DUTY = Condition(
    code=Code("on-duty"), title="履职需要", kind=ConditionKind.LIMITED_AUDIENCE, statement="仅限履行法定职责使用"
)


def matter(of: Department) -> BusinessMatter:
    """Return the business of a department."""
    return BusinessMatter(code=Code(f"{of.code}.matter"), title="业务", department=of.code)


def items_of(provider: Department) -> tuple[ItemCode, ...]:
    """Return the items that a provider has."""
    return tuple(item_code(Code(f"{provider.code}.residents"), name) for name in NAMES)


def wish(applicant: Department, provider: Department, *, draft: bool = False) -> Wish:
    """Return what an applicant asks of a provider: all three items, for a year."""
    return Wish(items=items_of(provider), purpose=matter(applicant).code, days=365, statement="甲", draft=draft)


def user(department: Department) -> Principal:
    """Return a department that uses data."""
    return Principal(department=department.code, role=Role.CONSUMER)


def planting() -> Change:
    """Return the change that makes the world."""
    providers = {provider.code: provider for _, provider in PAIRS}.values()
    applicants = {applicant.code: applicant for applicant, _ in PAIRS}.values()
    entries = [_entry(provider) for provider in providers]
    matters = [matter(applicant) for applicant in applicants]
    nouns: tuple[Noun, ...] = (*DEPARTMENTS, LAW, MEMO, ON_DUTY, *matters)
    return Change(
        actor="test",
        action="world.plant",
        puts=(*(node_of(noun) for noun in nouns), *(node for entry in entries for node in nodes_of(entry))),
        links=(
            *(edge for entry in entries for edge in edges_of(entry)),
            *(edge for one in matters for edge in edges_of_matter(one)),
        ),
    )


def _entry(provider: Department) -> Entry:
    dataset = Dataset(
        code=Code(f"{provider.code}.residents"),
        title="常住人口",
        provider=provider.code,
        region=provider.region,
        share_type=ShareType.CONDITIONAL,
        declared_share_type=ShareType.CONDITIONAL,
    )
    items = tuple(
        ItemEntry(
            item=DataItem(dataset=dataset.code, name=name, title=name, position=at, share_type=ShareType.CONDITIONAL)
        )
        for at, name in enumerate(NAMES, start=1)
    )
    entry = Entry(dataset=dataset, items=items, conditions=(ON_DUTY.code,), bases=(LAW.code,))
    return classified(entry, valid={LAW.code})
