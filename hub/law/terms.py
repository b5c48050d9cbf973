"""Sharing conditions as a closed algebra (Art. 18: 提供方应明确具体共享条件): every clause is decidable.

A clause asks for a fact of the request, or limits what is given. Evaluated (`hub.law.conditions`) each is met, unmet,
or unknown for want of evidence; `AllOf`, `AnyOf` and `Not` combine these as Kleene's three-valued logic does. What
limits the answer (`Masked`, `RowsOf`, `DailyQuota`) is met by being applied and may not stand under `Not`.
Free text can accompany a condition; it never decides.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from hub.codes import Code, ItemName
from hub.vocabulary import Channel, ClientSecurity, Level, MaskMethod


class RowScope(Enum):
    """Which rows a department may have, told by the value of an item in each row."""

    OWN_REGION = "OWN_REGION"  # a division code that begins with the department's region
    OWN_DEPARTMENT = "OWN_DEPARTMENT"  # the department's code


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """What is left of an item's values; `amount` counts characters, units or digits as the method says."""

    method: MaskMethod
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmongDepartments:
    """The department that uses the data is one of these."""

    departments: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLevels:
    """The department is of one of these levels of government."""

    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithinRegions:
    """The department's region lies in one of these: division codes without trailing zeros."""

    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForMatters:
    """The purpose is one of these business matters; unknown where no purpose was named."""

    matters: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyItems:
    """The item has one of these names: the part of a dataset that is provided (仅能够部分提供)."""

    items: tuple[ItemName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsOf:
    """Only the rows in which `item`, of the same dataset, has a value within `scope`; limits the answer."""

    item: ItemName
    scope: RowScope


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """The items of these names, every item where there are none, are masked; limits the answer."""

    mask: Mask
    items: tuple[ItemName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """The moment of use lies in a time window: at or after `since`, before `until` (aware; None: no bound)."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtMostDays:
    """A grant lasts for at most this many days from its beginning (calendar days of 24 hours)."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyQuota:
    """At most this many records a day (Asia/Shanghai); unknown where the day's use is not known; limits the answer."""

    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Through:
    """Records go through one of these channels; unknown where the request names none."""

    channels: tuple[Channel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undertaken:
    """The department has accepted the undertaking of this code; `text` is its wording."""

    undertaking: Code
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secured:
    """The client proves itself at least so well; unknown where the client is not known."""

    least: ClientSecurity


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every term holds; without terms it is met."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one term holds: the first that does counts, with its limits; without terms it is unmet."""

    terms: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The term does not hold; unknown stays unknown."""

    term: "Term"


Clause = (
    AmongDepartments
    | AtLevels
    | WithinRegions
    | ForMatters
    | OnlyItems
    | RowsOf
    | Masked
    | Between
    | AtMostDays
    | DailyQuota
    | Through
    | Undertaken
    | Secured
)
Term = Clause | AllOf | AnyOf | Not
