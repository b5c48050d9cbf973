"""Which document a request runs: the text that it sends, or one that is registered for the caller.

Texts are for those who may ask anything; a restricted client, an unknown one, and anonymous callers where the hub
binds them, run registered documents alone, by their ids.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from time import monotonic
from typing import Final

from hub.catalogue.nouns import id_of, noun_of
from hub.codes import Code
from hub.errors import DocumentRequired, UnknownDocument
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import Node, NodeId, Revision
from hub.model import Client, TrustedDocument

FRESH_SECONDS: Final = 1.0
"""For how long registrations count as they were last seen: a withdrawal or a restriction holds no later than that."""

CAPACITY: Final = 2_000_000
"""How much of registrations is kept, in characters."""

_OVERHEAD: Final = 1_000
"""What a registration weighs beside its text, in characters."""


class Documents(StrEnum):
    """What anonymous callers may run: any document, or registered ones alone."""

    ANY = "any"
    REGISTERED = "registered"


class Admission:
    """Finds the document of a request, or refuses it."""

    def __init__(
        self,
        graph: Callable[[], Graph],
        *,
        anonymous: Documents = Documents.ANY,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._anonymous = anonymous
        self._registrations = _Registrations(graph, clock)

    async def text_sent(self, query: str, *, client: Code | None) -> str:
        """Return the text that a request sends; raise `DocumentRequired` for a caller who is bound."""
        if client is None:
            bound = self._anonymous is Documents.REGISTERED
        else:
            (caller,) = await self._registrations.find([id_of(Client, client)])
            bound = _is_bound(caller)
        if bound:
            message = "Only registered documents are run for you: send the `documentId` of one instead of a `query`."
            raise DocumentRequired(message)
        return query

    async def text_registered(self, document: str, *, client: Code | None) -> str:
        """Return the text of a document by its id; raise `UnknownDocument` where none is registered for this caller.

        Whoever is anonymous or not restricted may run what any client registered.
        """
        callers = [] if client is None else [id_of(Client, client)]
        found, *bound = await self._registrations.find([id_of(TrustedDocument, document), *callers])
        trusted = None if found is None else noun_of(TrustedDocument, found)
        if trusted is None or (client not in trusted.clients and any(map(_is_bound, bound))):
            message = f"No document '{document[:80]}' is registered for you: ask the hub's operator to register it."
            raise UnknownDocument(message, document=document[:80])
        return trusted.text


def _is_bound(client: Node | None) -> bool:
    # A client that is not registered may run nothing.
    return client is None or noun_of(Client, client).restricted


class _Registrations:
    """The registrations that were asked for last: good for a second, then for as long as nothing was written."""

    def __init__(self, graph: Callable[[], Graph], clock: Callable[[], float]) -> None:
        self._graph = graph
        self._clock = clock
        self._kept: dict[NodeId, Node] = {}
        self._weight = 0
        self._revision: Revision | None = None
        self._seen = 0.0

    async def find(self, nodes: Sequence[NodeId]) -> list[Node | None]:
        """Return the nodes with these ids; those that are not kept come from one store call."""
        if self._clock() - self._seen >= FRESH_SECONDS and any(node in self._kept for node in nodes):
            await self._renew()
        found = {node: self._kept[node] for node in nodes if node in self._kept}
        if missing := [node for node in nodes if node not in found]:
            found |= await self._read(missing)
        return [found.get(node) for node in nodes]

    async def _renew(self) -> None:
        began = self._clock()
        revision, _ = await self._graph().head()
        if revision != self._revision:
            self._kept, self._weight, self._revision = {}, 0, revision
        self._seen = began

    async def _read(self, nodes: Sequence[NodeId]) -> dict[NodeId, Node]:
        began, revision = self._clock(), self._revision
        read = {node.id: node for node in await self._graph().get(nodes, sight=EVERYTHING) if node is not None}
        # Where another request saw a newer revision meanwhile, what was read may be older than that.
        if revision == self._revision:
            self._keep(read, began)
        return read

    def _keep(self, read: Mapping[NodeId, Node], began: float) -> None:
        weight = sum(len(str(node.properties.get("text", ""))) + _OVERHEAD for node in read.values())
        if self._weight + weight > CAPACITY:
            self._kept, self._weight = {}, 0
        self._seen = min(self._seen, began) if self._kept else began
        self._kept |= read
        self._weight += weight
