"""Who answers questions about a catalogue over HTTP: the hub on a store, or the peer on Neo4j."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.bench import services
from tests.bench.catalogues import Catalogue
from tests.bench.lines import Line, lines
from tests.bench.questions import Draws, Kind
from tests.bench.services import Service
from tests.bench.timing import Answerer
from tests.bench.trial import Trial
from tests.bench.wrk import ByWrk

NAMES: Final = {"sqlite": "hub on SQLite", "neo4j": "hub on Neo4j"}
PEER: Final = "@neo4j/graphql"


@dataclass(frozen=True, slots=True)
class Asked:
    """A service that answers questions about a catalogue over some lines, and whether it is the peer."""

    service: Service
    found: Catalogue
    lines: Sequence[Line]
    to_peer: bool = False

    def answerer(self, kind: Kind, draws: Draws) -> Answerer:
        """Return who answers a kind of question about what is drawn, as many at once as there are lines."""

        def draw(random: Random) -> bytes:
            return kind.body(kind.about(draws, random), to_peer=self.to_peer)

        return ByWrk(self.service.port, len(self.lines), draw, self.spent)

    def spent(self) -> float:
        """Return the processor time used until now by the service and by the server of its store."""
        return self.service.spent() + self.found.spent()


async def hub_on(found: Catalogue, trial: Trial, stack: AsyncExitStack) -> Asked:
    """Start a hub on a catalogue, and as many lines to it as the trial has connections."""
    service = await stack.enter_async_context(services.hub(found.url))
    return Asked(service, found, await stack.enter_async_context(lines(service.port, number=trial.connections)))


async def peer_on(found: Catalogue, trial: Trial, stack: AsyncExitStack) -> Asked:
    """Start the peer likewise, on a catalogue on Neo4j; raises `tests.servers.Unobtainable`."""
    service = await stack.enter_async_context(services.peer(found.url))
    asked = await stack.enter_async_context(lines(service.port, number=trial.connections))
    return Asked(service, found, asked, to_peer=True)
