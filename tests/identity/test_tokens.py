"""Access tokens: what is believed, and a table of what is not."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry

from hub.codes import Code
from hub.errors import StoreUnavailable, Unauthenticated
from hub.identity.jose import LONGEST, new_key, private_key, public_half
from hub.identity.keys import Ring
from hub.identity.port import Identities, Kind, Write
from hub.identity.tokens import claims_of
from hub.scopes import Detail, Rights
from tests.identity.clock import Clock
from tests.identity.issuing import ISSUER, Issuing


@pytest.fixture
def issuing(embedded: Identities, clock: Clock) -> Issuing:
    """An issuer and a verifier on an empty store."""
    return Issuing(embedded, clock)


async def test_a_token_says_what_was_put_into_it(issuing: Issuing) -> None:
    """Every claim comes back, first and again from memory, in the form of RFC 9068."""
    details = (Detail(dataset=Code("gd-gat.household"), purpose=Code("relief")),)
    token = issuing.token(family="f", subject="person:p-1")
    token = type(token)(
        **{name: getattr(token, name) for name in token.__slots__}
        | {"rights": Rights(scopes=token.rights.scopes, details=details), "authenticated": token.issued - 9}
    )
    text = await issuing.text(token)
    assert [await issuing.verifier.judge(text) for _ in range(2)] == [token, token]
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in text.split(".")[:2])
    assert header == {"alg": "ES256", "kid": (await issuing.keys.ring()).current.kid, "typ": "at+jwt"}
    assert claims == {
        "iss": ISSUER,
        "aud": ISSUER,
        "sub": "person:p-1",
        "client_id": "gd-mzt-app",
        "department": "gd-mzt",
        "role": "CONSUMER",
        "iat": int(issuing.clock.now.timestamp()),
        "exp": int(issuing.clock.now.timestamp()) + 300,
        "jti": token.id,
        "scope": "catalogue:read records:gd-gat.household#name",
        "authorization_details": [{"type": "records", "dataset": "gd-gat.household", "purpose": "relief"}],
        "family": "f",
        "auth_time": token.issued - 9,
    }


def encoded(part: object) -> str:
    """Return a part of a token."""
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Forger:
    """Somebody who has a valid token, the public keys, and a key of their own."""

    def __init__(self, ring: Ring, claims: dict[str, Any], now: float) -> None:
        self.ring = ring
        self.now = int(now)
        self.claims = claims
        self.kid = ring.current.kid
        self.right = ring.current.key
        self.own = private_key(new_key()[1])

    def made(self, header: dict[str, Any] | None = None, *, key: Any = None, **claims: Any) -> str:  # noqa: ANN401
        """Return a token signed with ES256, by the hub's own key unless another is given."""
        merged = {"alg": "ES256", "kid": self.kid, "typ": "at+jwt"} | (header or {})
        head = {name: value for name, value in merged.items() if value is not None}
        body = {name: value for name, value in (self.claims | claims).items() if value is not ...}
        start = f"{encoded(head)}.{encoded(body)}"
        return f"{start}.{encoded(_raw_signature(key or self.right, start.encode()))}"

    def with_secret(self, secret: bytes) -> str:
        """Return a token whose signature is a keyed hash with a secret that everybody knows."""
        start = f"{encoded({'alg': 'HS256', 'kid': self.kid, 'typ': 'at+jwt'})}.{encoded(self.claims)}"
        return f"{start}.{encoded(hmac.digest(secret, start.encode(), hashlib.sha256))}"

    def unsigned(self, algorithm: str, signature: bytes = b"") -> str:
        """Return a token without a signature, or with a worthless one."""
        head = {"alg": algorithm, "kid": self.kid, "typ": "at+jwt"}
        return f"{encoded(head)}.{encoded(self.claims)}.{encoded(signature)}"

    def encrypted(self) -> str:
        """Return the claims encrypted instead of signed."""
        return jwe.encrypt_compact({"alg": "dir", "enc": "A128GCM"}, json.dumps(self.claims), OctKey.generate_key(128))


def _raw_signature(key: Any, data: bytes) -> bytes:  # noqa: ANN401
    return bytes(JWSRegistry.algorithms["ES256"].sign(data, key))


