"""`commit`: one transaction that takes the ledger's lock first, so that writers come one after the other.

What is replaced or ended goes into nodes of its own, `PastNode` and `PastEdge`, which current reads never touch.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from hub.errors import Conflict, StoreUnavailable
from hub.graph.change import Change, Receipt
from hub.graph.ledger import entry_for
from hub.graph.neo4j.chain import stored_entry
from hub.graph.neo4j.names import label_shape, lacking, quoted
from hub.graph.neo4j.reading import LOCK
from hub.graph.neo4j.server import Answer, Run
from hub.graph.neo4j.stored import CONTENT, Stored, link_properties, lists_in, same, same_node, stored_edge, stored_node
from hub.graph.shape import Shape
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision

Item = TypeVar("Item")
Row = list[Any]
"""An edge as a statement takes it: source, target, map."""

CHUNK: Final = 5_000  # rows of one statement

HEAD: Final = f"""
{LOCK} WITH head
RETURN head.sequence AS sequence, head.hash AS hash, head.recorded AS recorded, head.lists AS lists,
    COLLECT {{ UNWIND $p.expected AS id MATCH (node:Entity {{id: id}}) RETURN [id, node.revision] }} AS revisions"""

APPEND: Final = """
MATCH (head:LedgerHead)
SET head += {sequence: $p.entry.sequence, hash: $p.entry.hash, recorded: $p.entry.recorded, lists: $p.lists}
CREATE (entry:LedgerEntry) SET entry = $p.entry"""

PAST_EDGE: Final = """
CREATE (past:PastEdge)
SET past = edge{.*, _source: source, _type: type(edge), _target: target, _until: $p.revision}"""


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as statements take it: every node and edge once, nodes by label, edges by type."""

    nodes: dict[str, dict[NodeId, tuple[Node, Stored]]]
    links: dict[str, dict[EdgeKey, tuple[Edge, Stored]]]
    ended_nodes: list[NodeId]
    ended_edges: dict[str, list[EdgeKey]]
    lists: set[str]

    def date(self, revision: Revision) -> None:
        """Write the revision that the change becomes into the maps that will be stored."""
        nodes = (stored for group in self.nodes.values() for _, stored in group.values())
        links = (stored for group in self.links.values() for _, stored in group.values())
        for stored in (*nodes, *links):
            stored["revision"] = revision


def planned(change: Change, shape: Shape) -> Plan:
    """Return the plan of a change; raise `ValueError` where it leaves the shape, `BadInput` for oversized values."""
    nodes: dict[str, dict[NodeId, tuple[Node, Stored]]] = defaultdict(dict)
    for node in change.puts:
        nodes[node.label][node.id] = node, stored_node(node, Revision(0), label_shape(shape, node.label))
    links: dict[str, dict[EdgeKey, tuple[Edge, Stored]]] = defaultdict(dict)
    for link in change.links:
        quoted(link.key.type, shape.edges)
        links[link.key.type][link.key] = link, stored_edge(link, Revision(0))
    ended: dict[str, list[EdgeKey]] = defaultdict(list)
    for end in dict.fromkeys(end for end in change.ends if isinstance(end, EdgeKey)):
        ended[end.type].append(end)
    ended_nodes = list(dict.fromkeys(end for end in change.ends if isinstance(end, str)))
    return Plan(nodes, links, ended_nodes, ended, lists_in(change.puts, shape))


@dataclass(frozen=True, slots=True)
class Writer:
    """One transaction at work on a plan."""

    run: Run
    plan: Plan
    shape: Shape

    async def commit(self, change: Change, clock: Callable[[], datetime]) -> Receipt:
        """Write a change and its ledger entry."""
        head = await self.run(HEAD, expected=[expectation.node for expectation in change.expects])
        if not head:
            raise StoreUnavailable("The graph store has no schema yet: migrate it first.")
        _check_expectations(change, dict(head["revisions"]))
        entry = entry_for(
            change,
            sequence=Revision(head["sequence"] + 1),
            recorded=_recorded(clock(), head),
            previous=head["hash"],
        )
        self.plan.date(entry.sequence)
        await self._end(entry.sequence)
        await self._put(entry.sequence)
        await self._link(entry.sequence)
        await self.run(APPEND, entry=stored_entry(entry), lists=sorted(self.plan.lists | set(head["lists"])))
        return Receipt(entry.sequence, entry.recorded, entry.hash)

    async def _end(self, revision: Revision) -> None:
        for kind, keys in self.plan.ended_edges.items():
            ended = await self._end_edges(kind, keys, revision)
            for key in keys:
                if [key.source, key.target] not in ended:
                    raise _gone(f"The edge {key.type} from {key.source!r} to {key.target!r}")
        for ids in chunks(self.plan.ended_nodes):
            await self.run(_END_EDGES_OF_NODES, ids=ids, revision=revision)
            answer = await self.run(_end_nodes(self.shape), ids=ids, revision=revision)
            for node in ids:
                if node not in answer["ended"]:
                    raise _gone(f"The node {node!r}")

    async def _end_edges(self, kind: str, keys: Sequence[EdgeKey], revision: Revision) -> list[list[str]]:
        if kind not in self.shape.edges:
            return []
        pairs = [[key.source, key.target] for key in keys]
        answer = await self.run(_end_edges(kind), pairs=pairs, revision=revision)
        ended: list[list[str]] = answer["ended"]
        return ended

    async def _put(self, revision: Revision) -> None:
        for label, nodes in self.plan.nodes.items():
            for protected in (False, True):
                rows = [stored for node, stored in nodes.values() if (node.audience is not None) is protected]
                for chunk in chunks(rows):
                    answer = await self.run(_create_nodes(label, protected=protected), rows=chunk, revision=revision)
                    there = (stored for stored in answer["there"])
                    changed = [nodes[one["id"]][1] for one in there if not same_node(nodes[one["id"]][0], one)]
                    if changed:
                        statement = _replace_nodes(self.shape, protected=protected)
                        await self.run(statement, rows=changed, revision=revision)

    async def _link(self, revision: Revision) -> None:
        for kind, links in self.plan.links.items():
            rows: list[Row] = [[key.source, key.target, stored] for key, (_, stored) in links.items()]
            for chunk in chunks(rows):
                answer = await self.run(_create_links(kind), rows=chunk, revision=revision)
                if answer["joined"] < len(chunk):
                    await self._refuse_loose_ends(chunk)
                changed = list(_changed(kind, answer["there"], links))
                if changed:
                    await self.run(_replace_links(kind), rows=changed, revision=revision)

    async def _refuse_loose_ends(self, rows: Sequence[Row]) -> None:
        ends = list(dict.fromkeys(end for row in rows for end in row[:2]))
        answer = await self.run(_MISSING, ids=ends)
        raise _gone(f"The end {answer['missing'][0]!r} of an edge")


