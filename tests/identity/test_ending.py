"""Revocation (RFC 7009), introspection (RFC 7662), metadata (RFC 8414, RFC 9728) and published keys."""

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc9207 import discovery

from hub.errors import Unauthenticated
from hub.identity.keys import READERS_AGE, RELOAD, rotate
from tests.identity.flows import ADDRESS, SCOPE, Flows, granted, refused


async def test_a_revoked_access_token_is_dead_at_once(signed_in: Flows) -> None:
    """A token that its client revokes is refused by the next request, and its family lives on."""
    body = await signed_in.tokens()
    await signed_in.judge(body["access_token"])
    assert granted(await signed_in.post("/oauth/revoke", token=body["access_token"])) == {}
    with pytest.raises(Unauthenticated):
        await signed_in.judge(body["access_token"])
    granted(await signed_in.refresh(body["refresh_token"]))
    assert await signed_in.actions() == ["token.revoke"]


async def test_a_revoked_refresh_token_takes_its_family_along(signed_in: Flows) -> None:
    """With a refresh token, good or used, all ends that goes back to the sign-in; doing it again is no error."""
    first = await signed_in.tokens()
    second = granted(await signed_in.refresh(first["refresh_token"]))
    for _ in range(2):
        granted(await signed_in.post("/oauth/revoke", token=first["refresh_token"], token_type_hint="access_token"))  # noqa: S106
    for body in (first, second):
        with pytest.raises(Unauthenticated):
            await signed_in.judge(body["access_token"])
    assert refused(await signed_in.refresh(second["refresh_token"])) == (400, "invalid_grant")
    assert await signed_in.actions() == ["family.end"]


async def test_nobody_revokes_another_clients_tokens(signed_in: Flows) -> None:
    """Another client's token is not revoked, an unknown one is no error, and a stranger is told nothing."""
    await signed_in.client("other")
    body = await signed_in.tokens()
    for token in (body["access_token"], body["refresh_token"]):
        answer = await signed_in.post("/oauth/revoke", client="other", token=token)
        assert refused(answer) == (400, "invalid_grant")
        stranger = await signed_in.post("/oauth/revoke", secret="wrong", token=token)  # noqa: S106
        assert refused(stranger) == (401, "invalid_client")
    assert granted(await signed_in.post("/oauth/revoke", token="unknown")) == {}  # noqa: S106
    assert refused(await signed_in.post("/oauth/revoke")) == (400, "invalid_request")
    await signed_in.judge(body["access_token"])
    granted(await signed_in.refresh(body["refresh_token"]))


async def test_a_token_tells_its_client_what_it_is(signed_in: Flows) -> None:
    """Introspection says what the token says, with its details, as long as it is good."""
    details = '[{"type":"records","dataset":"residents","items":["name"],"purpose":"relief"}]'
    body = await signed_in.tokens(authorization_details=details)
    answer = granted(await signed_in.post("/oauth/introspect", token=body["access_token"]))
    person = signed_in.people["li"]
    now = int(signed_in.clock.now.timestamp())
    assert answer.pop("jti")
    assert answer.pop("family")
    assert answer == {
        "active": True,
        "token_type": "Bearer",
        "iss": ADDRESS,
        "aud": ADDRESS,
        "sub": f"person:{person.id}",
        "client_id": "app",
        "department": "gz-health",
        "role": "CONSUMER",
        "client_security": "SECRET",
        "scope": SCOPE,
        "authorization_details": [{"type": "records", "dataset": "residents", "items": ["name"], "purpose": "relief"}],
        "iat": now,
        "exp": now + 300,
        "auth_time": now,
    }
    refresh = granted(await signed_in.post("/oauth/introspect", token=body["refresh_token"]))
    assert refresh == {"active": True, "client_id": "app", "exp": now + 30 * 86_400}


async def test_what_is_not_good_is_not_active(signed_in: Flows) -> None:
    """Used, revoked, foreign, expired and made-up tokens are all the same: not active, and nothing else."""
    await signed_in.client("other")
    first = await signed_in.tokens()
    second = granted(await signed_in.refresh(first["refresh_token"]))
    asked = [("app", "made-up"), ("app", first["refresh_token"])]
    asked += [("other", second[name]) for name in ("access_token", "refresh_token")]
    answers = [granted(await signed_in.post("/oauth/introspect", client=client, token=text)) for client, text in asked]
    await signed_in.post("/oauth/revoke", token=second["access_token"])
    answers.append(granted(await signed_in.post("/oauth/introspect", token=second["access_token"])))
    signed_in.clock.forward(seconds=300)
    answers.append(granted(await signed_in.post("/oauth/introspect", token=first["access_token"])))
    assert answers == [{"active": False}] * 6


async def test_who_proves_nothing_may_not_ask(flows: Flows) -> None:
    """A public client cannot ask about tokens."""
    await flows.public_client()
    answer = await flows.post("/oauth/introspect", secret=None, client="page", token="x")  # noqa: S106
    assert refused(answer) == (401, "invalid_client")


async def test_metadata_tells_what_there_is(flows: Flows) -> None:
    """The metadata is sound by the standard's own rules, and names neither password nor implicit grant."""
    read = (await flows.http.get("/.well-known/oauth-authorization-server")).json()
    AuthorizationServerMetadata(read).validate(metadata_classes=[discovery.AuthorizationServerMetadata])
    assert read["issuer"] == ADDRESS
    assert read["grant_types_supported"] == ["authorization_code", "client_credentials", "refresh_token"]
    assert read["response_types_supported"] == ["code"]
    assert read["code_challenge_methods_supported"] == ["S256"]
    assert read["authorization_details_types_supported"] == ["records"]
    assert read["authorization_response_iss_parameter_supported"] is True
    assert "none" not in read["introspection_endpoint_auth_methods_supported"]
    for name, address in read.items():
        if name.endswith(("_endpoint", "_uri")):
            status = (await flows.http.get(address)).status_code
            assert status in {200, 400, 405}, name


async def test_the_resource_names_its_authorization_server(flows: Flows) -> None:
    """A client that knows the hub alone finds where to get tokens (RFC 9728)."""
    read = (await flows.http.get("/.well-known/oauth-protected-resource")).json()
    assert (read["resource"], read["authorization_servers"]) == (ADDRESS, [ADDRESS])
    assert read["bearer_methods_supported"] == ["header"]


async def test_published_keys_are_public_and_kept_for_a_while(flows: Flows) -> None:
    """The key set has the current and the next key, without their private halves, and says how long it may be kept."""
    answer = await flows.http.get("/oauth/jwks")
    assert answer.headers["cache-control"] == f"public, max-age={int(READERS_AGE.total_seconds())}"
    ring = await flows.issuer.keys.ring()
    assert [key["kid"] for key in answer.json()["keys"]] == [ring.current.kid, ring.next.kid]
    assert not any("d" in key for key in answer.json()["keys"])
    flows.clock.forward(seconds=(READERS_AGE + RELOAD).total_seconds())
    rotated = await rotate(flows.issuer.identities, flows.clock.now)
    published = (await flows.http.get("/oauth/jwks")).json()["keys"]
    assert [key["kid"] for key in published] == [rotated.current.kid, rotated.next.kid, ring.current.kid]
