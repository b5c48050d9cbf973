"""Which client asks, and whether it proves that (RFC 6749, section 2.3; RFC 7523)."""

from typing import Final

from hub.errors import BadInput
from hub.identity.accounts import Account, Proof, account_of
from hub.identity.jose import CLIENT_ALGORITHMS, Claims, Forged, claimed_subject, client_key, key_id, opened
from hub.identity.oauth.asking import Asked
from hub.identity.oauth.issuer import Issuer
from hub.identity.oauth.refusals import Refused, unknown_client
from hub.kv.replay import first_time

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_LIFE: Final = 3_660
"""How far ahead an assertion may expire, in seconds."""

_EARLY: Final = 60


async def authenticated(issuer: Issuer, asked: Asked) -> Account:
    """Return the client that asks; raise `Refused`, with the same answer for an unknown one and a wrong secret.

    Raises `KvUnavailable` where it cannot be told whether an assertion was used before.
    """
    ways = _ways(asked)
    if len(ways) > 1:
        raise Refused("invalid_request", "Prove who the client is in one way, not in several.")
    basic = Proof.SECRET in ways and asked.basic is not None
    account = await _proven(issuer, asked, ways[0] if ways else Proof.NONE)
    if account is None or asked.get("client_id") not in {None, account.id}:
        raise unknown_client(basic=basic)
    return account


def _ways(asked: Asked) -> list[Proof]:
    given = (
        (Proof.SECRET, asked.basic is not None),
        (Proof.SECRET, "client_secret" in asked.values),
        (Proof.KEY, "client_assertion" in asked.values or "client_assertion_type" in asked.values),
    )
    return [proof for proof, there in given if there]


async def _proven(issuer: Issuer, asked: Asked, way: Proof) -> Account | None:
    match way:
        case Proof.SECRET:
            client, secret = asked.basic or (asked.get("client_id"), asked.get("client_secret"))
            account = await account_of(issuer.identities, client or "")
            right = account is not None and account.proves(secret or "")
            return account if right and account is not None and account.proof is way else None
        case Proof.KEY:
            return await _by_assertion(issuer, asked)
        case Proof.NONE:
            account = await account_of(issuer.identities, asked.get("client_id") or "")
            return account if account is not None and account.proof is way else None


async def _by_assertion(issuer: Issuer, asked: Asked) -> Account | None:
    assertion = asked.get("client_assertion")
    if assertion is None or asked.get("client_assertion_type") != ASSERTION:
        return None
    client = asked.get("client_id") or claimed_subject(assertion)
    account = await account_of(issuer.identities, client)
    if account is None or account.proof is not Proof.KEY:
        return None
    try:
        claims = _signed_by(account, assertion)
        name, issued, expires = _judged(issuer, account, claims)
    except Forged:
        return None
    now = issuer.clock().timestamp()
    fresh = await first_time(issuer.kv, "assertion", name, seconds=expires - now, issued=issued, now=now)
    return account if fresh else None


def _signed_by(account: Account, assertion: str) -> Claims:
    kid = key_id(assertion)
    candidates = [key for key in account.keys if kid is None or key.get("kid") == kid]
    if len(candidates) != 1:
        raise Forged("it names none of the client's keys")
    try:
        return opened(assertion, key=client_key(candidates[0]), algorithms=CLIENT_ALGORITHMS).claims
    except BadInput as error:
        raise Forged(error.message) from error


def _judged(issuer: Issuer, account: Account, claims: Claims) -> tuple[str, float, float]:
    """Return the name under which an assertion is remembered, and when it was issued and expires; raise `Forged`."""
    now = issuer.clock().timestamp()
    audience, expires, name = claims.get("aud"), claims.get("exp"), claims.get("jti")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != account.id or claims.get("sub") != account.id:
        raise Forged("it speaks for another client")
    if len(audiences) != 1 or audiences[0] not in {issuer.address, issuer.token_endpoint}:
        raise Forged("it is for another server, or for several")
    if not isinstance(expires, int | float) or not now < expires <= now + LONGEST_LIFE:
        raise Forged("it has expired, or lives too long")
    # One that does not tell when it was issued may be as old as one can be.
    issued, begins = claims.get("iat", expires - LONGEST_LIFE), claims.get("nbf", now)
    if not isinstance(issued, int | float) or not isinstance(begins, int | float) or max(issued, begins) > now + _EARLY:
        raise Forged("it is not valid yet")
    if not isinstance(name, str) or not name:
        raise Forged("it has no id")
    return f"{account.id} {name}", issued, expires
