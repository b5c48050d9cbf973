"""The token endpoint: what is granted, what is not, and what happens to what was stolen."""

import asyncio
import base64
import hashlib
import json
from typing import Any

import httpx
import pytest

from hub.codes import Code
from hub.errors import Unauthenticated
from hub.identity import accounts, families
from hub.identity.accounts import GrantType
from hub.identity.port import Kind, Write
from hub.identity.rights import stored_rights
from hub.scopes import Rights, parse_scopes
from tests.identity.flows import ADDRESS, BACK, SCOPE, SECRET, VERIFIER, Flows, granted, refused

DETAILS: list[dict[str, Any]] = [
    {"type": "records", "dataset": "residents", "items": ["birth_date", "name"], "purpose": "relief"}
]
TELLS_NOTHING = {"error": "invalid_client", "error_description": "The client is unknown, or did not prove who it is."}


def claims(token: str) -> dict[str, Any]:
    """Return what a token says."""
    part = token.split(".")[1]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return read


async def test_a_client_gets_a_token_for_itself(flows: Flows) -> None:
    """A token of five minutes, for this hub, signed with a key that has an id, and without a refresh token."""
    await flows.client()
    answer = await flows.post(grant_type="client_credentials", scope=SCOPE)
    body = granted(answer)
    token = body.pop("access_token")
    assert body == {"token_type": "Bearer", "expires_in": 300, "scope": SCOPE}
    assert answer.headers["cache-control"] == "no-store"
    said = claims(token)
    assert (said["aud"], said["iss"], said["sub"], said["client_id"]) == (ADDRESS, ADDRESS, "client:app", "app")
    assert said["exp"] - said["iat"] == 300
    judged = await flows.judge(token)
    assert (judged.department, judged.person, judged.rights.scopes) == ("gz-health", None, parse_scopes(SCOPE))


async def test_authorization_details_come_back(flows: Flows) -> None:
    """Details are echoed in the answer and are in the token (RFC 9396, section 7)."""
    await flows.client()
    body = granted(await flows.post(grant_type="client_credentials", authorization_details=json.dumps(DETAILS)))
    assert (body["authorization_details"], body["scope"]) == (DETAILS, "")
    assert claims(body["access_token"])["authorization_details"] == DETAILS


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "records:read"}, "invalid_scope"),
        ({"scope": "ledger:read"}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"scope": "catalogue:read  access:apply"}, "invalid_scope"),
        ({"scope": 'catalogue:read"\\'}, "invalid_scope"),
        ({"authorization_details": "[]"}, "invalid_authorization_details"),
        ({"authorization_details": "常住人口"}, "invalid_authorization_details"),
        ({"authorization_details": '[{"type": "payment"}]'}, "invalid_authorization_details"),
        ({"authorization_details": '[{"type": "records", "dataset": "other"}]'}, "invalid_scope"),
        ({"scope": SCOPE, "resource": "https://other.example"}, "invalid_target"),
        ({"scope": SCOPE, "resource": f"{ADDRESS}/graphql"}, "invalid_target"),
    ],
)
async def test_no_token_is_wider_than_its_client(flows: Flows, parameters: dict[str, str], error: str) -> None:
    """What is unknown, not the client's, or not named at all is refused and never left out."""
    await flows.client()
    assert refused(await flows.post(grant_type="client_credentials", **parameters)) == (400, error)


async def test_the_resource_may_be_named(flows: Flows) -> None:
    """A client may say which resource the token is for, once (RFC 8707)."""
    await flows.client()
    parameters = {"grant_type": "client_credentials", "scope": "catalogue:read", "resource": ADDRESS}
    assert claims(granted(await flows.post(**parameters))["access_token"])["aud"] == ADDRESS
    twice = {**parameters, "resource": [ADDRESS, "https://other.example"]}
    assert refused(await flows.http.post("/oauth/token", data=twice, auth=("app", SECRET))) == (400, "invalid_target")


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:ietf:params:oauth:grant-type:device_code", 'a"b'])
async def test_other_grants_are_unsupported(flows: Flows, grant_type: str) -> None:
    """Passwords are never taken from a client, and nothing unknown ends in a fault."""
    await flows.client()
    answer = await flows.post(grant_type=grant_type, scope=SCOPE, username="li", password="x")  # noqa: S106
    assert refused(answer) == (400, "unsupported_grant_type")


