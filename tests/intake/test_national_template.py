"""The national template as a workbook: a header over two rows, merged cells, one row per item."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from hub.graph.port import Graph
from hub.intake.catalogue import import_catalogue
from hub.intake.mapping import read_mapping
from hub.vocabulary import Classification, DataType, ShareType, SharingWay, UpdateCycle
from tests.intake.holdings import holdings

UPPER: list[str | None] = [
    "序号",
    "信息资源分类",
    "信息资源名称",
    "信息资源代码",
    "信息资源提供方",
    "信息资源提供方代码",
]
UPPER += [
    "行政区划代码",
    "信息项信息",
    None,
    None,
    "共享属性",
    None,
    None,
    None,
    "更新周期（必填）",
    "发布日期",
    "科室",
]
LOWER: list[str | None] = [None, None, None, None, None, None, None, "信息项名称", "数据类型", "数据长度"]
LOWER += ["共享类型", "共享条件", "共享方式", "不予共享依据", None, None, None]
CREDIT = "11440000MB2C12345X"
FIRST = [1, "部门类", "婚姻登记信息", "307031/0001; 307031/0002", "省民政厅", CREDIT, 440000]
BLANK: list[object] = [None] * 7
ROWS: list[list[object]] = [
    [*FIRST, "姓名", "字符型C", 50, "无条件共享", None, "下载", None, "每日", "2018-11-29", "甲"],
    [*BLANK, "身份证件号码", "C", 18, "有条件共享", "民政、公安", None, None, None, None, None],
    [*BLANK, "登记日期", "日期", None, None, None, None, None, None, None, None],
    [*BLANK, "离婚原因", "字符型", 200, "不予共享", None, None, "《民法典》第一千零三十二条", None, None, None],
]
"""The third item's share type is merged with the second's."""


def template(file: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write the template as people fill it in: a heading, two header rows, another sheet before it."""
    book = Workbook()
    assert book.active
    book.active.append(["填表说明"])
    sheet = book.create_sheet("目录")
    for row in (["广东省政务信息资源目录"], UPPER, LOWER, *rows):
        sheet.append(row)
    sheet.merge_cells("A1:Q1")
    sheet.merge_cells("H2:J2")
    book.save(file)
    return file


async def test_template(quick: Graph, tmp_path: Path) -> None:
    """One dataset with its items comes of the rows; share types that differ between the rows are the items' own."""
    report = await import_catalogue(quick, template(tmp_path / "template.xlsx", ROWS))

    held = await holdings(quick)
    (dataset,) = held.datasets.values()
    (department,) = held.departments.values()
    assert (department.code, department.credit_code, department.region) == (CREDIT, CREDIT, "44")
    assert (dataset.title, dataset.catalogue_codes) == ("婚姻登记信息", ("307031/0001", "307031/0002"))
    assert (dataset.classification, dataset.sharing_way) == (Classification.DEPARTMENT, SharingWay.DOWNLOAD)
    assert (dataset.update_cycle, str(dataset.published_on)) == (UpdateCycle.DAILY, "2018-11-29")
    assert (dataset.declared_share_type, dataset.share_type) == (None, ShareType.CONDITIONAL)
    items = sorted(held.items.values(), key=lambda item: item.position)
    assert [(item.name, item.data_type, item.length, item.share_type) for item in items] == [
        ("xing_ming", None, 50, ShareType.UNCONDITIONAL),
        ("shen_fen_zheng_jian_hao_ma", DataType.TEXT, 18, ShareType.CONDITIONAL),
        ("deng_ji_ri_qi", DataType.DATE, None, ShareType.CONDITIONAL),
        ("li_hun_yuan_yin", DataType.TEXT, 200, ShareType.NOT_SHARED),
    ]
    assert (report.read, report.created, report.items) == (4, 1, 4)
    assert [(one.row, one.field, one.code.value) for one in report.problems] == [
        (4, "items.data_type", "VALUE_UNREADABLE")
    ]
    assert (report.unknown_headers, report.left_out_headers) == (("科室",), ("序号",))
    assert report.passed_over_sheets == ("Sheet",)


async def test_scattered_rows(quick: Graph, tmp_path: Path) -> None:
    """Rows of a dataset that stand apart come together, and names stay when the rows are in another order."""
    whole = [[*FIRST, *row[7:]] for row in ROWS]
    other = [[2, "部门类", "收养登记信息", None, "省民政厅", CREDIT, 440000, "姓名", *row[8:]] for row in ROWS[:1]]
    rows = [whole[0], other[0], *whole[1:]]
    await import_catalogue(quick, template(tmp_path / "template.xlsx", rows))
    before = await holdings(quick)

    report = await import_catalogue(quick, template(tmp_path / "turned.xlsx", rows[::-1]))

    after = await holdings(quick)
    assert (len(before.datasets), len(before.items)) == (2, 5)
    assert (after.items.keys(), after.datasets.keys()) == (before.items.keys(), before.datasets.keys())
    assert (report.created, report.unchanged, report.changed) == (0, 1, 1)


async def test_broken_rows_of_items(quick: Graph, tmp_path: Path) -> None:
    """In CSV with one row per item a broken row costs its item; a secret one costs the dataset."""
    lines = [
        "信息资源名称,信息资源提供方,行政区划代码,信息项名称,信息项密级",
        "甲,民政厅,44,姓名,",
        "甲,民政厅",
        ",,,住址,",
    ]
    lines += ["乙,民政厅,44,姓名,", "乙,民政厅,44,部署,机密"]
    (tmp_path / "rows.csv").write_text("\n".join(lines), encoding="utf-8")

    report = await import_catalogue(quick, tmp_path / "rows.csv")

    assert [(one.row, one.field, one.code.value) for one in report.problems] == [
        (3, None, "WRONG_WIDTH"),
        (5, "items.secrecy", "SECRET"),
    ]
    held = await holdings(quick)
    assert {one.title for one in held.datasets.values()} == {"甲"}
    assert {one.title for one in held.items.values()} == {"姓名", "住址"}


async def test_rows_that_disagree(quick: Graph, tmp_path: Path) -> None:
    """Where rows of one dataset tell different things the first counts, and the dataset is flagged."""
    whole = [[*FIRST, *row[7:]] for row in ROWS[:2]]
    whole[1][14] = "每年"

    report = await import_catalogue(quick, template(tmp_path / "template.xlsx", whole))

    (dataset,) = (await holdings(quick)).datasets.values()
    assert dataset.update_cycle is UpdateCycle.DAILY
    assert "ROWS_DISAGREE" in dataset.flags
    assert "update_cycle" in next(one.sentence for one in report.problems if one.code.value == "ROWS_DISAGREE")


async def test_region_by_mapping(quick: Graph, tmp_path: Path) -> None:
    """A file that tells no region is read by a mapping that does."""
    own = "fields: {title: 信息资源名称, provider: 信息资源提供方}\nconstants: {region: 广东省}\n"
    (tmp_path / "own.yaml").write_text(own, encoding="utf-8")
    file = template(tmp_path / "template.xlsx", [[*FIRST, *ROWS[0][7:]]])

    report = await import_catalogue(quick, file, mapping=read_mapping(tmp_path / "own.yaml"))

    assert [one.region for one in (await holdings(quick)).departments.values()] == ["44"]
    assert len(report.unknown_headers) == 15
