"""A hub's authorization server, and a browser and clients that use it over HTTP."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from hub.codes import Code
from hub.graph.port import Graph
from hub.graph.values import Revision
from hub.identity import accounts
from hub.identity.accounts import Account, GrantType, Proof, digest_of
from hub.identity.oauth.issuer import Issuer
from hub.identity.people import Person, enrol, new_person
from hub.identity.tokens import AccessToken
from hub.scopes import Rights, parse_scopes
from hub.vocabulary import Role
from tests.identity.clock import Clock

ADDRESS = "https://hub.example"
BACK = "https://app.example/back"
SECRET = "correct-horse-battery-staple-0123456789abcdef"  # noqa: S105 – of a client that lives as long as a test
PASSWORD = "正确的马 电池 订书钉 一二三"  # noqa: S105 – as above
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPE = "catalogue:read records:residents#name"


@dataclass(slots=True)
class Flows:
    """Everything that a test of the authorization server needs."""

    issuer: Issuer
    graph: Graph
    clock: Clock
    http: httpx.AsyncClient
    hash: str
    """The hash of `PASSWORD`."""

    people: dict[str, Person] = field(default_factory=dict)

    async def client(self, code: str = "app", **differing: Any) -> Account:  # noqa: ANN401
        """Register a client: confidential, with every grant, unless told otherwise."""
        plain: dict[str, Any] = {
            "id": Code(code),
            "department": Code("gz-health"),
            "title": "卫生应用",
            "proof": Proof.SECRET,
            "grants": frozenset(GrantType),
            "rights": Rights(scopes=parse_scopes("catalogue:read access:apply records:residents")),
            "redirects": (BACK,),
            "secrets": (digest_of(SECRET),),
        }
        account = Account(**(plain | differing))
        await accounts.register(self.issuer.identities, account)
        return account

    async def public_client(self, code: str = "page", **differing: Any) -> Account:  # noqa: ANN401
        """Register a client that can keep no secret."""
        own = {"proof": Proof.NONE, "secrets": (), "grants": frozenset({GrantType.CODE, GrantType.REFRESH})}
        return await self.client(code, **(own | differing))

    async def person(self, login: str = "li", scope: str = "catalogue:read records:read") -> Person:
        """Enrol a person."""
        rights = Rights(scopes=parse_scopes(scope))
        person = new_person(
            login=Code(login),
            name="李雷",
            department=Code("gz-health"),
            role=Role.CONSUMER,
            rights=rights,
            password=self.hash,
        )
        await enrol(self.issuer.identities, person)
        self.people[login] = person
        return person

    async def sign_in(self, login: str = "li", password: str = PASSWORD, following: str = "") -> httpx.Response:
        """Sign in as a browser does, by the form of the page."""
        page = await self.http.get("/login", params={"next": following})
        return await self.http.post("/login", data={**hidden(page.text), "login": login, "password": password})

    async def ask(self, **differing: str | None) -> httpx.Response:
        """Begin an authorization request as `app`, with these parameters otherwise or not at all (None)."""
        return await self.http.get("/oauth/authorize", params=request_of(**differing))

    async def consent(self, page: httpx.Response, decision: str = "allow") -> httpx.Response:
        """Answer the consent page."""
        return await self.http.post(str(page.url), data={**hidden(page.text), "decision": decision})

    async def code(self, **differing: str | None) -> str:
        """Return a code that a person granted."""
        answer = await self.consent(await self.ask(**differing))
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
        return sent_back(answer)["code"]

    async def post(
        self, path: str = "/oauth/token", *, secret: str | None = SECRET, client: str = "app", **parameters: str
    ) -> httpx.Response:
        """Ask as a client, with its secret in the header; without one, as a public client."""
        if secret is None:
            return await self.http.post(path, data={"client_id": client, **parameters})
        return await self.http.post(path, data=parameters, auth=(client, secret))

    async def redeem(self, code: str, /, **differing: str) -> httpx.Response:
        """Exchange a code for tokens as `app`."""
        right = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        return await self.post(**(right | differing))

    async def tokens(self, **differing: str | None) -> dict[str, Any]:
        """Return the tokens of a new sign-in."""
        return granted(await self.redeem(await self.code(**differing)))

    async def refresh(self, refresh_token: str, /, **differing: str) -> httpx.Response:
        """Exchange a refresh token as `app`."""
        return await self.post(**({"grant_type": "refresh_token", "refresh_token": refresh_token} | differing))

    async def judge(self, text: str) -> AccessToken:
        """Return what the resource server makes of a token."""
        return await self.issuer.verifier.judge(text)

    async def actions(self) -> list[str]:
        """Return what the ledger was told since the world was planted."""
        return [entry.action for entry in await self.graph.ledger(after=Revision(2), first=99)]


def request_of(**differing: str | None) -> dict[str, str]:
    """Return the parameters of an authorization request."""
    right: dict[str, str | None] = {
        "response_type": "code",
        "client_id": "app",
        "redirect_uri": BACK,
        "scope": SCOPE,
        "state": "a state & more",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (right | differing).items() if value is not None}


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's first form."""
    form = page[page.index("<form") : page.index("</form>")]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def sent_back(answer: httpx.Response) -> dict[str, str]:
    """Return the parameters with which a browser is sent back to the client."""
    location = answer.headers["location"]
    assert location.startswith((BACK, "http://127.0.0.1", "http://[::1]", "com.example.app:")), location
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query, keep_blank_values=True).items()}


def granted(answer: httpx.Response) -> dict[str, Any]:
    """Return the body of an answer that grants something."""
    assert answer.status_code == httpx.codes.OK, answer.text
    body: dict[str, Any] = answer.json()
    return body


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Return status and error of a refusal, which is never kept and says what to do in plain ASCII."""
    body = answer.json()
    assert set(body) == {"error", "error_description"}
    assert body["error_description"].isascii()
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, body["error"]


def sent_to_sign_in(answer: httpx.Response) -> bool:
    """Tell whether a browser is sent to the page for signing in."""
    return answer.status_code == httpx.codes.SEE_OTHER and answer.headers["location"].startswith("/login?next=")
