"""The authorization endpoint: a person decides what a client may do in their name (RFC 6749, section 3.1)."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from hub.identity import codes
from hub.identity.accounts import Account, account_of
from hub.identity.codes import Approval
from hub.identity.families import family_id, new_handle
from hub.identity.oauth.asking import Asked, read_body, read_query
from hub.identity.oauth.browser import Cookies, form_token, is_own_form
from hub.identity.oauth.core import Answer, Case, authorization_answer, consent_refusal, refusal_redirect
from hub.identity.oauth.entitling import require_entitled
from hub.identity.oauth.issuer import Issuer
from hub.identity.oauth.pages import Pages
from hub.identity.oauth.refusals import Refused
from hub.identity.oauth.wording import department_title, sentences
from hub.identity.people import Person, person_of
from hub.identity.sessions import Session
from hub.principals import Principal

_UNKNOWN: Final = (
    "应用未登记，或返回地址不是其登记的地址。请联系该应用的运营部门。",
    "The application is unknown, or the address to go back to is not one of its own. Ask whoever runs it.",
)
_STALE: Final = ("页面已过期，请返回应用重新开始。", "The page is too old: go back to the application and begin again.")


class Authorization:
    """Puts authorization requests before people."""

    def __init__(self, issuer: Issuer, *, pages: Pages, cookies: Cookies) -> None:
        self._issuer = issuer
        self._pages = pages
        self._cookies = cookies

    async def ask(self, request: Request) -> Response:
        """Show what a client asks for, after signing in, or send the browser back with the reason why not."""
        case = await self._case(request)
        if isinstance(case, Response):
            return case
        if case.asked.get("prompt") == "login":
            # Whoever is signed in stays so until somebody else is: a link from elsewhere signs nobody out.
            return seen_other(f"/login?next={quote(_without_prompt(request), safe='')}")
        signed_in = await self._signed_in(request, case)
        if isinstance(signed_in, Response):
            return signed_in
        session, person = signed_in
        if case.asked.get("prompt") == "none":
            return self._sent(refusal_redirect(case, "consent_required", "The person has to be asked."))
        return await self._page(request, case, session, person)

    async def decide(self, request: Request) -> Response:
        """Send the browser back with a code where the person allowed what was asked, and without one where not."""
        case = await self._case(request)
        if isinstance(case, Response):
            return case
        signed_in = await self._signed_in(request, case)
        if isinstance(signed_in, Response):
            return signed_in
        session, person = signed_in
        form = await read_body(request)
        if not is_own_form(form.get("token"), session.secret, _purpose(request)):
            return self._pages.problem(*_STALE)
        if form.get("decision") != "allow":
            return self._sent(authorization_answer(case, granted=False))
        return await self._granted(case, session, person)

    async def _case(self, request: Request) -> Case | Response:
        """Return an authorization request that is whole; nobody is sent anywhere before client and address are."""
        try:
            asked = read_query(request)
        except Refused as error:
            return self._pages.problem("请求无法读取。", error.description)
        account = await self._account(asked)
        if account is None:
            return self._pages.problem(*_UNKNOWN)
        case = Case(asked=asked, account=account, address=self._issuer.address)
        problem = _problem(asked)
        if problem is not None:
            return self._sent(refusal_redirect(case, *problem))
        refusal = consent_refusal(case)
        return case if refusal is None else self._sent(refusal)

    async def _account(self, asked: Asked) -> Account | None:
        client, redirect = asked.get("client_id"), asked.get("redirect_uri")
        if client is None or redirect is None or {"client_id", "redirect_uri"} & set(asked.repeated):
            return None
        account = await account_of(self._issuer.identities, client)
        return account if account is not None and account.returns_to(redirect) else None

    async def _signed_in(self, request: Request, case: Case) -> tuple[Session, Person] | Response:
        session = await self._cookies.session(request)
        person = None if session is None else await person_of(self._issuer.identities, session.login)
        if session is None or person is None or not session.is_of(person):
            if case.asked.get("prompt") == "none":
                return self._sent(refusal_redirect(case, "login_required", "Nobody is signed in."))
            return seen_other(f"/login?next={quote(_here(request), safe='')}")
        case.person = person
        refusal = consent_refusal(case) or await self._unentitled(case, person)
        return (session, person) if refusal is None else self._sent(refusal)

    async def _unentitled(self, case: Case, person: Person) -> Answer | None:
        """Return the refusal of a request for records that the law does not give the person's department."""
        asker = Principal(department=person.department, role=person.role, rights=case.rights)
        try:
            await require_entitled(self._issuer.graph, asker, now=self._issuer.clock())
        except Refused as refused:
            return refusal_redirect(case, refused.error, refused.description)
        return None

    async def _page(self, request: Request, case: Case, session: Session, person: Person) -> Response:
        graph, redirect = self._issuer.graph, case.asked.get("redirect_uri") or ""
        return self._pages.show(
            "consent",
            sends_to=redirect,
            client=case.account.title,
            operator=await department_title(graph, case.account.department),
            person=person.name,
            department=await department_title(graph, person.department),
            sentences=await sentences(graph, case.rights),
            destination=urlsplit(redirect).netloc or redirect.partition(":")[0],
            token=form_token(session.secret, _purpose(request)),
            leave=form_token(session.secret, "leave"),
            next=_here(request),
        )

    async def _granted(self, case: Case, session: Session, person: Person) -> Response:
        approval = Approval(
            client=case.account.id,
            redirect=case.asked.get("redirect_uri") or "",
            login=person.login,
            person=person.id,
            seal=session.seal,
            department=person.department,
            rights=case.rights,
            audience=self._issuer.address,
            challenge=case.asked.get("code_challenge") or "",
            authenticated=session.authenticated,
            handle=new_handle(),
        )
        case.code = codes.new_code()
        answer = authorization_answer(case, granted=True)
        await codes.issue(self._issuer.kv, case.code, approval, family=family_id(approval.handle))
        return self._sent(answer)

    def _sent(self, answer: Answer) -> Response:
        """Send the browser where an answer says, with who answers (RFC 9207)."""
        if answer.location is None:  # pragma: no cover – the address was judged before
            return self._pages.problem(*_UNKNOWN)
        joined = "&" if "?" in answer.location else "?"
        return seen_other(f"{answer.location}{joined}{urlencode({'iss': self._issuer.address})}")


