"""Legal citations in cells."""

import pytest

from hub.intake.citations import Citation, citations_of, kind_of
from hub.vocabulary import BasisKind


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        ("《中华人民共和国统计法》第二十五条", [Citation("中华人民共和国统计法", "第二十五条")]),
        (
            "依据《中华人民共和国税收征收管理法》第八条第二款、《贵州省大数据发展应用促进条例》",
            [
                Citation("中华人民共和国税收征收管理法", "第八条第二款"),
                Citation("贵州省大数据发展应用促进条例"),
            ],
        ),
        (
            "《广东省政务数据资源共享管理办法（试行）》（粤府办〔2018〕50号）第18条",
            [Citation("广东省政务数据资源共享管理办法（试行）", "第18条", "粤府办〔2018〕50号")],
        ),
        ("《统计法》第九条，《统计法》第九条", [Citation("统计法", "第九条")]),
        ("部门内部规定", []),
        (None, []),
    ],
)
def test_citations(text: str | None, citations: list[Citation]) -> None:
    """Instruments between book marks are cited with article and document number, each once."""
    assert list(citations_of(text)) == citations


@pytest.mark.parametrize(
    ("title", "kind", "certain"),
    [
        ("中华人民共和国统计法", BasisKind.LAW, True),
        ("中华人民共和国民法典", BasisKind.LAW, True),
        ("中华人民共和国个人所得税法（修正）", BasisKind.LAW, True),
        ("政府信息公开条例", BasisKind.REGULATION, True),
        ("广东省政务数据资源共享管理办法（试行）", BasisKind.RULE, False),
        ("省统计局数据管理规定", BasisKind.RULE, False),
    ],
)
def test_kind(title: str, kind: BasisKind, *, certain: bool) -> None:
    """A title's last word tells laws and regulations; all else counts as a rule that a person must look at."""
    assert kind_of(Citation(title)) == (kind, certain)
