"""Files that are not what they claim to be, and rows that are broken: one clear sentence each."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from hub.errors import MalformedFile
from hub.graph.port import Graph
from hub.intake import spelling
from hub.intake.catalogue import import_catalogue
from tests.intake.holdings import holdings, json_lines

ROW = {"dataset": "常住人口", "department": "统计局", "region": "520000"}
HEADER = "资源名称,提供部门,行政区划,摘要\n"


def _xlsx(file: Path, member: str, content: bytes) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, content)


def _bomb(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>")
        archive.infolist()[0].file_size = 600_000_000


def _cut(file: Path) -> None:
    book = Workbook()
    assert book.active
    book.active.append(["资源名称", "提供部门"])
    book.save(file)
    file.write_bytes(file.read_bytes()[:-200])


def _broken_sheet(file: Path) -> None:
    book = Workbook()
    assert book.active
    for number in range(100):
        book.active.append(["资源名称", "提供部门"] if not number else [f"名{number}", "统计局"])
    whole = file.with_suffix(".whole")
    book.save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) // 2] if "sheet1" in name else content)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.jsonl", b"", "a.jsonl is empty: export the catalogue again"),
        ("a.csv", b" \n\r\n", "a.csv is empty"),
        ("a.csv", "\ufeff".encode(), "a.csv is empty"),
        ("a.json", b'[{"dataset": "a"}]', "a.json is one JSON array: write one object per line"),
        ("a.jsonl", b"1\n2\n", "a.jsonl has no line that is a JSON object"),
        ("a.jsonl", b'{"name": 1}\n', "No built-in mapping fits a.jsonl, whose headers are name: give a mapping file"),
        ("a.csv", "标题,作者\n".encode(), "No built-in mapping fits a.csv, whose headers are 标题、作者: give"),
        ("a.csv", HEADER.encode("utf-16"), "a.csv is written neither in UTF-8 nor in GB18030"),
        ("a.csv", b"\xff\x00\x81", "a.csv is written neither in UTF-8 nor in GB18030"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "a.xls is in the old XLS format: save it as XLSX"),
        ("a.xlsx", b"<html></html>", "a.xlsx is no XLSX workbook"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "a.xlsx is no readable XLSX workbook"),
    ],
)
async def test_no_catalogue(quick: Graph, tmp_path: Path, name: str, content: bytes, what: str) -> None:
    """A file that cannot be read as a catalogue is refused in one sentence, and nothing is written."""
    (tmp_path / name).write_bytes(content)

    with pytest.raises(MalformedFile) as caught:
        await import_catalogue(quick, tmp_path / name)

    assert caught.value.message.startswith(what)
    assert (await quick.head())[0] == 0


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda file: _xlsx(file, "word/document.xml", b"<x/>"), "a.xlsx is no readable XLSX workbook"),
        (_cut, "a.xlsx is no readable XLSX workbook"),
        (_broken_sheet, "a.xlsx is no readable XLSX workbook"),
        (_bomb, "a.xlsx unpacks to 600,000,000 bytes, more than the 536,870,912 that a workbook may have: split it"),
    ],
)
async def test_no_workbook(quick: Graph, tmp_path: Path, make: object, what: str) -> None:
    """A workbook that is cut off, of another kind, broken inside or made to burst is refused."""
    assert callable(make)
    make(tmp_path / "a.xlsx")

    with pytest.raises(MalformedFile) as caught:
        await import_catalogue(quick, tmp_path / "a.xlsx")

    assert caught.value.message.startswith(what)
    assert (await quick.head())[0] == 0


async def test_missing_file(quick: Graph, tmp_path: Path) -> None:
    """A file that is not there, or is a folder, is told as such."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(MalformedFile, match=r"cannot be opened .*: check its path and permissions"):
            await import_catalogue(quick, path)


