"""An issuer and a verifier on one store, as the hub puts them together."""

from dataclasses import replace
from datetime import timedelta

from hub.codes import Code
from hub.identity.keys import Keys
from hub.identity.port import Identities
from hub.identity.revocations import Area, Revocations, revoking
from hub.identity.tokens import AccessToken, new_token, written
from hub.identity.verifying import Verifier
from hub.scopes import Rights, parse_scopes
from hub.vocabulary import Role
from tests.identity.clock import Clock

ISSUER = "https://hub.example"
RIGHTS = Rights(scopes=parse_scopes("catalogue:read records:gd-gat.household#name"))


class Issuing:
    """Issues tokens and judges them."""

    def __init__(self, identities: Identities, clock: Clock) -> None:
        self.identities = identities
        self.clock = clock
        self.keys = Keys(identities, clock=clock)
        self.verifier = self.another_process()

    def another_process(self, *, issuer: str = ISSUER, audience: str = ISSUER) -> Verifier:
        """Return a verifier that shares nothing with the first one but the store."""
        keys, revocations = Keys(self.identities, clock=self.clock), Revocations(self.identities, clock=self.clock)
        return Verifier(keys, revocations, issuer=issuer, audience=audience, clock=self.clock)

    def token(self, **differing: str | None) -> AccessToken:
        """Return a token of a client, issued now."""
        made = new_token(
            subject="client:gd-mzt-app",
            client="gd-mzt-app",
            department=Code("gd-mzt"),
            role=Role.CONSUMER,
            audience=ISSUER,
            rights=RIGHTS,
            now=self.clock.now,
        )
        return replace(made, **differing)  # type: ignore[arg-type]  # tests name fields that are texts

    async def text(self, token: AccessToken | None = None, *, issuer: str = ISSUER) -> str:
        """Return a token as its holder has it."""
        return written(token or self.token(), issuer=issuer, key=(await self.keys.ring()).current)

    async def revoke(self, area: Area, name: str, *, limited: bool = False) -> None:
        """Revoke something for five minutes; where limited, only what was issued until now."""
        until, at = self.clock.now + timedelta(minutes=5), self.clock.now if limited else None
        await self.identities.write(revoking(area, name, until=until, at=at))
