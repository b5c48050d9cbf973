"""Ending and asking about tokens: revocation (RFC 7009) and introspection (RFC 7662)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hub.errors import Unauthenticated
from hub.identity import families
from hub.identity.accounts import Account, Proof
from hub.identity.events import tell
from hub.identity.families import is_good
from hub.identity.oauth.asking import Asked
from hub.identity.oauth.authentication import authenticated
from hub.identity.oauth.exchange import end_family, require_single
from hub.identity.oauth.issuer import Issuer
from hub.identity.oauth.refusals import Refused, unknown_client
from hub.identity.revocations import revoking
from hub.identity.tokens import CLIENT, AccessToken, claims_of


async def revoke(issuer: Issuer, asked: Asked) -> None:
    """End a token of the client that asks; one that is unknown or has ended already is no error.

    With a refresh token all that goes back to the same sign-in ends. Raises `Refused`.
    """
    account, text = await _asked_about(issuer, asked)
    token = await _access_token(issuer, text)
    if token is not None:
        _require_own(account, token.client)
        until = datetime.fromtimestamp(token.expires, UTC)
        await issuer.identities.write(revoking("token", token.id, until=until))
        await tell(issuer.graph, "token.revoke", of="Token", id=token.id, actor=f"{CLIENT}{account.id}")
        return
    family = await families.family_of(issuer.identities, text, now=issuer.clock())
    if family is not None:
        _require_own(account, family.client)
        await end_family(issuer, family.id, account=account, reason="revoked by its client")


async def introspect(issuer: Issuer, asked: Asked) -> Mapping[str, Any]:
    """Return what a token of the client that asks says; of another client's token only that it is not active.

    Raises `Refused`; a client without proof may not ask (RFC 7662, section 2.1).
    """
    account, text = await _asked_about(issuer, asked)
    if account.proof is Proof.NONE:
        raise unknown_client(basic=False)
    token = await _access_token(issuer, text)
    if token is not None and token.client == account.id:
        return {"active": True, "token_type": "Bearer", **claims_of(token, issuer=issuer.address)}
    family = await families.family_of(issuer.identities, text, now=issuer.clock())
    if family is not None and family.client == account.id and is_good(family, text):
        return {"active": True, "client_id": account.id, "exp": int(family.expires.timestamp())}
    return {"active": False}


async def _asked_about(issuer: Issuer, asked: Asked) -> tuple[Account, str]:
    require_single(asked)
    account = await authenticated(issuer, asked)
    text = asked.get("token")
    if text is None:
        raise Refused("invalid_request", "Send the token.")
    return account, text


async def _access_token(issuer: Issuer, text: str) -> AccessToken | None:
    try:
        return await issuer.verifier.judge(text)
    except Unauthenticated:
        return None


def _require_own(account: Account, client: str) -> None:
    if client != account.id:
        raise Refused("invalid_grant", "The token was issued to another client.")
