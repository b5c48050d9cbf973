"""The adapter's own labels and properties, and the one way in which a name gets into a statement.

Own labels: every node of the graph is an `Entity` beside its own label, and `Protected` where it has an audience;
`PastNode` and `PastEdge` are replaced or ended versions, with what they were; `LedgerEntry` and the one `LedgerHead`
are the ledger. Own properties begin with an underscore, but for `id`, `revision` (the one that wrote this version)
and `audience`. Whatever is written otherwise than by `commit` escapes ledger, history and search.
"""

from collections.abc import Collection
from typing import Final

from hub.graph.shape import LabelShape, Shape

OWN_LABELS: Final = frozenset({"Entity", "Protected", "PastNode", "PastEdge", "LedgerEntry", "LedgerHead"})
OWN_PROPERTIES: Final = frozenset({"id", "revision", "audience"})
OWN_BEGINNINGS: Final = frozenset({"_", ""})
"""The first characters of the store's further properties; the empty name is nobody's."""


def quoted(name: str, known: Collection[str]) -> str:
    """Return a name as it stands in a statement; raise `ValueError` where the shape does not know it."""
    if name not in known:
        message = f"{name!r} is not in the shape of this graph; add it there or correct the name."
        raise ValueError(message)
    return f"`{name}`"


def label_shape(shape: Shape, label: str) -> LabelShape:
    """Return how nodes of a label are looked for; raise `ValueError` where the shape does not know it."""
    quoted(label, shape.labels)
    return shape.labels[label]


def lacking(order: str) -> str:
    """Return the property that marks nodes without a value to order by, so that an index finds them."""
    return f"_lacks_{order}"


def search_index(label: str) -> str:
    """Return the name of a label's full-text index."""
    return f"hub_{label}_terms"


def checked(shape: Shape) -> Shape:
    """Return a shape that does not take the adapter's own names; raise `ValueError` where it does."""
    properties = {name for label in shape.labels.values() for name in (*label.text, *label.filters, *label.orders)}
    taken = [*(OWN_LABELS & shape.labels.keys()), *(name for name in properties if own(name))]
    if taken:
        message = f"{sorted(taken)} are names of the store's own; rename them in the shape."
        raise ValueError(message)
    return shape


def own(property_name: str) -> bool:
    """Tell whether a property belongs to the store and not to the domain."""
    return property_name in OWN_PROPERTIES or property_name[:1] in OWN_BEGINNINGS
