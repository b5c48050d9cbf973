"""The statements of `get`, `expand` and `degree`, at present and as of a revision."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from hub.graph.neo4j.names import quoted
from hub.graph.neo4j.place import Condition, Ordering, following, sorting
from hub.graph.neo4j.sight import seen, then
from hub.graph.neo4j.stored import CONTENT
from hub.graph.query import Direction, Sight, Step, Window
from hub.graph.shape import Shape
from hub.graph.values import Revision

PAST_LINK: Final = "{.*, _source: null, _type: null, _target: null, _until: null}"


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Clauses that lead from an id to its neighbours.

    `start` keeps only an `id` whose node is seen, `follow` binds `node` to each neighbour that is seen; `link` is an
    expression of the map of the edge between them. `way` is one of all there is to tell about the edge, which costs
    nothing yet; `told` reads the id, type and map out of a `way`.
    """

    start: str
    follow: str
    link: str
    way: str
    told: str


def present(types: Collection[str], direction: Direction, label: str, sight: Sight) -> Adjacency:
    """Return how neighbours are found at present along edges of these types, all names quoted; `label` may be empty."""
    pattern = arrow(f"[edge:{'|'.join(types)}]", direction)
    return Adjacency(
        start=f"MATCH (start:Entity {{id: id}}) WHERE {seen('start', sight)}",
        follow=f"MATCH (start){pattern}(node{label}) WHERE {seen('node', sight)}",
        link="properties(edge)",
        way="{id: id, edge: edge}",
        told="[way.id, type(way.edge), properties(way.edge)]",
    )


def formerly(types: Collection[str], direction: Direction, sight: Sight) -> Adjacency:
    """Return how neighbours were found at `$p.as_of`; past edges are of the types in `$p.types`."""
    pattern = arrow(f"[edge:{'|'.join(types)}]", direction)
    near, far = ("_source", "_target") if direction is Direction.OUT else ("_target", "_source")
    return Adjacency(
        start=then("id", "start", sight),
        follow=f"""
        CALL (id) {{
            MATCH (:Entity {{id: id}}){pattern}(other:Entity) WHERE edge.revision <= $p.as_of
            RETURN other.id AS far, properties(edge) AS link, type(edge) AS kind
            UNION ALL
            UNWIND $p.types AS kind MATCH (edge:PastEdge {{{near}: id, _type: kind}})
            WHERE edge.revision <= $p.as_of AND edge._until > $p.as_of
            RETURN edge.{far} AS far, edge{PAST_LINK} AS link, kind
        }}
        {then("far", "node", sight)}""",
        link="link",
        way="{id: id, kind: kind, link: link}",
        told="[way.id, way.kind, way.link]",
    )


def arrow(edge: str, direction: Direction) -> str:
    """Return an edge as it stands between two nodes of a pattern."""
    return f"-{edge}->" if direction is Direction.OUT else f"<-{edge}-"


def nodes_statement(sight: Sight, as_of: Revision | None) -> str:
    """Return the statement that answers, for each shown node of `$p.ids`, its id and its map."""
    found = f"MATCH (node:Entity {{id: id}}) WHERE {seen('node', sight)}"
    version = found if as_of is None else then("id", "node", sight)
    return f"UNWIND $p.ids AS id {version} RETURN collect([id, node{CONTENT}]) AS answer"


def expansion(step: Step, window: Window, sight: Sight, *, shape: Shape, as_of: Revision | None) -> Condition:
    """Return the statement that answers, for each shown node of `$p.ids`, its id and a window of links.

    A link is the map of the edge and that of the node; there is one more than the window's first, if there are more.
    """
    adjacency, label = _along(step, sight, shape, as_of)
    order = Ordering() if window.order is None else Ordering("node[$p.order]", window.order.descending)
    after = following("node", order, window.after)
    text = f"""
    UNWIND $p.ids AS id {adjacency.start}
    CALL (*) {{
        {adjacency.follow}
        WITH * WHERE {label} AND {after.text}
        WITH * ORDER BY {sorting("node", order)} LIMIT $p.limit
        RETURN collect([{adjacency.link}, node{CONTENT}]) AS links
    }}
    RETURN collect([id, links]) AS answer"""
    named = {} if window.order is None else {"order": window.order.property}
    return Condition(text, {"limit": window.first + 1, "types": [step.edge], **named, **after.parameters})


def degrees(step: Step, sight: Sight, *, shape: Shape, as_of: Revision | None) -> str:
    """Return the statement that answers, for each shown node of `$p.ids`, its id and how many links it has."""
    adjacency, label = _along(step, sight, shape, as_of)
    counted = f"COUNT {{ {adjacency.follow} WITH * WHERE {label} RETURN node }}"
    if sight.everything and step.label is None and as_of is None:
        # In this form the server answers from what it keeps about a node with many edges.
        counted = f"COUNT {{ (start){arrow(f'[:`{step.edge}`]', step.direction)}() }}"
    return f"UNWIND $p.ids AS id {adjacency.start} WITH id, {counted} AS n RETURN collect([id, n]) AS answer"


def _along(step: Step, sight: Sight, shape: Shape, as_of: Revision | None) -> tuple[Adjacency, str]:
    """Return how to follow a step, and the condition on the neighbour's label that following leaves to check."""
    types = [quoted(step.edge, shape.edges)]
    label = "" if step.label is None else quoted(step.label, shape.labels)
    if as_of is None:
        return present(types, step.direction, label and f":{label}", sight), "true"
    return formerly(types, step.direction, sight), f"node.id STARTS WITH '{label.strip('`')}:'" if label else "true"
