"""History: every version of a node or an edge that is shown to a sight."""

from typing import Any

from hub.graph.change import Version
from hub.graph.neo4j.neighbours import PAST_LINK
from hub.graph.neo4j.reading import Reading
from hub.graph.neo4j.sight import latest_seen, readers, seen
from hub.graph.neo4j.stored import CONTENT, edge_of, node_of
from hub.graph.query import Sight
from hub.graph.shape import Shape
from hub.graph.values import EdgeKey, NodeId, Revision

Span = tuple[int, int | None]
"""From a revision until just before another, None: until now."""


async def node_history(reading: Reading, node: NodeId, sight: Sight) -> list[Version]:
    """Return the versions of a node that are shown, oldest first."""
    answer = await reading.ask(
        f"""
        WITH $p.id AS id
        {latest_seen("id", sight)}
        CALL (id) {{ {_versions("id", sight)} }}
        RETURN collect([node{CONTENT}, until]) AS answer""",
        id=node,
        readers=readers(sight),
    )
    return _in_order([(node_of(stored), until) for stored, until in answer])


async def edge_history(reading: Reading, edge: EdgeKey, sight: Sight, *, shape: Shape) -> list[Version]:
    """Return the versions of an edge during which, at some revision, both its ends are shown, oldest first."""
    if edge.type not in shape.edges:
        return []
    answer = await reading.ask(
        f"""
        CALL () {{
            MATCH (:Entity {{id: $p.source}})-[edge:`{edge.type}`]->(:Entity {{id: $p.target}})
            RETURN properties(edge) AS link, null AS until
            UNION ALL
            MATCH (edge:PastEdge {{_source: $p.source, _type: $p.type}}) WHERE edge._target = $p.target
            RETURN edge{PAST_LINK} AS link, edge._until AS until
        }}
        WITH collect([link, until]) AS links
        WITH links, {_spans("source", sight)} AS sources, {_spans("target", sight)} AS targets
        RETURN [links, sources, targets] AS answer""",
        source=edge.source,
        type=edge.type,
        target=edge.target,
        readers=readers(sight),
    )
    links, *ends = answer
    versions = [(edge_of(edge.source, edge.type, edge.target, stored), until) for stored, until in links]
    return _in_order([each for each in versions if _shown((each[0].revision, each[1]), *ends)])


def _versions(id_variable: str, sight: Sight) -> str:
    return f"""
    MATCH (node:Entity {{id: {id_variable}}}) WHERE {seen("node", sight)} RETURN node, null AS until
    UNION ALL
    MATCH (node:PastNode {{id: {id_variable}}}) WHERE {seen("node", sight)} RETURN node, node._until AS until"""


def _spans(end: str, sight: Sight) -> str:
    """Return the expression of the spans in which the node at an end of the edge is shown."""
    return f"""COLLECT {{
        WITH $p.{end} AS id
        {latest_seen("id", sight)}
        CALL (id) {{ {_versions("id", sight)} }}
        RETURN [node.revision, until]
    }}"""


def _shown(version: Span, sources: list[Span], targets: list[Span]) -> bool:
    """Tell whether some revision lies in a version, in a span of its source and in one of its target."""
    return any(_overlap(version, source, target) for source in sources for target in targets)


def _overlap(*spans: Span) -> bool:
    untils = [until for _, until in spans if until is not None]
    return not untils or max(since for since, _ in spans) < min(untils)


def _in_order(contents: list[tuple[Any, int | None]]) -> list[Version]:
    versions = [
        Version(content, content.revision, None if until is None else Revision(until)) for content, until in contents
    ]
    return sorted(versions, key=lambda version: version.since)
