"""The province, its 21 cities (GB/T 2260) and made-up counties."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final

from hub.vocabulary import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A division: `code` without trailing zeros, `parent` the code of the division above, None for the province."""

    code: str
    title: str
    level: Level
    parent: str | None = None


_PROVINCE: Final = "44"

_CITIES: Final = (
    ("4401", "广州市", 11),
    ("4402", "韶关市", 10),
    ("4403", "深圳市", 9),
    ("4404", "珠海市", 3),
    ("4405", "汕头市", 7),
    ("4406", "佛山市", 5),
    ("4407", "江门市", 7),
    ("4408", "湛江市", 9),
    ("4409", "茂名市", 5),
    ("4412", "肇庆市", 8),
    ("4413", "惠州市", 5),
    ("4414", "梅州市", 8),
    ("4415", "汕尾市", 4),
    ("4416", "河源市", 6),
    ("4417", "阳江市", 4),
    ("4418", "清远市", 8),
    ("4419", "东莞市", 0),
    ("4420", "中山市", 0),
    ("4451", "潮州市", 3),
    ("4452", "揭阳市", 5),
    ("4453", "云浮市", 5),
)
"""Code, name and number of counties of each city; two have none."""

_HEADS: Final = "清龙新安永惠长平海云丰宁"
_TAILS: Final = "泉溪岗湾塘岭桥洲浦坪坑"


def regions() -> Iterator[Region]:
    """Yield the province, then its cities, then their counties, by code within each."""
    yield Region(code=_PROVINCE, title="广东省", level=Level.PROVINCE)
    for code, title, _ in _CITIES:
        yield Region(code=code, title=title, level=Level.CITY, parent=_PROVINCE)
    # No head stands twice before the same tail, so that no two counties have the same name.
    names = (f"{head}{tail}" for tail, head in product(_TAILS, _HEADS))
    for city, _, counties in _CITIES:
        for position in range(counties):
            yield _county(city, position, counties=counties, name=next(names))


def _county(city: str, position: int, *, counties: int, name: str) -> Region:
    """Return a county; districts are numbered from 02, counties from 21, towns raised to cities from 81."""
    third = counties // 3
    kind, first = ("区", 2) if position <= third else ("县", 21) if position <= 2 * third else ("市", 81)
    offset = position if kind == "区" else position - third if kind == "县" else position - 2 * third
    return Region(code=f"{city}{first + offset:02d}", title=f"{name}{kind}", level=Level.COUNTY, parent=city)
