"""Emptying a Neo4j server between tests."""

from neo4j import AsyncGraphDatabase


async def emptied(url: str) -> str:
    """Delete all nodes and edges of a Neo4j server, leaving constraints and indexes, and return its URL."""
    async with AsyncGraphDatabase.driver(url, notifications_min_severity="OFF") as driver:
        await driver.execute_query("MATCH (node) DETACH DELETE node")
    return url