async def test_a_client_has_only_its_grants(flows: Flows) -> None:
    """A client that acts for people does not act for itself, nor the other way round."""
    await flows.client("people", grants=frozenset({GrantType.CODE}))
    await flows.client("machine", grants=frozenset({GrantType.CREDENTIALS}), redirects=())
    own = await flows.post(client="people", grant_type="client_credentials", scope="catalogue:read")
    others = await flows.post(
        client="machine", grant_type="authorization_code", code="c", redirect_uri=BACK, code_verifier=VERIFIER
    )
    refreshed = await flows.post(client="machine", grant_type="refresh_token", refresh_token="a.b")  # noqa: S106
    assert [refused(answer) for answer in (own, others, refreshed)] == [(400, "unauthorized_client")] * 3


async def test_an_unknown_client_and_a_bad_secret_are_told_the_same(flows: Flows) -> None:
    """Nobody finds out which clients there are, nor how they prove who they are."""
    await flows.client()
    await flows.public_client()
    asked = {"grant_type": "client_credentials", "scope": "catalogue:read"}
    answers = [
        await flows.post(client=client, secret=secret, **asked)
        for client, secret in (("unknown", SECRET), ("app", "wrong"), ("app", ""), ("page", SECRET), ("App", SECRET))
    ]
    posted = [
        await flows.http.post("/oauth/token", data={**asked, **proof})
        for proof in (
            {"client_id": "unknown", "client_secret": SECRET},
            {"client_id": "app", "client_secret": "wrong"},
            {"client_id": "app"},
            {"client_id": "unknown"},
            {},
        )
    ]
    assert {(answer.status_code, answer.headers.get("www-authenticate")) for answer in answers} == {
        (401, 'Basic realm="hub"')
    }
    assert {(answer.status_code, answer.headers.get("www-authenticate")) for answer in posted} == {(401, None)}
    assert [answer.json() for answer in (*answers, *posted)] == [TELLS_NOTHING] * 10


async def test_a_secret_may_be_in_the_body(flows: Flows) -> None:
    """Both ways of sending a secret are taken, but not both at once, nor for two clients."""
    await flows.client()
    await flows.client("other")
    asked = {"grant_type": "client_credentials", "scope": "catalogue:read"}
    in_body = {**asked, "client_id": "app", "client_secret": SECRET}
    granted(await flows.http.post("/oauth/token", data=in_body))
    both = await flows.http.post("/oauth/token", data=in_body, auth=("app", SECRET))
    two = await flows.http.post("/oauth/token", data={**asked, "client_id": "other"}, auth=("app", SECRET))
    assert [refused(both), refused(two)] == [(400, "invalid_request"), (401, "invalid_client")]


