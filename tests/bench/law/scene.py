"""What every engine is told: departments with grants of items of datasets, and who asks for what.

A dataset has fifteen items of one provider: ten conditional, three unconditional, two not shared. A department holds
twenty grants, each of the conditional items of one dataset, for a matter of its own, for eighty years, under the
condition that the department's region lies within 44. One in four of those who ask names a matter for which it has no
grant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Final

from hub.codes import Code, ItemCode, ItemName, item_code
from hub.vocabulary import ShareType

DEPARTMENTS: Final = 1_000
DATASETS: Final = 1_000
HELD: Final = 20
"""How many grants a department holds."""

NOW: Final = datetime(2026, 6, 1, 9, tzinfo=UTC)
SINCE: Final = datetime(2020, 1, 1, tzinfo=UTC)
UNTIL: Final = datetime(2100, 1, 1, tzinfo=UTC)
REGION: Final = "44"

_KINDS: Final = (
    *[ShareType.CONDITIONAL] * 10,
    *[ShareType.UNCONDITIONAL] * 3,
    *[ShareType.NOT_SHARED] * 2,
)
ITEMS: Final = {ItemName(f"item_{at:02d}"): kind for at, kind in enumerate(_KINDS)}
"""The items of every dataset, with what they are shared as."""


@dataclass(frozen=True, slots=True)
class Held:
    """A grant: who holds it, of which dataset's conditional items, for which matter."""

    code: Code
    department: Code
    dataset: Code
    matter: Code


@dataclass(frozen=True, slots=True)
class Asking:
    """A question: may a department have a dataset's items for a matter, which it carries out itself."""

    department: Code
    dataset: Code
    matter: Code

    @property
    def items(self) -> list[ItemCode]:
        """The items asked for."""
        return [item_code(self.dataset, name) for name in ITEMS]


def department(number: int) -> Code:
    """Return the code of a department; its region is `REGION`."""
    return Code(f"department-{number:04d}")


def dataset(number: int) -> Code:
    """Return the code of a dataset."""
    return Code(f"dataset-{number:04d}")


def provider_of(code: Code) -> Code:
    """Return who provides a dataset: somebody that holds no grant."""
    return Code(f"provider-of-{code}")


def grants() -> Iterator[Held]:
    """Yield every grant, those of one department after those of the one before."""
    for number in range(DEPARTMENTS):
        yield from held_by(number)


def held_by(number: int) -> Iterator[Held]:
    """Yield the grants of a department, of different datasets."""
    for turn in range(HELD):
        holder = department(number)
        granted = dataset((number * 7 + turn * 37) % DATASETS)
        yield Held(Code(f"{holder}.grant-{turn:02d}"), holder, granted, Code(f"{holder}.matter-{turn:02d}"))


def asked(random: Random) -> Asking:
    """Draw a question about one of a department's grants."""
    grant = random.choice(list(held_by(random.randrange(DEPARTMENTS))))
    other = Code(f"{grant.department}.matter-{HELD}")
    return Asking(grant.department, grant.dataset, random.choice((grant.matter, grant.matter, grant.matter, other)))


def allowed(asking: Asking) -> list[bool]:
    """Return for each item what the right answer is."""
    granted = not asking.matter.endswith(f"-{HELD}")
    return [kind is ShareType.UNCONDITIONAL or (granted and kind is ShareType.CONDITIONAL) for kind in ITEMS.values()]
