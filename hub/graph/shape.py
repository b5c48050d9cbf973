"""What a store must know of the domain to serve it well: per label, which properties are searched, filtered, ordered.

A shape is data: a new label adds an entry here and no verb to the port. A store builds its constraints and indexes
from it; a label written or selected, an edge type linked or walked, a filter, an order of `find` or a search outside
the shape is a programming error and raises `ValueError`.

Properties named `id`, `audience` or `revision`, or beginning with an underscore, are the stores' own: the domain
uses none of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LabelShape:
    """How the nodes of one label are looked for.

    `title` is the property that ranking reads; `text` are the properties that a search reads, in any order, `title`
    among them where there is a search at all; every element of a list is a text of its own. `filters` may be counted
    by and filtered on; where such a property holds a list, every element counts, each value once per node; the values
    of one filter have one type. `orders` may be sorted by; each holds strings only or integers only.
    """

    title: str | None = None
    text: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The labels of a graph and its edge types; both are ASCII identifiers, safe to write into a statement."""

    labels: Mapping[str, LabelShape] = field(default_factory=dict)
    edges: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse names that could not be written into a statement."""
        properties = (name for label in self.labels.values() for name in (*label.text, *label.filters, *label.orders))
        for name in (*self.labels, *self.edges, *properties):
            if not (name.isascii() and name.isidentifier()):
                message = f"{name!r} is not an ASCII identifier; rename it before a store can hold it."
                raise ValueError(message)