def seen_other(location: str) -> Response:
    """Send a browser elsewhere, by GET and without what it sent (RFC 9700, section 4.12)."""
    headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    return RedirectResponse(location, status_code=HTTPStatus.SEE_OTHER, headers=headers)


def _problem(asked: Asked) -> tuple[str, str] | None:
    """Return what is wrong with a request whatever it asks for, before the grants see it."""
    repeated = any(name != "resource" for name in asked.repeated)
    rules = (
        (repeated, "invalid_request", "A parameter is given more than once."),
        (asked.get("request") is not None, "request_not_supported", "Send the parameters themselves."),
        (asked.get("request_uri") is not None, "request_uri_not_supported", "Send the parameters themselves."),
        (asked.get("response_type") is None, "invalid_request", "Send response_type=code."),
        (asked.get("response_type") != "code", "unsupported_response_type", "Use response_type=code."),
        (asked.get("response_mode") not in {None, "query"}, "invalid_request", "Leave response_mode out."),
    )
    return next(((error, description) for wrong, error, description in rules if wrong), None)


def _here(request: Request) -> str:
    return f"/oauth/authorize?{request.scope['query_string'].decode('ascii', 'replace')}"


def _without_prompt(request: Request) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "prompt"]
    return f"/oauth/authorize?{urlencode(kept)}"


def _purpose(request: Request) -> str:
    return f"consent {_here(request)}"
