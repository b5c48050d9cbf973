"""What is read out of a cell."""

from datetime import date, datetime

import pytest

from hub.intake.cells import date_of, normal, number_of, text_of, texts_of
from hub.intake.mapping import SEPARATORS

MOMENT = datetime(2018, 3, 1, 18, 19)  # noqa: DTZ001 – spreadsheets know no time zones


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  企业\u3000名称\n", "企业 名称"),
        ("\ufeff企业\u200b名称", "企业名称"),
        ("a\x00b", "a b"),
        (2016, "2016"),
        (2016.0, "2016"),
        (1.5, "1.5"),
        (True, "true"),
        (MOMENT, "2018-03-01T18:19:00"),
        (["xls", None, "csv"], "xls、csv"),
        ({"a": 1}, '{"a":1}'),
        ("e\u0301", "é"),
        (None, None),
        ("", None),
        ("NULL", None),
        ("——", None),
        ("无", None),
    ],
)
def test_text(cell: object, text: str | None) -> None:
    """A cell's text is one line without invisible characters, in normal form C, and nothing where it says nothing."""
    assert text_of(cell) == text


@pytest.mark.parametrize(
    "header", ["更新周期", " 更新 周期：", "*更新周期", "更新\n周期", "\ufeff更新周期", "更新周期:"]
)
def test_headers_are_compared_without_ornament(header: str) -> None:
    """Blanks, colons and the star of a required field make no difference to a header."""
    assert normal(header) == "更新周期"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2018-03-01 18:19:24", date(2018, 3, 1)),
        ("2018/3/1", date(2018, 3, 1)),
        ("2018年3月1日", date(2018, 3, 1)),
        ("20180301", date(2018, 3, 1)),
        ("２０１８－０３－０１", date(2018, 3, 1)),
        (MOMENT, date(2018, 3, 1)),
        (date(2018, 3, 1), date(2018, 3, 1)),
        ("-", None),
    ],
)
def test_day(cell: object, day: date | None) -> None:
    """Days are read in the ways that people and spreadsheets write them."""
    assert date_of(cell) == day


@pytest.mark.parametrize("cell", ["2018", "2018-13-01", "20183", "去年", "1-3-2018", 43160])
def test_no_day(cell: object) -> None:
    """What could be read in two ways, or in none, is no day."""
    with pytest.raises(ValueError, match=str(cell) if cell != "2018-13-01" else "month"):
        date_of(cell)


@pytest.mark.parametrize(
    ("cell", "number"), [("34,158", 34158), ("38条", 38), (38.0, 38), ("３８", 38), ("0", 0), ("", None)]
)
def test_number(cell: object, number: int | None) -> None:
    """Numbers are read with separators and counting words."""
    assert number_of(cell) == number


@pytest.mark.parametrize("cell", ["1.5", "-3", "1.2万", "12KB", "9" * 19, "约38"])
def test_no_number(cell: str) -> None:
    """What does not count anything is no number."""
    with pytest.raises(ValueError, match=cell):
        number_of(cell)


@pytest.mark.parametrize(
    ("cell", "texts"),
    [
        (["姓名", " ", "性别"], ["姓名", "性别"]),
        ('["姓名","性别"]', ["姓名", "性别"]),
        ("['姓名']", ["['姓名']"]),
        ("姓名、性别、出生日期", ["姓名", "性别", "出生日期"]),
        ("质量等级（5A、4A），省（区、市）", ["质量等级（5A、4A）", "省（区、市）"]),
        ("姓名（曾用名、性别", ["姓名（曾用名", "性别"]),
        ("姓名、别名\n性别", ["姓名、别名", "性别"]),
        ("姓名", ["姓名"]),
        (None, []),
    ],
)
def test_list(cell: object, texts: list[str]) -> None:
    """A list is cut at its strongest separator, and not within brackets."""
    assert texts_of(cell, separators=SEPARATORS) == texts
