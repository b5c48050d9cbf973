"""Writing out a planned dataset as a catalogue entry that keeps every rule of the law."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Final, TypeVar

from graph_seed.generator.lineage import tier_of
from graph_seed.generator.plans import Plan, Plans, scattered
from graph_seed.generator.records import Column
from hub.codes import Code
from hub.law.classification import dataset_share_type
from hub.model import DataItem, Dataset
from hub.registration.entries import Entry, ItemEntry
from hub.vocabulary import (
    Acquisition,
    Classification,
    CollectionStatus,
    DataFormat,
    Level,
    Sensitivity,
    ShareType,
    SharingWay,
    Standing,
    UpdateCycle,
)

_Choice = TypeVar("_Choice")

_SHARE_TYPES: Final = (
    *(ShareType.UNCONDITIONAL,) * 11,
    *(ShareType.CONDITIONAL,) * 7,
    *(ShareType.NOT_SHARED,) * 2,
)
_FIRST_DAY: Final = date(2019, 1, 1)
_DAYS: Final = 2_400
_BASE_LIBRARIES: Final = frozenset({"population", "legal-entity", "natural-resources", "e-licence"})
_CYCLES: Final = (
    (UpdateCycle.REALTIME, "实时"),
    (UpdateCycle.DAILY, "每日"),
    (UpdateCycle.DAILY, "每日"),
    (UpdateCycle.WEEKLY, "每周"),
    (UpdateCycle.MONTHLY, "每月"),
    (UpdateCycle.MONTHLY, "每月"),
    (UpdateCycle.MONTHLY, "每月"),
    (UpdateCycle.QUARTERLY, "每季度"),
    (UpdateCycle.YEARLY, "每年"),
    (UpdateCycle.YEARLY, "每年"),
    (UpdateCycle.OTHER, "不定期"),
)
_FORMATS: Final = (
    (DataFormat.DATABASE, "MySQL"),
    (DataFormat.DATABASE, "达梦"),
    (DataFormat.DATABASE, "Oracle"),
    (DataFormat.DATABASE, "PostgreSQL"),
    (DataFormat.SPREADSHEET, "XLSX"),
    (DataFormat.SPREADSHEET, "ET"),
    (DataFormat.SERVICE, "HTTP"),
    (DataFormat.FILE, "OFD"),
    (DataFormat.SELF_DESCRIBING, "XML"),
    (DataFormat.IMAGE, "TIFF"),
)
_WAYS: Final = (
    SharingWay.SYSTEM_INTERFACE,
    SharingWay.SERVICE_CALL,
    SharingWay.SERVICE_CALL,
    SharingWay.ONLINE_QUERY,
    SharingWay.DOWNLOAD,
)
_SENSITIVITIES: Final = {
    ShareType.UNCONDITIONAL: (Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.INTERNAL),
    ShareType.CONDITIONAL: (Sensitivity.INTERNAL, Sensitivity.SENSITIVE, Sensitivity.SENSITIVE),
    ShareType.NOT_SHARED: (Sensitivity.SENSITIVE, Sensitivity.IMPORTANT, Sensitivity.IMPORTANT, Sensitivity.CORE),
}
_COLLECTION: Final = (CollectionStatus.REPORTED,) * 5 + (CollectionStatus.EXEMPT, CollectionStatus.OUTSTANDING)
_MADE: Final = ("汇总", "比对结果", "分析结果", "专题")
_YEARS: Final = ("", "", "", "", "（2019年）", "（2020年）", "（2021年）", "（2022年）", "（2023年）", "（2024年）")
_NO_CODES: Final[tuple[Code, ...]] = ()


@dataclass(frozen=True, slots=True)
class _Sharing:
    """How a dataset is declared, and what its sensitive items declare that the dataset does not."""

    declared: ShareType | None
    conditions: tuple[Code, ...] = ()
    bases: tuple[Code, ...] = ()
    mixed: bool = False


def entries(plans: Plans, *, seed: int, numbers: Iterable[int]) -> Iterator[Entry]:
    """Yield the entries of the datasets of some numbers, classified, one after the other."""
    for number in numbers:
        yield _entry(plans, plans[number], Random(scattered(seed + 1, number)))  # noqa: S311 - not a secret


def _entry(plans: Plans, plan: Plan, random: Random) -> Entry:
    library = _library(plan, random)
    sharing = _sharing(plan, random, based=library in _BASE_LIBRARIES)
    items = tuple(_items(plan, random, sharing=sharing, based=library in _BASE_LIBRARIES))
    share_type = dataset_share_type((part.item.share_type for part in items), declared=sharing.declared)
    return Entry(
        dataset=replace(
            _dataset(plans, plan, random, sharing=sharing, share_type=share_type, library=library),
            opens=any(part.item.share_type is ShareType.UNCONDITIONAL for part in items),
        ),
        items=items,
        conditions=sharing.conditions,
        bases=sharing.bases,
        related=_related(plans, plan, random),
    )


def _library(plan: Plan, random: Random) -> Code | None:
    """Return the library that a dataset is part of, if any: more often one of a province's datasets than a county's."""
    share = {Level.CENTRAL: 0.5, Level.PROVINCE: 0.5, Level.CITY: 0.25, Level.COUNTY: 0.1}
    return _pick(plan.kind.libraries, random) if _chance(share[plan.body.region.level], random) else None


def _sharing(plan: Plan, random: Random, *, based: bool) -> _Sharing:
    """Return a dataset's sharing; what is not shared is no base resource (Art. 17)."""
    wanted = _pick(_SHARE_TYPES, random)
    if wanted is ShareType.UNCONDITIONAL:
        return _Sharing(None if _chance(0.2, random) else wanted)
    bases = _cited(plan, random)
    if wanted is ShareType.NOT_SHARED and not based:
        return _Sharing(wanted, bases=bases)
    sensitive = any(column.sensitive and not (based and column.base) for column in plan.columns)
    mixed = sensitive and _chance(0.4, random)
    return _Sharing(ShareType.CONDITIONAL, (_pick(plan.kind.conditions, random),), bases, mixed)


