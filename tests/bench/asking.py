"""Who answers questions about a catalogue over HTTP: the hub on a store, or the peer on Neo4j."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.bench import services
from tests.bench.catalogues import Catalogue
from tests.bench.questions import Draws, Kind
from tests.bench.services import Service
from tests.bench.timing import Answerer
from tests.bench.trial import Trial
from tests.bench.wrk import ByWrk

NAMES: Final = {"sqlite": "hub on SQLite", "neo4j": "hub on Neo4j"}
PEER: Final = "@neo4j/graphql"


@dataclass(frozen=True, slots=True)
class Asked:
    """A service that answers questions about a catalogue over some connections, and whether it is the peer."""

    service: Service
    found: Catalogue
    connections: int
    to_peer: bool = False

    def answerer(self, kind: Kind, draws: Draws) -> Answerer:
        """Return who answers a kind of question about what is drawn, as many at once as there are connections."""

        def draw(random: Random) -> bytes:
            return kind.body(kind.about(draws, random), to_peer=self.to_peer)

        return ByWrk(self.service.port, self.connections, draw, self.spent)

    def spent(self) -> float:
        """Return the processor time used until now by the service and by the server of its store."""
        return self.service.spent() + self.found.spent()


async def hub_on(found: Catalogue, trial: Trial, stack: AsyncExitStack) -> Asked:
    """Start a hub on a catalogue, to be asked by as many connections as the trial has."""
    service = await stack.enter_async_context(services.hub(found.url))
    return Asked(service, found, trial.connections)


async def peer_on(found: Catalogue, trial: Trial, stack: AsyncExitStack) -> Asked:
    """Start the peer likewise, on a catalogue on Neo4j; raises `tests.servers.Unobtainable`."""
    service = await stack.enter_async_context(services.peer(found.url))
    return Asked(service, found, trial.connections, to_peer=True)
