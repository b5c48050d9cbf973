"""What a property graph is made of: nodes and edges, as plain values independent of the domain's types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

Value = str | int | float | bool | list[str]
"""A property's value. A missing property is absent, never `None`; a list holds strings only.

Integers have 64 bits with sign, floats are finite. The type counts: to put `1` where `1.0` or `True` was is a change.
"""

NodeId = NewType("NodeId", str)
"""`<label>:<key>`, compared byte for byte: no case folding, no Unicode normalisation, no trimming."""

Revision = NewType("Revision", int)
"""The number of the ledger entry that wrote something: 1 for the first, without gaps. 0 means nothing was written."""


def node_id(label: str, key: str) -> NodeId:
    """Join a label and a key, unique among the nodes of that label, to the id of a node."""
    return NodeId(f"{label}:{key}")


def label_of(node: NodeId) -> str:
    """Return the label that a node id begins with."""
    return node.partition(":")[0]


def key_of(node: NodeId) -> str:
    """Return what follows the label in a node id."""
    return node.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Node:
    """A node; its label is the first part of its id.

    `audience` names the readers for whom the node exists; `None` means everyone. `revision` is the one that last
    changed the node, 0 before it is stored.
    """

    id: NodeId
    properties: Mapping[str, Value] = field(default_factory=dict)
    audience: tuple[str, ...] | None = None
    revision: Revision = Revision(0)

    @property
    def label(self) -> str:
        """The label of the node."""
        return label_of(self.id)


@dataclass(frozen=True, slots=True)
class EdgeKey:
    """What identifies an edge: between two nodes there is at most one edge of a type."""

    source: NodeId
    type: str
    target: NodeId


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed edge with its properties; it exists for those for whom both its ends exist."""

    key: EdgeKey
    properties: Mapping[str, Value] = field(default_factory=dict)
    revision: Revision = Revision(0)
