"""The sign-in page."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import Unauthenticated
from hub.identity import sessions
from hub.identity.oauth.asking import read_body, read_query
from hub.identity.oauth.authorization import seen_other
from hub.identity.oauth.browser import Cookies, form_token, is_own_form, new_form_secret
from hub.identity.oauth.issuer import Issuer
from hub.identity.oauth.pages import Pages, Problem
from hub.identity.people import sign_in

_SIGN_IN: Final = "sign-in"
_WRONG: Final = "用户名或口令不正确，或尝试次数过多。"
_STALE: Final = Problem("页面已过期，请重试。", "The page is too old: try again.")


class Signing:
    """Lets people sign in and leave."""

    def __init__(self, issuer: Issuer, *, pages: Pages, cookies: Cookies) -> None:
        self._issuer = issuer
        self._pages = pages
        self._cookies = cookies

    async def ask(self, request: Request) -> Response:
        """Show the page."""
        return self._page(request, _next(read_query(request).get("next")))

    async def answer(self, request: Request) -> Response:
        """Sign a person in and lead on, or say why not; with `leave` in the form, sign out instead."""
        form = await read_body(request)
        following = _next(form.get("next"))
        if form.get("leave") is not None:
            return await self._left(request, form.get("leave"), following)
        if not is_own_form(form.get("token"), self._cookies.form_secret(request), _SIGN_IN):
            return self._page(request, following, problem=_STALE, status=HTTPStatus.BAD_REQUEST)
        login, password = form.get("login") or "", form.get("password") or ""
        issuer = self._issuer
        try:
            person = await sign_in(issuer.identities, issuer.kv, issuer.passwords, login=login, password=password)
        except Unauthenticated as error:
            problem = Problem(_WRONG, error.message)
            return self._page(request, following, problem=problem, status=HTTPStatus.UNAUTHORIZED)
        response = seen_other(following)
        self._cookies.keep_session(response, await sessions.begin(issuer.kv, person=person, now=issuer.clock()))
        return response

    async def _left(self, request: Request, token: str | None, following: str) -> Response:
        session = await self._cookies.session(request)
        if session is not None and is_own_form(token, session.secret, "leave"):
            await sessions.end(self._issuer.kv, session.secret)
        response = seen_other(f"/login?next={quote(following, safe='')}")
        self._cookies.drop_session(response)
        return response

    def _page(
        self, request: Request, following: str, *, problem: Problem | None = None, status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        secret = self._cookies.form_secret(request) or new_form_secret()
        token = form_token(secret, _SIGN_IN)
        response = self._pages.show("login", status=status, token=token, next=following, problem=problem)
        self._cookies.keep_form(response, secret)
        return response


def _next(asked: str | None) -> str:
    """Return where to lead on: to an authorization request of this hub, or to its first page (RFC 9700, 4.11)."""
    return asked if asked is not None and asked.startswith("/oauth/authorize?") else "/"
