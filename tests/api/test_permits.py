"""What a caller is refused by his token or his role, over HTTP, and how he is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx
import pytest
from graphql import GraphQLObjectType
from starlette.applications import Starlette
from starlette.routing import Route

from hub.graph.port import Graph
from hub.principals import Principal
from hub.scopes import CATALOGUE, EVERY_ACTION, Rights, parse_scopes
from hub.vocabulary import Role
from schema.building import build_engine
from schema.endpoint import Endpoint
from schema.negotiation import RESPONSE
from schema.service import Service
from tests.api.world import HEALTH, RESIDENTS

CORE: Final = build_engine().schema
CODE: Final = RESIDENTS.dataset.code
EVERYBODY: Final = frozenset(Role)
SHARING: Final = frozenset({Role.CONSUMER, Role.PROVIDER, Role.AUTHORITY})
"""Who takes steps in sharing: Article 28 keeps operation, audit and supervision apart from it."""

DECISIONS: Final = '[{application: "a-none", items: [{item: "x#y", verdict: APPROVE}]}]'
ENTRY: Final = '{code: "none", title: "无", items: []}'

OPERATIONS: Final[dict[str, tuple[frozenset[Role], str]]] = {
    "access": (EVERYBODY, f'{{ access(items: ["{CODE}#id_number"]) {{ outcome }} }}'),
    "whoCanSee": (EVERYBODY, f'{{ whoCanSee(item: "{CODE}#id_number") {{ everyone }} }}'),
    "whatCanISee": (EVERYBODY, '{ whatCanISee(purpose: "none") { lookedAt } }'),
    "viewer": (EVERYBODY, "{ viewer { role } }"),
    "node": (EVERYBODY, '{ node(id: "none") { id } }'),
    "nodes": (EVERYBODY, "{ nodes(ids: []) { id } }"),
    "departments": (EVERYBODY, "{ departments { totalCount } }"),
    "department": (EVERYBODY, '{ department(code: "none") { title } }'),
    "datasets": (EVERYBODY, "{ datasets { totalCount } }"),
    "dataset": (EVERYBODY, f'{{ dataset(code: "{CODE}") {{ title }} }}'),
    "dataItems": (EVERYBODY, "{ dataItems { totalCount } }"),
    "contestedItems": (EVERYBODY, "{ contestedItems { totalCount } }"),
    "dataItem": (EVERYBODY, f'{{ dataItem(code: "{CODE}#id_number") {{ title }} }}'),
    "applications": (EVERYBODY, "{ applications { totalCount } }"),
    "application": (EVERYBODY, '{ application(code: "a-none") { state } }'),
    "grants": (EVERYBODY, "{ grants { totalCount } }"),
    "grant": (EVERYBODY, '{ grant(code: "g-none") { state } }'),
    "registerDataset": (SHARING, f"mutation {{ registerDataset(input: {ENTRY}) {{ __typename }} }}"),
    "updateDataset": (SHARING, f"mutation {{ updateDataset(input: {ENTRY}) {{ __typename }} }}"),
    "confirmShareType": (SHARING, 'mutation { confirmShareType(items: ["none#none"]) { __typename } }'),
    "applyForAccess": (
        SHARING,
        'mutation { applyForAccess(input: {items: ["none#none"], purpose: "none"}) { __typename } }',
    ),
    "submitApplication": (SHARING, 'mutation { submitApplication(application: "a-none") { __typename } }'),
    "askForSupplement": (
        SHARING,
        'mutation { askForSupplement(application: "a-none", wanted: "w") { __typename } }',
    ),
    "submitSupplement": (
        SHARING,
        'mutation { submitSupplement(application: "a-none", supplement: "s") { __typename } }',
    ),
    "withdrawApplication": (SHARING, 'mutation { withdrawApplication(application: "a-none") { __typename } }'),
    "decideApplication": (SHARING, f"mutation {{ decideApplication(decisions: {DECISIONS}) {{ __typename }} }}"),
    "coordinateApplication": (
        SHARING,
        f"mutation {{ coordinateApplication(decisions: {DECISIONS}) {{ __typename }} }}",
    ),
    "requestExtension": (SHARING, 'mutation { requestExtension(grant: "g-none") { __typename } }'),
    "suspendGrant": (SHARING, 'mutation { suspendGrant(grant: "g-none", reason: "r") { __typename } }'),
    "reinstateGrant": (SHARING, 'mutation { reinstateGrant(grant: "g-none") { __typename } }'),
    "revokeGrant": (
        SHARING,
        'mutation { revokeGrant(grant: "g-none", reason: "r", legalBases: []) { __typename } }',
    ),
    "acceptUndertaking": (
        SHARING,
        'mutation { acceptUndertaking(grant: "g-none", undertaking: "none") { __typename } }',
    ),
    "changes": (EVERYBODY, "subscription { changes(after: 0) { action } }"),
}
"""Who may come as far as the law itself: for each operation of the schema the roles, and a request for it."""


@asynccontextmanager
async def hub(
    graph: Graph, caller: Principal | None, anonymous: Rights = CATALOGUE
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve a graph to one caller, who is known by any token."""

    async def known(token: str) -> Principal:
        assert caller is not None, token
        return caller

    service = Service(lambda: graph, principal_of=known, anonymous=anonymous)
    endpoint = Endpoint(service, metadata="http://hub/metadata")
    app = Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])
    headers = {"accept": f"{RESPONSE}, text/event-stream"} | ({} if caller is None else {"authorization": "Bearer t"})
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub", headers=headers) as client:
        yield client


