from hub.catalogue.nouns import id_of
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.model import Grant
from tests.api.conftest import Ask
from tests.api.steps import DECIDE, GRANT, OUTCOME, PROVIDER, REVIEWER, REVOKE, USER, do, granted, saying
from tests.procedure.parties import day


async def test_a_grant_is_suspended_reinstated_extended_and_revoked(ask: Ask, graph: Graph) -> None:
    """Each step answers the new state; an extension is an application whose approval moves the end of the grant."""
    _, grant = await granted(ask)
    suspend = 'mutation ($grant: String!) { done: suspendGrant(grant: $grant, reason: "核查") ' + GRANT + "}"
    reinstate = "mutation ($grant: String!) { done: reinstateGrant(grant: $grant) " + GRANT + "}"
    extend = "mutation ($grant: String!) { done: requestExtension(grant: $grant, days: 30) { " + OUTCOME + "} }"
    assert (await do(ask, suspend, REVIEWER, grant=grant))["state"] == "SUSPENDED"
    assert (await do(ask, extend, USER, grant=grant))["code"] == "GRANT_SUSPENDED"
    assert (await do(ask, reinstate, PROVIDER, grant=grant))["code"] == "GRANT_SUSPENDED"
    assert (await do(ask, reinstate, REVIEWER, grant=grant))["state"] == "ACTIVE"
    assert (await do(ask, extend, PROVIDER, grant=grant))["code"] == "NOT_YOUR_STEP"
    extension = (await do(ask, extend, USER, grant=grant))["application"]["code"]
    await do(ask, DECIDE, PROVIDER, decisions=saying(extension), now=day(3, 10))
    done = await do(ask, DECIDE, REVIEWER, decisions=saying(extension), now=day(3, 10))
    assert done["steps"][0] == {"state": "APPROVED", "grant": {"code": grant}, "nextSteps": []}
    query = "query ($g: String!) { grant(code: $g) { state until } }"
    assert (await ask(query, principal=USER, g=grant))["data"]["grant"] == {
        "state": "EXTENDED",
        "until": "2027-04-03T01:00:00+00:00",
    }
    assert (await do(ask, REVOKE, PROVIDER, grant=grant, bases=[]))["code"] == "BASIS_MISSING"
    assert (await do(ask, REVOKE, USER, grant=grant, bases=["pipl"]))["code"] == "NOT_YOUR_STEP"
    revoked = await do(ask, REVOKE, PROVIDER, grant=grant, bases=["pipl"])
    assert revoked == {
        "__typename": "GrantStep",
        "state": "REVOKED",
        "grant": {"code": grant, "reason": "滥用", "undertakings": [], "expired": False},
    }
    assert (await do(ask, REVOKE, REVIEWER, grant=grant, bases=["pipl"]))["code"] == "GRANT_REVOKED"
    accept = 'mutation ($grant: String!) { done: acceptUndertaking(grant: $grant, undertaking: "x1") ' + GRANT + "}"
    assert (await do(ask, accept, USER, grant=grant))["code"] == "GRANT_REVOKED"
    versions = await graph.history(id_of(Grant, grant), sight=EVERYTHING)
    assert [version.content.properties["state"] for version in versions] == [
        "ACTIVE",
        "SUSPENDED",
        "ACTIVE",
        "EXTENDED",
        "REVOKED",
    ]
