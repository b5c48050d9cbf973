"""Running what a subcommand does with the graph that the settings name."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from hub.graph.opening import open_graph
from hub.graph.port import Graph
from hub.identity.opening import open_identities
from hub.identity.port import Identities
from hub.settings import Settings
from hub.shape import SHAPE

OPERATOR: Final = "operator"
"""The actor of what is written by a command."""

Answer = TypeVar("Answer")


def with_graph(settings: Settings, use: Callable[[Graph], Awaitable[Answer]]) -> Answer:
    """Return what `use` makes of the graph, which is brought up to date first and closed afterwards."""

    async def connected() -> Answer:
        graph = await open_graph(settings.graph_url, shape=SHAPE)
        try:
            await graph.migrate()
            return await use(graph)
        finally:
            await graph.close()

    return asyncio.run(connected())


def with_identities(settings: Settings, use: Callable[[Graph, Identities], Awaitable[Answer]]) -> Answer:
    """Return what `use` makes of the graph and the identity store beside it, both brought up to date first."""

    async def connected(graph: Graph) -> Answer:
        identities = open_identities(settings.graph_url)
        try:
            await identities.migrate()
            return await use(graph, identities)
        finally:
            await identities.close()

    return with_graph(settings, connected)
