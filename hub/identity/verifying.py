"""Judging access tokens as the resource server: signature once, everything that may change each time."""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Final

from hub.errors import Unauthenticated
from hub.identity.jose import Forged, key_id
from hub.identity.keys import Keys
from hub.identity.revocations import Revocations
from hub.identity.tokens import AccessToken, read

_REMEMBERED: Final = 10_000
_LOG: Final = logging.getLogger(__name__)


class Verifier:
    """Judges tokens for one audience; what it judged is remembered by the digest of the token and the key's id.

    Remembered is only what can never change: that this key signed these claims. Expiry, the key's retirement and
    revocation are asked each time.
    """

    def __init__(
        self, keys: Keys, revocations: Revocations, *, issuer: str, audience: str, clock: Callable[[], datetime]
    ) -> None:
        if not issuer or not audience:
            raise ValueError("A verifier needs an issuer and an audience: without them any token would do.")
        self._keys = keys
        self._revocations = revocations
        self._issuer = issuer
        self._audience = audience
        self._clock = clock
        self._judged: dict[bytes, tuple[AccessToken, str]] = {}

    async def judge(self, text: str) -> AccessToken:
        """Return what a token says, if it is to be believed now.

        Raises `Unauthenticated` for a forged, foreign, expired or revoked token, with one sentence for all of them,
        and `StoreUnavailable` where revocation cannot be asked.
        """
        try:
            token, kid = await self._known(text)
            await self._revocations.refresh()
            self._require_unrevoked(token, kid)
        except Forged as error:
            _LOG.info("An access token was refused: %s.", error)
            raise Unauthenticated(
                "The access token is not valid, or no longer: get a new one and try again."
            ) from error
        return token

    async def _known(self, text: str) -> tuple[AccessToken, str]:
        digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
        remembered = self._judged.get(digest)
        kid = remembered[1] if remembered else key_id(text)
        now = self._clock()
        key = None if kid is None else (await self._keys.ring(lacking=kid)).verifying(kid, now)
        if kid is None or key is None:
            raise Forged("the key is unknown or has retired")
        if remembered is None:
            token = read(text, key=key.key, issuer=self._issuer, audience=self._audience, now=now)
            self._remember(digest, token, kid)
            return token, kid
        if remembered[0].expires <= now.timestamp():
            raise Forged("the token has expired")
        return remembered

    def _remember(self, digest: bytes, token: AccessToken, kid: str) -> None:
        if len(self._judged) >= _REMEMBERED:
            for oldest in list(self._judged)[: _REMEMBERED // 10]:
                del self._judged[oldest]
        self._judged[digest] = (token, kid)

    def _require_unrevoked(self, token: AccessToken, kid: str) -> None:
        covers = self._revocations.covers
        if (
            covers("token", token.id, issued=token.issued)
            or covers("family", token.family, issued=token.issued)
            or covers("client", token.client, issued=token.issued)
            or covers("person", token.person, issued=token.issued)
            or covers("key", kid, issued=token.issued)
        ):
            raise Forged("the token was revoked")
