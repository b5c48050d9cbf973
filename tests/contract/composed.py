"""An extract made of the port's other verbs: what every store's own must equal."""

from collections.abc import Sequence
from itertools import accumulate
from typing import cast

from hub.graph.extract import Branch, Content, Extracted, Forks, Listed, Origin, Rows
from hub.graph.port import Graph
from hub.graph.query import Hit, Sight, Window
from hub.graph.values import Node


async def composed(graph: Graph, origin: Origin, content: Content, *, sight: Sight) -> Extracted:
    """Return what `extract` must return, by `find` or `get`, and an `expand` for each branch."""
    if isinstance(origin, Listed):
        page = await graph.find(origin.selection, window=origin.window, sight=sight)
        keyed = origin.window.order is not None or origin.selection.text is not None
        return Extracted(await _rows(graph, page.hits, content, sight, keyed=keyed), page.more)
    found = await graph.get(list(dict.fromkeys(origin)), sight=sight)
    return Extracted(await _rows(graph, [node for node in found if node], content, sight, keyed=False))


async def _rows(graph: Graph, found: Sequence[Hit | Node], content: Content, sight: Sight, *, keyed: bool) -> Rows:
    nodes = [one.node if isinstance(one, Hit) else one for one in found]
    columns = {name: tuple(node.properties.get(name) for node in nodes) for name in content.properties}
    keys = tuple(cast("Hit", one).position.key for one in found) if keyed else ()
    forks = tuple([await _forks(graph, nodes, branch, sight) for branch in content.branches])
    return Rows(tuple(node.id for node in nodes), columns, keys, forks)


async def _forks(graph: Graph, nodes: Sequence[Node], branch: Branch, sight: Sight) -> Forks:
    window = Window(branch.first, None, branch.order)
    lists = await graph.expand([node.id for node in nodes], branch.step, window=window, sight=sight)
    links = [link for neighbours in lists for link in neighbours.links]
    hits = [Hit(link.node, link.position) for link in links]
    return Forks(
        starts=tuple(accumulate((len(neighbours.links) for neighbours in lists), initial=0)),
        more=tuple(neighbours.more for neighbours in lists),
        rows=await _rows(graph, hits, branch.content, sight, keyed=branch.order is not None),
        links=tuple(link.properties for link in links) if branch.linked else (),
    )


def plain(extracted: Extracted) -> object:
    """Return an extract as tuples and dicts, with the positions that it gives, to be compared."""
    return _plain_rows(extracted.rows), extracted.more


def _plain_rows(rows: Rows) -> object:
    positions = [rows.position(at) for at in range(len(rows.ids))]
    columns = {name: list(values) for name, values in rows.columns.items()}
    forks = [
        (list(each.starts), list(each.more), _plain_rows(each.rows), [dict(link) for link in each.links])
        for each in rows.forks
    ]
    return list(rows.ids), columns, positions, forks
