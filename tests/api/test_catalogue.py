"""What the catalogue's queries answer over a small world."""

import pytest

from hub.catalogue.identifiers import global_id
from hub.catalogue.nouns import AUTHORITY, reader
from hub.graph.query import Sight
from schema.building import sdl
from tests.api.conftest import Ask
from tests.api.world import CHILDREN, HEALTH, POLICE, RESIDENTS, WATCHED


def test_committed_schema_is_the_schema(pytestconfig: pytest.Config) -> None:
    """schema/schema.graphql is what the code makes; `hub schema > schema/schema.graphql` renews it."""
    assert (pytestconfig.rootpath / "schema" / "schema.graphql").read_text("utf-8") == sdl()


async def test_dataset_with_all_its_relations(ask: Ask) -> None:
    """A dataset leads to its provider, system, libraries, items, conditions, legal bases, kin and lineage."""
    answer = await ask(
        """{ dataset(code: "residents") {
          title shareType declaredShareType updateCycle publishedOn rows
          provider { code } system { title department { code } } libraries { title kind }
          items { totalCount nodes { code title position concept { code } conditions { code } } }
          conditions { code legalBases { title article } } legalBases { code }
          related { totalCount } relatedBy { nodes { code } }
          upstream { totalCount } downstream { nodes { code } }
        } }"""
    )
    assert answer == {
        "data": {
            "dataset": {
                "title": "常住人口",
                "shareType": "CONDITIONAL",
                "declaredShareType": None,
                "updateCycle": "DAILY",
                "publishedOn": "2024-05-01",
                "rows": None,
                "provider": {"code": "gd-police"},
                "system": {"title": "人口管理系统", "department": {"code": "gd-police"}},
                "libraries": [{"title": "人口信息库", "kind": "BASE"}],
                "items": {
                    "totalCount": 2,
                    "nodes": [
                        {
                            "code": "residents#name",
                            "title": "姓名",
                            "position": 1,
                            "concept": None,
                            "conditions": [],
                        },
                        {
                            "code": "residents#id_number",
                            "title": "公民身份号码",
                            "position": 2,
                            "concept": {"code": "id-number"},
                            "conditions": [{"code": "on-duty"}],
                        },
                    ],
                },
                "conditions": [{"code": "on-duty", "legalBases": [{"title": "个人信息保护法", "article": "第十三条"}]}],
                "legalBases": [{"code": "pipl"}],
                "related": {"totalCount": 0},
                "relatedBy": {"nodes": [{"code": "children"}]},
                "upstream": {"totalCount": 0},
                "downstream": {"nodes": [{"code": "children"}]},
            }
        },
        "errors": [],
    }


async def test_item_lineage_tells_what_happens_on_the_way(ask: Ask) -> None:
    """Direct lineage of an item names the transformation, in both directions."""
    answer = await ask(
        """{ dataItem(code: "children#id_number") {
          dataset { code }
          upstream { edges {
            transformation description masks node { code downstream { edges { masks node { code } } } }
          } }
        } }"""
    )
    assert answer["data"] == {
        "dataItem": {
            "dataset": {"code": "children"},
            "upstream": {
                "edges": [
                    {
                        "transformation": "TRANSFORMATION",
                        "description": "保留后四位",
                        "masks": True,
                        "node": {
                            "code": "residents#id_number",
                            "downstream": {"edges": [{"masks": True, "node": {"code": "children#id_number"}}]},
                        },
                    }
                ]
            },
        }
    }


async def test_department_leads_to_what_is_its_own(ask: Ask) -> None:
    """A department leads to its parent, children, datasets, systems and business."""
    answer = await ask(
        """{ department(code: "gz-health") {
          parent { code children { nodes { code } } } datasets { nodes { code } } systems { totalCount }
          businessMatters { nodes { title legalBases { code businessMatters { totalCount } } department { code } } }
        } }"""
    )
    assert answer["data"] == {
        "department": {
            "parent": {"code": "gd-data", "children": {"nodes": [{"code": "gz-health"}]}},
            "datasets": {"nodes": [{"code": "children"}]},
            "systems": {"totalCount": 0},
            "businessMatters": {
                "nodes": [
                    {
                        "title": "儿童预防接种",
                        "legalBases": [{"code": "pipl", "businessMatters": {"totalCount": 1}}],
                        "department": {"code": "gz-health"},
                    }
                ]
            },
        }
    }


