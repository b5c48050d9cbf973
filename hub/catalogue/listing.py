"""Lists of nouns: one page of a selection or of a relation, which can still tell its total and its facets."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, Generic, NamedTuple, TypeVar

from hub.catalogue.cursors import cursor_of, list_mark, position_of
from hub.catalogue.nouns import noun_of
from hub.errors import MalformedFilter, MalformedPage
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Hit, Link, Order, Position, Selection, Sight, Step, Window
from hub.graph.text import words
from hub.graph.values import Node, NodeId, Revision
from hub.model import Noun

MAX_PAGE: Final = 500
"""The most entries that one page of a list may ask for."""

MAX_TEXT: Final = 200
"""The longest search text, in characters."""

Kin = tuple[NodeId, Step]
"""All that a step leads to from a node."""

NounType = TypeVar("NounType", bound=Noun)
Origin = TypeVar("Origin", Selection, Kin)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for: the first `first` entries after a cursor."""

    first: int
    after: str | None = None

    def __post_init__(self) -> None:
        """Refuse a page size outside 0 to `MAX_PAGE`."""
        if not 0 <= self.first <= MAX_PAGE:
            message = f"`first` is {self.first}: ask for 0 to {MAX_PAGE} entries at a time and page on with `after`."
            raise MalformedPage(message, first=self.first, limit=MAX_PAGE)


@dataclass(frozen=True, slots=True)
class Relation(Generic[NounType]):
    """From nouns along a step to other nouns, listed in an order (None: by id)."""

    step: Step
    noun: type[NounType]
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Listed(Generic[NounType]):
    """An entry of a list; `properties` are those of the edge that led to it, empty in a selection."""

    noun: NounType
    position: Position
    mark: str
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def cursor(self) -> str:
        """The cursor after which the list goes on behind this entry."""
        return cursor_of(self.position, mark=self.mark)


class Place(NamedTuple):
    """Where an entry stands in its list, and what the edge that led to it says, nothing in a selection."""

    position: Position
    properties: Mapping[str, Any]


@dataclass(slots=True)
class Listing(Generic[NounType, Origin]):
    """One page of a list; `origin` is what the whole list is: a selection, or the kin of a node.

    `places` returns the place of each of the nouns, in the same order. Not frozen, which would cost a large answer,
    with a list for each of its nouns, several times as much.
    """

    nouns: Sequence[NounType]
    places: Callable[[], Iterable[Place]]
    mark: str
    more: bool
    begun: bool
    origin: Origin

    @property
    def entries(self) -> tuple[Listed[NounType], ...]:
        """The nouns of the page, in order, with their places; most pages are asked for their nouns alone."""
        placed = zip(self.nouns, self.places(), strict=True)
        return tuple(Listed(noun, place.position, self.mark, dict(place.properties)) for noun, place in placed)


def search_text(text: str | None) -> str | None:
    """Return a caller's search text as given; raise `MalformedFilter` where it is blank or too long."""
    if text is None:
        return None
    if not words(text) or len(text) > MAX_TEXT:
        message = f"A search text has 1 to {MAX_TEXT} characters that are not blank: leave `search` out to list all."
        raise MalformedFilter(message, length=len(text), limit=MAX_TEXT)
    return text


async def list_selection(
    graph: Graph,
    noun: type[NounType],
    selection: Selection,
    *,
    page: PageRequest,
    order: Order | None,
    sight: Sight,
) -> Listing[NounType, Selection]:
    """Return a page of the nouns selected; one store call. Raises `MalformedCursor` for a cursor of another list."""
    mark = list_mark(selection, order)
    window = window_of(page, mark, order)
    found = await graph.find(selection, window=window, sight=sight)
    return Listing(
        tuple([noun_of(noun, hit.node) for hit in found.hits]),
        partial(_of_hits, found.hits),
        mark,
        more=found.more,
        begun=page.after is not None,
        origin=selection,
    )


async def list_related(
    graph: Graph,
    nodes: Sequence[NodeId],
    relation: Relation[NounType],
    *,
    page: PageRequest,
    sight: Sight,
    as_of: Revision | None = None,
) -> list[Listing[NounType, Kin]]:
    """Return for each node the same page of its relation; one store call for all of them."""
    mark = list_mark(relation.step, relation.order)
    window = window_of(page, mark, relation.order)
    found = await graph.expand(nodes, relation.step, window=window, sight=sight, as_of=as_of)
    return [
        Listing(
            tuple([noun_of(relation.noun, link.node) for link in neighbours.links]),
            partial(_of_links, neighbours.links),
            mark,
            more=neighbours.more,
            begun=page.after is not None,
            origin=(node, relation.step),
        )
        for node, neighbours in zip(nodes, found, strict=True)
    ]


def _of_hits(hits: Sequence[Hit]) -> Sequence[Place]:
    return [Place(hit.position, {}) for hit in hits]


def _of_links(links: Sequence[Link]) -> Sequence[Place]:
    return [Place(link.position, link.properties) for link in links]


def window_of(page: PageRequest, mark: str, order: Order | None) -> Window:
    """Return the window of a page in the list with a mark; raise `MalformedCursor` for a cursor of another list."""
    after = None if page.after is None else position_of(page.after, mark=mark)
    return Window(first=page.first, after=after, order=order)


async def every_node(graph: Graph, selection: Selection) -> list[Node]:
    """Return every node of a selection, by id, whoever it exists for: for the hub's own upkeep."""
    nodes: list[Node] = []
    window = Window(MAX_PAGE)
    while True:
        page = await graph.find(selection, window=window, sight=EVERYTHING)
        nodes += [hit.node for hit in page.hits]
        if not page.more:
            return nodes
        window = replace(window, after=page.hits[-1].position)
