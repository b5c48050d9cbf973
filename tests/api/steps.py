"""Steps of the procedure as GraphQL, in the small world: an application for its one conditional item."""

from datetime import datetime
from typing import Any

from hub.codes import Code
from hub.principals import Principal
from hub.vocabulary import Role
from tests.api.conftest import Ask
from tests.api.world import AUTHORITY, HEALTH, POLICE
from tests.procedure.parties import MONDAY, day

USER = Principal(department=HEALTH.code, role=Role.CONSUMER)
PROVIDER = Principal(department=POLICE.code, role=Role.PROVIDER)
REVIEWER = Principal(department=AUTHORITY.code, role=Role.AUTHORITY)
AUDITOR = Principal(department=Code("auditing"), role=Role.AUDITOR)
STRANGER = Principal(department=Code("gz-school"), role=Role.CONSUMER)
ITEM = "residents#id_number"

OUTCOME = """
  __typename
  ... on ApplicationStep {
    state due application { code } grant { code state } nextSteps { seat task by article department { code } }
  }
  ... on Refusal { code rule article sentence sentenceZh remedy remedyZh }
"""
APPLY = (
    "mutation ($items: [String!]!, $purpose: String!, $draft: Boolean! = false, $days: Int! = 365) "
    '{ done: applyForAccess(input: {items: $items, purpose: $purpose, statement: "核验接种对象", draft: $draft, '
    "days: $days}) { " + OUTCOME + "} }"
)
STEPS = (
    "{ __typename ... on ApplicationSteps { steps { state grant { code } nextSteps { seat } } } "
    "... on Refusal { code article } }"
)
DECIDE = "mutation ($decisions: [DecisionInput!]!) { done: decideApplication(decisions: $decisions) " + STEPS + "}"
COORDINATE = (
    "mutation ($decisions: [DecisionInput!]!) { done: coordinateApplication(decisions: $decisions) " + STEPS + "}"
)
GRANT = (
    "{ __typename ... on GrantStep { state grant { code reason undertakings expired } } "
    "... on Refusal { code article } }"
)
REVOKE = (
    'mutation ($grant: String!, $bases: [String!]!) { done: revokeGrant(grant: $grant, reason: "滥用", '
    "legalBases: $bases) " + GRANT + "}"
)


async def do(ask: Ask, query: str, principal: Principal, *, now: datetime = MONDAY, **variables: object) -> Any:  # noqa: ANN401 – what GraphQL answers
    """Return what a mutation answers, which must not be an error."""
    answer = await ask(query, principal=principal, now=now, **variables)
    assert answer["errors"] == []
    return answer["data"]["done"]


async def applied(ask: Ask, *, draft: bool = False) -> str:
    """Return the code of an application for the item."""
    done = await do(ask, APPLY, USER, items=[ITEM], purpose="vaccination", draft=draft)
    assert done["__typename"] == "ApplicationStep", done
    return str(done["application"]["code"])


def saying(application: str, verdict: str = "APPROVE", **said: object) -> list[dict[str, object]]:
    """Return the decision of the one item of an application."""
    return [{"application": application, "items": [{"item": ITEM, "verdict": verdict, **said}]}]


async def granted(ask: Ask) -> tuple[str, str]:
    """Return the codes of an application that both reviewers approved, and of its grant."""
    application = await applied(ask)
    await do(ask, DECIDE, PROVIDER, decisions=saying(application))
    done = await do(ask, DECIDE, REVIEWER, decisions=saying(application), now=day(3, 4))
    return application, done["steps"][0]["grant"]["code"]