async def test_broken_lines_cost_themselves(quick: Graph, tmp_path: Path) -> None:
    """Broken JSON, a bare value, another encoding and a line of over 4 MB are rejected with their line numbers."""
    good = [json_lines(tmp_path / "one.jsonl", [{**ROW, "dataset": title}]).read_bytes() for title in ("甲", "乙")]
    long = b'{"dataset": "' + b"x" * spelling.LONGEST_LINE + b'"}\n'
    file = tmp_path / "lines.jsonl"
    file.write_bytes(
        good[0] + b"\n" + b'{"dataset": \n' + b"[1]\n" + long + '{"dataset": "丙"}\n'.encode("gb18030") + good[1]
    )

    report = await import_catalogue(quick, file)

    assert (report.read, report.created, report.rejected) == (6, 2, 4)
    assert [(problem.row, problem.code.value) for problem in report.problems] == [
        (3, "MALFORMED_LINE"),
        (4, "MALFORMED_LINE"),
        (5, "LINE_TOO_LONG"),
        (6, "MALFORMED_LINE"),
    ]
    assert report.problems[0].sentence.startswith("The line is not valid JSON (column 12: ")
    assert [problem.sentence for problem in report.problems[1:]] == [
        "The line is not a JSON object: write each dataset as {…} on its own line.",
        "The line is longer than 4,194,304 bytes: split what it holds.",
        "The line is not UTF-8 text: save the file in one encoding.",
    ]
    assert {one.title for one in (await holdings(quick)).datasets.values()} == {"甲", "乙"}


async def test_broken_rows_cost_themselves(quick: Graph, tmp_path: Path) -> None:
    """In CSV a row too short or too long, an open quote and foreign bytes are rejected; the rows after them arrive."""
    rows = [
        "甲,统计局,52,一",
        "乙,统计局",
        '丙,统计局,52,"没有关上',
        "丁,统计局,52,四",
        "戊,统计局,52,五,六",
        '己,统计局,52,"两\n行"',
        '庚,统计局,52,"七"八',
        "@",
        "辛,统计局,52,九",
    ]
    content = (HEADER + "\n".join(rows) + "\n").encode().replace(b"@", "坏,统计局,52,了".encode("gb18030"))
    (tmp_path / "rows.csv").write_bytes(content)

    report = await import_catalogue(quick, tmp_path / "rows.csv")

    assert [(problem.row, problem.code.value) for problem in report.problems] == [
        (3, "WRONG_WIDTH"),
        (4, "MALFORMED_LINE"),
        (6, "WRONG_WIDTH"),
        (8, "MALFORMED_LINE"),
        (9, "MALFORMED_LINE"),
    ]
    assert report.problems[0].sentence == (
        "The row has 2 cells where the header has 4: correct its quotes and separators."
    )
    assert {one.title: one.abstract for one in (await holdings(quick)).datasets.values()} == {
        "甲": "一",
        "丁": "四",
        "己": "两 行",
        "辛": "九",
    }


async def test_a_row_without_end(quick: Graph, tmp_path: Path) -> None:
    """A line of over 4 MB in CSV, and a quote that swallows as much, cost one row each."""
    wide = "x" * 100_000
    swallowed = "".join(f'"{wide}\n",' for _ in range(45))
    rows = [
        f"甲,统计局,52,{'x' * spelling.LONGEST_LINE}",
        "乙,统计局,52,二",
        f"丙,统计局,52,{swallowed}",
        "丁,统计局,52,四",
    ]
    (tmp_path / "rows.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")

    report = await import_catalogue(quick, tmp_path / "rows.csv")

    assert [(one.row, one.code.value) for one in report.problems[:2]] == [(2, "LINE_TOO_LONG"), (4, "LINE_TOO_LONG")]
    assert {one.title for one in (await holdings(quick)).datasets.values()} == {"乙", "丁"}


async def test_damaged_text_is_not_guessed_at(quick: Graph, tmp_path: Path) -> None:
    """UTF-8 with a few bad bytes stays UTF-8: the bad row is rejected, the others are not turned into nonsense."""
    rows = [f"数据集{number},统计局,52,摘要" for number in range(20)]
    content = (HEADER + "\n".join(rows) + "\n").encode().replace("集7".encode(), b"\xe9\x9b7")
    (tmp_path / "rows.csv").write_bytes(content)

    report = await import_catalogue(quick, tmp_path / "rows.csv")

    assert (report.created, [problem.row for problem in report.problems]) == (19, [9])
    assert {one.title for one in (await holdings(quick)).datasets.values()} == {
        f"数据集{number}" for number in range(20) if number != 7
    }


@pytest.mark.parametrize(("separator", "end"), [("\t", "\n"), (";", "\r\n"), (",", "\r\n")])
async def test_separators(quick: Graph, tmp_path: Path, separator: str, end: str) -> None:
    """Tabs, semicolons and commas part cells, lines end in the ways of all systems."""
    text = HEADER + "甲,统计局,52,一\n\n乙,统计局,52,二\n"
    (tmp_path / "rows.csv").write_bytes(text.replace(",", separator).replace("\n", end).encode())

    report = await import_catalogue(quick, tmp_path / "rows.csv")

    assert (report.read, report.created, report.rejected) == (2, 2, 0)
