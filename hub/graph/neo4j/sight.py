"""Who sees what, as conditions of a statement: the only place that compiles a `Sight`.

Every statement that answers a sight takes its conditions from here, and `readers(sight)` as its parameter.
"""

from hub.graph.query import Sight


def seen(node: str, sight: Sight) -> str:
    """Return the condition that the node in this variable exists for the asker.

    The label spares the look at properties, which costs twice as much, for all that everyone sees.
    """
    if sight.everything:
        return "true"
    return f"(NOT {node}:Protected OR any(reader IN {node}.audience WHERE reader IN $p.readers))"


def readers(sight: Sight) -> list[str]:
    """Return the parameter `readers` that the conditions of a sight name."""
    return sorted(sight.readers)


def latest_seen(id_variable: str, sight: Sight) -> str:
    """Return clauses that keep a row only where the latest version of the node with this id is seen."""
    if sight.everything:
        return ""
    return f"""
    CALL ({id_variable}) {{
        OPTIONAL MATCH (present:Entity {{id: {id_variable}}})
        OPTIONAL MATCH (past:PastNode {{id: {id_variable}}})
        WITH present, past ORDER BY past.revision DESC LIMIT 1
        WITH coalesce(present, past) AS latest
        WHERE {seen("latest", sight)}
        RETURN count(latest) AS {id_variable}_admitted
    }}
    WITH * WHERE {id_variable}_admitted = 1"""


def then(id_variable: str, node: str, sight: Sight) -> str:
    """Return clauses that bind `node` to the version at `$p.as_of` of the node with this id, where it is shown."""
    return f"""
    CALL ({id_variable}) {{
        MATCH ({node}:Entity {{id: {id_variable}}})
        WHERE {node}.revision <= $p.as_of AND {seen(node, sight)} RETURN {node}
        UNION ALL
        MATCH ({node}:PastNode {{id: {id_variable}}})
        WHERE {node}.revision <= $p.as_of AND {node}._until > $p.as_of AND {seen(node, sight)} RETURN {node}
    }}{latest_seen(id_variable, sight)}"""
