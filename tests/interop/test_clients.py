"""Authlib's client and oauth4webapi get tokens from a served hub."""

import json
import re
import subprocess
import warnings
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import httpx
from authlib.oauth2.rfc7523 import PrivateKeyJWT

from tests.conftest import script_with_packages
from tests.interop.conftest import PASSWORD, Registered

with warnings.catch_warnings(action="ignore"):  # that a successor of httpx is preferred
    from authlib.integrations.httpx_client import OAuth2Client

BACK = "http://127.0.0.1:9/back"


def sign_in(site: str, begin: str) -> str:
    """Return where a browser is sent in which a person signs in and allows what is asked."""
    with httpx.Client(base_url=site) as browser:
        page = browser.get(begin, follow_redirects=True).text
        asked = browser.post("/login", data={**_hidden(page), "login": "li", "password": PASSWORD}).headers["location"]
        consent = browser.get(asked).text
        answer = browser.post(asked, data={**_hidden(consent), "decision": "allow"})
        return urljoin(site, answer.headers["location"])


def _hidden(page: str) -> dict[str, str]:
    form = page[page.index("<form") : page.index("</form>")]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def test_authlib_gets_tokens(registered: Registered) -> None:
    """Authlib's client gets tokens by secret, by key, for a person with PKCE, and by refreshing, and revokes them."""
    site = registered.site
    at = f"{site}/oauth/token"
    with OAuth2Client("relief", registered.secret, code_challenge_method="S256", redirect_uri=BACK) as client:
        own = client.fetch_token(at, grant_type="client_credentials", scope="catalogue:read")
        assert (own["token_type"], own["scope"], own["expires_in"]) == ("Bearer", "catalogue:read", 300)
        begin, state = client.create_authorization_url(
            f"{site}/oauth/authorize", code_verifier="v" * 43, scope="catalogue:read"
        )
        returned = sign_in(site, begin)
        tokens = client.fetch_token(
            at, authorization_response=returned, state=state, code_verifier="v" * 43, grant_type="authorization_code"
        )
        answer = client.post(
            f"{site}/graphql", json={"query": "{ viewer { role } applications { totalCount } }"}
        ).json()
        assert (answer["data"], answer["errors"][0]["extensions"]["code"]) == (
            {"viewer": {"role": "CONSUMER"}, "applications": None},
            "INSUFFICIENT_SCOPE",
        )
        refreshed = client.refresh_token(at, refresh_token=tokens["refresh_token"])
        assert refreshed["refresh_token"] != tokens["refresh_token"]
        assert client.revoke_token(f"{site}/oauth/revoke", token=refreshed["refresh_token"]).status_code == 200
        told = client.introspect_token(f"{site}/oauth/introspect", token=refreshed["access_token"]).json()
        assert told == {"active": False}


def test_authlib_proves_itself_by_key(registered: Registered) -> None:
    """Authlib's client signs an assertion with its key, and gets a token."""
    at = f"{registered.site}/oauth/token"
    with OAuth2Client("keyed", registered.pem, token_endpoint_auth_method="private_key_jwt") as client:  # noqa: S106
        client.register_client_auth_method(PrivateKeyJWT(at, headers={"kid": "k-2"}, alg="RS256"))
        own = client.fetch_token(at, grant_type="client_credentials", scope="catalogue:read")
        assert own["scope"] == "catalogue:read"


def test_a_standard_client_gets_tokens(registered: Registered) -> None:
    """oauth4webapi finds everything out by itself, checks issuer, key and audience, and is content."""
    script = script_with_packages(Path(__file__).with_name("signing.mjs"))
    arguments = (registered.site, "relief", registered.secret, "keyed", json.dumps(registered.key), "li", PASSWORD)
    done = subprocess.run(("node", str(script), *arguments), check=False, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "resource": registered.site,
        "bySecret": ["bearer", "catalogue:read", 300],
        "byKey": ["bearer", "catalogue:read", 300],
        "consented": True,
        "mixed": ["refused", "refused", "refused"],
        "tokens": ["bearer", "catalogue:read records:gd-gat.household"],
        "rotated": True,
        "subject": f"person:{registered.person}",
        "active": [True, False],
        "answered": "gd-gat.household",
        "refused": ["CONSUMER", None, "INSUFFICIENT_SCOPE"],
        "challenged": [401, "invalid_token"],
    }
