"""Authlib's grants, adapted: they judge what was read beforehand, and write nothing.

Each request has a `Case`: what was read for it, and what the grants decided. A server is made for each case, the
synchronous core runs through without waiting for anything, and what has to be written is written afterwards, in one
atomic step, by whoever asked. Nothing of Authlib leaves this module.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from http import HTTPStatus
from typing import Any, Final, NoReturn

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload, OAuth2Request, grants
from authlib.oauth2.rfc6749.errors import (
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
)
from authlib.oauth2.rfc7636 import CodeChallenge, create_s256_code_challenge

from hub.errors import MalformedScope
from hub.identity.accounts import Account, GrantType
from hub.identity.codes import Approval
from hub.identity.families import Family
from hub.identity.oauth.asking import Asked
from hub.identity.oauth.refusals import plain
from hub.identity.people import Person
from hub.scopes import Rights, narrows, parse_details, parse_scopes

_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_METHOD: Final = "S256"


@dataclass(slots=True, kw_only=True)
class Case:
    """One request: what was read for it, and then `rights`, what the token or code is to allow."""

    asked: Asked
    account: Account
    address: str
    person: Person | None = None
    approval: Approval | None = None
    family: Family | None = None
    code: str = ""
    rights: Rights = field(default_factory=Rights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of the authorization server; `location` is where a browser is sent."""

    status: HTTPStatus
    body: Mapping[str, Any]
    location: str | None = None


Generate = Callable[[Case, bool], Mapping[str, Any]]
"""Makes the token of a case, with a refresh token where the flag says so."""


def token_answer(case: Case, generate: Generate) -> Answer:
    """Return the answer of the token endpoint; what it promises is not yet written."""
    answer: Answer = _server(case, generate).create_token_response(case)
    return answer


def consent_refusal(case: Case) -> Answer | None:
    """Return why an authorization request cannot be put before a person, `None` where it can.

    The client and its redirect address must have been judged before: an error is sent there.
    """
    server = _server(case)
    try:
        server.get_consent_grant(case)
    except OAuth2Error as error:
        error.redirect_uri = error.redirect_uri or case.asked.get("redirect_uri")
        answer: Answer = server.handle_error_response(case, error)
        return answer
    return None


def authorization_answer(case: Case, *, granted: bool) -> Answer:
    """Return where a person is sent who granted a request, with `case.code`, or did not."""
    server = _server(case)
    request = server.create_oauth2_request(case)
    grant = server.get_authorization_grant(request)
    answer: Answer = server.create_authorization_response(
        request, grant_user=case.person if granted else None, grant=grant
    )
    return answer


def refusal_redirect(case: Case, error: str, description: str) -> Answer:
    """Return where a browser is sent with an error of ours."""
    refused = OAuth2Error(error=error, description=plain(description), redirect_uri=case.asked.get("redirect_uri"))
    refused.state = case.asked.get("state")
    answer: Answer = _server(case).handle_error_response(case, refused)
    return answer


class InvalidTargetError(OAuth2Error):
    """The resource is none of this server's (RFC 8707, section 2)."""

    error = "invalid_target"


class InvalidDetailsError(OAuth2Error):
    """The authorization details are unknown or cannot be read (RFC 9396, section 5)."""

    error = "invalid_authorization_details"


class _Payload(OAuth2Payload):
    """Parameters with every value, so that Authlib's checks of repetition are not blind; empty ones are none."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    @property
    def datalist(self) -> dict[str, list[str]]:
        return {name: list(values) for name, values in self._asked.values.items()}

    @property
    def data(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._asked.values.items() if values[0]}


class _Request(OAuth2Request):
    def __init__(self, case: Case, method: str) -> None:
        # The address is the one of the settings, which begins with https or leads to this machine, and not what a
        # proxy or a Host header says (RFC 9700, section 4.13).
        super().__init__(method, case.address)
        self.case = case
        self.payload = _Payload(case.asked)

    @property
    def form(self) -> dict[str, str]:
        data: dict[str, str] = self.payload.data
        return data


class _Client(ClientMixin):
    """A client as Authlib asks about it; that it is who it says was judged before."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_client_id(self) -> str:
        return self.account.id

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str | None) -> str:
        return scope or ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return self.account.returns_to(redirect_uri)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and GrantType.CODE in self.account.grants

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in self.account.grants


