"""Single rows: what is let in with a flag, what stays out, and that nothing withheld is opened by a guess."""

from dataclasses import replace
from pathlib import Path

import pytest

from hub.catalogue.nouns import audience_of, id_of, node_of
from hub.codes import Code
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, Direction, Step, Window
from hub.graph.values import Edge, EdgeKey
from hub.intake.catalogue import import_catalogue
from hub.intake.report import Report
from hub.model import Condition, DataItem, Dataset, EdgeType
from hub.vocabulary import BasisKind, ConditionKind, DataFormat, ShareType, Standing
from tests.intake.holdings import Row, holdings, json_lines

BASE: Row = {"数据集编码": "jbxx-01", "资源名称": "企业基本信息", "提供部门": "省市场监管局", "行政区划": "440000"}


async def taken_in(graph: Graph, folder: Path, *rows: Row) -> Report:
    """Import rows, each on top of a complete one."""
    return await import_catalogue(graph, json_lines(folder / "rows.jsonl", [{**BASE, **row} for row in rows]))


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        ({"资源名称": "无"}, "title", "MISSING_TITLE"),
        ({"提供部门": None}, "provider", "MISSING_PROVIDER"),
        ({"行政区划": ""}, "region", "MISSING_REGION"),
        ({"行政区划": "火星"}, "region", "MALFORMED_REGION"),
        ({"数据集编码": "307/0001"}, "code", "MALFORMED_CODE"),
        ({"共享类型": "看情况"}, "share_type", "UNREADABLE_SHARE_TYPE"),
        ({"涉密": "待定"}, "secrecy", "UNREADABLE_SECRECY"),
        ({"涉密": "是"}, "secrecy", "SECRET"),
        ({"密级": "机密"}, "secrecy", "SECRET"),
        ({"数据分级": "秘密"}, "sensitivity", "SECRET"),
        ({"信息项": [{"信息项名称": "名称"}, {"信息项名称": "部署", "信息项密级": "绝密"}]}, "items.secrecy", "SECRET"),
        ({"信息项": [{"信息项名称": "名称", "信息项共享类型": "可"}]}, "items.share_type", "UNREADABLE_SHARE_TYPE"),
        ({"资源名称": "长" * 1001}, "title", "TEXT_TOO_LONG"),
        ({"摘要": "长" * 50_001}, "abstract", "TEXT_TOO_LONG"),
    ],
)
async def test_rejected(quick: Graph, tmp_path: Path, row: Row, field: str, code: str) -> None:
    """A row without identity, with a doubtful share type or secrecy, or marked secret stays out; others arrive."""
    report = await taken_in(quick, tmp_path, row, {"数据集编码": "jbxx-02", "资源名称": "另一"})

    assert [(one.row, one.field, one.code.value, one.rejected) for one in report.problems] == [(1, field, code, True)]
    assert report.problems[0].sentence.endswith(".")
    assert (await holdings(quick)).datasets.keys() == {"jbxx-02"}


@pytest.mark.parametrize(
    ("row", "flags"),
    [
        ({}, []),
        ({"资源名称": "长" * 50, "摘要": "长" * 256}, []),
        ({"资源名称": "长" * 51}, ["TITLE_TOO_LONG"]),
        ({"摘要": "长" * 257}, ["ABSTRACT_TOO_LONG"]),
        ({"信息项": "姓名、姓名"}, ["ITEM_TITLE_REPEATED"]),
        ({"信息项": [{"信息项名称": "姓名", "信息项英文名": "x-y"}]}, ["ITEM_NAME_UNUSABLE"]),
        ({"更新周期": "看心情"}, ["VALUE_UNREADABLE"]),
        ({"发布日期": "去年"}, ["VALUE_UNREADABLE"]),
        ({"资源格式": "口头"}, ["VALUE_UNREADABLE"]),
        ({"是否向社会开放": "也许"}, ["VALUE_UNREADABLE"]),
        ({"数据分级": "三级"}, ["VALUE_UNREADABLE"]),
        ({"信息项": [{"数据类型": "C"}, {"信息项名称": "名称"}, {}]}, ["VALUE_UNREADABLE"]),
        ({"共享类型": ""}, ["NO_SHARE_TYPE"]),
        ({"共享类型": "不予共享"}, ["NO_LEGAL_BASIS"]),
        ({"共享类型": "有条件共享", "共享依据": "内部规定"}, ["NO_LEGAL_BASIS"]),
        ({"共享类型": "不予共享", "共享依据": "《统计法》第九条"}, []),
        ({"共享类型": "不予共享", "共享条件": "《统计法》第九条"}, []),
        ({"共享类型": "不予共享", "共享依据": "《某某办法》"}, ["BASIS_KIND_INFERRED"]),
        ({"信息项": [{"信息项名称": "姓名", "信息项共享类型": "不予共享"}]}, ["NO_LEGAL_BASIS"]),
    ],
)
async def test_flagged(quick: Graph, tmp_path: Path, row: Row, flags: list[str]) -> None:
    """What the template or Art. 18 finds wanting is a flag on the dataset and in the report, once each."""
    report = await taken_in(quick, tmp_path, row)

    (dataset,) = (await holdings(quick)).datasets.values()
    assert list(dataset.flags) == flags
    contested = "NO_LEGAL_BASIS" in flags
    assert (dataset.standing is Standing.CONTESTED) is contested
    assert [one.code.value for one in report.problems] == flags
    assert (report.flagged, report.rejected) == (int(bool(flags)), 0)