async def test_rules_lead_back_to_entries(ask: Ask) -> None:
    """Conditions, legal bases and concepts lead to the datasets and items that rest on them."""
    answer = await ask(
        """{ dataItem(code: "residents#id_number") {
          concept { items { nodes { code } } }
          conditions { datasets { nodes { code } } items { totalCount } }
          legalBases { conditions { nodes { code } } datasets { nodes { code } } items { nodes { code } } }
        } }"""
    )
    assert answer["data"] == {
        "dataItem": {
            "concept": {"items": {"nodes": [{"code": "residents#id_number"}, {"code": "children#id_number"}]}},
            "conditions": [{"datasets": {"nodes": [{"code": "residents"}]}, "items": {"totalCount": 2}}],
            "legalBases": [
                {
                    "conditions": {"nodes": [{"code": "on-duty"}]},
                    "datasets": {"nodes": [{"code": "residents"}]},
                    "items": {"nodes": [{"code": "residents#id_number"}, {"code": "children#id_number"}]},
                }
            ],
        }
    }


async def test_search_ranks_and_counts(ask: Ask) -> None:
    """A search finds titles, abstracts and codes, best match first, and tells facets with titles."""
    answer = await ask(
        """{ datasets(search: "常住人口") { totalCount nodes { code }
          facets(by: [DEPARTMENT, SHARE_TYPE]) { name values { value title count } } } }"""
    )
    assert answer["data"]["datasets"] == {
        "totalCount": 2,
        "nodes": [{"code": "residents"}, {"code": "children"}],
        "facets": [
            {
                "name": "DEPARTMENT",
                "values": [
                    {"value": "gd-police", "title": "省公安厅", "count": 1},
                    {"value": "gz-health", "title": "广州市卫健委", "count": 1},
                ],
            },
            {"name": "SHARE_TYPE", "values": [{"value": "CONDITIONAL", "title": None, "count": 2}]},
        ],
    }


async def test_items_are_searched_over_all_datasets(ask: Ask) -> None:
    """Data items are found by title in every dataset, and every facet is told where none is named."""
    answer = await ask(
        """{ dataItems(search: "号码") { nodes { code } facets { name values(first: 1) { value count } } } }"""
    )
    assert answer["data"]["dataItems"]["nodes"] == [{"code": "children#id_number"}, {"code": "residents#id_number"}]
    assert answer["data"]["dataItems"]["facets"] == [
        {"name": "SHARE_TYPE", "values": [{"value": "CONDITIONAL", "count": 2}]},
        {"name": "STANDING", "values": [{"value": "SETTLED", "count": 2}]},
        {"name": "DATA_TYPE", "values": [{"value": "TEXT", "count": 2}]},
        {"name": "SENSITIVITY", "values": []},
        {"name": "BASE", "values": [{"value": "false", "count": 2}]},
    ]


@pytest.mark.parametrize(
    ("criteria", "codes"),
    [
        ('department: ["gd-police"]', ["residents"]),
        ('region: "4401"', ["children"]),
        ('region: "44"', ["children", "residents"]),
        ('library: ["people"]', ["residents"]),
        ("shareType: [NOT_SHARED, UNCONDITIONAL]", []),
        ("updateCycle: [DAILY, MONTHLY]", ["children", "residents"]),
        ("sensitivity: [SENSITIVE]", ["residents"]),
        ("format: [DATABASE]", ["residents"]),
        ('format: [DATABASE], region: "4401"', []),
        ("department: null", ["children", "residents"]),
    ],
)
async def test_filters(ask: Ask, criteria: str, codes: list[str]) -> None:
    """Every criterion given must hold; any one of its values suffices."""
    answer = await ask(f"{{ datasets(filter: {{ {criteria} }}) {{ totalCount nodes {{ code }} }} }}")
    assert answer["errors"] == []
    assert answer["data"]["datasets"] == {"totalCount": len(codes), "nodes": [{"code": code} for code in codes]}


