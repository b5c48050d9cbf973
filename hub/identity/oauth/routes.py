"""Where the authorization server answers, and what an answer looks like over HTTP."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hub.errors import StoreUnavailable
from hub.identity.keys import READERS_AGE
from hub.identity.oauth.asking import read_form
from hub.identity.oauth.authorization import Authorization
from hub.identity.oauth.browser import Cookies
from hub.identity.oauth.ending import introspect, revoke
from hub.identity.oauth.exchange import exchange
from hub.identity.oauth.issuer import Issuer
from hub.identity.oauth.metadata import RESOURCE, resource_metadata, server_metadata
from hub.identity.oauth.pages import Pages
from hub.identity.oauth.refusals import Refused
from hub.identity.oauth.signing import Signing

_SECRET: Final = {"cache-control": "no-store", "pragma": "no-cache"}
_PUBLIC: Final = {"cache-control": f"public, max-age={int(READERS_AGE.total_seconds())}"}
_AWAY: Final = ("服务暂时不可用，请稍后再试。", "A store does not answer: try again in a moment.")

Handler = Callable[[Request], Awaitable[Response]]
Answering = Callable[[Issuer, Request], Awaitable[Mapping[str, Any]]]


def routes(issuer: Callable[[], Issuer]) -> list[Route]:
    """Return the routes of the authorization server that `issuer` returns once the hub has started."""
    pages = Pages()

    def authorization(of: Issuer) -> Authorization:
        return Authorization(of, pages=pages, cookies=Cookies(of))

    def signing(of: Issuer) -> Signing:
        return Signing(of, pages=pages, cookies=Cookies(of))

    return [
        *pages.routes(),
        _page("/oauth/authorize", "GET", pages, lambda request: authorization(issuer()).ask(request)),
        _page("/oauth/authorize", "POST", pages, lambda request: authorization(issuer()).decide(request)),
        _page("/login", "GET", pages, lambda request: signing(issuer()).ask(request)),
        _page("/login", "POST", pages, lambda request: signing(issuer()).answer(request)),
        _call("/oauth/token", "POST", issuer, _token, _SECRET),
        _call("/oauth/revoke", "POST", issuer, _revoke, _SECRET),
        _call("/oauth/introspect", "POST", issuer, _introspect, _SECRET),
        _call("/oauth/jwks", "GET", issuer, _jwks, _PUBLIC),
        _call("/.well-known/oauth-authorization-server", "GET", issuer, _server, _PUBLIC),
        _call(RESOURCE, "GET", issuer, _resource, _PUBLIC),
    ]


async def _token(issuer: Issuer, request: Request) -> Mapping[str, Any]:
    return await exchange(issuer, await read_form(request))


async def _revoke(issuer: Issuer, request: Request) -> Mapping[str, Any]:
    await revoke(issuer, await read_form(request))
    return {}


async def _introspect(issuer: Issuer, request: Request) -> Mapping[str, Any]:
    return await introspect(issuer, await read_form(request))


async def _jwks(issuer: Issuer, _: Request) -> Mapping[str, Any]:
    return {"keys": (await issuer.keys.ring()).published(issuer.clock())}


async def _server(issuer: Issuer, _: Request) -> Mapping[str, Any]:
    return server_metadata(issuer)


async def _resource(issuer: Issuer, _: Request) -> Mapping[str, Any]:
    return resource_metadata(issuer)


def _call(
    path: str, method: str, issuer: Callable[[], Issuer], answering: Answering, headers: Mapping[str, str]
) -> Route:
    async def call(request: Request) -> Response:
        try:
            return JSONResponse(await answering(issuer(), request), headers=headers)
        except Refused as error:
            body = {"error": error.error, "error_description": error.description}
            return JSONResponse(body, status_code=error.status, headers={**_SECRET, **error.headers})
        except StoreUnavailable as error:
            body = {"error": "temporarily_unavailable", "error_description": error.message}
            return JSONResponse(body, status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=_SECRET)

    return Route(path, call, methods=[method])


def _page(path: str, method: str, pages: Pages, handler: Handler) -> Route:
    async def page(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as error:
            return pages.problem("请求无法读取。", error.description, status=error.status)
        except StoreUnavailable:
            return pages.problem(*_AWAY, status=HTTPStatus.SERVICE_UNAVAILABLE)

    return Route(path, page, methods=[method])
