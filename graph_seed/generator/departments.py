"""The departments of the made-up province in the order in which a growing catalogue brings them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graph_seed.generator.offices import Office, offices
from graph_seed.generator.regions import Region, regions
from hub.codes import Code
from hub.model import Department
from hub.vocabulary import Level

_UNITS: Final = (("xxzx", "政务信息中心"), ("sjk", "数据管理科"), ("zfdd", "综合执法大队"), ("spk", "审批服务科"))
_FEWEST: Final = 40
_DATASETS_EACH: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A department with its place; a government has no `office` and provides no datasets."""

    department: Department
    region: Region
    office: Office | None


def providers_needed(datasets: int) -> int:
    """Return how many providers a catalogue of a size has, where there are that many."""
    return _FEWEST + datasets // _DATASETS_EACH


def bodies() -> list[Body]:
    """Return every department there can be, a parent always before its children.

    A beginning of any length looks like a province: all kinds of departments above, few below, and more of both as
    it grows, first in the regions that come first.
    """
    named = {region.code: region for region in regions()}
    order = sorted(named.values(), key=_standing)
    kinds = offices()
    places = [(rank, kind, region, office) for rank, region in enumerate(order) for kind, office in enumerate(kinds)]
    # Nearest to the corner of the table of regions and offices first.
    places.sort(key=lambda place: ((place[0] + 1) * (place[1] + 3), place[0], place[1]))
    found: dict[Code, Body] = {}
    for _, _, region, office in places:
        if _title(region, office):
            for body in (*_governments(region, named), _body(region, office)):
                found.setdefault(body.department.code, body)
    main = list(found.values())
    return [*main, *(_unit_of(body, unit) for unit in _UNITS for body in main if body.office)]


def _standing(region: Region) -> tuple[int, str]:
    """Return where a region stands: the province, then the cities, each followed at a distance by its counties."""
    if region.level is Level.COUNTY:
        return int(region.code[2:4]) * 2 + int(region.code[4:]) % 20 * 3, region.code
    return (0 if region.parent is None else int(region.code[2:]) * 2 - 1), region.code


def _title(region: Region, office: Office) -> str | None:
    """Return the name of a region's office, None where the region has none."""
    if region.level is Level.PROVINCE:
        if Level.CENTRAL in office.levels:
            return office.province
        return office.province and f"{region.title}{office.province}"
    return f"{region.title}{office.local}" if office.local and region.level in office.levels else None


def _body(region: Region, office: Office) -> Body:
    central = Level.CENTRAL in office.levels
    department = Department(
        code=Code(f"{region.code}-{office.abbreviation}"),
        title=_title(region, office) or "",
        level=Level.CENTRAL if central else region.level,
        region=region.code,
        role=office.role,
        parent=None if central else _government_code(region.code),
    )
    return Body(department=department, region=region, office=office)


def _governments(region: Region, named: dict[str, Region]) -> Iterator[Body]:
    """Yield the governments of a region and of those above it, the highest first."""
    if region.parent:
        yield from _governments(named[region.parent], named)
    government = Department(
        code=_government_code(region.code),
        title=f"{region.title}人民政府",
        level=region.level,
        region=region.code,
        parent=_government_code(region.parent) if region.parent else None,
    )
    yield Body(department=government, region=region, office=None)


def _government_code(region: str) -> Code:
    return Code(f"{region}-zf")


def _unit_of(body: Body, unit: tuple[str, str]) -> Body:
    """Return a unit within a department; it keeps records of the same things."""
    abbreviation, title = unit
    upper = body.department
    department = Department(
        code=Code(f"{upper.code}-{abbreviation}"),
        title=f"{upper.title}{title}",
        level=upper.level,
        region=upper.region,
        parent=upper.code,
    )
    return Body(department=department, region=body.region, office=body.office)
