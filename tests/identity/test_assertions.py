"""Clients that prove who they are with a key (RFC 7523), and those who would like to be them."""

import json
from secrets import token_hex
from typing import Any, cast

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from hub.errors import BadInput
from hub.identity.accounts import Proof
from hub.identity.oauth.authentication import ASSERTION
from hub.kv.memory import MemoryKeys
from tests.identity.flows import ADDRESS, SECRET, Flows, granted, refused

KEY = ECKey.generate_key("P-256", {"kid": "own"}, private=True)
SHORT = {"kty": "RSA", "e": "AQAB", "n": "v" * 170 + "w"}  # 1,024 bits
OTHER = ECKey.generate_key("P-256", {"kid": "other"}, private=True)


def public(key: Any) -> dict[str, Any]:  # noqa: ANN401 – any kind of key
    """Return the public half of a key."""
    half: dict[str, Any] = key.as_dict(private=False)
    return half


@pytest.fixture
async def keyed(flows: Flows) -> Flows:
    """A hub with the client `app`, which has a key and no secret."""
    await flows.client(proof=Proof.KEY, secrets=(), keys=(public(KEY), public(OTHER)))
    return flows


def assertion(flows: Flows, *, key: Any = KEY, header: dict[str, Any] | None = None, **claims: Any) -> str:  # noqa: ANN401
    """Return an assertion of `app`, right but for what differs."""
    now = flows.clock.now.timestamp()
    right = {"iss": "app", "sub": "app", "aud": ADDRESS, "exp": int(now) + 60, "iat": int(now), "jti": token_hex(8)}
    body = {name: value for name, value in (right | claims).items() if value is not ...}
    head = {"alg": "ES256", "kid": key.kid or "own"} | (header or {})
    named = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(named, body, key, algorithms=[head["alg"]])


async def ask(flows: Flows, text: str, **differing: str) -> Any:  # noqa: ANN401
    """Ask for a token with an assertion."""
    right = {"grant_type": "client_credentials", "scope": "catalogue:read", "client_assertion": text}
    return await flows.http.post("/oauth/token", data=right | {"client_assertion_type": ASSERTION} | differing)


@pytest.mark.parametrize("audience", [ADDRESS, f"{ADDRESS}/oauth/token", [ADDRESS]])
async def test_a_key_proves_who_a_client_is(keyed: Flows, audience: Any) -> None:  # noqa: ANN401
    """An assertion for this server, by its name or its token endpoint's, is taken once."""
    text = assertion(keyed, aud=audience)
    granted(await ask(keyed, text))
    assert refused(await ask(keyed, text)) == (401, "invalid_client")
    granted(await ask(keyed, assertion(keyed, key=OTHER), client_id="app"))


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://other.example"},
        {"aud": [ADDRESS, "https://other.example"]},
        {"aud": f"{ADDRESS}/"},
        {"aud": ...},
        {"aud": []},
        {"iss": "other"},
        {"sub": "other"},
        {"sub": 1},
        {"iss": ..., "sub": ...},
        {"exp": 1},
        {"exp": ...},
        {"exp": "9999999999"},
        {"exp": 9_999_999_999},
        {"iat": 9_999_999_999},
        {"nbf": 9_999_999_999},
        {"jti": ...},
        {"jti": ""},
        {"jti": 7},
    ],
)
async def test_an_assertion_for_another_time_or_place_proves_nothing(keyed: Flows, claims: dict[str, Any]) -> None:
    """Expired, for ever, for another server or for several, of another client, or without an id: refused."""
    assert refused(await ask(keyed, assertion(keyed, **claims))) == (401, "invalid_client")


async def test_an_assertion_of_another_key_proves_nothing(keyed: Flows) -> None:
    """Keys are those registered, found by their id; what the header brings along is not looked at."""
    thief = ECKey.generate_key("P-256", {"kid": "own"}, private=True)
    texts = [
        assertion(keyed, key=thief),
        assertion(keyed, key=thief, header={"jwk": public(thief)}),
        assertion(keyed, key=thief, header={"jku": "https://evil.example/jwks"}),
        assertion(keyed, header={"kid": "unknown"}),
        assertion(keyed, header={"kid": None}),
        assertion(keyed, key=OctKey.import_key(json.dumps(public(KEY)), {"kid": "own"}), header={"alg": "HS256"}),
        assertion(keyed).rpartition(".")[0] + ".",
        "a.b.c",
        "牌.b.c",
    ]
    assert [refused(await ask(keyed, text)) for text in texts] == [(401, "invalid_client")] * len(texts)


async def test_an_assertion_is_not_taken_again_by_a_store_that_has_forgotten_it(keyed: Flows) -> None:
    """Where the short-lived state was lost, only assertions issued since then are taken."""
    text, unknown = assertion(keyed), assertion(keyed, iat=...)
    granted(await ask(keyed, text))
    kv = cast("MemoryKeys", keyed.issuer.kv)
    kv._values.clear()  # noqa: SLF001 – as a Redis does that was killed and starts again without its data
    keyed.clock.forward(seconds=1)
    assert [refused(await ask(keyed, old)) for old in (text, unknown)] == [(401, "invalid_client")] * 2
    granted(await ask(keyed, assertion(keyed)))


async def test_an_assertion_stands_alone(keyed: Flows) -> None:
    """A wrong type, another client's name, or a secret besides are refused; a key's client has no secret."""
    assert refused(await ask(keyed, assertion(keyed), client_assertion_type="x")) == (401, "invalid_client")
    assert refused(await ask(keyed, assertion(keyed), client_id="other")) == (401, "invalid_client")
    assert refused(await ask(keyed, assertion(keyed), client_secret=SECRET)) == (400, "invalid_request")
    answer = await keyed.post(grant_type="client_credentials", scope="catalogue:read")
    assert refused(answer) == (401, "invalid_client")


async def test_without_the_short_lived_store_no_assertion_is_taken(keyed: Flows) -> None:
    """Where it cannot be told whether an assertion was used before, it is not taken."""
    await keyed.issuer.kv.close()
    assert refused(await ask(keyed, assertion(keyed))) == (503, "temporarily_unavailable")


@pytest.mark.parametrize(("kind", "algorithm"), [("Ed25519", "Ed25519"), ("RSA", "PS256"), ("RSA", "RS256")])
async def test_keys_of_other_kinds(flows: Flows, kind: str, algorithm: str) -> None:
    """Ed25519 and RSA keys are taken as well."""
    key: Any = (
        OKPKey.generate_key("Ed25519", private=True) if kind == "Ed25519" else RSAKey.generate_key(2048, private=True)
    )
    await flows.client(proof=Proof.KEY, secrets=(), keys=(public(key),))
    granted(await ask(flows, assertion(flows, key=key, header={"alg": algorithm, "kid": None})))


@pytest.mark.parametrize(
    "key",
    [
        KEY.as_dict(private=True),
        OctKey.generate_key(256).as_dict(private=True),
        SHORT,
        {"kty": "EC"},
        {"kty": "unknown"},
        {},
    ],
    ids=["private", "shared", "short", "empty", "unknown", "nothing"],
)
async def test_an_unsafe_key_is_not_registered(flows: Flows, key: dict[str, Any]) -> None:
    """A client's key is public, whole and strong."""
    with pytest.raises(BadInput):
        await flows.client(proof=Proof.KEY, secrets=(), keys=(key,))
