"""What the departments of a region are for, and what they keep records of."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from hub.vocabulary import DepartmentRole, Level


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of department.

    `abbreviation` ends its code; `province` and `local` end its name in the province and below, None where it has
    none (a central body's name is whole); `levels` are those that have one. `topics` are what it keeps records of,
    each with the letter of its kind of record.
    """

    abbreviation: str
    province: str | None
    local: str | None
    topics: tuple[tuple[str, str], ...]
    levels: tuple[Level, ...]
    role: DepartmentRole = DepartmentRole.DEPARTMENT


_LEVELS: Final = {
    "P": (Level.PROVINCE,),
    "PC": (Level.PROVINCE, Level.CITY),
    "PCX": (Level.PROVINCE, Level.CITY, Level.COUNTY),
    "V": (Level.CENTRAL,),
}

_ROLES: Final = {
    "zsj": DepartmentRole.DATA_AUTHORITY,
    "wxb": DepartmentRole.SUPERVISOR,
    "bmj": DepartmentRole.SUPERVISOR,
}

RARE_TOPICS: Final = (("海上风电", "A"), ("古树名木", "A"), ("侨批档案", "A"), ("红树林", "A"), ("龙舟竞渡", "E"))
"""What few departments keep records of, whatever they are for; each once in about 5,000 datasets."""


def offices() -> tuple[Office, ...]:
    """Return the kinds of departments in a fixed order."""
    lines = (files(__package__) / "offices.txt").read_text("utf-8").splitlines()
    return tuple(_office(line.split(" ")) for line in lines if line and not line.startswith("#"))


def _office(cells: list[str]) -> Office:
    abbreviation, province, local, levels, *topics = cells
    return Office(
        abbreviation=abbreviation,
        province=None if province == "-" else province,
        local=None if local == "-" else local,
        topics=tuple((topic[:-1], topic[-1]) for topic in topics),
        levels=_LEVELS[levels],
        role=_ROLES.get(abbreviation, DepartmentRole.DEPARTMENT),
    )
