"""Resolvers of the feed of changes: its source, and the nouns of each change."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final

from hub.catalogue.feed import TOLD, CatalogueChange, begin, follow
from hub.catalogue.identifiers import parse_global_id
from hub.catalogue.listing import PageRequest
from hub.catalogue.nouns import noun_of
from hub.errors import MalformedPage
from hub.graph.query import Sight
from hub.graph.values import NodeId, Revision
from hub.model import Noun
from resolvers.asking import Asking
from resolvers.catalogue import MAX_NODES
from resolvers.relations import DEFAULT_PAGE

_NOUNS: Final[dict[str, type[Noun]]] = {noun.__name__: noun for noun in TOLD}


async def changes(
    asking: Callable[[], Awaitable[Asking]], *, after: int | None, ids: Sequence[str] | None
) -> AsyncGenerator[CatalogueChange, None]:
    """Return the changes after a sequence number, or from now on; `ids` are those of the nouns to tell of."""
    if ids is not None and not 0 < len(ids) <= MAX_NODES:
        message = f"`of` has {len(ids)} entries: name 1 to {MAX_NODES} ids, or leave it out to be told of everything."
        raise MalformedPage(message, ids=len(ids), limit=MAX_NODES)
    only = frozenset(parse_global_id(text)[1] for text in ids or ())

    async def sight() -> Sight:
        return (await asking()).sight

    asked = await asking()
    return follow(asked.graph, asked.watch, after=await begin(asked.graph, after=after), only=only, sight=sight)


async def changed(
    parents: Sequence[CatalogueChange], asking: Asking, *, first: int = DEFAULT_PAGE
) -> Sequence[Sequence[Noun]]:
    """Return the first nouns that each change put, as it left them; what is below them is read as of then as well."""
    return [
        await _nouns(asking, change.changed, first=first, told=change.sequence, as_of=change.sequence)
        for change in parents
    ]


async def removed(
    parents: Sequence[CatalogueChange], asking: Asking, *, first: int = DEFAULT_PAGE
) -> Sequence[Sequence[Noun]]:
    """Return the first nouns that each change took away, as they were before it."""
    return [
        await _nouns(asking, change.removed, first=first, told=change.sequence, as_of=Revision(change.sequence - 1))
        for change in parents
    ]


async def _nouns(
    asking: Asking, nodes: Sequence[NodeId], *, first: int, told: Revision, as_of: Revision
) -> Sequence[Noun]:
    # An operation is run for one change at a time: all below it is read as that change left it.
    asking.as_of = told
    asked = nodes[: PageRequest(first).first]
    found = await asking.graph.get(asked, sight=asking.sight, as_of=as_of)
    return [noun_of(_NOUNS[node.label], node) for node in found if node is not None]
