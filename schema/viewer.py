"""Who is asking."""

from collections.abc import Sequence

import strawberry

from hub import model
from resolvers.asking import Asking
from schema import references as to
from schema.enumerations import Role
from schema.fields import by_code
from schema.marks import PUBLIC


@strawberry.type(description="Who is asking.", directives=[PUBLIC])
class Viewer:
    """The caller; `acts_for` is the code of its department."""

    acts_for: strawberry.Private[str | None]
    anonymous: bool = strawberry.field(description="Whether the caller has not signed in.")
    role: Role | None = strawberry.field(description="In which capacity the caller acts for its department.")
    client: str | None = strawberry.field(description="The code of the program that asks.")
    scopes: list[str] = strawberry.field(description="The scopes that the caller holds.")
    department = by_code(model.Department, "acts_for", to.Department | None, "The department that the caller acts for.")


async def viewers(parents: Sequence[None], asking: Asking) -> Sequence[Viewer]:
    """Return the caller, once for each parent."""
    principal = asking.principal
    viewer = Viewer(
        acts_for=principal.department if principal else None,
        anonymous=principal is None,
        role=principal.role if principal else None,
        client=principal.client if principal else None,
        scopes=sorted(str(scope) for scope in asking.rights.scopes),
    )
    return [viewer for _ in parents]
