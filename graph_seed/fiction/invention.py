"""Fictitious persons, firms and numbers, made so that none of them can ever be real.

Identity numbers and credit codes name the division 999999, which GB/T 2260 does not have, and end in a wrong check
character; mobile numbers begin with 100, which no operator has; persons' names end in 测试, firms' names in （虚构）.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Final, TypeVar

Choice = TypeVar("Choice")

NO_DIVISION: Final = "999999"
"""A division code that does not exist."""

TODAY: Final = date(2024, 6, 30)
"""The day on which the records stand still."""

DIVISIONS: Final = {
    "440103": "广州市荔湾区",
    "440104": "广州市越秀区",
    "440105": "广州市海珠区",
    "440106": "广州市天河区",
    "440111": "广州市白云区",
    "440112": "广州市黄埔区",
    "440113": "广州市番禺区",
    "440303": "深圳市罗湖区",
    "440304": "深圳市福田区",
    "440305": "深圳市南山区",
    "440306": "深圳市宝安区",
    "440307": "深圳市龙岗区",
    "440604": "佛山市禅城区",
    "440605": "佛山市南海区",
    "440606": "佛山市顺德区",
    "441302": "惠州市惠城区",
    "441303": "惠州市惠阳区",
    "441322": "惠州市博罗县",
    "441900": "东莞市",
}
"""The divisions in which the fictitious persons and firms live, with their names."""

_SURNAMES: Final = "陈黄李梁林张吴刘罗何郑郭周谢唐苏冯曾邓叶杨"
_GIVEN: Final = "三丰一鸣小满大海子轩思远雨桐家豪嘉欣志强美玲建国秀英文博晓彤俊杰淑芬"
_ROADS: Final = ("虚构路", "测试大道", "示例街", "样本巷", "演示路")
_FIRM_WORDS: Final = ("岭海", "粤样", "南测", "珠例", "云虚", "穗拟", "榕示", "湾构")
_TRADES: Final = {
    "3911": "计算机制造",
    "5211": "百货零售",
    "6210": "餐饮",
    "6513": "软件",
    "4710": "建筑",
    "5430": "货运",
    "1712": "纺织",
    "7020": "物业",
}
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_CREDIT_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def random_for(name: str) -> Random:
    """Return the source of chance of one dataset: the same numbers in every run, whatever other datasets draw."""
    return Random(f"govshare {name}")  # noqa: S311 - repeatable on purpose, no secret


def citizen_id(birth: date, serial: int, *, male: bool) -> str:
    """Return an impossible 公民身份号码: right in form (GB 11643), with no division and a wrong check character."""
    body = f"{NO_DIVISION}{birth:%Y%m%d}{serial % 500 * 2 + male:03d}"
    right = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, body, strict=True)) % 11
    return body + _ID_CHECKS[(right + 1) % 11]


def credit_code(serial: int) -> str:
    """Return an impossible 统一社会信用代码: right in form (GB 32100), with no division and a wrong check character."""
    body = f"91{NO_DIVISION}MA{serial:07d}"
    total = sum(w * _CREDIT_CHARACTERS.index(c) for w, c in zip(_CREDIT_WEIGHTS, body, strict=True))
    return body + _CREDIT_CHARACTERS[(31 - total % 31 + 1) % 31]


def phone(serial: int) -> str:
    """Return an impossible mobile number of eleven digits."""
    return f"100{serial:08d}"


def person_name(random: Random, *, surname: str | None = None) -> str:
    """Return a name of a person, recognisably a test's."""
    family = surname or random.choice(_SURNAMES)
    return family + "".join(random.choices(_GIVEN, k=random.choice((1, 2, 2)))) + "测试"


def firm_name(random: Random, division: str, trade: str, serial: int) -> str:
    """Return a name of a firm, recognisably invented, unique by its serial number."""
    city = DIVISIONS[division][:2]
    return f"{city}{random.choice(_FIRM_WORDS)}{serial}{_TRADES[trade]}有限公司（虚构）"


def trade(random: Random) -> str:
    """Return an industry code (GB/T 4754) that firms of the world have."""
    return random.choice(tuple(_TRADES))


def address(random: Random, division: str) -> str:
    """Return an address in a division, in a road that does not exist."""
    return f"广东省{DIVISIONS[division]}{random.choice(_ROADS)}{random.randint(1, 300)}号{random.randint(101, 2808)}房"


def day_between(random: Random, first: date, last: date) -> date:
    """Return a day from the first to the last."""
    return first + timedelta(days=random.randint(0, (last - first).days))


def age_on(birth: date, day: date = TODAY) -> int:
    """Return the age in completed years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def chance(random: Random, likelihood: float) -> bool:
    """Tell whether something of a likelihood from 0 to 1 happens."""
    return random.random() < likelihood


def sample(random: Random, things: Sequence[Choice], count: int) -> list[Choice]:
    """Return some of the things, at most all, in random order."""
    return random.sample(things, min(count, len(things)))
