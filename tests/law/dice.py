"""Random terms, items and requests, drawn from few values so that they meet one another often."""

from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from hub.codes import Code, ItemCode, ItemName
from hub.law.facts import Asker, Granted, ItemFacts, Purpose, Request, Stated
from hub.law.soundness import fault_of
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    AtMostDays,
    Between,
    Clause,
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
MOMENTS: Final = tuple(NOW + timedelta(days=days) for days in (-400, -30, -1, 0, 1, 3, 30))


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[Code, ...]]:
    return st.lists(st.sampled_from([Code(value) for value in values]), max_size=2, unique=True).map(tuple)


def _members(kind: type) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(list(kind)), max_size=2, unique=True).map(tuple)  # type: ignore[call-overload]  # an enumeration


_MASKS: Final = st.builds(Mask, method=st.sampled_from(MaskMethod), amount=st.sampled_from([None, 2]))
_NAMED: Final = _some(NAMES)


def clauses() -> st.SearchStrategy[Clause]:
    """Draw a clause, sound or not."""
    return st.one_of(
        st.builds(AmongDepartments, departments=_some(DEPARTMENTS)),
        st.builds(AtLevels, levels=_members(Level)),
        st.builds(WithinRegions, regions=_some(REGIONS)),
        st.builds(ForMatters, matters=_some(MATTERS)),
        st.builds(OnlyItems, items=_NAMED),
        st.builds(RowsOf, item=st.sampled_from(NAMES), scope=st.sampled_from(RowScope)),
        st.builds(Masked, mask=_MASKS, items=_NAMED),
        st.builds(Between, since=st.sampled_from([None, *MOMENTS]), until=st.sampled_from([None, *MOMENTS])),
        st.builds(AtMostDays, days=st.sampled_from([0, 1, 29, 30, 31, 60])),
        st.builds(DailyQuota, records=st.sampled_from([0, 5, 10])),
        st.builds(Through, channels=_members(Channel)),
        st.builds(Undertaken, undertaking=st.sampled_from(PLEDGES)),
        st.builds(Secured, least=st.sampled_from(ClientSecurity)),
    )


def terms() -> st.SearchStrategy[Term]:
    """Draw a term, sound or not."""

    def compose(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        several = st.lists(parts, max_size=3).map(tuple)
        return st.one_of(st.builds(AllOf, several), st.builds(AnyOf, several), st.builds(Not, parts))

    return st.recursive(clauses(), compose, max_leaves=5)


def sound_terms() -> st.SearchStrategy[Term]:
    """Draw a term that a provider may state."""
    return terms().filter(lambda term: fault_of(term) is None)


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