def _cited(plan: Plan, random: Random) -> tuple[Code, ...]:
    first, second = _pick(plan.kind.bases, random), _pick(plan.kind.bases, random)
    return (first,) if first == second else (first, second)


def _items(plan: Plan, random: Random, *, sharing: _Sharing, based: bool) -> Iterator[ItemEntry]:
    code = plan.code
    acquisition = _pick(tuple(Acquisition), random)
    for position, column in enumerate(plan.columns, start=1):
        base = based and column.base
        declared = _declared(column, random, sharing=sharing, base=base)
        share_type = declared or sharing.declared or ShareType.UNCONDITIONAL
        item = DataItem(
            dataset=code,
            name=column.name,
            title=column.title,
            position=position,
            share_type=share_type,
            declared_share_type=declared,
            data_type=column.form.data_type,
            length=column.form.length,
            scale=column.form.scale,
            key=column.key,
            base=base,
            sensitivity=Sensitivity.SENSITIVE if column.sensitive else None,
            acquisition=acquisition,
            standing=Standing.SETTLED,
        )
        own = declared is not None and declared is not ShareType.UNCONDITIONAL
        yield ItemEntry(
            item=item,
            conditions=sharing.conditions if own and declared is ShareType.CONDITIONAL else _NO_CODES,
            bases=sharing.bases if own else _NO_CODES,
            concept=column.concept,
        )


def _declared(column: Column, random: Random, *, sharing: _Sharing, base: bool) -> ShareType | None:
    """Return what an item declares: base items are unconditional whatever the dataset is (Art. 17)."""
    if base:
        return ShareType.UNCONDITIONAL if sharing.declared is ShareType.CONDITIONAL else None
    if not sharing.mixed:
        return None
    if not column.sensitive:
        return ShareType.UNCONDITIONAL
    return ShareType.NOT_SHARED if _chance(0.15, random) else ShareType.CONDITIONAL


def _dataset(
    plans: Plans, plan: Plan, random: Random, *, sharing: _Sharing, share_type: ShareType, library: Code | None
) -> Dataset:
    department, region = plan.body.department, plan.body.region
    work = _pick(plan.kind.works, random) + ("" if tier_of(plan.number) == 0 else _pick(_MADE, random))
    cycle, words = _pick(_CYCLES, random)
    kept, form = _pick(_FORMATS, random)
    published = _FIRST_DAY + timedelta(days=int(random.random() * _DAYS))
    protected = _chance(0.005, random)
    first = "、".join(column.title for column in plan.columns[:4])
    return Dataset(
        code=plan.code,
        title=f"{region.title}{plan.topic}{work}{_pick(_YEARS, random)}",
        provider=department.code,
        region=region.code,
        share_type=share_type,
        declared_share_type=sharing.declared,
        catalogue_codes=(_catalogue_code(plan, library),),
        classification=_classification(library),
        abstract=f"{department.title}依职责采集和产生的{plan.topic}{work}，包括{first}等{plan.size}项，{words}更新。",
        libraries=(library,) if library else (),
        system=Code(f"{department.code}.system"),
        format=kept,
        format_type=form,
        sharing_way=_pick(_WAYS, random),
        open_to_society=share_type is ShareType.UNCONDITIONAL and _chance(0.3, random),
        update_cycle=cycle,
        sensitivity=_pick(_SENSITIVITIES[share_type], random),
        collection_status=_pick(_COLLECTION, random),
        published_on=published,
        updated_on=published + timedelta(days=int(random.random() * 300)),
        rows=int(10 ** (2 + 5 * random.random())),
        contact=f"{department.title}数据管理岗",
        standing=Standing.SETTLED,
        registered=True,
        protected=protected,
        disclosed_to=_disclosed(plans, plan, random) if protected else (),
    )


def _related(plans: Plans, plan: Plan, random: Random) -> tuple[Code, ...]:
    """Return the codes of related datasets: for one in six, an earlier one not far away."""
    if not plan.number or not _chance(1 / 6, random):
        return ()
    return (plans[plan.number - 1 - int(random.random() * min(plan.number, 50))].code,)


def _disclosed(plans: Plans, plan: Plan, random: Random) -> tuple[Code, ...]:
    """Return the departments, up to two, to which a protected dataset is disclosed."""
    others = (plans[int(random.random() * (plan.number + 1))].body.department.code for _ in range(2))
    return tuple(sorted({code for code in others if code != plan.body.department.code}))


def _classification(library: Code | None) -> Classification:
    if library is None:
        return Classification.DEPARTMENT
    return Classification.BASE if library in _BASE_LIBRARIES else Classification.THEME


def _catalogue_code(plan: Plan, library: Code | None) -> str:
    digit = {Classification.BASE: 1, Classification.THEME: 2, Classification.DEPARTMENT: 3}[_classification(library)]
    return f"{digit}{plan.body.region.code:0<6}/{plan.number:06d}"


def _chance(share: float, random: Random) -> bool:
    return random.random() < share


def _pick(choices: Sequence[_Choice], random: Random) -> _Choice:
    # Only `random` itself promises the same numbers in every Python.
    return choices[int(random.random() * len(choices))]
