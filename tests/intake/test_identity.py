"""Which dataset, item and department a row means: names that were given once never come to mean anything else."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from hub.catalogue.nouns import id_of, node_of
from hub.codes import Code
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.graph.values import EdgeKey
from hub.intake.catalogue import import_catalogue
from hub.intake.minting import department_code
from hub.intake.report import Report
from hub.intake.row import Provider
from hub.model import Dataset, Department, EdgeType
from hub.vocabulary import Level
from tests.intake.holdings import Row, holdings, json_lines

CREDIT = "11440000MB2C12345X"


def row(title: str, abstract: str = "", *items: str, **more: object) -> Row:
    """Return a row of the provincial statistics bureau."""
    told = {"资源名称": title, "提供部门": "省统计局", "行政区划": "44", "摘要": abstract, "信息项": list(items)}
    return {**told, **more}


async def taken_in(graph: Graph, folder: Path, *rows: Row) -> Report:
    """Import rows as one file."""
    return await import_catalogue(graph, json_lines(folder / "rows.jsonl", rows))


async def codes(graph: Graph) -> dict[str | None, str]:
    """Return the code of each dataset by its abstract."""
    return {dataset.abstract: dataset.code for dataset in (await holdings(graph)).datasets.values()}


async def test_a_unique_title_needs_no_content(quick: Graph, tmp_path: Path) -> None:
    """A dataset with the only title of its kind stays the same dataset, whatever else of it changes."""
    await taken_in(quick, tmp_path, row("年鉴", "旧", "年份"))
    before = await codes(quick)

    report = await taken_in(quick, tmp_path, row("年鉴", "新", "指标", 更新周期="每年"))

    assert (report.changed, list((await codes(quick)).values())) == (1, list(before.values()))


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_repeats_of_a_title(quick: Graph, tmp_path: Path, order: tuple[int, ...]) -> None:
    """Namesakes keep their codes in any order, while one changes, one stays and one more comes."""
    rows = [row("年鉴", "甲", "年份", "人口"), row("年鉴", "乙", "年份", "收入")]
    await taken_in(quick, tmp_path, *rows)
    before = await codes(quick)
    now = [row("年鉴", "甲", "年份", "人口"), row("年鉴", "乙改", "年份", "收入"), row("年鉴", "丙", "面积")]

    report = await taken_in(quick, tmp_path, *[now[at] for at in order])

    after = await codes(quick)
    assert (report.created, report.changed, report.unchanged) == (1, 1, 1)
    assert {abstract: after[abstract] for abstract in ("甲", "乙改")} == {"甲": before["甲"], "乙改": before["乙"]}


async def test_a_namesake_comes_and_goes(quick: Graph, tmp_path: Path) -> None:
    """A second row of a title leaves the first its code; when the first goes, the second keeps its own."""
    await taken_in(quick, tmp_path, row("年鉴", "甲", "年份"))
    first = await codes(quick)
    await taken_in(quick, tmp_path, row("年鉴", "乙", "面积"), row("年鉴", "甲", "年份"))
    both = await codes(quick)
    report = await taken_in(quick, tmp_path, row("年鉴", "乙", "面积"))

    assert both["甲"] == first["甲"]
    assert (report.created, report.changed, await codes(quick)) == (0, 1, both)  # no more TITLE_REPEATED


async def test_content_that_comes_back(quick: Graph, tmp_path: Path) -> None:
    """A row whose content a dataset had before it changed is new, with a code of its own."""
    rows = [row("年鉴", "甲", "年份"), row("年鉴", "乙", "面积")]
    await taken_in(quick, tmp_path, *rows)
    before = await codes(quick)
    await taken_in(quick, tmp_path, row("年鉴", "甲改", "年份"), rows[1])

    report = await taken_in(quick, tmp_path, row("年鉴", "甲改", "年份"), *rows)

    after = await codes(quick)
    assert report.created == 1
    assert (after["甲改"], after["乙"]) == (before["甲"], before["乙"])
    assert len(set(after.values())) == 3


async def test_a_dataset_retitled_by_hand(quick: Graph, tmp_path: Path) -> None:
    """A dataset that was retitled in the hub is still the one of its row, unless another row bears its new title."""
    await taken_in(quick, tmp_path, row("年鉴", "甲"))
    (dataset,) = (await holdings(quick)).datasets.values()
    await quick.commit(Change("authority", "dataset.retitle", puts=(node_of(replace(dataset, title="统计年鉴")),)))

    report = await taken_in(quick, tmp_path, row("年鉴", "甲"))
    assert (report.created, report.changed, await codes(quick)) == (0, 1, {"甲": dataset.code})
    await quick.commit(Change("authority", "dataset.retitle", puts=(node_of(replace(dataset, title="统计年鉴")),)))

    report = await taken_in(quick, tmp_path, row("年鉴", "甲"), row("统计年鉴", "乙"))

    held = (await holdings(quick)).datasets
    assert (report.created, report.changed) == (1, 1)
    assert {(one.title, one.abstract, one.code == dataset.code) for one in held.values()} == {
        ("年鉴", "甲", False),
        ("统计年鉴", "乙", True),
    }


async def test_rows_that_repeat(quick: Graph, tmp_path: Path) -> None:
    """A row that says the same as another is told and left out; rows that share a code without agreeing all are."""
    rows = [
        row("年鉴", "甲"),
        row("年鉴", "甲"),
        row("月报", "一", 数据集编码="yb"),
        row("月报", "二", 数据集编码="yb"),
    ]

    report = await taken_in(quick, tmp_path, *rows)

    assert [(one.row, one.code.value, one.sentence) for one in report.problems] == [
        (2, "REPEATED_ROW", "The row says the same as row 1: take one of them out."),
        (3, "REPEATED_CODE", "Rows 3, 4 give the code 'yb' to different datasets: correct it."),
        (4, "REPEATED_CODE", "Rows 3, 4 give the code 'yb' to different datasets: correct it."),
    ]
    assert [one.title for one in (await holdings(quick)).datasets.values()] == ["年鉴"]


async def test_a_code_of_another_department(quick: Graph, tmp_path: Path) -> None:
    """A file takes no dataset over from another department; where it is strict, that refuses it."""
    await taken_in(quick, tmp_path, row("月报", 数据集编码="yb"))
    head = await quick.head()
    file = json_lines(tmp_path / "rows.jsonl", [row("月报", 数据集编码="yb", 提供部门="省财政厅"), row("年报")])

    strict = await import_catalogue(quick, file, strict=True)
    assert (strict.refused, await quick.head()) == (True, head)

    report = await import_catalogue(quick, file)
    assert [(one.row, one.field, one.code.value) for one in report.problems] == [(1, "code", "CODE_TAKEN")]
    assert (report.created, report.departments_created) == (1, 0)
    assert {one.title for one in (await holdings(quick)).departments.values()} == {"省统计局"}


async def test_item_names_stay(quick: Graph, tmp_path: Path) -> None:
    """Items keep their names while others that sound alike come, go, and trade places."""
    await taken_in(quick, tmp_path, row("年鉴", "", "数", "项目", "项目"))
    before = (await holdings(quick)).items

    await taken_in(quick, tmp_path, row("年鉴", "", "树", "项目", "数", "项目", "项目2"))

    after = (await holdings(quick)).items
    assert {item.name: item.title for item in before.values()} == {
        "shu": "数",
        "xiang_mu": "项目",
        "xiang_mu_2": "项目",
    }
    assert {key: item.title for key, item in after.items() if key in before} == {
        key: item.title for key, item in before.items()
    }
    assert sorted(item.title for key, item in after.items() if key not in before) == ["树", "项目2"]


async def test_a_name_is_never_given_to_another_item(quick: Graph, tmp_path: Path) -> None:
    """The name of an item that ended goes to no other title, so no grant changes its meaning; its own comes back."""
    await taken_in(quick, tmp_path, row("年鉴", "", "数"))
    await taken_in(quick, tmp_path, row("年鉴", "", "树"))
    first = {item.title: item.name for item in (await holdings(quick)).items.values()}
    await taken_in(quick, tmp_path, row("年鉴", "", "树", "数"))
    second = {item.title: item.name for item in (await holdings(quick)).items.values()}

    assert first.keys() == {"树"}
    assert first["树"] != "shu"
    assert second == {"树": first["树"], "数": "shu"}


async def test_a_name_comes_back_with_its_last_title(quick: Graph, tmp_path: Path) -> None:
    """An item that was retitled, ended and comes back under its last title has its name again."""
    named = {"信息项名称": "数", "信息项英文名": "shu"}
    await taken_in(
        quick, tmp_path, {**row("年鉴"), "信息项": [{**named, "信息项名称": "数目"}, {"信息项名称": "年份"}]}
    )
    await taken_in(quick, tmp_path, {**row("年鉴"), "信息项": [named, {"信息项名称": "年份"}]})
    await taken_in(quick, tmp_path, row("年鉴", "", "年份"))

    report = await taken_in(quick, tmp_path, row("年鉴", "", "年份", "数"))

    assert report.problems == []
    assert {item.name: item.title for item in (await holdings(quick)).items.values()} == {
        "shu": "数",
        "nian_fen": "年份",
    }


async def test_a_title_that_is_none(quick: Graph, tmp_path: Path) -> None:
    """Hundreds of datasets of one title that all change at once keep their codes among them."""
    await taken_in(quick, tmp_path, *(row("报表", f"甲{number}") for number in range(330)))
    before = set((await codes(quick)).values())

    report = await taken_in(quick, tmp_path, *(row("报表", f"乙{number}") for number in range(330)))

    assert (report.created, report.changed, set((await codes(quick)).values())) == (0, 330, before)


async def test_given_names(quick: Graph, tmp_path: Path) -> None:
    """A given name is an item's for good: its title may change, and no other item's does for its sake."""
    name = "信息项英文名"
    await taken_in(
        quick, tmp_path, {**row("企业"), "信息项": [{"信息项名称": "名称", name: "ENT_NAME"}, {"信息项名称": "电话"}]}
    )

    items = [
        {"信息项名称": "企业名称", name: "ENT_NAME"},
        {"信息项名称": "电话"},
        {"信息项名称": "联系电话", name: "dian_hua"},
    ]
    report = await taken_in(quick, tmp_path, {**row("企业"), "信息项": items})

    held = {item.name: item.title for item in (await holdings(quick)).items.values()}
    assert held == {"ENT_NAME": "企业名称", "dian_hua": "电话", "lian_xi_dian_hua": "联系电话"}
    assert [one.code.value for one in report.problems] == ["ITEM_NAME_UNUSABLE"]


async def test_departments_by_code_and_title(quick: Graph, tmp_path: Path) -> None:
    """A department of the hub is found by its code, its credit code, or its region and title; others are made."""
    standing = Department(
        code=Code("gd-stats"), title="省统计局", level=Level.PROVINCE, region="44", credit_code=CREDIT
    )
    await quick.commit(Change("seed", "department.register", puts=(node_of(standing),)))
    code = "提供方代码"
    rows = [
        row("甲"),
        row("乙", **{code: CREDIT, "提供部门": "广东省统计局"}),
        row("丙", **{code: "gd-stats", "提供部门": "统计局"}),
        row("丁", 行政区划="440100"),
        row("戊", **{code: "gd-tax", "提供部门": "省税务局"}),
        row("己", 提供部门="省税务局"),
    ]

    report = await taken_in(quick, tmp_path, *rows)

    held = await holdings(quick)
    made = department_code(Provider("4401", "省统计局"))
    assert {one.title: one.provider for one in held.datasets.values()} == {
        "甲": "gd-stats",
        "乙": "gd-stats",
        "丙": "gd-stats",
        "丁": made,
        "戊": "gd-tax",
        "己": "gd-tax",
    }
    assert (report.departments_created, held.departments["gd-stats"]) == (2, standing)
    assert (held.departments[made].level, held.departments[made].region) == (Level.CITY, "4401")


async def test_a_title_in_another_department_is_another_dataset(quick: Graph, tmp_path: Path) -> None:
    """The same title elsewhere is another dataset; within a region both are flagged, across regions neither is."""
    await taken_in(
        quick, tmp_path, row("公示"), row("公示", 提供部门="省财政厅"), row("通报"), row("通报", 行政区划="45")
    )

    held = (await holdings(quick)).datasets.values()
    assert len({one.code for one in held}) == 4
    assert {(one.title, one.flags) for one in held} == {("公示", ("TITLE_REPEATED",)), ("通报", ())}


async def test_a_dataset_that_is_moved_in_the_hub(quick: Graph, tmp_path: Path) -> None:
    """A dataset that went to another department stays there; its former department's row makes a new one."""
    await taken_in(quick, tmp_path, row("年鉴", "甲"), row("月报", 提供部门="省财政厅"))
    held = await holdings(quick)
    moved = next(one for one in held.datasets.values() if one.title == "年鉴")
    other = next(one for one in held.departments.values() if one.title == "省财政厅")
    change = Change(
        "authority",
        "dataset.move",
        puts=(node_of(replace(moved, provider=other.code)),),
        ends=(EdgeKey(id_of(Department, moved.provider), EdgeType.PROVIDES.value, id_of(Dataset, moved.code)),),
    )
    await quick.commit(change)

    report = await taken_in(quick, tmp_path, row("年鉴", "甲"))

    after = (await holdings(quick)).datasets
    assert report.created == 1
    assert after[moved.code].provider == other.code
    assert len(after) == 3