async def test_departments_and_items_are_filtered_and_ordered(ask: Ask) -> None:
    """Departments and data items have filters and orders of their own."""
    answer = await ask(
        """{
          authorities: departments(filter: {role: [DATA_AUTHORITY], level: [PROVINCE], region: "44"}) { nodes { code } }
          all: departments(orderBy: {field: REGION, direction: DESC}) {
            nodes { code } facets(by: [LEVEL]) { values { value } }
          }
          items: dataItems(filter: {dataset: ["residents"], dataType: [TEXT], base: false, shareType: [UNCONDITIONAL]},
                           orderBy: {field: POSITION}) { nodes { name } }
          newest: datasets(orderBy: {field: PUBLISHED_ON, direction: DESC}) { nodes { code } }
        }"""
    )
    assert answer["data"] == {
        "authorities": {"nodes": [{"code": "gd-data"}]},
        "all": {
            "nodes": [{"code": "gz-health"}, {"code": "gd-police"}, {"code": "gd-data"}],
            "facets": [{"values": [{"value": "PROVINCE"}, {"value": "CITY"}]}],
        },
        "items": {"nodes": [{"name": "name"}]},
        "newest": {"nodes": [{"code": "children"}, {"code": "residents"}]},
    }


async def test_node_and_nodes_find_by_global_id(ask: Ask) -> None:
    """Global ids lead back to their nouns, aligned, null where there is none."""
    residents, police = global_id(RESIDENTS.dataset), global_id(POLICE)
    answer = await ask(
        """query ($one: ID!, $many: [ID!]!) {
          node(id: $one) { id __typename ... on Dataset { title } }
          nodes(ids: $many) { id __typename }
        }""",
        one=residents,
        many=[police, residents, global_id(CHILDREN.items[0].item), police],
    )
    assert answer["errors"] == []
    assert answer["data"]["node"] == {"id": residents, "__typename": "Dataset", "title": "常住人口"}
    assert [node["__typename"] for node in answer["data"]["nodes"]] == [
        "Department",
        "Dataset",
        "DataItem",
        "Department",
    ]


async def test_viewer_is_anonymous(ask: Ask) -> None:
    """Without sign-in the caller is anonymous and may read the catalogue."""
    assert (await ask("{ viewer { anonymous scopes } }"))["data"] == {
        "viewer": {"anonymous": True, "scopes": ["catalogue:read"]}
    }


PROBES = """query ($id: ID!) {
  dataset(code: "watched") { code }
  dataItem(code: "watched#name") { code }
  node(id: $id) { id }
  datasets(search: "人口") { totalCount nodes { code } facets(by: [LIBRARY]) { values { count } } }
  dataItems(search: "姓名") { totalCount }
  department(code: "gd-police") { datasets { totalCount nodes { code } } }
  residents: dataset(code: "residents") {
    downstream { totalCount nodes { code } } libraries { datasets { totalCount } }
    items(first: 1) { nodes { downstream { totalCount } } }
  }
}"""


async def test_protected_entry_does_not_exist_for_others(ask: Ask) -> None:
    """A protected entry is absent from every road for whoever is not named on it."""
    hidden = await ask(PROBES, id=global_id(WATCHED.dataset))
    assert hidden == {
        "data": {
            "dataset": None,
            "dataItem": None,
            "node": None,
            "datasets": {
                "totalCount": 2,
                "nodes": [{"code": "children"}, {"code": "residents"}],
                "facets": [{"values": [{"count": 1}]}],
            },
            "dataItems": {"totalCount": 2},
            "department": {"datasets": {"totalCount": 1, "nodes": [{"code": "residents"}]}},
            "residents": {
                "downstream": {"totalCount": 1, "nodes": [{"code": "children"}]},
                "libraries": [{"datasets": {"totalCount": 1}}],
                "items": {"nodes": [{"downstream": {"totalCount": 1}}]},
            },
        },
        "errors": [],
    }


@pytest.mark.parametrize("name", [reader(HEALTH.code), reader(POLICE.code), AUTHORITY])
async def test_protected_entry_exists_for_those_named(ask: Ask, name: str) -> None:
    """Provider, authority and named departments see a protected entry on every road."""
    seen = await ask(PROBES, sight=Sight(readers=frozenset({name})), id=global_id(WATCHED.dataset))
    assert seen["errors"] == []
    data = seen["data"]
    assert data["dataset"] == {"code": "watched"}
    assert data["node"] == {"id": global_id(WATCHED.dataset)}
    assert data["datasets"]["totalCount"] == 3
    assert data["dataItems"] == {"totalCount": 3}
    assert data["department"]["datasets"]["totalCount"] == 2
    assert data["residents"]["downstream"]["totalCount"] == 2
    assert data["residents"]["items"]["nodes"][0]["downstream"] == {"totalCount": 2}
