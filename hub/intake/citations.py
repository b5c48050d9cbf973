"""Legal citations in a cell: 《中华人民共和国统计法》第二十五条 becomes an instrument and its article."""

import re
from dataclasses import dataclass
from typing import Final

from hub.vocabulary import BasisKind

_DIGITS: Final = "一二三四五六七八九十百千零〇两0-9"
_CITATION: Final = re.compile(
    r"《(?P<title>[^《》]{2,200})》"
    r"(?:\s*[（(](?P<number>[^（）()]*[〔\[［【(（]\d{4}[〕\]］】)）][^（）()]*号)[)）])?"
    rf"\s*(?P<article>第[{_DIGITS}]+条(?:之[{_DIGITS}]+)?(?:第[{_DIGITS}]+款)?(?:第?[（(]?[{_DIGITS}]+[)）]?项)?)?"
)
_REMARKS: Final = re.compile(r"[（(][^（）()]*[)）]$")


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument with the article and document number that are cited, as written."""

    title: str
    article: str | None = None
    number: str | None = None


def citations_of(text: str | None) -> tuple[Citation, ...]:
    """Return the instruments that a text cites between 《 and 》, each once, in their order."""
    found = (Citation(one["title"], one["article"], one["number"]) for one in _CITATION.finditer(text or ""))
    return tuple(dict.fromkeys(found))


def kind_of(citation: Citation) -> tuple[BasisKind, bool]:
    """Return what kind of instrument a title names by its last word, and whether that is certain.

    A law ends in 法, a regulation in 条例. Anything else counts as a rule, and not as an internal measure, so that
    nothing its provider withheld is opened before a person has looked.
    """
    title = _REMARKS.sub("", citation.title)
    if title.endswith("条例"):
        return BasisKind.REGULATION, True
    if title.endswith(("法", "法典")) and not title.endswith(("办法", "做法", "方法")):
        return BasisKind.LAW, True
    return BasisKind.RULE, False
