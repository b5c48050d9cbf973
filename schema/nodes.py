"""The `Node` interface: every noun of the catalogue has a global id."""

import strawberry

from hub.catalogue.identifiers import global_id
from hub.model import Noun
from schema.fields import read
from schema.marks import PUBLIC


def _id(root: Noun) -> strawberry.ID:
    return strawberry.ID(global_id(root))


@strawberry.interface(description="Anything with a global id; `node(id:)` finds it again.")
class Node:
    """A noun of the catalogue; resolved from the noun itself."""

    id: strawberry.ID = read(_id, "The global id: opaque, the same for ever.", reads="code", directives=[PUBLIC])
