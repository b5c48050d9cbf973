"""A world of three departments and a handful of entries, small enough to know by heart."""

from datetime import date

from hub.catalogue.nouns import node_of
from hub.codes import Code, ItemName, item_code
from hub.graph.change import Change
from hub.graph.values import Edge, Node
from hub.model import (
    BusinessMatter,
    Concept,
    Condition,
    DataItem,
    Dataset,
    Department,
    Derivation,
    LegalBasis,
    Library,
    System,
)
from hub.registration.entries import (
    Entry,
    ItemEntry,
    classified,
    edge_of_parent,
    edge_of_system,
    edges_of,
    edges_of_condition,
    edges_of_matter,
    lineage_of,
    nodes_of,
)
from hub.vocabulary import (
    BasisKind,
    ConditionKind,
    DataFormat,
    DataType,
    DepartmentRole,
    Level,
    LibraryKind,
    Sensitivity,
    ShareType,
    Transformation,
    UpdateCycle,
)

AUTHORITY = Department(
    code=Code("gd-data"),
    title="省数据局",
    level=Level.PROVINCE,
    region="44",
    role=DepartmentRole.DATA_AUTHORITY,
)
POLICE = Department(code=Code("gd-police"), title="省公安厅", level=Level.PROVINCE, region="44")
HEALTH = Department(
    code=Code("gz-health"), title="广州市卫健委", level=Level.CITY, region="4401", parent=AUTHORITY.code
)
REGISTER = System(code=Code("register"), title="人口管理系统", department=POLICE.code)
PEOPLE = Library(code=Code("people"), title="人口信息库", kind=LibraryKind.BASE)
PRIVACY = LegalBasis(code=Code("pipl"), title="个人信息保护法", kind=BasisKind.LAW, article="第十三条")
ON_DUTY = Condition(
    code=Code("on-duty"), title="履职需要", kind=ConditionKind.LIMITED_AUDIENCE, statement="仅限履行法定职责使用"
)
ID_NUMBER = Concept(code=Code("id-number"), title="公民身份号码", data_type=DataType.TEXT)
VACCINATION = BusinessMatter(code=Code("vaccination"), title="儿童预防接种", department=HEALTH.code)


def _item(dataset: str, name: str, title: str, position: int, declared: ShareType | None = None) -> ItemEntry:
    item = DataItem(
        dataset=Code(dataset),
        name=ItemName(name),
        title=title,
        position=position,
        share_type=ShareType.UNCONDITIONAL,
        declared_share_type=declared,
        data_type=DataType.TEXT,
    )
    limited = declared is ShareType.CONDITIONAL
    return ItemEntry(
        item=item,
        conditions=(ON_DUTY.code,) if limited else (),
        bases=(PRIVACY.code,) if limited else (),
        concept=ID_NUMBER.code if name == "id_number" else None,
    )


RESIDENTS = classified(
    valid={PRIVACY.code},
    entry=Entry(
        dataset=Dataset(
            code=Code("residents"),
            title="常住人口",
            provider=POLICE.code,
            region="44",
            share_type=ShareType.UNCONDITIONAL,
            libraries=(PEOPLE.code,),
            system=REGISTER.code,
            format=DataFormat.DATABASE,
            update_cycle=UpdateCycle.DAILY,
            sensitivity=Sensitivity.SENSITIVE,
            published_on=date(2024, 5, 1),
        ),
        items=(
            _item("residents", "name", "姓名", 1),
            _item("residents", "id_number", "公民身份号码", 2, ShareType.CONDITIONAL),
        ),
        conditions=(ON_DUTY.code,),
        bases=(PRIVACY.code,),
    ),
)
CHILDREN = classified(
    valid={PRIVACY.code},
    entry=Entry(
        dataset=Dataset(
            code=Code("children"),
            title="适龄儿童人口名册",
            abstract="由常住人口加工",
            provider=HEALTH.code,
            region="4401",
            share_type=ShareType.UNCONDITIONAL,
            update_cycle=UpdateCycle.MONTHLY,
            published_on=date(2025, 1, 2),
        ),
        items=(
            _item("children", "name", "姓名", 1),
            _item("children", "id_number", "证件号码", 2, ShareType.CONDITIONAL),
        ),
        related=(Code("residents"),),
    ),
)
WATCHED = classified(
    valid={PRIVACY.code},
    entry=Entry(
        dataset=Dataset(
            code=Code("watched"),
            title="重点人口",
            provider=POLICE.code,
            region="44",
            share_type=ShareType.UNCONDITIONAL,
            declared_share_type=ShareType.NOT_SHARED,
            protected=True,
            disclosed_to=(HEALTH.code,),
            libraries=(PEOPLE.code,),
        ),
        items=(_item("watched", "name", "姓名", 1),),
        bases=(PRIVACY.code,),
    ),
)
LINEAGE = (
    Derivation(
        item=item_code(Code("children"), ItemName("name")),
        source=item_code(Code("residents"), ItemName("name")),
        transformation=Transformation.IDENTITY,
    ),
    Derivation(
        item=item_code(Code("children"), ItemName("id_number")),
        source=item_code(Code("residents"), ItemName("id_number")),
        transformation=Transformation.TRANSFORMATION,
        description="保留后四位",
        masks=True,
    ),
    Derivation(
        item=item_code(Code("watched"), ItemName("name")),
        source=item_code(Code("residents"), ItemName("name")),
        transformation=Transformation.FILTER,
    ),
)


def nodes() -> tuple[Node, ...]:
    """Return every node of the world."""
    ground = (AUTHORITY, POLICE, HEALTH, REGISTER, PEOPLE, PRIVACY, ON_DUTY, ID_NUMBER, VACCINATION)
    entries = (RESIDENTS, CHILDREN, WATCHED)
    return (*(node_of(noun) for noun in ground), *(node for entry in entries for node in nodes_of(entry)))


def edges() -> tuple[Edge, ...]:
    """Return every edge of the world."""
    return (
        *edge_of_parent(HEALTH),
        edge_of_system(REGISTER),
        *edges_of_matter(VACCINATION, bases=(PRIVACY.code,)),
        *edges_of_condition(ON_DUTY, bases=(PRIVACY.code,)),
        *(edge for entry in (RESIDENTS, CHILDREN, WATCHED) for edge in edges_of(entry)),
        *lineage_of(LINEAGE),
    )


def planting() -> Change:
    """Return the change that makes the world."""
    return Change(actor="test", action="world.plant", puts=nodes(), links=edges())
