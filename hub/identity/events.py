"""What the ledger is told of the identity store: that something happened, to whom by id, and nothing secret.

The two stores have no transaction in common. What gives a right is told before it is done, so that none is given
untraced; what takes one away is done first, so that no ledger can delay it.
"""

from hub.graph.change import Change
from hub.graph.port import Graph
from hub.graph.values import Value, node_id


async def tell(graph: Graph, action: str, *, of: str, id: str, actor: str, **facts: Value) -> None:  # noqa: A002 – as a node's
    """Append an event to the ledger: its action (`client.add`), and the label and id of what it happened to."""
    await graph.commit(Change(actor=actor, action=action, subjects=(node_id(of, id),), facts=facts))
