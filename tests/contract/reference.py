"""The port as plainly as it can be written: one list of versions, one list of entries, every answer worked out anew.

It is slow and keeps nothing, and is what the stores are compared with in random play. The whole suite runs on it too,
so that what the stores are compared with is itself held to the contract.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from hub.errors import Conflict
from hub.graph.change import Change, LedgerEntry, Receipt, Version
from hub.graph.extract import Content, Extracted, Origin, require_small
from hub.graph.ledger import GENESIS, entry_for
from hub.graph.query import (
    Completeness,
    Counts,
    Direction,
    Hit,
    Link,
    Neighbours,
    OneOf,
    Page,
    Position,
    Predicate,
    Reach,
    Selection,
    Sight,
    Step,
    Subject,
    Window,
)
from hub.graph.shape import Shape
from hub.graph.text import matches, rank
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision, Value
from tests.contract.composed import composed
from tests.contract.world import exact

Key = str | int | None
Item = TypeVar("Item")


class ReferenceGraph:
    """The graph port over two lists."""

    def __init__(self, *, shape: Shape, clock: Callable[[], datetime]) -> None:
        self._shape = shape
        self._clock = clock
        self._versions: list[Version] = []
        self._entries: list[LedgerEntry] = []

    async def migrate(self) -> None:
        """Do nothing: lists have no schema."""

    async def ping(self) -> Mapping[str, str]:
        """Tell its name."""
        return {"name": "reference", "version": "1"}

    async def close(self) -> None:
        """Do nothing: nothing is held."""

    async def get(
        self, nodes: Sequence[NodeId], *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Node | None]:
        """Look each id up."""
        there = self._nodes(sight, as_of)
        return [there.get(node) for node in nodes]

    async def expand(
        self, nodes: Sequence[NodeId], step: Step, *, window: Window, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[Neighbours]:
        """List the neighbours of each node."""
        answers = []
        links = self._links(step, sight, as_of)
        for node in nodes:
            keyed = [(_key(link.node, window), link.node.id, link) for link in links[node]]
            shown, more = _within(keyed, window)
            answers.append(Neighbours(tuple(replace(link, position=at) for link, at in shown), more))
        return answers

    async def degree(
        self, nodes: Sequence[NodeId], step: Step, *, sight: Sight, as_of: Revision | None = None
    ) -> Sequence[int]:
        """Count what expand would list."""
        links = self._links(step, sight, as_of)
        return [len(links[node]) for node in nodes]

    async def reach(
        self,
        roots: Sequence[NodeId],
        *,
        edges: frozenset[str],
        direction: Direction,
        depth: int,
        budget: int,
        sight: Sight,
        as_of: Revision | None = None,
    ) -> Reach:
        """Walk level by level."""
        self._require(edges <= set(self._shape.edges), "an edge type")
        nodes = self._nodes(sight, as_of)
        walked = [(_ends(edge.key, direction), edge) for edge in self._edges(sight, as_of) if edge.key.type in edges]
        level = {root for root in roots if root in nodes}
        distances = dict.fromkeys(sorted(level), 0)
        room, spent = budget, False
        for distance in range(1, depth + 1):
            beyond = sorted({far for (near, far), _ in walked if near in level} - distances.keys())
            distances |= dict.fromkeys(beyond[:room], distance)
            if len(beyond) > room:
                spent = True
                break
            room, level = room - len(beyond), set(beyond)
        deepest = {node for node, distance in distances.items() if distance == depth}
        further = any(near in deepest and far not in distances for (near, far), _ in walked)
        kept = [edge for (near, far), edge in walked if near in distances and near not in deepest and far in distances]
        return Reach(
            distances=distances,
            edges=tuple(sorted(kept, key=lambda edge: (edge.key.source, edge.key.type, edge.key.target))),
            completeness=Completeness.BUDGET_SPENT
            if spent
            else Completeness.DEPTH_REACHED
            if further
            else Completeness.COMPLETE,
            unknown=tuple(dict.fromkeys(root for root in roots if root not in nodes)),
        )

    async def find(self, selection: Selection, *, window: Window, sight: Sight) -> Page:
        """Sort what is selected."""
        shape = self._shape.labels.get(selection.label)
        self._require(shape is not None and (not window.order or window.order.property in shape.orders), "an order")
        keyed = [
            (_key(node, window) if window.order else self._rank(node, selection), node.id, node)
            for node in self._selected(selection, sight)
        ]
        shown, more = _within(keyed, window)
        return Page(tuple(Hit(node, position) for node, position in shown), more)

    async def count(self, selection: Selection, *, by: Sequence[str] = (), sight: Sight) -> Counts:
        """Count what is selected."""
        nodes = self._selected(selection, sight)
        self._require(set(by) <= set(self._shape.labels[selection.label].filters), "a property to count by")
        return Counts(len(nodes), {name: _tally(nodes, name) for name in by})

    async def extract(self, origin: Origin, content: Content, *, sight: Sight) -> Extracted:
        """Ask the other verbs."""
        require_small(content)
        return await composed(self, origin, content, sight=sight)

    async def commit(self, change: Change) -> Receipt:
        """Check everything, then write everything."""
        self._require({node.label for node in change.puts} <= self._shape.labels.keys(), "a label")
        self._require({edge.key.type for edge in change.links} <= set(self._shape.edges), "an edge type")
        now = self._contents(None)
        self._check(change, now)
        previous = self._entries[-1] if self._entries else None
        moment = self._clock().astimezone(UTC)
        entry = entry_for(
            change,
            sequence=Revision(len(self._entries) + 1),
            recorded=max(moment, previous.recorded) if previous else moment,
            previous=previous.hash if previous else GENESIS,
        )
        self._entries.append(entry)
        for subject in now:
            if subject in change.ends or (
                isinstance(subject, EdgeKey) and {subject.source, subject.target} & {*change.ends}
            ):
                self._end(subject)
        written: tuple[Node | Edge, ...] = (*change.puts, *change.links)
        contents = {_subject(content): content for content in written}
        for subject, content in contents.items():
            if subject in now and exact(replace(content, revision=now[subject].revision)) == exact(now[subject]):
                continue
            if subject in now:
                self._end(subject)
            self._versions.append(Version(replace(content, revision=entry.sequence), entry.sequence, None))
        return Receipt(entry.sequence, entry.recorded, entry.hash)

    async def history(self, subject: Subject, *, sight: Sight) -> Sequence[Version]:
        """Pick the versions of the subject that were shown at some revision of their time."""
        return [
            version
            for version in self._versions
            if _subject(version.content) == subject
            and any(
                version.content in (*self._nodes(sight, moment).values(), *self._edges(sight, moment))
                for moment in range(version.since, version.until or len(self._entries) + 1)
            )
        ]

    async def ledger(self, *, after: Revision, first: int) -> Sequence[LedgerEntry]:
        """Return a part of the list."""
        return self._entries[after : after + first]

    async def head(self) -> tuple[Revision, str]:
        """Return what the last entry says."""
        return Revision(len(self._entries)), self._entries[-1].hash if self._entries else GENESIS

    async def revision_at(self, moment: datetime) -> Revision:
        """Count the entries up to the moment."""
        return Revision(sum(entry.recorded <= moment for entry in self._entries))

    def _contents(self, as_of: int | None) -> dict[Subject, Node | Edge]:
        revision = len(self._entries) if as_of is None else as_of
        return {
            _subject(version.content): version.content
            for version in self._versions
            if version.since <= revision and (version.until is None or revision < version.until)
        }

    def _nodes(self, sight: Sight, as_of: int | None) -> dict[NodeId, Node]:
        nodes = [version.content for version in self._versions if isinstance(version.content, Node)]
        latest = {node.id: node.audience for node in nodes}
        contents = self._contents(as_of).values()
        there = [content for content in contents if isinstance(content, Node)]
        return {node.id: node for node in there if sight.sees(node.audience) and sight.sees(latest[node.id])}

    def _edges(self, sight: Sight, as_of: int | None) -> list[Edge]:
        nodes = self._nodes(sight, as_of)
        edges = [content for content in self._contents(as_of).values() if isinstance(content, Edge)]
        return [edge for edge in edges if edge.key.source in nodes and edge.key.target in nodes]

    def _links(self, step: Step, sight: Sight, as_of: Revision | None) -> Mapping[NodeId, Sequence[Link]]:
        self._require(step.edge in self._shape.edges, "an edge type")
        self._require(step.label is None or step.label in self._shape.labels, "a label")
        nodes = self._nodes(sight, as_of)
        links: defaultdict[NodeId, list[Link]] = defaultdict(list)
        for edge in self._edges(sight, as_of):
            near, far = _ends(edge.key, step.direction)
            if edge.key.type == step.edge and step.label in (None, nodes[far].label):
                links[near].append(Link(nodes[far], edge.properties, Position(None, far)))
        return links

    def _selected(self, selection: Selection, sight: Sight) -> list[Node]:
        shape = self._shape.labels.get(selection.label)
        self._require(shape is not None, "a label")
        assert shape is not None
        self._require(all(predicate.property in shape.filters for predicate in selection.where), "a filter")
        self._require(selection.text is None or bool(shape.text), "a search")
        labelled = [node for node in self._nodes(sight, None).values() if node.label == selection.label]
        filtered = [node for node in labelled if all(_meets(node, predicate) for predicate in selection.where)]
        text = selection.text
        return [node for node in filtered if text is None or matches(text, _texts(node, shape.text))]

    def _rank(self, node: Node, selection: Selection) -> int | None:
        title = self._shape.labels[selection.label].title
        name = node.properties.get(title, "") if title else ""
        return None if selection.text is None else rank(selection.text, name if isinstance(name, str) else "")

    def _check(self, change: Change, now: Mapping[Subject, Node | Edge]) -> None:
        there = {subject for subject in now if isinstance(subject, str)} - {*change.ends} | {n.id for n in change.puts}
        failures = (
            *(e.node for e in change.expects if (now[e.node].revision if e.node in now else None) != e.revision),
            *(end for end in change.ends if end not in now),
            *(link.key for link in change.links if not {link.key.source, link.key.target} <= there),
        )
        if failures:
            message = f"{failures[0]} is not as the change expects; read it again."
            raise Conflict(message)

    def _end(self, subject: Subject) -> None:
        until = Revision(len(self._entries))
        for at, version in enumerate(self._versions):
            if version.until is None and _subject(version.content) == subject:
                self._versions[at] = replace(version, until=until)

    def _require(self, holds: bool, what: str) -> None:  # noqa: FBT001 – reads as a sentence
        if not holds:
            message = f"The shape does not know {what} that was named."
            raise ValueError(message)


def _subject(content: Node | Edge) -> Subject:
    return content.id if isinstance(content, Node) else content.key


def _ends(key: EdgeKey, direction: Direction) -> tuple[NodeId, NodeId]:
    return (key.source, key.target) if direction is Direction.OUT else (key.target, key.source)


def _key(node: Node, window: Window) -> Key:
    value = node.properties.get(window.order.property) if window.order else None
    assert value is None or isinstance(value, str | int)
    return value


def _place(key: Key, node: NodeId) -> tuple[bool, int, str, NodeId]:
    return key is not None, key if isinstance(key, int) else 0, key if isinstance(key, str) else "", node


def _within(keyed: Iterable[tuple[Key, NodeId, Item]], window: Window) -> tuple[list[tuple[Item, Position]], bool]:
    backwards = window.order is not None and window.order.descending
    inorder = sorted(keyed, key=lambda entry: _place(entry[0], entry[1]), reverse=backwards)
    if window.after:
        limit = _place(window.after.key, window.after.node)
        places = [(_place(key, node), (key, node, item)) for key, node, item in inorder]
        inorder = [entry for place, entry in places if (place < limit if backwards else place > limit)]
    shown = [(item, Position(key, node)) for key, node, item in inorder[: window.first]]
    return shown, len(inorder) > window.first


def _meets(node: Node, predicate: Predicate) -> bool:
    value = node.properties.get(predicate.property)
    if isinstance(predicate, OneOf):
        return any(one in predicate.values for one in _elements(value))
    return isinstance(value, str) and value.startswith(predicate.prefix)


def _elements(value: Value | None) -> list[Value]:
    if value is None:
        return []
    return list(dict.fromkeys(value)) if isinstance(value, list) else [value]


def _texts(node: Node, names: Sequence[str]) -> list[str]:
    return [one for name in names for one in _elements(node.properties.get(name)) if isinstance(one, str)]


def _tally(nodes: Iterable[Node], name: str) -> tuple[tuple[Value, int], ...]:
    tally = Counter(one for node in nodes for one in _elements(node.properties.get(name)) if not isinstance(one, list))
    return tuple(sorted(tally.items(), key=lambda entry: (-entry[1], *_worth(entry[0]))))


def _worth(value: Value) -> tuple[float, str]:
    return (value, "") if isinstance(value, int | float) else (0.0, str(value))