async def test_secrets_are_kept_as_digests(flows: Flows) -> None:
    """The store has no secret of a client, no refresh token and no password in it."""
    await flows.client()
    await flows.person()
    await flows.sign_in()
    tokens = await flows.tokens()
    kept = repr([await flows.issuer.identities.newer(kind) for kind in (Kind.CLIENT, Kind.FAMILY, Kind.PERSON)])
    assert SECRET not in kept
    assert not any(part in kept for part in tokens["refresh_token"].split("."))
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in kept


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"params": {"client_id": "app", "client_secret": SECRET}, "data": {"grant_type": "client_credentials"}}, 400),
        ({"json": {"grant_type": "client_credentials"}}, 400),
        ({"content": b"grant_type=client_credentials", "headers": {"content-type": "text/plain"}}, 400),
        ({"content": b"grant_type=%FF", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 400),
        ({"data": {"grant_type": ["client_credentials", "refresh_token"]}}, 400),
        ({"data": {"grant_type": "client_credentials", "scope": ["catalogue:read", "access:apply"]}}, 400),
        ({"data": {f"p{n}": "x" for n in range(50)}}, 400),
        ({"data": {"scope": "x" * 70_000}}, 413),
        ({"data": {"scope": "catalogue:read"}}, 400),
    ],
)
async def test_requests_are_read_strictly(flows: Flows, sent: dict[str, Any], status: int) -> None:
    """Secrets in the address, other media types, repeated parameters and large bodies are refused."""
    await flows.client()
    answer = await flows.http.post("/oauth/token", auth=("app", SECRET), **sent)
    assert refused(answer) == (status, "invalid_request")


@pytest.mark.parametrize("header", ["Basic", "Basic !", "Basic YXBw", "Bearer x", "Basic Jf86eA=="])
async def test_a_header_that_cannot_be_read_proves_nothing(flows: Flows, header: str) -> None:
    """A broken Authorization header is a client that did not prove who it is."""
    await flows.client()
    asked = {"grant_type": "client_credentials", "scope": "catalogue:read"}
    answer = await flows.http.post("/oauth/token", data=asked, headers={"authorization": header})
    assert refused(answer) == (401, "invalid_client")


async def test_a_code_gives_tokens_in_a_persons_name(signed_in: Flows) -> None:
    """What a person granted can be fetched: a token for them, their department, and the sign-in behind it."""
    body = await signed_in.tokens()
    judged = await signed_in.judge(body["access_token"])
    person = signed_in.people["li"]
    assert (judged.subject, judged.client, judged.department) == (f"person:{person.id}", "app", "gz-health")
    assert judged.authenticated == int(signed_in.clock.now.timestamp())
    assert judged.family is not None
    assert set(body) == {"access_token", "token_type", "expires_in", "scope", "refresh_token"}


async def test_a_code_is_good_once_and_its_tokens_die_with_the_second_try(signed_in: Flows) -> None:
    """Whoever comes second gets nothing, and the first loses what he got: one of them has stolen the code."""
    code = await signed_in.code()
    body = granted(await signed_in.redeem(code))
    await signed_in.judge(body["access_token"])
    assert refused(await signed_in.redeem(code)) == (400, "invalid_grant")
    with pytest.raises(Unauthenticated):
        await signed_in.judge(body["access_token"])
    assert refused(await signed_in.refresh(body["refresh_token"])) == (400, "invalid_grant")
    assert await signed_in.actions() == ["family.end"]


async def test_fifty_redemptions_at_once_give_at_most_one_token_that_is_dead(signed_in: Flows) -> None:
    """Of many that race for a code no more than one is answered, and what it got is good for nothing."""
    code = await signed_in.code()
    answers = await asyncio.gather(*(signed_in.redeem(code) for _ in range(50)))
    won = [answer.json() for answer in answers if answer.status_code == httpx.codes.OK]
    assert len(won) <= 1
    assert [refused(answer) for answer in answers if not answer.is_success] == [(400, "invalid_grant")] * (
        50 - len(won)
    )
    for body in won:
        with pytest.raises(Unauthenticated):
            await signed_in.judge(body["access_token"])
        assert refused(await signed_in.refresh(body["refresh_token"])) == (400, "invalid_grant")


async def test_a_code_expires(signed_in: Flows) -> None:
    """A code is good for a minute."""
    early, late = await signed_in.code(), await signed_in.code()
    signed_in.clock.forward(seconds=59)
    granted(await signed_in.redeem(early))
    signed_in.clock.forward(seconds=2)
    assert refused(await signed_in.redeem(late)) == (400, "invalid_grant")