class _Code:
    """An approval as Authlib asks about it."""

    def __init__(self, approval: Approval) -> None:
        self.code_challenge = approval.challenge
        self.code_challenge_method = _METHOD
        self._redirect = approval.redirect

    def get_redirect_uri(self) -> str:
        return self._redirect

    def get_scope(self) -> str:
        return ""


class _Server(AuthorizationServer):
    def __init__(self, case: Case, generate: Generate | None) -> None:
        super().__init__()
        self.case = case
        self.client = _Client(case.account)
        self._generate = generate

    def query_client(self, client_id: str) -> _Client | None:
        return self.client if client_id == self.case.account.id else None

    def authenticate_client(self, request: _Request, methods: object, endpoint: str = "token") -> _Client:
        del methods, endpoint
        request.auth_method = self.case.account.proof.value
        return self.client

    def save_token(self, token: object, request: _Request) -> None:
        """Write nothing: that is done when the core has ended."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody."""

    def validate_requested_scope(self, scope: str | None) -> None:
        """Judge nothing here: each grant judges scopes together with details."""

    def generate_token(self, *, include_refresh_token: bool = True, **_: object) -> Mapping[str, Any]:
        if self._generate is None:
            raise RuntimeError("No token is made at the authorization endpoint.")
        return self._generate(self.case, include_refresh_token)

    def create_oauth2_request(self, request: Case) -> _Request:
        return _Request(request, "POST" if self._generate else "GET")

    def handle_response(self, status: int, body: Mapping[str, Any] | str, headers: list[tuple[str, str]]) -> Answer:
        location = dict(headers).get("Location")
        return Answer(status=HTTPStatus(status), body={} if isinstance(body, str) else body, location=location)


class _ProofOfRequest(CodeChallenge):
    """PKCE (RFC 7636), S256 alone, for every client, and asked for where a request begins."""

    DEFAULT_CODE_CHALLENGE_METHOD = _METHOD
    SUPPORTED_CODE_CHALLENGE_METHOD = (_METHOD,)
    CODE_CHALLENGE_METHODS: Final = {
        _METHOD: lambda verifier, challenge: compare_digest(create_s256_code_challenge(verifier), challenge)
    }

    def validate_code_challenge(self, grant: "_CodeGrant", redirect_uri: str) -> None:
        data = grant.request.payload.data
        if data.get("code_challenge_method") != _METHOD:
            raise InvalidRequestError("Send code_challenge_method=S256: no other is taken, and none is assumed.")
        if not _CHALLENGE.fullmatch(data.get("code_challenge", "")):
            raise InvalidRequestError("Send a code_challenge: the SHA-256 of the verifier, in base64url.")
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: "_CodeGrant", result: object) -> None:
        if not grant.request.form.get("code_verifier"):
            raise InvalidRequestError("Send the code_verifier.")
        super().validate_code_verifier(grant, result)


