"""The account of an import."""

from pathlib import Path

import orjson

from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.intake.catalogue import import_catalogue
from hub.intake.writing import DATASETS_AT_ONCE
from tests.intake.holdings import json_lines

ROWS = [
    {"资源名称": "年鉴", "提供部门": "省统计局", "行政区划": "44", "科室": "一", "序号": 1},
    {"资源名称": "长" * 60, "提供部门": "省统计局", "行政区划": "44", "科室": "二", "序号": 2},
    {"资源名称": "", "提供部门": "省统计局", "行政区划": "44", "科室": "三", "序号": 3},
]


async def test_text(quick: Graph, tmp_path: Path) -> None:
    """For people: aligned counts, headers that fill nothing, rejections before flags."""
    report = await import_catalogue(quick, json_lines(tmp_path / "rows.jsonl", ROWS))

    assert report.as_text() == (
        "rows.jsonl (jsonl, mapping: 国家政务信息资源目录模板)\n"
        "  lines read                   3\n"
        "  created                      2\n"
        "  changed                      0\n"
        "  unchanged                    0\n"
        "  flagged                      1\n"
        "  rejected                     1\n"
        "  departments created          1\n"
        "  items now                    0\n"
        "  items ended                  0\n"
        "  unknown headers      科室\n"
        "  headers left out     序号\n"
        "  rejected line 3, title: The row has no title: give it one. [MISSING_TITLE]\n"
        "  flagged  line 2, title: 60 characters, more than the national template's 50. [TITLE_TOO_LONG]"
    )


async def test_json(quick: Graph, tmp_path: Path) -> None:
    """For programs: the same with every problem, ready to be written down."""
    file = json_lines(tmp_path / "rows.jsonl", ROWS)

    report = (await import_catalogue(quick, file, strict=True)).as_json()

    digest = report.pop("digest")
    assert isinstance(digest, str)
    assert len(digest) == 64
    assert orjson.loads(orjson.dumps(report)) == {
        "file": "rows.jsonl",
        "format": "jsonl",
        "mapping": "国家政务信息资源目录模板",
        "read": 3,
        "created": 0,
        "changed": 0,
        "unchanged": 0,
        "flagged": 0,
        "rejected": 1,
        "items": 0,
        "itemsEnded": 0,
        "departmentsCreated": 0,
        "refused": True,
        "unknownHeaders": ["科室"],
        "leftOutHeaders": ["序号"],
        "passedOverSheets": [],
        "problemsByCode": {"MISSING_TITLE": 1},
        "problems": [
            {
                "row": 3,
                "field": "title",
                "code": "MISSING_TITLE",
                "sentence": "The row has no title: give it one.",
                "rejected": True,
            }
        ],
    }


async def test_many_problems(quick: Graph, tmp_path: Path) -> None:
    """The first twenty problems are shown, the rest are counted by their codes."""
    rows = [{**ROWS[2], "序号": number} for number in range(30)]

    report = await import_catalogue(quick, json_lines(tmp_path / "rows.jsonl", [*rows, ROWS[1]]))

    lines = report.as_text().splitlines()
    assert (len(lines), lines[-1]) == (33, "  … and 11 more; in all: MISSING_TITLE 30, TITLE_TOO_LONG 1.")
    assert lines[-2].startswith("  rejected line 20, title:")


async def test_batches(quick: Graph, tmp_path: Path) -> None:
    """A large file is written in several changes, each with the file's digest and its own counts."""
    rows = [{**ROWS[0], "资源名称": f"年鉴{number}", "信息项": ["年份"]} for number in range(DATASETS_AT_ONCE * 2 + 1)]
    told: list[tuple[str, int]] = []

    report = await import_catalogue(
        quick,
        json_lines(tmp_path / "rows.jsonl", rows),
        actor="import",
        progress=lambda what, count: told.append((what, count)),
    )

    entries = await quick.ledger(after=Revision(0), first=10)
    facts = [orjson.loads(entry.content)["facts"] for entry in entries]
    shared = {"fileDigest": report.digest, "format": "jsonl", "changed": 0, "itemsEnded": 0}
    assert facts == [
        {**shared, "created": 1000, "departments": 1},
        {**shared, "created": 1000, "departments": 0},
        {**shared, "created": 1, "departments": 0},
    ]
    assert told == [("reading", 1000), ("reading", 2000), ("writing", 1000), ("writing", 2000), ("writing", 2001)]


async def test_more_than_a_page(quick: Graph, tmp_path: Path) -> None:
    """A department with thousands of datasets, and a dataset with thousands of items, are known again."""
    rows = [{**ROWS[0], "资源名称": f"年鉴{number}"} for number in range(2500)]
    wide = {**ROWS[0], "信息项": [f"指标{number}" for number in range(2500)]}
    file = json_lines(tmp_path / "rows.jsonl", [*rows, wide])
    await import_catalogue(quick, file)

    report = await import_catalogue(quick, file)

    assert (report.unchanged, report.items, (await quick.head())[0]) == (2501, 2500, 3)
