"""Facts in the words of the tests: a police department's items, asked for by a city's health department."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from hub.codes import Code, ItemCode, ItemName
from hub.law.facts import Asker, Citation, Granted, ItemFacts, Purpose, Request, Stated
from hub.law.terms import Term
from hub.vocabulary import BasisKind, Channel, ClientSecurity, GrantState, Level, ShareType

NOW: Final = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
POLICE: Final = Code("gd-gat")
HEALTH: Final = Code("gz-wjw")
MATTER: Final = Code("gz-wjw.matter.births")
LAW: Final = Citation(
    basis=Code("pipl-34"), kind=BasisKind.LAW, title="中华人民共和国个人信息保护法", article="第三十四条"
)
INTERNAL: Final = Citation(basis=Code("internal"), kind=BasisKind.INTERNAL_MEASURE, title="某厅内部管理规定")
ASKER: Final = Asker(department=HEALTH, level=Level.CITY, region="4401")
REQUEST: Final = Request(
    asker=ASKER,
    purpose=Purpose(matter=MATTER, department=HEALTH),
    channel=Channel.PAGE,
    security=ClientSecurity.KEY,
)


def item(claim: ShareType | None = None, *citations: Citation, name: str = "name") -> ItemFacts:
    """Return the facts of an imported item of the police, without conditions or grants."""
    return ItemFacts(item=ItemCode(f"gd-gat.people#{name}"), provider=POLICE, claim=claim, citations=citations)


def stated(*terms: Term | None) -> tuple[Stated, ...]:
    """Return published conditions with these terms."""
    return tuple(
        Stated(condition=Code(f"condition-{at}"), title=f"条件{at}", terms=term)
        for at, term in enumerate(terms, start=1)
    )


def granted(*terms: Term | None, code: str = "grant-1") -> Granted:
    """Return a live grant for the matter, under these recorded terms."""
    return Granted(
        grant=Code(code),
        matter=MATTER,
        state=GrantState.ACTIVE,
        since=NOW - timedelta(days=30),
        until=NOW + timedelta(days=335),
        conditions=stated(*terms),
        records_today=0,
    )


def conditional(*grants: Granted, terms: tuple[Term | None, ...] = ()) -> ItemFacts:
    """Return a registered conditional item with a valid basis, its published terms and the asker's grants."""
    return replace(item(ShareType.CONDITIONAL, LAW), conditions=stated(*terms), grants=grants, registered=True)


NAME: Final = ItemName("name")