def acting(role: Role = Role.CONSUMER, scope: str | None = None) -> Principal:
    """Return somebody of the health commission in a role, with a token of these scopes, of all by default."""
    rights = EVERY_ACTION if scope is None else Rights(scopes=parse_scopes(scope))
    return Principal(department=HEALTH.code, role=role, rights=rights)


async def ask(client: httpx.AsyncClient, query: str, **further: Any) -> Any:  # noqa: ANN401 – JSON
    """Return what a query is answered."""
    return (await client.post("/graphql", json={"query": query, **further})).json()


def test_the_table_is_complete() -> None:
    """Each operation of the schema is in the table of roles."""
    roots = [CORE.query_type, CORE.mutation_type, CORE.subscription_type]
    assert set(OPERATIONS) == {name for root in roots if isinstance(root, GraphQLObjectType) for name in root.fields}


@pytest.mark.parametrize("role", Role)
async def test_a_role_does_what_the_table_says(graph: Graph, role: Role) -> None:
    """Whoever may not is told the article; whoever may is answered, or refused by something other than his role."""
    async with hub(graph, acting(role)) as client:
        for name, (roles, query) in OPERATIONS.items():
            if name == "changes":  # a stream without an end; that it opens is enough
                async with client.stream("POST", "/graphql", json={"query": "{ viewer { role } }"}) as response:
                    assert response.status_code == 200
                continue
            answer = await ask(client, query)
            refusals = [error["extensions"] for error in answer.get("errors", ())]
            by_role = [facts for facts in refusals if facts.get("rule") == "roles.separate"]
            assert bool(by_role) == (role not in roles), (name, answer)
            assert all((facts["code"], facts["article"]) == ("FORBIDDEN", "28") for facts in by_role)


async def test_what_needs_more_than_the_token_is_null_and_told_once(graph: Graph) -> None:
    """With what it needs, what the token holds, and what to do; the rest is answered, and is said to be incomplete."""
    query = "{ datasets(first: 2) { nodes { code items { nodes { name grants { totalCount } } } } } }"
    async with hub(graph, acting(scope="catalogue:read")) as client:
        answer = await ask(client, query)
    rows = [item for dataset in answer["data"]["datasets"]["nodes"] for item in dataset["items"]["nodes"]]
    assert len(rows) > 1
    assert {row["grants"] for row in rows} == {None}
    (error,) = answer["errors"]
    assert error["path"] == ["datasets", "nodes", "items", "nodes", "grants"]
    facts = error["extensions"]
    assert (facts["code"], facts["coordinate"], facts["holds"]) == (
        "INSUFFICIENT_SCOPE",
        "DataItem.grants",
        ["catalogue:read"],
    )
    assert ["access:apply", "catalogue:read"] in facts["needs"]
    assert {"rule", "article", "remedy", "remedyZh", "sentenceZh"} < set(facts)
    assert answer["extensions"] == {"authorization": {"complete": False}}


