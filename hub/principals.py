"""Who asks: a department, in which role and by which client, and which entries exist for it.

Until callers bring tokens, a developer names a principal in the header `Hub-Principal`; the hub takes it only where
`HUB_DEV_PRINCIPALS` says so, on a loopback address.
"""

import ipaddress
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from hub.catalogue.nouns import AUDITOR, AUTHORITY, reader
from hub.codes import Code, code
from hub.errors import MalformedCode, MalformedPrincipal
from hub.graph.query import PUBLIC, Sight
from hub.law.applications import Actor
from hub.scopes import EVERY_ACTION, Rights
from hub.vocabulary import ClientSecurity, Role

HEADER: Final = "Hub-Principal"
"""The header in which a developer says who asks, as `department=gd-wjw; role=CONSUMER`."""

Member = TypeVar("Member", bound=Enum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """A person or program that acts for a department in one role; `security` is None where it is not known.

    `rights` are what its token may be used for; they only narrow what its role and the law allow.
    """

    department: Code
    role: Role
    client: Code | None = None
    security: ClientSecurity | None = None
    rights: Rights = EVERY_ACTION

    @property
    def name(self) -> str:
        """The name under which the ledger knows it: the department, with the client where there is one."""
        return self.department if self.client is None else f"{self.department}/{self.client}"


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


def read_principal(text: str) -> Principal:
    """Return the principal that a header names; raise `MalformedPrincipal` where it names none."""
    said: dict[str, str] = {}
    for part in text.split(";"):
        name, separator, value = (piece.strip() for piece in part.partition("="))
        if not separator or name not in {"department", "role", "client", "security"} or name in said:
            raise _malformed(f"'{part.strip()[:60]}' is not understood")
        said[name] = value
    if "department" not in said:
        raise _malformed("it names no department")
    return Principal(
        department=_code(said["department"]),
        role=_member(Role, said.get("role", Role.CONSUMER.value)),
        client=_code(said["client"]) if "client" in said else None,
        security=_member(ClientSecurity, said["security"]) if "security" in said else None,
    )


def is_loopback(host: str) -> bool:
    """Tell whether a host, as an address or as `localhost`, is this machine and no other can reach it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _code(text: str) -> Code:
    try:
        return code(text)
    except MalformedCode as error:
        raise _malformed(f"'{text[:60]}' is no code") from error


def _member(kind: type[Member], text: str) -> Member:
    members = {str(member.value): member for member in kind}
    if text not in members:
        raise _malformed(f"'{text[:60]}' is none of {', '.join(members)}")
    return members[text]


def _malformed(what: str) -> MalformedPrincipal:
    message = f"The header {HEADER} cannot be read, {what}: write it as `department=gd-wjw; role=CONSUMER`."
    return MalformedPrincipal(message)
