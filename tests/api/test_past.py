"""`asOf` shows a dataset and all below it as recorded at a moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from hub.catalogue.nouns import id_of, node_of
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.graph.values import EdgeKey
from tests.api.conftest import Ask
from tests.api.world import CHILDREN, RESIDENTS

QUERY = """query ($at: DateTime) { dataset(code: "residents", asOf: $at) {
  title items { totalCount nodes { title } } downstream { nodes { code } }
} }"""


async def test_past_content_below_a_dataset(ask: Ask, graph: Graph) -> None:
    """Titles, items and lineage are answered with the content of then, whatever has changed since."""
    before = datetime.now(UTC)
    item = RESIDENTS.items[0].item
    dataset, other = id_of(type(RESIDENTS.dataset), "residents"), id_of(type(CHILDREN.dataset), "children")
    await graph.commit(
        Change(
            actor="test",
            action="test.change",
            puts=(node_of(replace(RESIDENTS.dataset, title="户籍人口")), node_of(replace(item, title="名字"))),
            ends=(EdgeKey(dataset, "FEEDS", other), id_of(type(item), RESIDENTS.items[1].item.code)),
        )
    )
    then = {
        "dataset": {
            "title": "常住人口",
            "items": {"totalCount": 2, "nodes": [{"title": "姓名"}, {"title": "公民身份号码"}]},
            "downstream": {"nodes": [{"code": "children"}]},
        }
    }
    assert (await ask(QUERY, at=before.isoformat()))["data"] == then
    shanghai = before.astimezone(timezone(timedelta(hours=8)))
    assert (await ask(QUERY, at=shanghai.isoformat()))["data"] == then
    now = {
        "dataset": {
            "title": "户籍人口",
            "items": {"totalCount": 1, "nodes": [{"title": "名字"}]},
            "downstream": {"nodes": []},
        }
    }
    assert (await ask(QUERY))["data"] == now
    assert (await ask(QUERY, at=datetime.now(UTC).isoformat()))["data"] == now


async def test_before_the_first_record_there_is_nothing(ask: Ask) -> None:
    """A moment before anything was recorded answers null."""
    assert (await ask(QUERY, at="2001-01-01T00:00:00Z"))["data"] == {"dataset": None}


async def test_each_root_field_has_its_own_moment(ask: Ask, graph: Graph) -> None:
    """Two root fields of one query may look at different moments."""
    before = datetime.now(UTC).isoformat()
    await graph.commit(
        Change(actor="test", action="test.end", ends=(id_of(type(RESIDENTS.items[0].item), "residents#name"),))
    )
    answer = await ask(
        """query ($at: DateTime) {
          then: dataset(code: "residents", asOf: $at) { items { nodes { name } } }
          now: dataset(code: "residents") { items { nodes { name } } }
        }""",
        at=before,
    )
    assert answer["data"] == {
        "then": {"items": {"nodes": [{"name": "name"}, {"name": "id_number"}]}},
        "now": {"items": {"nodes": [{"name": "id_number"}]}},
    }
