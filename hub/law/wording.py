"""How a refusal is worded."""

from typing import NamedTuple

from hub.law.rules import Rule


class Text(NamedTuple):
    """The rule that refuses, why, and what to do instead, each in English and in Chinese; `{facts}` are filled in."""

    rule: Rule
    english: str
    chinese: str
    remedy: str
    chinese_remedy: str
