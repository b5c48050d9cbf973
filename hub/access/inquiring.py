"""What is asked of the law: for which department, for which business matter, by which way."""

from dataclasses import dataclass

from hub.catalogue.nouns import id_of, noun_of
from hub.codes import Code, code
from hub.errors import NotFound
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import Revision
from hub.law.facts import Asker, Purpose, Request
from hub.model import BusinessMatter, Department
from hub.principals import Principal, signed_in
from hub.vocabulary import Channel, ClientSecurity


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """For which department, purpose (a matter's code), channel and security of the client access is asked about."""

    department: Code
    purpose: str | None
    channel: Channel | None = None
    security: ClientSecurity | None = None


def inquiry_of(
    principal: Principal | None, *, purpose: str | None, channel: Channel | None, department: str | None = None
) -> Inquiry:
    """Return what a principal asks about, its own department unless another is named.

    How well its client is secured counts for its own department alone. Raises `Unauthenticated` where nobody asks.
    """
    principal = signed_in(principal)
    asked = principal.department if department is None else code(department)
    own = asked == principal.department
    return Inquiry(department=asked, purpose=purpose, channel=channel, security=principal.security if own else None)


async def request_of(graph: Graph, inquiry: Inquiry, *, as_of: Revision | None = None) -> Request:
    """Return an inquiry as the request that the law is asked about; one store call."""
    named = None if inquiry.purpose is None else code(inquiry.purpose)
    nodes = [id_of(Department, inquiry.department), *([] if named is None else [id_of(BusinessMatter, named)])]
    found, *matters = await graph.get(nodes, sight=EVERYTHING, as_of=as_of)
    if found is None:
        message = f"There is no department '{inquiry.department}': `departments` lists them."
        raise NotFound(message, department=inquiry.department)
    purpose = None
    if named is not None:
        if matters[0] is None:
            message = f"There is no business matter '{named}': `Department.businessMatters` lists them."
            raise NotFound(message, purpose=named)
        matter = noun_of(BusinessMatter, matters[0])
        purpose = Purpose(matter=matter.code, department=matter.department)
    return Request(
        asker=asker_of(noun_of(Department, found)), purpose=purpose, channel=inquiry.channel, security=inquiry.security
    )


def asker_of(department: Department) -> Asker:
    """Return a department as the law is told of who asks."""
    return Asker(department=department.code, level=department.level, region=department.region)
