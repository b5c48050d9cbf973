"""Signing in to a served demonstration as its people do: by the pages, with PKCE."""

import base64
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlsplit

import httpx
import orjson

from graph_seed.accounts import PAGE, PEOPLE
from hub.web.graphiql import SIGNED_IN
from tests.identity.flows import hidden


def person_token(site: str, folder: Path, login: str) -> str:
    """Return the token that somebody of the demonstration gets, with everything that they may be given."""
    (person,) = [person for person in PEOPLE if person.login == login]
    password = orjson.loads((folder / "demo.json").read_bytes())["password"]
    verifier, state = token_urlsafe(32), token_urlsafe(8)
    challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    back = f"{site}{SIGNED_IN}"
    request = {
        "response_type": "code",
        "client_id": PAGE,
        "redirect_uri": back,
        "scope": person.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    with httpx.Client(base_url=site, follow_redirects=False, timeout=60) as browser:
        page = browser.get("/oauth/authorize", params=request)
        if page.is_redirect:
            page = browser.get(page.headers["location"])
            page = browser.post("/login", data={**hidden(page.text), "login": login, "password": password})
            page = browser.get(page.headers["location"])
        answer = browser.post(str(page.url), data={**hidden(page.text), "decision": "allow"})
        told = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        assert told["state"] == state
        form = {
            "grant_type": "authorization_code",
            "client_id": PAGE,
            "code": told["code"],
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        return str(browser.post("/oauth/token", data=form).raise_for_status().json()["access_token"])
