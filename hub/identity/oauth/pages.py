"""The pages of signing in and consenting: made on the server, without a script, in Chinese and English."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from hub.web.assets import Asset, read_assets
from hub.web.policy import ASSET_HEADERS

_HEADERS: Final[Mapping[str, str]] = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, in both languages."""

    chinese: str
    english: str


class Pages:
    """Fills in the pages; whatever is put into one is text and never markup."""

    def __init__(self) -> None:
        loader = PackageLoader("hub.identity.oauth")
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, auto_reload=False)
        assets = read_assets()
        # Their own addresses, not GraphiQL's: where that page is off, this one is still there.
        self._files = {f"/login/{assets[name].name}": assets[name] for name in ("sign-in.css", "hub.svg")}
        self._templates.globals |= dict(zip(("style", "icon"), self._files, strict=True))

    def routes(self) -> list[Route]:
        """Return the routes of the files that the pages need."""
        return [Route(path, _serving(asset)) for path, asset in self._files.items()]

    def show(
        self, name: str, *, status: HTTPStatus = HTTPStatus.OK, sends_to: str | None = None, **facts: object
    ) -> Response:
        """Return a page; `sends_to` is the address to which its form may lead in the end.

        A browser that enforces `form-action` does so for what a form's answer redirects to as well.
        """
        policy = _POLICY if sends_to is None else f"{_POLICY} {_source(sends_to)}"
        body = self._templates.get_template(f"{name}.html").render(facts)
        return HTMLResponse(body, status_code=status, headers={**_HEADERS, "content-security-policy": policy})

    def problem(self, chinese: str, english: str, *, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Response:
        """Return a page that says what is wrong."""
        return self.show("problem", status=status, problem=Problem(chinese, english))


def _serving(asset: Asset) -> Callable[[Request], Awaitable[Response]]:
    async def serve(_: Request) -> Response:
        return Response(asset.body, headers=ASSET_HEADERS, media_type=asset.media_type)

    return serve


def _source(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"
