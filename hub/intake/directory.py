"""Which department a file means by a provider: one that the hub has, or a new one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from hub.codes import Code, code
from hub.intake.minting import department_code
from hub.intake.row import Provider
from hub.model import Department
from hub.vocabulary import Level

_CREDIT_CODE: Final = re.compile(r"[0-9A-Z]{18}")


def resolved(providers: Mapping[Provider, Level], existing: Iterable[Department]) -> dict[Provider, Department]:
    """Return the department for each provider; those that are not among the existing ones are new.

    A provider's code decides, else its region and title. A provider without a code is the only one of its region and
    title that has a code, if there is one; else its code is minted. The order of the providers makes no difference.
    """
    known = list(existing)
    by_code = {key: department for department in reversed(known) for key in (department.credit_code, department.code)}
    by_title = {(department.region, department.title): department for department in reversed(known)}
    coded: dict[tuple[str, str], list[Department]] = defaultdict(list)
    found: dict[Provider, Department] = {}
    for provider in sorted(provider for provider in providers if provider.code):
        namesake = by_title.get((provider.region, provider.title))
        same = namesake if namesake and _may_have(namesake, provider) else None
        found[provider] = by_code.get(provider.code) or same or _new(provider, providers[provider])
        coded[provider.region, provider.title].append(found[provider])
    for provider in (provider for provider in providers if not provider.code):
        place = (provider.region, provider.title)
        only = coded[place][0] if len(coded[place]) == 1 else None
        found[provider] = by_title.get(place) or only or _new(provider, providers[provider])
    return found


def _may_have(department: Department, provider: Provider) -> bool:
    """Tell whether a department of the provider's region and title may be the one with the provider's code."""
    minted = department.code == department_code(provider)
    return minted or bool(_CREDIT_CODE.fullmatch(provider.code or "") and department.credit_code is None)


def _new(provider: Provider, level: Level) -> Department:
    given = provider.code
    return Department(
        code=code(given) if given else department_code(provider),
        title=provider.title,
        level=level,
        region=provider.region,
        credit_code=Code(given) if given and _CREDIT_CODE.fullmatch(given) else None,
    )
