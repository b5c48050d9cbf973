"""What the server must have before it is used: constraints, indexes, and the head of the ledger."""

from collections.abc import Iterator
from functools import partial
from typing import Final

import orjson

from hub.graph.ledger import GENESIS, canonical
from hub.graph.neo4j.names import lacking, search_index
from hub.graph.neo4j.reading import LOCK
from hub.graph.neo4j.server import Run, Server
from hub.graph.neo4j.stored import derived, node_of
from hub.graph.shape import LabelShape, Shape

PREFIX: Final = "hub_"
PATIENCE: Final = 600  # seconds for indexes to take in what is there
PAGE: Final = 1_000  # nodes whose search terms are written anew in one transaction

FIXED: Final = {
    "hub_entity": "CONSTRAINT {} IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
    "hub_head": "CONSTRAINT {} IF NOT EXISTS FOR (n:LedgerHead) REQUIRE n.id IS UNIQUE",
    "hub_entry": "CONSTRAINT {} IF NOT EXISTS FOR (n:LedgerEntry) REQUIRE n.sequence IS UNIQUE",
    "hub_recorded": "INDEX {} IF NOT EXISTS FOR (n:LedgerEntry) ON (n.recorded, n.sequence)",
    "hub_past_node": "INDEX {} IF NOT EXISTS FOR (n:PastNode) ON (n.id)",
    "hub_past_out": "INDEX {} IF NOT EXISTS FOR (n:PastEdge) ON (n._source, n._type)",
    "hub_past_in": "INDEX {} IF NOT EXISTS FOR (n:PastEdge) ON (n._target, n._type)",
}
"""Definitions by name, for what does not depend on the shape."""

NAMES: Final = (
    f"SHOW INDEXES YIELD name, state WHERE name STARTS WITH '{PREFIX}' RETURN collect([name, state]) AS found"
)

PLANT: Final = """
MERGE (head:LedgerHead {id: 'head'})
ON CREATE SET head += {sequence: 0, hash: $p.genesis, recorded: '', lists: [], derivations: $p.derivations}
RETURN head.derivations AS derivations"""

SETTLE: Final = "MATCH (head:LedgerHead) SET head.derivations = $p.derivations"


def definitions(shape: Shape) -> dict[str, str]:
    """Return every constraint and index by name."""
    return {**FIXED, **{name: text for label, each in shape.labels.items() for name, text in _of_label(label, each)}}


def _of_label(label: str, shape: LabelShape) -> Iterator[tuple[str, str]]:
    marks = (lacking(order) for order in shape.orders)
    for name in dict.fromkeys((*shape.filters, *shape.orders, *marks)):
        yield f"{PREFIX}{label}_{name}", f"INDEX {{}} IF NOT EXISTS FOR (n:`{label}`) ON (n.`{name}`)"
    if shape.text:
        analyser = "OPTIONS {{indexConfig: {{`fulltext.analyzer`: 'whitespace'}}}}"
        name = search_index(label)
        yield name, f"FULLTEXT INDEX {{}} IF NOT EXISTS FOR (n:`{label}`) ON EACH [n._terms] {analyser}"


async def migrate(server: Server, shape: Shape) -> None:
    """Bring constraints, indexes and what they read up to date with a shape; wait until they can be used.

    What a former shape needed stays, for a hub of the version before may still be at work.
    """
    wanted = definitions(shape)
    found: dict[str, str] = dict((await server.ask(NAMES))["found"])
    missing = [name for name in wanted if name not in found]
    for name in missing:
        await server.define(f"CREATE {wanted[name].format(f'`{name}`')}")
    if missing or set(found.values()) - {"ONLINE"}:
        await server.define(f"CALL db.awaitIndexes({PATIENCE})", limit=PATIENCE)
    await _derive(server, shape)


async def _derive(server: Server, shape: Shape) -> None:
    """Plant the ledger's head, and write search terms anew where the shape wants other ones than when they were."""
    wanted = {label: [each.title, *each.text, "", *each.orders] for label, each in shape.labels.items()}

    async def plant(run: Run) -> dict[str, list[str]]:
        answer = await run(PLANT, genesis=GENESIS, derivations=canonical(wanted).decode())
        there: dict[str, list[str]] = orjson.loads(answer["derivations"])
        return there

    there = await server.transact(plant)
    changed = [label for label in wanted if there.get(label, wanted[label]) != wanted[label]]
    for label in changed:
        await _derive_label(server, label, shape.labels[label])
    if there != wanted:
        await server.transact(lambda run: run(SETTLE, derivations=canonical(wanted).decode()))


async def _derive_label(server: Server, label: str, shape: LabelShape) -> None:
    after: str | None = ""
    while after is not None:
        after = await server.transact(partial(_derive_page, label=label, shape=shape, after=after))


async def _derive_page(run: Run, *, label: str, shape: LabelShape, after: str) -> str | None:
    """Write a page of nodes anew, no writer between; return the last id, None after the last page."""
    await run(LOCK)
    stored = (await run(_page_after(label), after=after, page=PAGE))["there"]
    rows = [
        {**dict.fromkeys(name for name in one if name.startswith("_")), **derived(node_of(one), shape), "id": one["id"]}
        for one in stored
    ]
    await run("UNWIND $p.rows AS row MATCH (node:Entity {id: row.id}) SET node += row", rows=rows)
    return rows[-1]["id"] if rows else None


def _page_after(label: str) -> str:
    return f"""
    MATCH (node:Entity:`{label}`) WHERE node.id > $p.after
    WITH node ORDER BY node.id LIMIT $p.page
    RETURN collect(properties(node)) AS there"""