async def test_a_whole_answer_says_so(graph: Graph) -> None:
    """To whoever brings a token; to nobody else, for whom nothing is withheld."""
    query = f'{{ dataset(code: "{CODE}") {{ title }} }}'
    async with hub(graph, acting(scope="catalogue:read")) as client:
        assert (await ask(client, query))["extensions"] == {"authorization": {"complete": True}}
    async with hub(graph, None) as client:
        assert list(await ask(client, query)) == ["data"]


async def test_a_caller_who_is_not_known_is_told_to_sign_in(graph: Graph) -> None:
    """Where signing in would help; what he asked for beside that is answered."""
    async with hub(graph, None) as client:
        answer = await ask(client, "{ viewer { anonymous } applications { totalCount } }")
    (error,) = answer["errors"]
    assert (answer["data"], error["extensions"]["code"]) == (
        {"viewer": {"anonymous": True}, "applications": None},
        "UNAUTHENTICATED",
    )
    assert error["extensions"]["remedy"].startswith("Sign in")
    assert answer["extensions"] == {"authorization": {"complete": False}}


@pytest.mark.parametrize(
    ("scope", "status", "code"), [("catalogue:read", 403, "INSUFFICIENT_SCOPE"), (None, 401, "UNAUTHENTICATED")]
)
async def test_a_request_may_fail_whole(graph: Graph, scope: str | None, status: int, code: str) -> None:
    """Then nothing of it is run, and the status says so; a request of which nothing is refused is answered."""
    whole = {"authorization": {"onRefusal": "FAIL"}}
    caller = None if scope is None else acting(scope=scope)
    asked = {"query": "{ datasets { totalCount } applications { totalCount } }", "extensions": whole}
    async with hub(graph, caller) as client:
        response = await client.post("/graphql", json=asked)
        granted = await ask(client, "{ datasets { totalCount } }", extensions=whole)
        wrong = await ask(client, "{ datasets { totalCount } }", extensions={"authorization": {"onRefusal": "maybe"}})
    answer = response.json()
    assert (response.status_code, list(answer), [error["extensions"]["code"] for error in answer["errors"]]) == (
        status,
        ["errors"],
        [code],
    )
    assert granted["data"]["datasets"]["totalCount"] > 0
    assert wrong["errors"][0]["extensions"] == {"code": "MALFORMED_REQUEST"}


async def test_a_mutation_beyond_the_token_changes_nothing(graph: Graph) -> None:
    """The ledger is as long as before."""
    before = await graph.head()
    async with hub(graph, acting(scope="catalogue:read access:decide")) as client:
        answer = await ask(client, OPERATIONS["applyForAccess"][1])
    assert (answer["data"], answer["errors"][0]["extensions"]["code"]) == (
        {"applyForAccess": None},
        "INSUFFICIENT_SCOPE",
    )
    assert await graph.head() == before


async def test_a_subscription_beyond_the_token_does_not_begin(graph: Graph) -> None:
    """A token without the catalogue is told nothing of it, in a stream neither."""
    asked = {"query": "subscription { changes(after: 0) { action } }"}
    async with hub(graph, acting(scope="access:apply")) as client:
        response = await client.post("/graphql", json=asked, headers={"accept": "text/event-stream"})
    assert '"code":"INSUFFICIENT_SCOPE"' in response.text
    assert '"action"' not in response.text


async def test_introspection_and_typename_are_everybodys(graph: Graph) -> None:
    """The schema is published; that it was asked for is no refusal."""
    async with hub(graph, acting(scope="access:apply")) as client:
        answer = await ask(client, '{ __typename __type(name: "Dataset") { name } }')
    assert answer["data"] == {"__typename": "Query", "__type": {"name": "Dataset"}}
