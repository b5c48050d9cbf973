"""What the authorization server works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hub.graph.port import Graph
from hub.identity.keys import Keys
from hub.identity.passwords import Passwords
from hub.identity.port import Identities
from hub.identity.revocations import Revocations
from hub.identity.verifying import Verifier
from hub.kv.port import KeyValues


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The authorization server of a hub; `address` is its issuer identifier and the hub's address as a resource."""

    address: str
    graph: Graph
    identities: Identities
    kv: KeyValues
    keys: Keys
    verifier: Verifier
    passwords: Passwords
    clock: Callable[[], datetime]

    @property
    def token_endpoint(self) -> str:
        """The address at which clients get tokens."""
        return f"{self.address}/oauth/token"


def new_issuer(
    address: str, *, graph: Graph, identities: Identities, kv: KeyValues, clock: Callable[[], datetime]
) -> Issuer:
    """Return the authorization server at an address, on these stores."""
    keys = Keys(identities, clock=clock)
    revocations = Revocations(identities, clock=clock)
    verifier = Verifier(keys, revocations, issuer=address, audience=address, clock=clock)
    return Issuer(
        address=address,
        graph=graph,
        identities=identities,
        kv=kv,
        keys=keys,
        verifier=verifier,
        passwords=Passwords(),
        clock=clock,
    )
