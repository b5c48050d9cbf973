"""Random terms, items and requests, drawn from few values so that they meet one another often."""

from collections.abc import Sequence
from datetime import timedelta
from enum import Enum
from typing import Final

from hypothesis import strategies as st

from hub.codes import Code, ItemCode, ItemName
from hub.law.facts import Asker, Granted, ItemFacts, Purpose, Request, Stated
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    AtMostDays,
    Between,
    DailyQuota,
    ForMatters,
    Mask,
    Masked,
    Not,
    OnlyItems,
    RowScope,
    RowsOf,
    Secured,
    Term,
    Through,
    Undertaken,
    WithinRegions,
)
from hub.vocabulary import Channel, ClientSecurity, GrantState, Level, MaskMethod, ShareType
from tests.law.facts import HEALTH, INTERNAL, LAW, MATTER, NAME, NOW, POLICE

DEPARTMENTS: Final = (HEALTH, POLICE, Code("gd-mzt"))
MATTERS: Final = (MATTER, Code("gz-wjw.matter.vaccines"), Code("gd-mzt.matter.aid"))
REGIONS: Final = ("44", "4401", "440106", "31")
PLEDGES: Final = (Code("pledge"), Code("promise"))
NAMES: Final = (NAME, ItemName("address"))
HALF: Final = Mask(method=MaskMethod.FIRST)
MOMENTS: Final = tuple(NOW + timedelta(days=days) for days in (-400, -30, -1, 0, 1, 3, 30))


def _some(values: Sequence[str], *, least: int) -> st.SearchStrategy[tuple[Code, ...]]:
    return st.lists(st.sampled_from([Code(value) for value in values]), min_size=least, max_size=2, unique=True).map(
        tuple
    )


def _members(kind: type[Enum], *, least: int) -> st.SearchStrategy[tuple[Enum, ...]]:
    return st.lists(st.sampled_from(list(kind)), min_size=least, max_size=2, unique=True).map(tuple)


def _asking(least: int) -> st.SearchStrategy[Term]:
    """Draw a clause that asks for a fact; its lists have at least so many entries."""
    return st.one_of(
        st.builds(AmongDepartments, departments=_some(DEPARTMENTS, least=least)),
        st.builds(AtLevels, levels=_members(Level, least=least)),
        st.builds(WithinRegions, regions=_some(REGIONS, least=least)),
        st.builds(ForMatters, matters=_some(MATTERS, least=least)),
        st.builds(OnlyItems, items=_some(NAMES, least=least)),
        st.builds(Between, since=st.sampled_from(MOMENTS)),
        st.builds(Between, until=st.sampled_from(MOMENTS)),
        st.builds(Between, since=st.just(MOMENTS[2]), until=st.sampled_from(MOMENTS[4:])),
        st.builds(AtMostDays, days=st.sampled_from([1, 29, 30, 31, 60])),
        st.builds(Through, channels=_members(Channel, least=least)),
        st.builds(Undertaken, undertaking=st.sampled_from(PLEDGES)),
        st.builds(Secured, least=st.sampled_from(ClientSecurity)),
    )


def _limiting() -> st.SearchStrategy[Term]:
    """Draw a clause that limits the answer."""
    masks = st.sampled_from(
        [Mask(method=MaskMethod.FULL), Mask(method=MaskMethod.FIRST, amount=2), Mask(method=MaskMethod.YEAR)]
    )
    return st.one_of(
        st.builds(RowsOf, item=st.sampled_from(NAMES), scope=st.sampled_from(RowScope)),
        st.builds(Masked, mask=masks, items=_some(NAMES, least=0)),
        st.builds(DailyQuota, records=st.sampled_from([5, 10])),
    )


def _faulty() -> st.SearchStrategy[Term]:
    """Draw a clause that nobody may state."""
    return st.sampled_from(
        [Between(), Between(since=NOW, until=NOW), AtMostDays(days=0), DailyQuota(records=0), Masked(mask=HALF)]
    )


def _composed(parts: st.SearchStrategy[Term], *, least: int) -> st.SearchStrategy[Term]:
    several = st.lists(parts, min_size=least, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, several), st.builds(AnyOf, several))


def terms() -> st.SearchStrategy[Term]:
    """Draw a term, sound or not."""
    return st.recursive(
        st.one_of(_asking(0), _limiting(), _faulty()),
        lambda parts: st.one_of(_composed(parts, least=0), st.builds(Not, parts)),
        max_leaves=5,
    )


def sound_terms() -> st.SearchStrategy[Term]:
    """Draw a term that a provider may state."""
    asking = st.recursive(
        _asking(1), lambda parts: st.one_of(_composed(parts, least=1), st.builds(Not, parts)), max_leaves=3
    )
    return st.recursive(st.one_of(asking, _limiting()), lambda parts: _composed(parts, least=1), max_leaves=4)


def grants() -> st.SearchStrategy[Granted]:
    """Draw a grant of the asking department."""
    return st.builds(
        Granted,
        grant=st.sampled_from([Code("grant-1"), Code("grant-2")]),
        matter=st.sampled_from(MATTERS),
        state=st.sampled_from(GrantState),
        since=st.sampled_from(MOMENTS),
        until=st.sampled_from(MOMENTS),
        conditions=_conditions(),
        undertakings=st.frozensets(st.sampled_from(PLEDGES)),
        records_today=st.sampled_from([None, 0, 5, 10]),
    )


def items() -> st.SearchStrategy[ItemFacts]:
    """Draw the facts of an item."""
    return st.builds(
        ItemFacts,
        item=st.sampled_from([ItemCode(f"gd-gat.people#{name}") for name in NAMES]),
        provider=st.sampled_from(DEPARTMENTS),
        claim=st.sampled_from([None, *ShareType, ShareType.CONDITIONAL, ShareType.CONDITIONAL]),
        citations=st.sampled_from([(), (INTERNAL,), (LAW,), (INTERNAL, LAW)]),
        conditions=_conditions(),
        base=st.booleans(),
        confirmed=st.sampled_from([None, *ShareType]),
        registered=st.booleans(),
        grants=st.lists(grants(), max_size=2, unique_by=lambda grant: grant.grant).map(tuple),
    )


def requests() -> st.SearchStrategy[Request]:
    """Draw a request."""
    return st.builds(
        Request,
        asker=st.builds(
            Asker,
            department=st.sampled_from(DEPARTMENTS),
            level=st.sampled_from(Level),
            region=st.sampled_from(REGIONS),
        ),
        purpose=st.none()
        | st.builds(Purpose, matter=st.sampled_from(MATTERS), department=st.sampled_from(DEPARTMENTS)),
        channel=st.sampled_from([None, *Channel]),
        security=st.sampled_from([None, *ClientSecurity]),
    )


def _conditions() -> st.SearchStrategy[tuple[Stated, ...]]:
    stated = st.builds(
        Stated, condition=st.sampled_from(PLEDGES), title=st.just("条件"), terms=st.none() | sound_terms()
    )
    return st.lists(stated, max_size=2, unique_by=lambda entry: entry.condition).map(tuple)
