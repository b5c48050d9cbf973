"""The identity store on the Neo4j server that holds the graph, under a label that no query of the graph reads.

Whoever may read the server reads these nodes too: client secrets and refresh tokens are there as digests only, people's
passwords as argon2id, but signing keys as they are. Give the database to the hub alone.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from hub.errors import Conflict
from hub.graph.neo4j.server import Run, Server
from hub.identity.port import Entry, Kind, Write

_DEFINITIONS: Final = (
    "CREATE CONSTRAINT hub_identity IF NOT EXISTS FOR (n:Identity) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT hub_identity_counter IF NOT EXISTS FOR (n:IdentityCounter) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX hub_identity_version IF NOT EXISTS FOR (n:Identity) ON (n.kind, n.version)",
    "CREATE INDEX hub_identity_expires IF NOT EXISTS FOR (n:Identity) ON (n.expires)",
    "CALL db.awaitIndexes(600)",
)
_GET: Final = "OPTIONAL MATCH (entry:Identity {id: $p.id}) RETURN properties(entry) AS entry"
_NEWER: Final = """
MATCH (entry:Identity) WHERE entry.kind = $p.kind AND entry.version > $p.than
WITH entry ORDER BY entry.version, entry.key
RETURN collect(properties(entry)) AS entries"""

# The counter is locked from here to the end of the transaction: writes come one after the other, in their order.
_ADVANCE: Final = """
MERGE (counter:IdentityCounter {id: 'counter'})
SET counter.version = coalesce(counter.version, 0) + 1
RETURN counter.version AS version"""
_VERSIONS: Final = """
UNWIND $p.ids AS id
OPTIONAL MATCH (entry:Identity {id: id})
RETURN collect(coalesce(entry.version, 0)) AS versions"""
_PUT: Final = "UNWIND $p.rows AS row MERGE (entry:Identity {id: row.id}) SET entry = row"
_ERASE: Final = "UNWIND $p.ids AS id MATCH (entry:Identity {id: id}) DELETE entry"
_SWEEP: Final = """
MATCH (entry:Identity) WHERE entry.expires < $p.now
DELETE entry
RETURN count(*) AS swept"""


class NeoIdentities:
    """The port (`hub.identity.port`) on a Neo4j server."""

    def __init__(self, url: str) -> None:
        """Take the URL of the graph; raises `MalformedSetting` for one that names no server."""
        self._server = Server(url)

    async def migrate(self) -> None:
        """Make constraints and indexes where they are missing; see the port."""
        for statement in _DEFINITIONS:
            await self._server.define(statement, limit=600)

    async def get(self, kind: Kind, key: str) -> Entry | None:
        """Ask once; see the port."""
        found = (await self._server.ask(_GET, id=_id(kind, key)))["entry"]
        return None if found is None else _entry(found)

    async def newer(self, kind: Kind, *, than: int = 0) -> Sequence[Entry]:
        """Ask once, the server that writes: another one may not yet know the newest revocation."""
        answer = await self._server.ask_writer(_NEWER, kind=kind.value, than=than)
        return [_entry(found) for found in answer["entries"]]

    async def write(self, *writes: Write) -> int:
        """Apply all writes in one transaction; see the port."""

        async def apply(run: Run) -> int:
            version: int = (await run(_ADVANCE))["version"]
            await _require(run, writes)
            rows = [_row(write, version) for write in writes if write.body is not None]
            await run(_PUT, rows=rows)
            await run(_ERASE, ids=[_id(write.kind, write.key) for write in writes if write.body is None])
            return version

        return await self._server.transact(apply)

    async def sweep(self, now: datetime) -> int:
        """Erase what expired; see the port."""
        answer = await self._server.transact(lambda run: run(_SWEEP, now=_moment_text(now)))
        return int(answer["swept"])

    async def close(self) -> None:
        """Close the connections; see the port."""
        await self._server.close()


async def _require(run: Run, writes: Sequence[Write]) -> None:
    versions = (await run(_VERSIONS, ids=[_id(write.kind, write.key) for write in writes]))["versions"]
    for write, version in zip(writes, versions, strict=True):
        if write.expects not in {None, version}:
            raise Conflict(f"Somebody changed this {write.kind} meanwhile: read it again, and repeat the change.")


def _row(write: Write, version: int) -> dict[str, str | int | None]:
    return {
        "id": _id(write.kind, write.key),
        "kind": write.kind.value,
        "key": write.key,
        "body": orjson.dumps(write.body).decode(),
        "version": version,
        "expires": None if write.expires is None else _moment_text(write.expires),
    }


def _entry(found: dict[str, Any]) -> Entry:
    expires = found.get("expires")
    return Entry(
        kind=Kind(found["kind"]),
        key=found["key"],
        body=orjson.loads(found["body"]),
        version=found["version"],
        expires=None if expires is None else datetime.fromisoformat(expires),
    )


def _id(kind: Kind, key: str) -> str:
    return f"{kind}:{key}"


def _moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
