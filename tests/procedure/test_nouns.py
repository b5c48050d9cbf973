from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from hub.catalogue.identifiers import global_id, parse_global_id
from hub.catalogue.nouns import AUDITOR, AUTHORITY, audience_of, id_of, node_of, noun_of, reader
from hub.codes import Code, ItemCode
from hub.graph.change import Change
from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.graph.query import PUBLIC, OneOf, Selection, Sight, Window
from hub.model import Application, Grant
from hub.shape import SHAPE
from hub.vocabulary import ApplicationState, GrantState

NAME, NUMBER = ItemCode("residents#name"), ItemCode("residents#id_number")
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=8)))
APPLICATION = Application(
    code=Code("A1"),
    applicant=Code("gz-health"),
    provider=Code("gd-police"),
    region="44",
    authority=Code("gd-data"),
    matter=Code("vaccination"),
    items=(NAME, NUMBER),
    state=ApplicationState.SUBMITTED,
    days=365,
    received=NOON,
    due=date(2026, 3, 16),
    statutory_due=date(2026, 3, 16),
)
GRANT = Grant(
    code=Code("G1"),
    holder=Code("gz-health"),
    provider=Code("gd-police"),
    authorities=(Code("gd-data"),),
    matter=Code("vaccination"),
    items=(NAME, NUMBER),
    state=GrantState.ACTIVE,
    since=NOON,
    until=NOON + timedelta(days=365),
    application=Code("A1"),
)
OTHERS = (
    replace(GRANT, code=Code("G2"), items=(ItemCode("children#name"),)),
    replace(GRANT, code=Code("G3"), holder=Code("gz-school")),
)


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    """Return an embedded graph with three grants."""
    opened = await open_graph("sqlite:///:memory:", shape=SHAPE)
    await opened.migrate()
    await opened.commit(Change(actor="test", action="grant.plant", puts=tuple(map(node_of, (GRANT, *OTHERS)))))
    yield opened
    await opened.close()


@pytest.mark.parametrize("noun", [APPLICATION, GRANT], ids=["application", "grant"])
def test_noun_comes_back_from_its_node(noun: Application | Grant) -> None:
    """A node holds all that the noun tells, and its global id leads back to it."""
    assert noun_of(type(noun), node_of(noun)) == noun
    assert parse_global_id(global_id(noun)) == (type(noun), id_of(type(noun), noun.code))


def test_moments_are_ordered_as_they_are_written() -> None:
    """Moments are written in UTC and in one length, so that the order of texts is that of time."""
    moments = [NOON, NOON.astimezone(UTC) + timedelta(microseconds=1), NOON + timedelta(hours=9)]
    written = [str(node_of(replace(APPLICATION, received=moment)).properties["received"]) for moment in moments]
    assert (
        written
        == sorted(written)
        == [
            "2026-03-02T04:00:00.000000+00:00",
            "2026-03-02T04:00:00.000001+00:00",
            "2026-03-02T13:00:00.000000+00:00",
        ]
    )


def test_an_application_exists_for_its_parties_and_the_auditor() -> None:
    """Other departments, and authorities that take no part, do not know of it; a draft is its applicant's alone."""
    assert audience_of(APPLICATION) == (AUDITOR, reader("gz-health"), reader("gd-police"), reader("gd-data"))
    assert audience_of(GRANT) == (AUDITOR, reader("gz-health"), reader("gd-police"), reader("gd-data"))
    assert audience_of(replace(APPLICATION, state=ApplicationState.DRAFT)) == (reader("gz-health"),)
    coordinated = replace(APPLICATION, authority=None, coordinator=Code("central"))
    assert audience_of(coordinated) == (AUDITOR, reader("gz-health"), reader("gd-police"), reader("central"))


async def test_grants_of_a_department_for_items_are_found_in_one_call(graph: Graph) -> None:
    """The grants of one holder for some items are selected by properties, for those who know of them."""
    wanted = Selection("Grant", (OneOf("holder", ("gz-health",)), OneOf("items", (NUMBER, "other#name"))))
    holder = Sight(frozenset({reader("gz-health")}))
    page = await graph.find(wanted, window=Window(first=10), sight=holder)
    assert [noun_of(Grant, hit.node) for hit in page.hits] == [GRANT]
    for stranger in (PUBLIC, Sight(frozenset({AUTHORITY, reader("gz-school")}))):
        assert (await graph.find(wanted, window=Window(first=10), sight=stranger)).hits == ()
