"""The programs that ask the hub: registering them, and binding them to their trusted documents."""

from dataclasses import replace

from hub.catalogue.listing import every_node
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.codes import Code
from hub.errors import Conflict, NotFound
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Selection
from hub.graph.values import Edge, EdgeKey, Node
from hub.model import Client, Department, EdgeType


async def add_client(graph: Graph, client: Client, *, actor: str) -> bool:
    """Register a client with its department, and tell whether it was new; the very same again changes nothing.

    Raises `NotFound` where there is no such department, `Conflict` where the code is another client's.
    """
    own, department = id_of(Client, client.code), id_of(Department, client.department)
    present, operator = await graph.get([own, department], sight=EVERYTHING)
    if operator is None:
        message = f"There is no department '{client.department}': name the one that operates the client by its code."
        raise NotFound(message, department=client.department)
    if present is not None:
        if noun_of(Client, present) == client:
            return False
        message = f"The code '{client.code}' is taken by another client: choose another code."
        raise Conflict(message, client=client.code)
    operates = Edge(EdgeKey(department, EdgeType.OPERATES.value, own))
    change = Change(
        actor=actor,
        action="client.add",
        puts=(node_of(client),),
        links=(operates,),
        expects=(Expectation(own, None),),
        facts={"restricted": client.restricted},
    )
    await graph.commit(change)
    return True


async def bind_client(graph: Graph, code: Code, *, restricted: bool, actor: str) -> bool:
    """Restrict a client to its trusted documents, or allow it others again; tell whether that is new.

    Raises `NotFound` where there is no such client.
    """
    node = await client_node(graph, code)
    bound = replace(noun_of(Client, node), restricted=restricted)
    if bound == noun_of(Client, node):
        return False
    change = Change(
        actor=actor,
        action="client.restrict" if restricted else "client.allow",
        puts=(node_of(bound),),
        expects=(Expectation(node.id, node.revision),),
    )
    await graph.commit(change)
    return True


async def client_node(graph: Graph, code: Code) -> Node:
    """Return the node of a client; raise `NotFound` where there is none."""
    (node,) = await graph.get([id_of(Client, code)], sight=EVERYTHING)
    if node is None:
        message = f"There is no client '{code}': `hub client list` tells them, `hub client add` makes one."
        raise NotFound(message, client=code)
    return node


async def list_clients(graph: Graph) -> list[Client]:
    """Return every client, by code."""
    return [noun_of(Client, node) for node in await every_node(graph, Selection(Client.__name__))]
