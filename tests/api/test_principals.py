import pytest

from hub.codes import Code
from hub.graph.query import PUBLIC, Sight
from hub.principals import Principal, sight_of
from hub.vocabulary import Role
from tests.api.conftest import Ask
from tests.api.world import HEALTH

VIEWER = "{ viewer { anonymous role client department { title } } }"
HEALTH_CLERK = Principal(department=HEALTH.code, role=Role.CONSUMER)


@pytest.mark.parametrize(
    ("principal", "sight"),
    [
        (None, PUBLIC),
        (HEALTH_CLERK, Sight(frozenset({f"department:{HEALTH.code}"}))),
        (Principal(department=Code("gd-wjw"), role=Role.OPERATOR), Sight(frozenset({"department:gd-wjw"}))),
        (
            Principal(department=Code("gd-zsj"), role=Role.AUTHORITY),
            Sight(frozenset({"department:gd-zsj", "authority"})),
        ),
        (Principal(department=Code("gd-aqs"), role=Role.AUDITOR), Sight(frozenset({"department:gd-aqs", "auditor"}))),
    ],
    ids=["nobody", "consumer", "operator", "authority", "auditor"],
)
def test_what_exists_follows_from_who_asks(principal: Principal | None, sight: Sight) -> None:
    """What its department may see, and more for the authority and the auditor."""
    assert sight_of(principal) == sight


async def test_the_viewer_is_told_who_he_is(ask: Ask) -> None:
    """With the department he acts for."""
    answer = await ask(VIEWER, principal=HEALTH_CLERK)
    assert answer["data"] == {
        "viewer": {"anonymous": False, "role": "CONSUMER", "client": None, "department": {"title": HEALTH.title}}
    }
