"""What a new password ends: whatever was begun with the old one, which somebody else may have known."""

from dataclasses import replace

import httpx
import pytest

from hub.identity import codes, people
from hub.identity.passwords import Passwords
from hub.identity.port import Kind
from hub.kv.port import KeyValues
from hub.vocabulary import Role
from tests.identity.flows import Flows, granted, refused, sent_to_sign_in


async def test_a_session_ends_with_the_password(signed_in: Flows) -> None:
    """Who has a browser's cookie gets nothing by it once the password is another."""
    assert (await signed_in.ask()).status_code == httpx.codes.OK
    li = signed_in.people["li"]
    renewed = replace(li, password=await Passwords().hashed("another sentence that nobody guesses"))
    await people.change(signed_in.issuer.identities, renewed, now=signed_in.clock.now)
    assert sent_to_sign_in(await signed_in.ask())


async def test_refresh_tokens_end_with_the_password(signed_in: Flows) -> None:
    """Those of the person who gets another one, and of nobody else; what changes otherwise leaves them good."""
    body = await signed_in.tokens()
    li = signed_in.people["li"]
    await people.change(signed_in.issuer.identities, replace(li, role=Role.PROVIDER), now=signed_in.clock.now)
    body = granted(await signed_in.refresh(body["refresh_token"]))
    renewed = await Passwords().hashed("another sentence that nobody guesses")
    mei = await signed_in.person("mei")
    await people.change(signed_in.issuer.identities, replace(mei, password=renewed), now=signed_in.clock.now)
    body = granted(await signed_in.refresh(body["refresh_token"]))
    await people.change(signed_in.issuer.identities, replace(li, password=renewed), now=signed_in.clock.now)
    assert refused(await signed_in.refresh(body["refresh_token"])) == (400, "invalid_grant")


async def test_codes_end_with_the_password(signed_in: Flows) -> None:
    """What was approved before the password became another one is given to nobody afterwards."""
    code = await signed_in.code()
    renewed = await Passwords().hashed("another sentence that nobody guesses")
    li = replace(signed_in.people["li"], password=renewed)
    await people.change(signed_in.issuer.identities, li, now=signed_in.clock.now)
    assert refused(await signed_in.redeem(code)) == (400, "invalid_grant")


async def test_a_password_that_changes_while_a_code_is_redeemed(
    signed_in: Flows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No refresh token outlives it, though the code was looked at before."""
    code = await signed_in.code()
    renewed = await Passwords().hashed("another sentence that nobody guesses")
    li = replace(signed_in.people["li"], password=renewed)
    spend = codes.spend

    async def late(keys: KeyValues, code: str) -> bool:
        await people.change(signed_in.issuer.identities, li, now=signed_in.clock.now)
        return await spend(keys, code)

    monkeypatch.setattr(codes, "spend", late)
    assert refused(await signed_in.redeem(code)) == (400, "invalid_grant")
    assert list(await signed_in.issuer.identities.newer(Kind.FAMILY)) == []
