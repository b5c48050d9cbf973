"""Walking breadth-first, level by level: one statement each, nothing visited twice, no path enumerated."""

from dataclasses import asdict, dataclass, field

from hub.graph.neo4j.names import quoted
from hub.graph.neo4j.neighbours import Adjacency, formerly, nodes_statement, present
from hub.graph.neo4j.reading import Reading
from hub.graph.neo4j.sight import readers
from hub.graph.neo4j.stored import Stored, edge_of
from hub.graph.query import Completeness, Direction, Reach, Sight
from hub.graph.shape import Shape
from hub.graph.values import Edge, NodeId, Revision

Way = tuple[str, str, Stored]
"""An edge as it was walked: the id it was walked from, its type, its map."""


@dataclass(slots=True)
class Walk:
    """A walk under way: how it goes on, and what it has reached."""

    reading: Reading
    adjacency: Adjacency | None
    direction: Direction
    parameters: dict[str, object]
    distances: dict[NodeId, int] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    async def beyond(self, level: list[NodeId], room: int) -> list[NodeId]:
        """Walk from a level to its neighbours and keep the edges; return the new nodes by id, at most `room` + 1.

        Where there are more than `room`, no edge is kept.
        """
        answer = await self._ask(_NEIGHBOURS, level, most=len(self.distances) + room + 1)
        new = sorted(NodeId(far) for far, _ in answer if far not in self.distances)[: room + 1]
        if len(new) <= room:
            self._keep(answer)
        return new

    async def join(self, level: list[NodeId]) -> None:
        """Keep the edges that lead from a level to nodes already reached."""
        self._keep(await self._ask(_JOINING, level, known=list(self.distances)))

    async def leads_on(self, level: list[NodeId]) -> bool:
        """Tell whether an edge leads from a level to a node not yet reached."""
        return bool(await self._ask(_LEADING_ON, level, known=list(self.distances)))

    async def _ask(self, statement: str, level: list[NodeId], **parameters: object) -> list[tuple[str, list[Way]]]:
        if self.adjacency is None or not level:
            return []
        text = statement.format(**asdict(self.adjacency))
        answer: list[tuple[str, list[Way]]] = await self.reading.ask(text, ids=level, **self.parameters, **parameters)
        return answer

    def _keep(self, answer: list[tuple[str, list[Way]]]) -> None:
        for far, ways in answer:
            for near, kind, stored in ways:
                ends = (near, far) if self.direction is Direction.OUT else (far, near)
                self.edges.append(edge_of(ends[0], kind, ends[1], stored))


_NEIGHBOURS = """
UNWIND $p.ids AS id {start} {follow}
WITH node, collect({way}) AS ways ORDER BY node.id LIMIT $p.most
RETURN collect([node.id, [way IN ways | {told}]]) AS answer"""

_JOINING = """
UNWIND $p.ids AS id {start} {follow}
WITH * WHERE node.id IN $p.known
WITH node, collect({way}) AS ways
RETURN collect([node.id, [way IN ways | {told}]]) AS answer"""

_LEADING_ON = """
UNWIND $p.ids AS id {start} {follow}
WITH * WHERE NOT node.id IN $p.known
WITH node LIMIT 1
RETURN collect([node.id, []]) AS answer"""


async def walk(
    reading: Reading,
    roots: list[NodeId],
    *,
    edges: frozenset[str],
    direction: Direction,
    depth: int,
    budget: int,
    sight: Sight,
    shape: Shape,
    as_of: Revision | None,
) -> Reach:
    """Answer `reach` of the port."""
    types = [quoted(kind, shape.edges) for kind in sorted(edges)]
    found = present(types, direction, "", sight) if as_of is None else formerly(types, direction, sight)
    parameters: dict[str, object] = {"readers": readers(sight), "as_of": as_of, "types": sorted(edges)}
    going = Walk(reading, found if types else None, direction, parameters)
    there = await reading.ask(nodes_statement(sight, as_of), ids=roots, readers=readers(sight), as_of=as_of)
    level = sorted({NodeId(root) for root, _ in there})
    going.distances = dict.fromkeys(level, 0)
    completeness = await _go(going, level, depth=depth, room=budget)
    return Reach(
        distances=going.distances,
        edges=tuple(sorted(going.edges, key=lambda edge: (edge.key.source, edge.key.type, edge.key.target))),
        completeness=completeness,
        unknown=tuple(dict.fromkeys(root for root in roots if root not in going.distances)),
    )


async def _go(going: Walk, level: list[NodeId], *, depth: int, room: int) -> Completeness:
    for distance in range(1, depth + 1):
        new = await going.beyond(level, room)
        kept = new[:room]
        going.distances |= dict.fromkeys(kept, distance)
        if len(new) > room:
            await going.join([*level, *(kept if distance < depth else [])])
            return Completeness.BUDGET_SPENT
        if not new:
            return Completeness.COMPLETE
        level, room = kept, room - len(kept)
    return Completeness.DEPTH_REACHED if await going.leads_on(level) else Completeness.COMPLETE
