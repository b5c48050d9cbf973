"""What the made-up items are made from: a graph without cycles, several hops deep, with a few hubs.

Datasets are collected (tier 0) or made from datasets of lower tiers with smaller numbers; the first collected ones
feed far more others than the rest.
"""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Final

from graph_seed.generator.plans import Plan, Plans, scattered
from graph_seed.generator.records import MOST_ITEMS, Column
from hub.codes import ItemCode, item_code
from hub.model import Derivation
from hub.vocabulary import Transformation

_TIERS: Final = (0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 5)
"""The tier of each of twenty datasets in turn; it never falls within a turn, so that sources come first."""

_TURN: Final = len(_TIERS)
_SLOTS: Final = tuple(tuple(slot for slot, tier in enumerate(_TIERS) if tier == wanted) for wanted in range(6))
_HUBS: Final = 8
_NEAR: Final = 50
"""How many turns back a near source is at most."""

# Shares: of the items of a dataset made from others, those that nothing feeds; of sources, hubs, those of the next
# lower tier, and near ones; of items, those taken from one that means the same, if any; of these, masked and unchanged.
_OWN, _TO_HUB, _TO_NEXT, _TO_NEAR, _ALIKE, _MASKED, _AS_IT_IS = 0.05, 0.06, 0.7, 0.5, 0.8, 0.2, 0.8

_FAN_IN: Final = (1, 1, 1, 2, 2, 3, 3, 3, 3, 4)
_SOURCES: Final = (1, 1, 2, 2, 2, 3, 3, 4)
_WORDS: Final = {
    Transformation.IDENTITY: None,
    Transformation.TRANSFORMATION: "按标准代码转换",
    Transformation.AGGREGATION: "按行政区划和统计期汇总",
    Transformation.JOIN: "按主键关联取值",
    Transformation.FILTER: "剔除无效记录",
}
_WAYS: Final = (
    Transformation.TRANSFORMATION,
    Transformation.TRANSFORMATION,
    Transformation.JOIN,
    Transformation.JOIN,
    Transformation.AGGREGATION,
    Transformation.FILTER,
)


def tier_of(number: int) -> int:
    """Return from how many steps of making a dataset comes at most; 0 for one that is collected."""
    return _TIERS[number % _TURN]


def derivations(plans: Plans, *, seed: int, numbers: Iterable[int]) -> Iterator[Derivation]:
    """Yield what the items of the datasets of some numbers are made from, those of one item together."""
    for number in numbers:
        if tier_of(number):
            yield from _derivations(plans, plans[number], Random(scattered(seed + 2, number)))  # noqa: S311 - no secret


def _derivations(plans: Plans, plan: Plan, random: Random) -> Iterator[Derivation]:
    sources = [plans[number] for number in _sources(plan.number, random)]
    for column in plan.columns:
        if random.random() < _OWN:
            continue
        item = item_code(plan.code, column.name)
        fan_in = _FAN_IN[int(random.random() * len(_FAN_IN))]
        taken = dict(_taken(column, sources, random, fan_in=fan_in))
        for source, alike in sorted(taken.items()):
            yield _derivation(item, source, random, sensitive=column.sensitive, alike=alike)


def _sources(number: int, random: Random) -> list[int]:
    """Return the numbers of one to four datasets that a dataset is made from, all smaller than its own."""
    wanted = _SOURCES[int(random.random() * len(_SOURCES))]
    return sorted({_earlier(number, random) for _ in range(wanted)})


def _earlier(number: int, random: Random) -> int:
    """Return a dataset of a lower tier, mostly the next lower; half of the time a near one, now and then a hub."""
    tier, turn = tier_of(number), number // _TURN
    if random.random() < _TO_HUB:
        return _TURN * int(random.random() * min(turn + 1, _HUBS))
    slots = _SLOTS[tier - 1 if random.random() < _TO_NEXT else int(random.random() * tier)]
    first = max(0, turn - _NEAR) if random.random() < _TO_NEAR else 0
    return _TURN * (first + int(random.random() * (turn + 1 - first))) + slots[int(random.random() * len(slots))]


def _taken(column: Column, sources: Sequence[Plan], random: Random, *, fan_in: int) -> Iterator[tuple[ItemCode, bool]]:
    """Yield items of the sources and whether they mean the same as the column: mostly so where there are such."""
    meaning = column.meaning
    alike = [source for source in sources if source.layout.positions.get(meaning, MOST_ITEMS) < source.size]
    for _ in range(fan_in):
        if alike and random.random() < _ALIKE:
            source = alike[int(random.random() * len(alike))]
            yield item_code(source.code, source.layout.columns[source.layout.positions[meaning]].name), True
        else:
            source = sources[int(random.random() * len(sources))]
            yield item_code(source.code, source.layout.columns[int(random.random() * source.size)].name), False


def _derivation(item: ItemCode, source: ItemCode, random: Random, *, sensitive: bool, alike: bool) -> Derivation:
    draw = random.random()
    if alike and sensitive and draw < _MASKED:
        return Derivation(
            item=item, source=source, transformation=Transformation.TRANSFORMATION, description="脱敏", masks=True
        )
    way = Transformation.IDENTITY if alike and draw < _AS_IT_IS else _WAYS[int(random.random() * len(_WAYS))]
    return Derivation(item=item, source=source, transformation=way, description=_WORDS[way])
