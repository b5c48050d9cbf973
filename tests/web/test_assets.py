"""The page and its files as a plain HTTP client sees them."""

import gzip
import re
from hashlib import sha256

import httpx
import pytest

from hub.web.assets import accepts_gzip

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


def _some(response: httpx.Response, *names: str) -> dict[str, str | None]:
    return {name: response.headers.get(name) for name in names}


@pytest.fixture(scope="module")
def addresses(site: str) -> list[str]:
    """Return the addresses that the page loads, as it writes them."""
    return re.findall(r'(?:src|href)="([^"]+)"', httpx.get(f"{site}/graphiql").text)


def test_the_root_leads_to_graphiql(site: str) -> None:
    """Who opens the hub's bare address lands on GraphiQL."""
    response = httpx.get(f"{site}/", follow_redirects=True)
    assert (response.url, response.status_code) == (httpx.URL(f"{site}/graphiql"), 200)


def test_the_page_states_what_a_browser_may_do(site: str) -> None:
    """The page runs scripts of its own host only, is framed by nobody, and tells no other site where it was."""
    response = httpx.get(f"{site}/graphiql")
    assert _some(
        response,
        "content-type",
        "cache-control",
        "content-security-policy",
        "permissions-policy",
        "referrer-policy",
        "x-content-type-options",
    ) == {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "content-security-policy": _POLICY,
        "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }


def test_every_file_of_the_page_may_be_kept_for_ever(site: str, addresses: list[str]) -> None:
    """Each file comes from this host under the hash of its content, with its type, to be kept for ever."""
    assert len(addresses) == 9
    for address in addresses:
        response = httpx.get(f"{site}/{address}", headers={"accept-encoding": "identity"})
        named = re.fullmatch(r"static/[a-z.-]+\.([0-9a-f]{16})\.(css|js|svg)", address)
        assert named is not None
        assert sha256(response.content).hexdigest().startswith(named[1])
        assert _some(response, "content-type", "cache-control", "x-content-type-options", "content-encoding") == {
            "content-type": _MEDIA_TYPES[named[2]],
            "cache-control": "public, max-age=31536000, immutable",
            "x-content-type-options": "nosniff",
            "content-encoding": None,
        }


def test_files_travel_compressed_to_those_who_take_it(site: str, addresses: list[str]) -> None:
    """A client that accepts gzip gets the same bytes in gzip, and caches are told that the answer varies."""
    for address in addresses:
        plain = httpx.get(f"{site}/{address}", headers={"accept-encoding": "identity"}).content
        with httpx.stream("GET", f"{site}/{address}", headers={"accept-encoding": "gzip"}) as response:
            assert gzip.decompress(b"".join(response.iter_raw())) == plain
        assert _some(response, "content-encoding", "vary") == {"content-encoding": "gzip", "vary": "accept-encoding"}


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, GZip;q=0.5", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("br, deflate", False),
        ("x-gzip", False),
        ("", False),
    ],
)
def test_gzip_is_sent_only_where_it_is_named_and_weighs_something(header: str, *, accepted: bool) -> None:
    """`Accept-Encoding` names gzip with a weight above zero, in any case, or gzip is not sent."""
    assert accepts_gzip(header) is accepted


@pytest.mark.parametrize("name", ["graphiql.js", "..%2fgraphiql.html", "vendor", "%00"])
def test_no_other_file_is_served(site: str, name: str) -> None:
    """Only the names that the page writes exist."""
    assert httpx.get(f"{site}/static/{name}").status_code == 404
