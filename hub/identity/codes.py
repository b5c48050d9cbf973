"""Authorization codes: good once, for a minute, for the client and address that asked (RFC 6749, section 4.1.2)."""

from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Final

import orjson

from hub.codes import Code
from hub.identity.accounts import digest_of
from hub.identity.people import Person
from hub.identity.rights import rights_of, stored_rights
from hub.identity.sessions import is_sealed_by
from hub.kv.port import KeyValues
from hub.scopes import Rights

LIFE: Final = 60
"""How long a code is good, in seconds (FAPI 2.0, section 5.3.2.1)."""

REMEMBERED: Final = 600
"""How long it is known which family a code belonged to, in seconds: longer than any access token that it gave lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a person approved, kept under a code until the client fetches it; `challenge` is the S256 one of PKCE.

    `seal` is that of the session (`hub.identity.sessions`) in which it was approved.
    """

    client: str
    redirect: str
    login: Code
    person: str
    seal: str
    department: Code
    rights: Rights
    audience: str
    challenge: str
    authenticated: int
    handle: str

    def is_of(self, person: Person) -> bool:
        """Tell whether it is this person, with the password of today, who approved."""
        return is_sealed_by(person, id=self.person, seal=self.seal)


def new_code() -> str:
    """Return a code that nobody can guess."""
    return token_urlsafe(32)


async def issue(keys: KeyValues, code: str, approval: Approval, *, family: str) -> None:
    """Let a code stand for an approval."""
    body = {
        **{name: getattr(approval, name) for name in approval.__slots__ if name != "rights"},
        **stored_rights(approval.rights),
    }
    await keys.put(f"issued:{digest_of(code)}", family.encode(), seconds=REMEMBERED)
    await keys.put(f"code:{digest_of(code)}", orjson.dumps(body), seconds=LIFE)


async def approval_of(keys: KeyValues, code: str) -> Approval | None:
    """Return what a code stands for, without spending it."""
    kept = await keys.get(f"code:{digest_of(code)}")
    if kept is None:
        return None
    body = orjson.loads(kept)
    rights = rights_of(body)
    return Approval(rights=rights, **{name: body[name] for name in Approval.__slots__ if name != "rights"})


async def spend(keys: KeyValues, code: str) -> bool:
    """Tell whether this was the one time that the code is good."""
    return await keys.take(f"code:{digest_of(code)}") is not None


async def family_behind(keys: KeyValues, code: str) -> str | None:
    """Return the family that a code belonged to, also when it is spent, `None` for a code that was never issued."""
    kept = await keys.get(f"issued:{digest_of(code)}")
    return None if kept is None else kept.decode()