FORGERIES: dict[str, Callable[[Forger], str]] = {
    "algorithm none": lambda forger: forger.unsigned("none"),
    "algorithm nOnE": lambda forger: forger.unsigned("nOnE"),
    "no signature": lambda forger: forger.unsigned("ES256"),
    "a signature of zeros": lambda forger: forger.unsigned("ES256", bytes(64)),
    "a public key as the secret, as PEM": lambda forger: forger.with_secret(forger.right.as_pem(private=False)),
    "a public key as the secret, as JSON": lambda forger: forger.with_secret(
        json.dumps(public_half(forger.right, forger.kid)).encode()
    ),
    "the empty secret": lambda forger: forger.with_secret(b""),
    "another algorithm's name": lambda forger: forger.made({"alg": "RS256"}),
    "another key under the right id": lambda forger: forger.made(key=forger.own),
    "the key in the header": lambda forger: forger.made({"jwk": public_half(forger.own, forger.kid)}, key=forger.own),
    "the key in the header, but rightly signed": lambda forger: forger.made({"jwk": public_half(forger.own, "k")}),
    "the address of keys in the header": lambda forger: forger.made({"jku": "https://evil.example/jwks"}),
    "the address of a certificate in the header": lambda forger: forger.made({"x5u": "https://evil.example/cert"}),
    "a certificate in the header": lambda forger: forger.made({"x5c": ["MIIB"]}),
    "an unknown critical member": lambda forger: forger.made({"crit": ["exp"], "exp": 1}),
    "an unencoded payload": lambda forger: forger.made({"crit": ["b64"], "b64": False}),
    "an unknown key id": lambda forger: forger.made({"kid": "unknown"}),
    "no key id": lambda forger: forger.made({"kid": None}),
    "a key id that is a path": lambda forger: forger.made({"kid": "../../dev/null"}),
    "a key id that is a number": lambda forger: forger.made({"kid": 1}),
    "an id token": lambda forger: forger.made({"typ": "JWT"}),
    "no type": lambda forger: forger.made({"typ": None}),
    "another issuer": lambda forger: forger.made(iss="https://evil.example"),
    "no issuer": lambda forger: forger.made(iss=...),
    "another audience": lambda forger: forger.made(aud="https://other.example"),
    "the client as the audience": lambda forger: forger.made(aud="gd-mzt-app"),
    "several audiences": lambda forger: forger.made(aud=[ISSUER, "https://other.example"]),
    "no audience": lambda forger: forger.made(aud=...),
    "the issuer in capitals": lambda forger: forger.made(iss=ISSUER.upper()),
    "expired": lambda forger: forger.made(exp=forger.now),
    "no expiry": lambda forger: forger.made(exp=...),
    "an expiry that is a text": lambda forger: forger.made(exp="9999999999"),
    "an expiry beyond numbers": lambda forger: forger.made(exp=1e400),
    "issued in the future": lambda forger: forger.made(iat=forger.now + 60, exp=forger.now + 360),
    "not valid yet": lambda forger: forger.made(nbf=forger.now + 60),
    "no token id": lambda forger: forger.made(jti=...),
    "a subject of no kind": lambda forger: forger.made(sub="admin"),
    "an unknown scope": lambda forger: forger.made(scope="catalogue:read everything"),
    "unknown details": lambda forger: forger.made(authorization_details=[{"type": "payment"}]),
    "claims exchanged under a signature": lambda forger: ".".join(
        (forger.made().split(".")[0], encoded(forger.claims | {"scope": "records:read"}), forger.made().split(".")[2])
    ),
    "encrypted": lambda forger: forger.encrypted(),
    "claims that are a list": lambda forger: f"{forger.made().split('.')[0]}.{encoded([])}.AAAA",
    "something after it": lambda forger: forger.made() + "AAAA",
    "padding after it": lambda forger: forger.made() + "==",
    "four parts": lambda forger: forger.made() + ".AAAA",
    "letters beyond ASCII": lambda forger: forger.made() + "牌",
    "lone surrogates": lambda forger: forger.made() + "\udcff",
    "too long": lambda forger: forger.made() + "A" * LONGEST,
    "nothing": lambda _: "",
    "no token at all": lambda _: "a.b.c",
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_forgeries_are_refused(issuing: Issuing, forgery: str) -> None:
    """However a token is forged, it is refused with the same words, and the true one goes on being believed."""
    text = await issuing.text()
    claims = dict(claims_of(issuing.token(), issuer=ISSUER))
    forger = Forger(await issuing.keys.ring(), claims, issuing.clock.now.timestamp())
    assert (await issuing.verifier.judge(forger.made())).subject == "client:gd-mzt-app"
    with pytest.raises(Unauthenticated) as refused:
        await issuing.verifier.judge(FORGERIES[forgery](forger))
    assert refused.value.message == "The access token is not valid, or no longer: get a new one and try again."
    assert (await issuing.verifier.judge(text)).client == "gd-mzt-app"


async def test_a_token_expires(issuing: Issuing) -> None:
    """A token that was believed is refused from the second on in which it expires, also by who remembers it."""
    text = await issuing.text()
    issuing.clock.forward(seconds=299)
    await issuing.verifier.judge(text)
    issuing.clock.forward(seconds=1)
    for verifier in (issuing.verifier, issuing.another_process()):
        with pytest.raises(Unauthenticated):
            await verifier.judge(text)


@pytest.mark.parametrize(
    ("area", "name"),
    [("token", "t-1"), ("family", "f-1"), ("client", "gd-mzt-app"), ("person", "p-1"), ("key", "the current one")],
)
async def test_a_revocation_binds_the_next_request_of_every_process(issuing: Issuing, area: Any, name: str) -> None:  # noqa: ANN401
    """What was believed a moment ago is refused, by whoever remembers it and by whoever does not; others stay."""
    kid = (await issuing.keys.ring()).current.kid
    text = await issuing.text(issuing.token(id="t-1", family="f-1", subject="person:p-1"))
    spared = await issuing.text(issuing.token(id="t-2", family="f-2", subject="person:p-2", client="other"))
    other = issuing.another_process()
    for verifier in (issuing.verifier, other):
        await verifier.judge(text)
    await issuing.revoke(area, kid if area == "key" else name)
    for verifier in (issuing.verifier, other, issuing.another_process()):
        with pytest.raises(Unauthenticated):
            await verifier.judge(text)
        if area != "key":
            await verifier.judge(spared)


async def test_a_limited_revocation_spares_later_tokens(issuing: Issuing) -> None:
    """A client whose tokens were revoked may get new ones."""
    before = await issuing.text()
    await issuing.revoke("client", "gd-mzt-app", limited=True)
    issuing.clock.forward(seconds=1)
    after = await issuing.text()
    with pytest.raises(Unauthenticated):
        await issuing.verifier.judge(before)
    assert (await issuing.verifier.judge(after)).client == "gd-mzt-app"


async def test_a_revocation_among_many_requests(issuing: Issuing) -> None:
    """Also under load no request that began after a revocation is believed."""
    text = await issuing.text()
    revoked = asyncio.Event()
    wrong: list[bool] = []

    async def ask() -> None:
        for _ in range(50):
            late = revoked.is_set()
            try:
                await issuing.verifier.judge(text)
            except Unauthenticated:
                continue
            wrong.append(late)

    asking = asyncio.gather(*(ask() for _ in range(10)))
    await asyncio.sleep(0.02)
    await issuing.revoke("client", "gd-mzt-app")
    revoked.set()
    await asking
    assert True not in wrong
    assert wrong


async def test_without_revocations_nothing_is_believed(issuing: Issuing) -> None:
    """Where the store is away no token is believed, however well it is remembered."""
    text = await issuing.text()
    await issuing.verifier.judge(text)
    await issuing.identities.close()
    with pytest.raises(StoreUnavailable):
        await issuing.verifier.judge(text)


@pytest.mark.parametrize(("issuer", "audience"), [("", ISSUER), (ISSUER, "")])
def test_a_verifier_without_an_audience_does_not_start(issuing: Issuing, issuer: str, audience: str) -> None:
    """No setting means that issuer or audience go unchecked."""
    with pytest.raises(ValueError, match="any token would do"):
        issuing.another_process(issuer=issuer, audience=audience)


async def test_old_revocations_are_let_go(issuing: Issuing) -> None:
    """A process does not hold for ever what no living token can be hit by."""
    text = await issuing.text()
    until = issuing.clock.now + timedelta(seconds=1)
    await issuing.identities.write(
        *(Write(kind=Kind.REVOCATION, key=f"token:{n}", body={"at": None}, expires=until) for n in range(1_001))
    )
    issuing.clock.forward(seconds=2)
    await issuing.verifier.judge(text)
    assert len(issuing.verifier._revocations._held) == 0  # noqa: SLF001 – memory is what this is about
