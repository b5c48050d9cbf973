"""The departments of a small procedure: three levels of data authorities, a provider and an applicant on each."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from hub.calendars import brought_years
from hub.codes import Code, ItemCode
from hub.law.applications import Actor, Case
from hub.law.calendar import SHANGHAI, calendar_of
from hub.law.facts import Citation, ItemFacts
from hub.law.filing import Filing, authorities_for, file_application
from hub.law.refusals import Refusal
from hub.law.reviews import Proposal
from hub.model import BusinessMatter, Department
from hub.vocabulary import BasisKind, DepartmentRole, Level, Role, ShareType, Verdict

CALENDAR: Final = calendar_of(brought_years())
MONDAY: Final = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
"""An application received now is due on 16 March."""


def _department(code: str, level: Level, region: str, role: DepartmentRole = DepartmentRole.DEPARTMENT) -> Department:
    return Department(code=Code(code), title=code, level=level, region=region, role=role)


PROVINCE = _department("gd-data", Level.PROVINCE, "44", DepartmentRole.DATA_AUTHORITY)
CITY = _department("gz-data", Level.CITY, "4401", DepartmentRole.DATA_AUTHORITY)
COUNTY = _department("th-data", Level.COUNTY, "440106", DepartmentRole.DATA_AUTHORITY)
AUTHORITIES: Final = (CITY, COUNTY, PROVINCE)
POLICE = _department("gd-police", Level.PROVINCE, "44")
CITY_POLICE = _department("gz-police", Level.CITY, "4401")
HEALTH = _department("gz-health", Level.CITY, "4401")
DEPARTMENTS: Final = (*AUTHORITIES, POLICE, CITY_POLICE, HEALTH)

LAW = Citation(basis=Code("pipl"), kind=BasisKind.LAW, title="个人信息保护法")
INTERNAL = Citation(basis=Code("memo"), kind=BasisKind.INTERNAL_MEASURE, title="内部规定")
NAME, NUMBER, PHONE = (ItemCode(f"residents#{name}") for name in ("name", "id_number", "phone"))
ITEMS: Final = (NAME, NUMBER, PHONE)


def consumer(department: Department) -> Actor:
    """Return a department as one that uses data."""
    return Actor(department=department.code, role=Role.CONSUMER)


def provider(department: Department) -> Actor:
    """Return a department as one that provides data."""
    return Actor(department=department.code, role=Role.PROVIDER)


def authority(department: Department) -> Actor:
    """Return a department as a data authority."""
    return Actor(department=department.code, role=Role.AUTHORITY)


def day(month: int, number: int, hour: int = 9) -> datetime:
    """Return a moment of 2026 in Shanghai."""
    return datetime(2026, month, number, hour, tzinfo=SHANGHAI)


def conditional(item: ItemCode, of: Department) -> ItemFacts:
    """Return the facts of an item that is conditional by law."""
    return ItemFacts(item=item, provider=of.code, claim=ShareType.CONDITIONAL, citations=(LAW,))


def filing(
    applicant: Department, of: Department, *items: ItemFacts, matter_of: Department | None = None, draft: bool = False
) -> Filing:
    """Return what an application is made of, for the matter `vaccination` of the applicant."""
    owner = matter_of or applicant
    return Filing(
        code=Code("A1"),
        purpose="vaccination",
        matter=BusinessMatter(code=Code("vaccination"), title="预防接种", department=owner.code),
        items=items or tuple(conditional(item, of) for item in ITEMS),
        providers=(of.code,),
        provider=of,
        authorities=authorities_for(of, AUTHORITIES),
        pending={},
        days=365,
        draft=draft,
    )


def filed(applicant: Department, of: Department, *, now: datetime = MONDAY) -> Case:
    """Return the application of a department for three items of another."""
    made = file_application(filing(applicant, of), consumer(applicant), now=now, calendar=CALENDAR)
    assert isinstance(made, Case), made
    return made


def approve(*items: ItemCode, reason: str | None = None) -> tuple[Proposal, ...]:
    """Return the approval of items."""
    return tuple(Proposal(item=item, verdict=Verdict.APPROVE, reason=reason) for item in items)


def reject(
    *items: ItemCode, citations: Sequence[Citation] = (LAW,), reason: str = "超出办理业务所需"
) -> tuple[Proposal, ...]:
    """Return the rejection of items, with its reason and basis."""
    return tuple(
        Proposal(item=item, verdict=Verdict.REJECT, reason=reason, citations=tuple(citations)) for item in items
    )


def told(outcome: Case | Refusal | object) -> str:
    """Return the code of a refusal, or the state of what was done."""
    if isinstance(outcome, Refusal):
        return outcome.code.value
    return outcome.application.state.value if isinstance(outcome, Case) else str(outcome)


STATUTORY: Final = date(2026, 3, 16)
AFTER: Final = datetime(2026, 3, 17, tzinfo=SHANGHAI)
YEAR: Final = timedelta(days=365)
