"""The token endpoint: a code, a client's credentials or a refresh token for an access token (RFC 6749, section 3.2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from hub.identity import codes, families
from hub.identity.accounts import Account, GrantType
from hub.identity.bearer import principal_of
from hub.identity.events import tell
from hub.identity.families import Family, family_id, handle_of, is_good
from hub.identity.keys import TOKEN_LIFE, SigningKey
from hub.identity.oauth.asking import Asked
from hub.identity.oauth.authentication import authenticated
from hub.identity.oauth.core import Answer, Case, token_answer
from hub.identity.oauth.entitling import require_entitled
from hub.identity.oauth.issuer import Issuer
from hub.identity.oauth.refusals import Refused
from hub.identity.people import person_of
from hub.identity.port import Kind
from hub.identity.tokens import CLIENT, PERSON, AccessToken, new_token, written
from hub.scopes import render_scopes, written_details

_REPEATABLE: Final = {"resource"}  # RFC 8707, section 2; more than one is then refused as a target


async def exchange(issuer: Issuer, asked: Asked) -> Mapping[str, Any]:
    """Return the token that a request is given; raise `Refused` with the reason of RFC 6749, section 5.2."""
    require_single(asked)
    account = await authenticated(issuer, asked)
    case = Case(asked=asked, account=account, address=issuer.address)
    key, now = (await issuer.keys.ring()).current, issuer.clock()
    match asked.get("grant_type"):
        case GrantType.CREDENTIALS.value:
            body = answered(token_answer(case, partial(_generate, now=now, key=key, secret=None)))
            await require_entitled(issuer.graph, principal_of(_token(case, now=now)), now=now)
            return body
        case GrantType.CODE.value:
            return await _redeem(issuer, case, now=now, key=key)
        case GrantType.REFRESH.value:
            return await _refresh(issuer, case, now=now, key=key)
        case None:
            raise Refused("invalid_request", "Send the grant_type.")
        case _:
            raise Refused("unsupported_grant_type", f"Use one of {', '.join(sorted(GrantType))}.")


def require_single(asked: Asked) -> None:
    """Raise `Refused` where a parameter is given more than once (RFC 6749, section 3.2)."""
    if any(name not in _REPEATABLE for name in asked.repeated):
        raise Refused("invalid_request", "A parameter is given more than once.")


def answered(answer: Answer) -> Mapping[str, Any]:
    """Return the body of an answer; raise `Refused` where it is an error."""
    if "error" in answer.body:
        description = answer.body.get("error_description") or "The request cannot be granted."
        raise Refused(answer.body["error"], description, status=answer.status)
    return answer.body


async def end_family(issuer: Issuer, family: str, *, account: Account, reason: str) -> None:
    """End a family, and tell the ledger afterwards: taking a right away waits for nothing."""
    await families.end(issuer.identities, family, now=issuer.clock())
    await tell(issuer.graph, "family.end", of="Family", id=family, actor=f"{CLIENT}{account.id}", reason=reason)


async def _redeem(issuer: Issuer, case: Case, *, now: datetime, key: SigningKey) -> Mapping[str, Any]:
    code = case.asked.get("code") or ""
    case.approval = await codes.approval_of(issuer.kv, code)
    if case.approval is None:
        await _end_replayed(issuer, case, code)
    else:
        case.person = await person_of(issuer.identities, case.approval.login)
    secret: list[str] = []
    body = answered(token_answer(case, partial(_generate, now=now, key=key, secret=secret)))
    if not await codes.spend(issuer.kv, code):
        await _end_replayed(issuer, case, code)
        raise Refused("invalid_grant", "The code is not good, or no longer.")
    await _begin_family(issuer, case, secret, now=now)
    return body


async def _end_replayed(issuer: Issuer, case: Case, code: str) -> None:
    """End what a code gave that comes a second time: one of the two who have it has stolen it (RFC 9700, 4.5)."""
    family = await codes.family_behind(issuer.kv, code)
    if family is not None:
        await end_family(issuer, family, account=case.account, reason="code replayed")


async def _begin_family(issuer: Issuer, case: Case, secret: list[str], *, now: datetime) -> None:
    approval = case.approval
    if approval is None or not secret:
        return
    family = Family(
        id=family_id(approval.handle),
        client=case.account.id,
        login=approval.login,
        person=approval.person,
        audience=approval.audience,
        rights=case.rights,
        authenticated=approval.authenticated,
        secret=secret[0],
        expires=now + families.LIFE,
    )
    await families.keep(issuer.identities, family)
    # Whoever came with the same code at the same time may have ended the family before it was there to be ended, and so
    # may whoever changed the person's password.
    ended = await issuer.identities.get(Kind.REVOCATION, f"family:{family.id}") is not None
    person = await person_of(issuer.identities, approval.login)
    if ended or person is None or not approval.is_of(person):
        await families.end(issuer.identities, family.id, now=now)
        raise Refused("invalid_grant", "The code is not good, or no longer.")


async def _refresh(issuer: Issuer, case: Case, *, now: datetime, key: SigningKey) -> Mapping[str, Any]:
    refresh_token = case.asked.get("refresh_token") or ""
    family = case.family = await families.family_of(issuer.identities, refresh_token, now=now)
    if family is not None:
        if family.client != case.account.id or not is_good(family, refresh_token):
            await end_family(issuer, family.id, account=case.account, reason="refresh token reused")
            raise Refused("invalid_grant", "The refresh token is not good, or no longer.")
        case.person = await person_of(issuer.identities, family.login)
    secret: list[str] = []
    generate = partial(_generate, now=now, key=key, secret=secret, handle=handle_of(refresh_token))
    body = answered(token_answer(case, generate))
    if family is None or not await families.rotated(issuer.identities, replace(family, secret=secret[0]), now=now):
        raise Refused("invalid_grant", "The refresh token is not good, or no longer.")
    return body


def _generate(
    case: Case,
    include_refresh_token: bool,  # noqa: FBT001 – as Authlib asks
    *,
    now: datetime,
    key: SigningKey,
    secret: list[str] | None,
    handle: str | None = None,
) -> Mapping[str, Any]:
    """Return the answer for a case; the digest of a new refresh token's secret is added to `secret`."""
    token = _token(case, now=now)
    body: dict[str, Any] = {
        "access_token": written(token, issuer=case.address, key=key),
        "token_type": "Bearer",
        "expires_in": int(TOKEN_LIFE.total_seconds()),
        "scope": render_scopes(case.rights.scopes),
    }
    if case.rights.details:
        body["authorization_details"] = written_details(case.rights.details)
    handle = handle or (case.approval.handle if case.approval else None)
    if include_refresh_token and secret is not None and handle is not None:
        body["refresh_token"], digest = families.new_refresh_token(handle)
        secret.append(digest)
    return body


def _token(case: Case, *, now: datetime) -> AccessToken:
    account, person = case.account, case.person
    make = partial(
        new_token, client=account.id, security=account.security, audience=case.address, rights=case.rights, now=now
    )
    if person is None:
        return make(subject=f"{CLIENT}{account.id}", department=account.department, role=account.role)
    family, authenticated_at = _behind(case)
    return make(
        subject=f"{PERSON}{person.id}",
        department=person.department,
        role=person.role,
        family=family,
        authenticated=authenticated_at,
    )


def _behind(case: Case) -> tuple[str | None, int | None]:
    if case.family is not None:
        return case.family.id, case.family.authenticated
    if case.approval is not None:
        return family_id(case.approval.handle), case.approval.authenticated
    return None, None