async def test_claims_are_kept(quick: Graph, tmp_path: Path) -> None:
    """Declared share types stay as declared, with or without a basis; without one they are contested.

    Cited instruments become legal bases.
    """
    items = [
        {"信息项名称": "名称"},
        {"信息项名称": "法人证件号码", "信息项共享类型": "不予共享", "信息项共享依据": "《居民身份证法》第六条"},
    ]
    await taken_in(
        quick, tmp_path, {"共享类型": "2", "共享条件": "限市场监管", "信息项": items, "共享依据": "三定规定"}
    )

    held = await holdings(quick)
    assert {item.title: (item.declared_share_type, item.share_type, item.standing) for item in held.items.values()} == {
        "名称": (None, ShareType.UNCONDITIONAL, Standing.CONTESTED),
        "法人证件号码": (ShareType.NOT_SHARED, ShareType.NOT_SHARED, Standing.SETTLED),
    }
    (dataset,) = held.datasets.values()
    assert (dataset.declared_share_type, dataset.share_type) == (ShareType.CONDITIONAL, ShareType.CONDITIONAL)
    assert (dataset.standing, dataset.opens, dataset.registered) == (Standing.CONTESTED, False, False)
    assert dataset.share_condition == "限市场监管；三定规定"
    assert [(one.title, one.article, one.kind) for one in held.bases.values()] == [
        ("居民身份证法", "第六条", BasisKind.LAW)
    ]


async def test_an_emptied_cell_opens_nothing(quick: Graph, tmp_path: Path) -> None:
    """A share type that was declared is not taken back by an empty cell, nor by a file without that column."""
    await taken_in(quick, tmp_path, {"共享类型": "不予共享", "信息项": ["名称"]})

    for row in ({"共享类型": "", "信息项": ["名称"]}, {"信息项": ["名称"]}, {}):
        await taken_in(quick, tmp_path, row)

        held = await holdings(quick)
        assert [one.declared_share_type for one in held.datasets.values()] == [ShareType.NOT_SHARED]
        assert [one.standing for one in held.datasets.values()] == [Standing.CONTESTED]
        assert [one.standing for one in held.items.values()] == [Standing.CONTESTED]


async def test_what_others_added_stays(quick: Graph, tmp_path: Path) -> None:
    """Protection, conditions and fields that the file has no column for stay; a new item is protected like the rest."""
    await taken_in(quick, tmp_path, {"信息项": ["名称"]})
    held = await holdings(quick)
    (before,), (item,) = held.datasets.values(), held.items.values()
    condition = Condition(code=Code("c-1"), title="限市场监管", kind=ConditionKind.LIMITED_AUDIENCE, statement="限")
    under = EdgeKey(id_of(DataItem, item.code), EdgeType.UNDER.value, id_of(Condition, condition.code))
    curated = replace(before, protected=True, contact="020-12345678")
    puts = (node_of(curated), node_of(item, audience=audience_of(curated)), node_of(condition))
    await quick.commit(Change("authority", "dataset.protect", puts=puts, links=(Edge(under),)))

    report = await taken_in(quick, tmp_path, {"信息项": ["住所", "名称"], "摘要": "企业登记"})

    held = await holdings(quick)
    (after,) = held.datasets.values()
    assert (report.changed, after) == (1, replace(curated, abstract="企业登记"))
    nodes = [id_of(Dataset, after.code), *(id_of(DataItem, one.code) for one in held.items.values())]
    assert len(nodes) == 3
    assert await quick.get(nodes, sight=PUBLIC) == [None, None, None]
    step = Step(EdgeType.UNDER, Direction.OUT)
    (found,) = await quick.expand([under.source], step, window=Window(first=10), sight=EVERYTHING)
    assert [link.node.id for link in found.links] == [under.target]


async def test_openness(quick: Graph, tmp_path: Path) -> None:
    """Opening to society on conditions is opening, and keeps its condition; formats are kept beside their class."""
    await taken_in(
        quick,
        tmp_path,
        {"数据集编码": "a1", "是否向社会开放": "有条件开放", "资源格式": "['xls', 'csv', 'xls']"},
        {"数据集编码": "a2", "资源名称": "二", "是否向社会开放": "否", "资源格式": "接口"},
        {"数据集编码": "a3", "资源名称": "三", "是否向社会开放": "无条件开放", "开放条件": "注明出处"},
    )

    held = (await holdings(quick)).datasets.values()
    assert {(one.code, one.open_to_society, one.open_condition, one.format, one.format_type) for one in held} == {
        ("a1", True, "有条件开放", DataFormat.SPREADSHEET, "xls、csv"),
        ("a2", False, None, DataFormat.SERVICE, "接口"),
        ("a3", True, "注明出处", None, None),
    }


async def test_many_different_keys(quick: Graph, tmp_path: Path) -> None:
    """Thousands of lines with keys of their own are read, and a bounded number of unknown keys is told."""
    rows: list[Row] = [
        {"数据集编码": f"a{number}", "资源名称": f"一{number}", f"k{number}": 1} for number in range(1100)
    ]

    report = await taken_in(quick, tmp_path, *rows)

    assert (report.created, len(report.unknown_headers)) == (1100, 1000)
    assert report.as_text().splitlines()[10].endswith("k18, k19 …")
