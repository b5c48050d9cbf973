"""What the authorization server keeps in a browser: two cookies, and what ties a form to them."""

from hmac import compare_digest
from secrets import token_urlsafe

from starlette.requests import Request
from starlette.responses import Response

from hub.identity import sessions
from hub.identity.accounts import digest_of
from hub.identity.oauth.issuer import Issuer
from hub.identity.sessions import LIFE, Session


def form_token(secret: str, purpose: str) -> str:
    """Return what a form must hold to be one that was given to the browser with this secret, for this purpose."""
    return digest_of(f"{purpose} {secret}")


def is_own_form(token: str | None, secret: str | None, purpose: str) -> bool:
    """Tell whether a form was given to the browser that sends it (RFC 9700, section 4.7)."""
    return (
        token is not None
        and bool(secret)
        and compare_digest(token.encode(), form_token(secret or "", purpose).encode())
    )


class Cookies:
    """The cookies of one issuer: over TLS their names keep other hosts of the domain from setting them."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._secure = issuer.address.startswith("https:")
        prefix = "__Host-" if self._secure else ""
        self._session, self._form = f"{prefix}hub-session", f"{prefix}hub-form"

    async def session(self, request: Request) -> Session | None:
        """Return who is signed in in the browser that asks; `KvUnavailable` where that cannot be told."""
        return await sessions.session_of(self._issuer.kv, request.cookies.get(self._session))

    def keep_session(self, response: Response, session: Session) -> None:
        """Let the browser stay signed in; the cookie is sent when another site leads here, but not with its forms."""
        response.set_cookie(
            self._session, session.secret, max_age=LIFE, httponly=True, secure=self._secure, samesite="lax"
        )

    def drop_session(self, response: Response) -> None:
        """Let the browser forget who was signed in."""
        response.delete_cookie(self._session, httponly=True, secure=self._secure, samesite="lax")

    def form_secret(self, request: Request) -> str | None:
        """Return the secret that ties a sign-in form to the browser that asks."""
        return request.cookies.get(self._form)

    def keep_form(self, response: Response, secret: str) -> None:
        """Give the browser the secret of its sign-in form."""
        response.set_cookie(self._form, secret, httponly=True, secure=self._secure, samesite="strict")


def new_form_secret() -> str:
    """Return a secret for a browser that has none."""
    return token_urlsafe(32)
