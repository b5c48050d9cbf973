"""Mapping files and the built-in mappings."""

from pathlib import Path

import orjson
import pytest

from hub.errors import MalformedFile
from hub.graph.port import Graph
from hub.intake.binding import bind, chosen
from hub.intake.catalogue import import_catalogue
from hub.intake.mapping import built_in, read_mapping
from hub.model import Dataset
from hub.vocabulary import DataType, Level, ShareType, UpdateCycle
from tests.intake.holdings import holdings, json_lines

PORTAL_FIELDS = {
    "title": {"title"},
    "department": {"provider"},
    "description": {"abstract"},
    "update_frequency": {"update_cycle"},
    "publish_time": {"published_on"},
    "update_time": {"updated_on"},
    "data_formats": {"format"},
    "url": {"link"},
    "email": {"contact"},
    "telephone": {"contact"},
    "data_volume": {"rows"},
    "is_open": {"open_to_society"},
}
"""The fields of the survey of Chinese portals, and ours."""

OURS = {"共享方式": "sharing_way", "开放条件": "open_condition", "开放条件：": "open_condition"}
"""Headers that mean something else in a catalogue for sharing than on a portal that opens data."""


def test_headers_of_portals_are_known(shared_data: Path) -> None:
    """Each of the 159 headers that Chinese portals use is read as the same field, or knowingly left out."""
    survey = orjson.loads((shared_data / "cn-portals" / "field_mapping.json").read_bytes())["common"]
    read: dict[str, set[str | None]] = {}
    for header in survey:
        bindings = [bind(mapping, [header]) for mapping in built_in()]
        known = [binding for binding in bindings if not binding.unknown]
        read[header] = {next(iter(binding.fields), None) for binding in known}

    assert len(survey) == 159
    wrong = {
        header: fields
        for header, fields in read.items()
        if not fields or not fields <= {None, *PORTAL_FIELDS.get(survey[header], ()), OURS.get(header)}
    }
    assert wrong == {}


def test_choice_by_headers() -> None:
    """The built-in mapping is chosen by the headers; of headers that tell no title or provider none is."""
    choices = [
        chosen(["资源名称（必填）", "提供部门*", "更新 周期"]),
        chosen(["dataset", "department"]),
        chosen(["标题", "作者"]),
        chosen([]),
    ]

    assert [choice.title if choice else None for choice in choices] == [
        "国家政务信息资源目录模板",
        "open-data portal listing",
        None,
        None,
    ]


MAPPING = """
title: 某市编目系统
fields: {title: 资源, provider: [单位], share_type: 性质, update_cycle: 频度}
constants: {region: "440100", level: CITY, format: 数据库}
values: {share_type: {可用: UNCONDITIONAL, 审批: CONDITIONAL}, update_cycle: {日更: DAILY}}
items:
  list: 字段
  separators: ["/"]
  fields: {title: 名, data_type: 型}
names: {姓名: person_name}
left_out: 备注
"""


async def test_a_mapping_file_rules(quick: Graph, tmp_path: Path) -> None:
    """Headers, constants, translations, items and their names come from the mapping file."""
    (tmp_path / "own.yaml").write_text(MAPPING, encoding="utf-8")
    file = json_lines(
        tmp_path / "own.jsonl",
        [
            {"资源": "户籍", "单位": "市公安局", "性质": "可用", "频度": "日更", "字段": "姓名/住址", "备注": "甲"},
            {
                "资源": "社保",
                "单位": "市人社局",
                "性质": "2",
                "频度": "每月",
                "字段": [{"名": "姓名", "型": "C"}],
                "栏": 1,
            },
        ],
    )

    report = await import_catalogue(quick, file, mapping=read_mapping(tmp_path / "own.yaml"))

    held = await holdings(quick)
    told = {one.title: one for one in held.datasets.values()}
    assert {title: (one.declared_share_type, one.update_cycle) for title, one in told.items()} == {
        "户籍": (ShareType.UNCONDITIONAL, UpdateCycle.DAILY),
        "社保": (ShareType.CONDITIONAL, UpdateCycle.MONTHLY),
    }
    assert {(one.title, one.level, one.region) for one in held.departments.values()} == {
        ("市公安局", Level.CITY, "4401"),
        ("市人社局", Level.CITY, "4401"),
    }
    assert {(item.name, item.data_type) for item in held.items.values()} == {
        ("person_name", None),
        ("zhu_zhi", None),
        ("person_name", DataType.TEXT),
    }
    assert {one.format.value for one in told.values() if one.format} == {"DATABASE"}
    assert (report.unknown_headers, report.left_out_headers) == (("栏",), ("备注",))
    assert isinstance(told["户籍"], Dataset)


async def test_a_mapping_builds_on_another(quick: Graph, tmp_path: Path) -> None:
    """A mapping that extends a built-in one adds to it, and takes a header away from where that one had it."""
    text = "extends: national\nfields: {contact: 提供方, provider: 编目单位}\nconstants: {region: 广东省}\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    row = {"资源名称": "户籍", "编目单位": "省公安厅", "提供方": "020-1", "更新周期": "每日", "信息项": "姓名；住址"}

    report = await import_catalogue(
        quick, json_lines(tmp_path / "own.jsonl", [row]), mapping=read_mapping(tmp_path / "own.yaml")
    )

    held = await holdings(quick)
    (dataset,) = held.datasets.values()
    (department,) = held.departments.values()
    assert (department.title, department.region) == ("省公安厅", "44")
    assert (dataset.contact, dataset.update_cycle, len(held.items)) == ("020-1", UpdateCycle.DAILY, 2)
    assert report.unknown_headers == ()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("extends: mine", "'extends' must be one of national, portal"),
        ("fields: [", "it is not valid YAML"),
        ("- title", r"its part 'file' must list keys with values"),
        ("field: {}", "'field' in its part 'file' is unknown"),
        ("fields: {titel: 名称}", "'titel' in its part 'fields' is unknown"),
        ("fields: {title: 名称}", "it must say under 'fields' which headers are 'title' and 'provider'"),
        ("fields: {title: 名称, provider: 名称}", "the header '名称' is given to both 'title' and 'provider'"),
        ("fields: {title: {a: b}, provider: 部门}", "'fields.title' must be a text or a list of texts"),
        ("fields: {title: a, provider: b}\nconstants: {region: 火星}", "the constant '火星' is none of the values of"),
        ("fields: {title: a, provider: b}\nvalues: {title: {a: b}}", "'title' in its part 'values' is unknown"),
        ("fields: {title: a, provider: b}\nvalues: {share_type: {a: [b]}}", "'values.share_type.a' must be a text"),
        ("fields: {title: a, provider: b}\nitems: {separators: [ab]}", "the separator 'ab' must be a single character"),
    ],
)
def test_a_faulty_mapping_is_told(tmp_path: Path, text: str, what: str) -> None:
    """A mapping file that cannot be used is told in one sentence that names the part."""
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(MalformedFile, match=what) as caught:
        read_mapping(tmp_path / "own.yaml")

    assert caught.value.message.startswith("The mapping file own.yaml cannot be used: ")


def test_a_mapping_that_is_no_text(tmp_path: Path) -> None:
    """A mapping file that is missing, or no UTF-8 text, is told as such."""
    (tmp_path / "own.yaml").write_bytes("fields: {title: 名称}".encode("gb18030"))

    for name in ("own.yaml", "none.yaml"):
        with pytest.raises(MalformedFile, match=f"The mapping file {name} cannot be read"):
            read_mapping(tmp_path / name)