class _CodeGrant(grants.AuthorizationCodeGrant):
    def validate_authorization_request(self) -> str:
        redirect: str = super().validate_authorization_request()
        try:
            _require_resource(self.case)
            wanted = _wanted(self.case) or _none_named()
            _require_within(wanted, self.case.account.rights)
            if self.case.person is not None:
                _require_within(wanted, self.case.person.rights)
            self.case.rights = wanted
        except OAuth2Error as error:
            error.redirect_uri = redirect
            raise
        return redirect

    @property
    def case(self) -> Case:
        case: Case = self.request.case
        return case

    def generate_authorization_code(self) -> str:
        return self.case.code

    def save_authorization_code(self, code: str, request: _Request) -> None:
        """Write nothing: that is done when the core has ended."""

    def query_authorization_code(self, code: str, client: _Client) -> _Code | None:
        del code
        approval = self.case.approval
        return _Code(approval) if approval is not None and approval.client == client.account.id else None

    def delete_authorization_code(self, authorization_code: _Code) -> None:
        """Spend nothing: that is done when the core has ended, atomically."""

    def authenticate_user(self, authorization_code: _Code) -> Person | None:
        del authorization_code
        approval, person = self.case.approval, self.case.person
        if approval is None or person is None or not approval.is_of(person):
            return None
        _require_resource(self.case)
        self.case.rights = _wanted(self.case) or approval.rights
        for held in (approval.rights, self.case.account.rights, person.rights):
            _require_within(self.case.rights, held)
        return person


class _CredentialsGrant(grants.ClientCredentialsGrant):
    def validate_requested_scope(self) -> None:
        case: Case = self.request.case
        _require_resource(case)
        case.rights = _wanted(case) or _none_named()
        _require_within(case.rights, case.account.rights)


class _RefreshGrant(grants.RefreshTokenGrant):
    INCLUDE_NEW_REFRESH_TOKEN = True

    def _validate_request_token(self, client: _Client) -> Family:
        family: Family | None = self.request.case.family
        if not self.request.form.get("refresh_token"):
            raise InvalidRequestError("Send the refresh_token.")
        if family is None or family.client != client.account.id:
            raise InvalidGrantError("The refresh token is not good, or no longer.")
        return family

    def _validate_token_scope(self, token: Family) -> None:
        case: Case = self.request.case
        _require_resource(case)
        case.rights = _wanted(case) or token.rights
        _require_within(case.rights, token.rights)

    def authenticate_user(self, refresh_token: Family) -> Person:
        case: Case = self.request.case
        if case.person is None or case.person.id != refresh_token.person:
            raise InvalidGrantError("The refresh token is not good, or no longer.")
        for held in (case.account.rights, case.person.rights):
            _require_within(case.rights, held)
        return case.person

    def issue_token(self, user: Person, refresh_token: Family) -> Mapping[str, Any]:
        del refresh_token
        token: Mapping[str, Any] = self.generate_token(user=user, include_refresh_token=True)
        return token

    def revoke_old_credential(self, refresh_token: Family) -> None:
        """Write nothing: that is done when the core has ended, atomically."""


def _server(case: Case, generate: Generate | None = None) -> _Server:
    server = _Server(case, generate)
    server.register_grant(_CodeGrant, [_ProofOfRequest(required=True)])
    server.register_grant(_CredentialsGrant)
    server.register_grant(_RefreshGrant)
    return server


def _wanted(case: Case) -> Rights | None:
    """Return the rights that a request names, `None` where it names none."""
    scope, details = case.asked.get("scope"), case.asked.get("authorization_details")
    try:
        scopes = parse_scopes(scope or "")
    except MalformedScope as error:
        raise InvalidScopeError(plain(error.message)) from error
    try:
        wanted = Rights(scopes=scopes, details=parse_details(details) if details else ())
    except MalformedScope as error:
        raise InvalidDetailsError(plain(error.message)) from error
    return wanted if wanted != Rights() else None


def _none_named() -> NoReturn:
    raise InvalidScopeError("Name the scopes or authorization_details that the token is for: none are assumed.")


def _require_within(wanted: Rights, held: Rights) -> None:
    if not narrows(wanted, held=held):
        raise InvalidScopeError("The client or the person may not have all of this: ask for less.")


def _require_resource(case: Case) -> None:
    asked = case.asked.values.get("resource", ())
    if len(asked) > 1 or any(each != case.address for each in asked):
        raise InvalidTargetError(plain(f"The one resource of this server is {case.address}."))
