"""What every resolver is told of the request: the graph and its growth, who asks, what exists for him, as of when."""

from dataclasses import dataclass, field
from datetime import datetime

from hub.access.memory import Memory
from hub.catalogue.glimpses import Ahead
from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Sight
from hub.graph.values import Revision
from hub.graph.watch import Watch
from hub.principals import Principal
from hub.scopes import CATALOGUE, Rights


@dataclass(slots=True)
class Asking:
    """One root field of one request; `principal` asks, None where nobody signed in; `now` is when (aware).

    `rights` are what may be done here, as far as the role and the law allow; `memory` is what was gathered for the law
    before, None where nothing is to be remembered.
    `as_of` is set by the root field's resolver, with `now` as its moment, before anything below it is resolved, and
    holds for all of that. `ahead` are lists that were read with what leads to them, before they were asked for.
    """

    graph: Graph
    watch: Watch
    now: datetime
    sight: Sight = PUBLIC
    principal: Principal | None = None
    rights: Rights = CATALOGUE
    memory: Memory | None = None
    as_of: Revision | None = None
    ahead: Ahead = field(default_factory=dict)
