"""Who asks: a department, in which role, by which client and for which person, and which entries exist for it."""

from dataclasses import dataclass

from hub.catalogue.nouns import AUDITOR, AUTHORITY, reader
from hub.codes import Code
from hub.errors import Unauthenticated
from hub.graph.query import PUBLIC, Sight
from hub.law.applications import Actor
from hub.scopes import EVERY_ACTION, Rights
from hub.vocabulary import ClientSecurity, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A person or program that acts for a department in one role.

    `client` is the program that asks, `person` the id of the one for whom it asks, None where it asks for itself;
    `security` is how well the client proved itself, None where it did not. `rights` are what its token may be used
    for: they only narrow what its role and the law allow.
    """

    department: Code
    role: Role
    client: Code | None = None
    person: str | None = None
    security: ClientSecurity | None = None
    rights: Rights = EVERY_ACTION

    @property
    def name(self) -> str:
        """The name under which the ledger knows it: the department, with the client and the person's id, if any."""
        return "/".join(part for part in (self.department, self.client, self.person) if part is not None)


def signed_in(principal: Principal | None) -> Principal:
    """Return who asks; raise `Unauthenticated` where nobody does."""
    if principal is None:
        raise Unauthenticated("Nobody is signed in, and this is for a department to know or do: sign in first.")
    return principal


def sight_of(principal: Principal | None) -> Sight:
    """Return which protected entries exist for a principal; to an anonymous caller none does."""
    if principal is None:
        return PUBLIC
    own = {reader(principal.department)}
    further = {Role.AUTHORITY: {AUTHORITY}, Role.AUDITOR: {AUDITOR}}.get(principal.role, set())
    return Sight(frozenset(own | further))


def actor_of(principal: Principal) -> Actor:
    """Return a principal as one that acts in an application or on a grant."""
    return Actor(department=principal.department, role=principal.role)