@pytest.mark.parametrize(
    ("differing", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"code_verifier": "v"}, "invalid_request"),
        ({"redirect_uri": f"{BACK}/"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
        ({"client": "other"}, "invalid_grant"),
        ({"scope": "records:residents"}, "invalid_scope"),
        ({"resource": "https://other.example"}, "invalid_target"),
    ],
)
async def test_a_code_is_bound_to_its_request(signed_in: Flows, differing: dict[str, str], error: str) -> None:
    """Without the verifier, from another client or address, or for more, a code gives nothing, and stays good."""
    await signed_in.client("other")
    code = await signed_in.code()
    assert refused(await signed_in.redeem(code, **differing)) == (400, error)
    granted(await signed_in.redeem(code))


async def test_codes_of_two_sign_ins_cannot_be_exchanged(signed_in: Flows) -> None:
    """A code that is injected into another sign-in meets another verifier (RFC 9700, section 4.5)."""
    verifier = "w" * 43
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    mine, others = await signed_in.code(), await signed_in.code(code_challenge=challenge)
    assert refused(await signed_in.redeem(others)) == (400, "invalid_grant")
    assert refused(await signed_in.redeem(mine, code_verifier=verifier)) == (400, "invalid_grant")


async def test_the_verifier_is_asked_of_public_clients_too(signed_in: Flows) -> None:
    """A public client proves that it began the request, and binds its refresh tokens to itself."""
    await signed_in.public_client()
    code = await signed_in.code(client_id="page")
    right = {"client": "page", "grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    assert refused(await signed_in.post(secret=None, **right)) == (400, "invalid_request")
    body = granted(await signed_in.post(secret=None, **right, code_verifier=VERIFIER))
    refresh = {"grant_type": "refresh_token", "refresh_token": body["refresh_token"]}
    granted(await signed_in.post(secret=None, client="page", **refresh))


async def test_a_refresh_token_is_good_once(signed_in: Flows) -> None:
    """Each refresh gives a new one; the old one, used again, ends all that goes back to the sign-in."""
    first = await signed_in.tokens()
    second = granted(await signed_in.refresh(first["refresh_token"]))
    assert second["refresh_token"] != first["refresh_token"]
    third = granted(await signed_in.refresh(second["refresh_token"]))
    assert refused(await signed_in.refresh(first["refresh_token"])) == (400, "invalid_grant")
    assert refused(await signed_in.refresh(third["refresh_token"])) == (400, "invalid_grant")
    for body in (first, second, third):
        with pytest.raises(Unauthenticated):
            await signed_in.judge(body["access_token"])
    assert await signed_in.actions() == ["family.end"]


async def test_of_many_refreshes_at_once_one_succeeds(signed_in: Flows) -> None:
    """Two that refresh with the same token are one too many: the family ends."""
    first = await signed_in.tokens()
    answers = await asyncio.gather(*(signed_in.refresh(first["refresh_token"]) for _ in range(20)))
    won = [answer.json() for answer in answers if answer.status_code == httpx.codes.OK]
    assert len(won) == 1
    with pytest.raises(Unauthenticated):
        await signed_in.judge(won[0]["access_token"])
    assert refused(await signed_in.refresh(won[0]["refresh_token"])) == (400, "invalid_grant")


async def test_a_refresh_token_is_its_clients_own(signed_in: Flows) -> None:
    """A refresh token in another client's hands is stolen: it gives nothing, and ends the family."""
    await signed_in.client("other")
    body = await signed_in.tokens()
    assert refused(await signed_in.refresh(body["refresh_token"], client="other")) == (400, "invalid_grant")
    assert refused(await signed_in.refresh(body["refresh_token"])) == (400, "invalid_grant")


async def test_an_access_token_does_not_end_its_family(signed_in: Flows) -> None:
    """Whoever sees an access token cannot make up a refresh token that counts as one used twice."""
    body = await signed_in.tokens()
    family = (await signed_in.judge(body["access_token"])).family
    for text in (f"{family}.x", f"{family}", "x.y", "", "."):
        answer = await signed_in.refresh(text)
        assert refused(answer) == (400, "invalid_grant" if text else "invalid_request")
    granted(await signed_in.refresh(body["refresh_token"]))


async def test_a_refresh_only_narrows(signed_in: Flows) -> None:
    """Fewer scopes may be asked for, in any form; more may not, and the next refresh has all again."""
    body = await signed_in.tokens()
    wider = await signed_in.refresh(body["refresh_token"], scope=f"{SCOPE} access:apply")
    assert refused(wider) == (400, "invalid_scope")
    details = json.dumps([{"type": "records", "dataset": "residents", "items": ["name"], "purpose": "relief"}])
    narrow = granted(await signed_in.refresh(body["refresh_token"], scope="", authorization_details=details))
    assert (narrow["scope"], len(narrow["authorization_details"])) == ("", 1)
    assert granted(await signed_in.refresh(narrow["refresh_token"]))["scope"] == SCOPE


async def test_a_sign_in_ends_after_thirty_days(signed_in: Flows) -> None:
    """Refreshing does not go on for ever."""
    body = await signed_in.tokens()
    for _ in range(2):
        signed_in.clock.forward(seconds=14 * 86_400)
        body = granted(await signed_in.refresh(body["refresh_token"]))
    signed_in.clock.forward(seconds=2 * 86_400)
    assert refused(await signed_in.refresh(body["refresh_token"])) == (400, "invalid_grant")


async def test_what_client_or_person_lost_is_lost_at_the_next_refresh(signed_in: Flows) -> None:
    """A refresh never gives what the person may no longer allow, nor anything for who is gone."""
    body = await signed_in.tokens()
    identities = signed_in.issuer.identities
    entry = await identities.get(Kind.PERSON, "li")
    assert entry is not None
    less = {**entry.body, **stored_rights(Rights(scopes=parse_scopes("catalogue:read")))}
    await identities.write(Write(kind=Kind.PERSON, key="li", body=less))
    assert refused(await signed_in.refresh(body["refresh_token"])) == (400, "invalid_scope")
    body = granted(await signed_in.refresh(body["refresh_token"], scope="catalogue:read"))
    await identities.write(Write(kind=Kind.PERSON, key="li", body=None))
    answer = await signed_in.refresh(body["refresh_token"], scope="catalogue:read")
    assert refused(answer) == (400, "invalid_grant")


async def test_a_client_that_is_called_like_a_person_is_none(flows: Flows) -> None:
    """Clients and people have names of their own kinds (RFC 9700, section 4.15)."""
    person = await flows.person()
    await flows.client(person.id)
    body = granted(await flows.post(client=person.id, grant_type="client_credentials", scope="catalogue:read"))
    judged = await flows.judge(body["access_token"])
    assert (judged.subject, judged.person) == (f"client:{person.id}", None)


async def test_without_the_short_lived_store_nothing_is_granted(signed_in: Flows) -> None:
    """Where it cannot be told whether a code was used, it is not taken; what needs no memory goes on."""
    code = await signed_in.code()
    await signed_in.issuer.kv.close()
    assert refused(await signed_in.redeem(code)) == (503, "temporarily_unavailable")
    granted(await signed_in.post(grant_type="client_credentials", scope="catalogue:read"))


async def test_a_client_registered_anew_has_nothing_of_the_former_one(signed_in: Flows) -> None:
    """Refresh tokens of a client that was removed are not those of the next one under its code."""
    issuer, now = signed_in.issuer, signed_in.clock.now
    tokens = await signed_in.tokens()
    await accounts.close(issuer.identities, Code("app"), now=now)
    await families.end_all(issuer.identities, of="client", id="app", now=now)
    await signed_in.client()
    answer = await signed_in.post(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refused(answer) == (400, "invalid_grant")
