"""All neighbours of nodes, however many pages they fill."""

from collections.abc import Sequence
from typing import Final

from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Step, Window
from hub.graph.values import Node, NodeId

_PAGE: Final = 1000


async def every_neighbour(graph: Graph, nodes: Sequence[NodeId], step: Step) -> list[list[Node]]:
    """Return all neighbours of each node; the rare ones with more than a page are read on by themselves."""
    found: list[list[Node]] = []
    for node, page in zip(
        nodes, await graph.expand(nodes, step, window=Window(first=_PAGE), sight=EVERYTHING), strict=True
    ):
        links = list(page.links)
        while page.more:
            window = Window(first=_PAGE, after=links[-1].position)
            (page,) = await graph.expand([node], step, window=window, sight=EVERYTHING)  # noqa: PLW2901 (its next page)
            links.extend(page.links)
        found.append([link.node for link in links])
    return found
