"""What every resolver is told of the request: the graph and its growth, for whom it is read, and as of when."""

from dataclasses import dataclass

from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Sight
from hub.graph.values import Revision
from hub.graph.watch import Watch


@dataclass(slots=True)
class Asking:
    """One root field of one request.

    `as_of` is set by the root field's resolver, before anything below it is resolved, and holds for all of that.
    """

    graph: Graph
    watch: Watch
    sight: Sight = PUBLIC
    as_of: Revision | None = None