def _changed(
    kind: str, there: Iterable[tuple[str, str, Stored]], links: dict[EdgeKey, tuple[Edge, Stored]]
) -> Iterator[Row]:
    for source, target, stored in there:
        link, row = links[EdgeKey(NodeId(source), kind, NodeId(target))]
        if not same(link.properties, link_properties(stored)):
            yield [source, target, row]


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield the items in parts that one statement takes."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _check_expectations(change: Change, revisions: dict[NodeId, Revision]) -> None:
    for expectation in change.expects:
        found = revisions.get(expectation.node)
        if found != expectation.revision:
            message = (
                f"The node {expectation.node!r} is at revision {found or 'none'}, not at "
                f"{expectation.revision or 'none'} as expected: read it again and repeat the change."
            )
            raise Conflict(message, node=expectation.node)


def _gone(subject: str) -> Conflict:
    return Conflict(f"{subject} does not exist: read it again and repeat the change.")


def _recorded(now: datetime, head: Answer) -> datetime:
    moment = now.astimezone(UTC)
    return max(moment, datetime.fromisoformat(head["recorded"])) if head["recorded"] else moment


def _past_node(shape: Shape) -> str:
    """Return the clauses that keep the version which `node` has."""
    orders = sorted({order for label in shape.labels.values() for order in label.orders})
    lacks = "".join(f", `{lacking(order)}`: null" for order in orders)
    content = f"{CONTENT[:-1]}{lacks}, _until: $p.revision}}"
    return f"""
    CREATE (past:PastNode) SET past = node{content}
    FOREACH (_ IN CASE WHEN node:Protected THEN [1] ELSE [] END | SET past:Protected)"""


def _create_nodes(label: str, *, protected: bool) -> str:
    return f"""
    UNWIND $p.rows AS row
    MERGE (node:Entity {{id: row.id}})
    ON CREATE SET node:`{label}`{":Protected" if protected else ""}, node = row
    WITH node WHERE node.revision <> $p.revision
    RETURN collect(node{CONTENT}) AS there"""


def _replace_nodes(shape: Shape, *, protected: bool) -> str:
    return f"""
    UNWIND $p.rows AS row
    MATCH (node:Entity {{id: row.id}})
    {_past_node(shape)}
    SET node = row {"SET" if protected else "REMOVE"} node:Protected"""


def _end_nodes(shape: Shape) -> str:
    return f"""
    UNWIND $p.ids AS id
    MATCH (node:Entity {{id: id}})
    {_past_node(shape)}
    DELETE node
    RETURN collect(id) AS ended"""


_END_EDGES_OF_NODES: Final = f"""
    UNWIND $p.ids AS id
    MATCH (:Entity {{id: id}})-[edge]-()
    WITH DISTINCT edge
    WITH edge, startNode(edge).id AS source, endNode(edge).id AS target
    {PAST_EDGE}
    DELETE edge"""


def _end_edges(kind: str) -> str:
    return f"""
    UNWIND $p.pairs AS pair
    MATCH (:Entity {{id: pair[0]}})-[edge:`{kind}`]->(:Entity {{id: pair[1]}})
    WITH pair, edge, pair[0] AS source, pair[1] AS target
    {PAST_EDGE}
    DELETE edge
    RETURN collect(pair) AS ended"""


def _create_links(kind: str) -> str:
    return f"""
    UNWIND $p.rows AS row
    MATCH (source:Entity {{id: row[0]}}) MATCH (target:Entity {{id: row[1]}})
    MERGE (source)-[edge:`{kind}`]->(target)
    ON CREATE SET edge = row[2]
    RETURN count(*) AS joined,
        collect(CASE WHEN edge.revision <> $p.revision THEN [row[0], row[1], properties(edge)] END) AS there"""


def _replace_links(kind: str) -> str:
    return f"""
    UNWIND $p.rows AS row
    MATCH (:Entity {{id: row[0]}})-[edge:`{kind}`]->(:Entity {{id: row[1]}})
    WITH row, edge, row[0] AS source, row[1] AS target
    {PAST_EDGE}
    SET edge = row[2]"""


_MISSING: Final = """
UNWIND $p.ids AS id
WITH id WHERE NOT EXISTS { (:Entity {id: id}) }
RETURN collect(id) AS missing"""
