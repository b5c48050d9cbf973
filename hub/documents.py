"""Trusted documents: registering the GraphQL documents that a client may run (GraphQL over HTTP, appendix A).

A document is one node, whoever registered it; a client's right to run it is an edge. What a document says is judged
by whoever registers it, before it comes here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hub.catalogue.listing import every_node
from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.clients import client_node
from hub.codes import Code, DocumentId, document_id
from hub.errors import NotFound
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, OneOf, Selection
from hub.graph.values import Edge, EdgeKey, Node, NodeId
from hub.model import Client, EdgeType, TrustedDocument


async def register_documents(graph: Graph, client: Code, texts: Sequence[str], *, actor: str) -> list[DocumentId]:
    """Let a client run documents with these texts, all in one change, and return their ids in the same order.

    What the client may run already stays as it is; where that is all, nothing is written. Raises `NotFound` where
    there is no such client, `Conflict` where somebody registers the same documents at the same moment.
    """
    own = (await client_node(graph, client)).id
    documents = {document_id(text): text for text in texts}
    found = await graph.get([id_of(TrustedDocument, code) for code in documents], sight=EVERYTHING)
    puts, expects = [], []
    for (code, text), node in zip(documents.items(), found, strict=True):
        clients = noun_of(TrustedDocument, node).clients if node else ()
        if client not in clients:
            puts.append(node_of(TrustedDocument(code=code, text=text, clients=(*clients, client))))
            expects.append(Expectation(puts[-1].id, node.revision if node else None))
    if puts:
        links = tuple(Edge(_right(own, node.id)) for node in puts)
        subjects = (own, *(node.id for node in puts))
        change = Change(
            actor=actor,
            action="document.register",
            puts=tuple(puts),
            links=links,
            expects=tuple(expects),
            subjects=subjects,
        )
        await graph.commit(change)
    return [document_id(text) for text in texts]


async def withdraw_documents(graph: Graph, client: Code, ids: Sequence[str], *, actor: str) -> None:
    """Take from a client the right to run documents, all in one change; a document that nobody may run is ended.

    Raises `NotFound` where one of the ids is not registered for the client; nothing is written then.
    """
    own = id_of(Client, client)
    asked = list(dict.fromkeys(ids))
    found = await graph.get([id_of(TrustedDocument, each) for each in asked], sight=EVERYTHING)
    nodes = [_registered(each, node, client) for each, node in zip(asked, found, strict=True)]
    kept = [node_of(left) for left in _without(nodes, client) if left.clients]
    ended = {node.id for node in nodes} - {node.id for node in kept}
    change = Change(
        actor=actor,
        action="document.withdraw",
        puts=tuple(kept),
        # A node's edges end with it.
        ends=tuple(node.id if node.id in ended else _right(own, node.id) for node in nodes),
        expects=tuple(Expectation(node.id, node.revision) for node in nodes),
        subjects=(own, *(node.id for node in nodes)),
    )
    if nodes:
        await graph.commit(change)


async def list_documents(graph: Graph, client: Code | None = None) -> list[TrustedDocument]:
    """Return the documents that a client may run, or that any may, by id.

    Raises `NotFound` where there is no such client.
    """
    if client is not None:
        await client_node(graph, client)
    where = () if client is None else (OneOf("clients", (client,)),)
    nodes = await every_node(graph, Selection(TrustedDocument.__name__, where))
    return [noun_of(TrustedDocument, node) for node in nodes]


def _registered(asked: str, node: Node | None, client: Code) -> Node:
    if node is None or client not in noun_of(TrustedDocument, node).clients:
        message = f"'{asked[:100]}' is registered for no client '{client}': `hub documents list` tells what is."
        raise NotFound(message, document=asked[:100], client=client)
    return node


def _without(nodes: Sequence[Node], client: Code) -> Iterator[TrustedDocument]:
    for node in nodes:
        document = noun_of(TrustedDocument, node)
        yield replace(document, clients=tuple(code for code in document.clients if code != client))


def _right(client: NodeId, document: NodeId) -> EdgeKey:
    return EdgeKey(client, EdgeType.MAY_RUN.value, document)
