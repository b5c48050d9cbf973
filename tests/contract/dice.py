"""Random changes and questions about a small crowded graph; the same seed draws the same."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from random import Random
from typing import TypeVar

from hub.graph.change import Change, Expectation
from hub.graph.extract import Branch, Content, Listed, Origin
from hub.graph.port import Graph
from hub.graph.query import (
    EVERYTHING,
    PUBLIC,
    Direction,
    OneOf,
    Order,
    Position,
    Predicate,
    Reach,
    Selection,
    Sight,
    Step,
    Subject,
    Window,
    Within,
)
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision, Value, node_id
from tests.contract.composed import plain
from tests.contract.world import SHAPE

LABELS = ["Thing", "Thing", "Thing", "Box", "Mark"]
KEYS = ["a", "b", "c", "d", "e", "A", "é", "e\u0301", "\uff5e", "😀", "10", "9"]
AUDIENCES: list[tuple[str, ...] | None] = [None, None, None, None, ("r",), ("r", "s"), ("s",), ()]
WORDS = ["人口", "常住人口", "人", "口腔", "年鉴", "Ab", "AB", "ａｂ", "x y", "1", "2020", "*", '"', "😀", ""]
SIGHTS = [PUBLIC, PUBLIC, Sight(frozenset({"r"})), Sight(frozenset({"s", "t"})), EVERYTHING]
OTHERS: list[Value] = [0.5, 1, 1.0, True, "1", [], ["1"]]
AREAS = ["44", "4401", "440103", "45", "", "44_"]

Question = Callable[[Graph], Awaitable[object]]
Drawn = TypeVar("Drawn")


class Dice:
    """Draws from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 – nothing is secret here
        self._choice = self._random.choice

    def pause(self) -> float:
        """Draw how many seconds pass before the next change; now and then the clock goes back."""
        return self._choice([0, 0, 1, 60, -30])

    def change(self, nodes: Sequence[Node], edges: Sequence[Edge]) -> Change:
        """Draw a change to a graph of these nodes and edges; most of them can be applied."""
        puts = [*self._some(self._node, 4), *self._few(nodes, 0.1)]
        ids = [node.id for node in (*nodes, *puts)] or [self._ident()]
        links = [*self._some(partial(self._edge, ids), 5), *self._few(edges, 0.1)]
        ends: list[NodeId | EdgeKey] = [node.id for node in self._few(nodes, 0.05)]
        ends += [edge.key for edge in self._few(edges, 0.05)]
        ends += self._few([self._ident(), self._key()], 0.03)
        named = {*(node.id for node in puts), *(edge.key for edge in links)}
        expects = [Expectation(node.id, self._revision(node)) for node in self._few(nodes, 0.1)]
        return Change(
            actor=self._text(),
            action="test.play",
            puts=tuple(puts),
            links=tuple(links),
            ends=tuple(one for one in ends if one not in named),
            expects=tuple(expects),
            facts=self._properties(),
        )

    def question(self, head: int) -> Question:
        """Draw one call of one reading verb to a graph whose newest revision is `head`."""
        draws = [
            self._getting,
            self._expanding,
            self._walking,
            self._finding,
            self._counting,
            self._recalling,
            self._extracting,
        ]
        return self._choice(draws)(head)

    def _getting(self, head: int) -> Question:
        nodes, sight, as_of = self._some(self._ident, 7), self._sight(), self._as_of(head)
        return lambda graph: graph.get(nodes, sight=sight, as_of=as_of)

    def _expanding(self, head: int) -> Question:
        nodes, sight, as_of, window = self._some(self._ident, 7), self._sight(), self._as_of(head), self._window()
        step = Step(self._choice(SHAPE.edges), self._direction(), self._choice([None, None, "Thing", "Box"]))

        async def ask(graph: Graph) -> object:
            lists = await graph.expand(nodes, step, window=window, sight=sight, as_of=as_of)
            return list(lists), list(await graph.degree(nodes, step, sight=sight, as_of=as_of))

        return ask

    def _walking(self, head: int) -> Question:
        roots, sight, as_of = self._some(self._ident, 4), self._sight(), self._as_of(head)
        edges, direction = frozenset(self._random.sample(SHAPE.edges, self._choice([1, 2, 3]))), self._direction()
        depth, budget = self._choice([0, 1, 2, 9]), self._choice([0, 1, 3, 99])

        async def ask(graph: Graph) -> object:
            walked: Reach = await graph.reach(
                roots, edges=edges, direction=direction, depth=depth, budget=budget, sight=sight, as_of=as_of
            )
            return walked, list(walked.distances)

        return ask

    def _finding(self, _: int) -> Question:
        selection, sight = self._selection(), self._sight()
        window = self._window(ranked=selection.text is not None)
        return lambda graph: graph.find(selection, window=window, sight=sight)

    def _extracting(self, _: int) -> Question:
        ids, sight, selection, content = self._some(self._ident, 7), self._sight(), self._selection(), self._content(2)
        origins: list[Origin] = [ids, Listed(selection, self._window(ranked=selection.text is not None))]
        origin = self._choice(origins)

        async def ask(graph: Graph) -> object:
            return plain(await graph.extract(origin, content, sight=sight))

        return ask

    def _content(self, depth: int) -> Content:
        names = self._random.sample(["name", "tags", "size", "active", "order", "other"], self._choice([0, 1, 2, 6]))
        return Content(
            tuple(names), tuple(self._branch(depth - 1) for _ in range(self._choice([0, 1, 2]) if depth else 0))
        )

    def _branch(self, depth: int) -> Branch:
        step = Step(self._choice(SHAPE.edges), self._direction(), self._choice([None, "Thing", "Box"]))
        window = self._window()
        return Branch(step, window.first, window.order, self._content(depth), linked=self._choice([True, False]))

    def _counting(self, _: int) -> Question:
        selection, sight = self._selection(), self._sight()
        by = self._random.sample(["kind", "tags", "size", "active", "area"], 2)
        return lambda graph: graph.count(selection, by=by, sight=sight)

    def _recalling(self, _: int) -> Question:
        subjects: list[Subject] = [self._ident(), self._ident(), self._key()]
        subject, sight = self._choice(subjects), self._sight()
        return lambda graph: graph.history(subject, sight=sight)

    def _some(self, draw: Callable[[], Drawn], limit: int) -> list[Drawn]:
        return [draw() for _ in range(self._random.randrange(limit))]

    def _few(self, pool: Sequence[Drawn], share: float) -> list[Drawn]:
        return [one for one in pool if self._random.random() < share]

    def _ident(self) -> NodeId:
        return node_id(self._choice(LABELS), self._choice(KEYS))

    def _key(self) -> EdgeKey:
        return EdgeKey(self._ident(), self._choice(SHAPE.edges), self._ident())

    def _node(self) -> Node:
        return Node(self._ident(), self._properties(), self._choice(AUDIENCES))

    def _edge(self, ids: Sequence[NodeId]) -> Edge:
        key = EdgeKey(self._choice(ids), self._choice(SHAPE.edges), self._choice(ids))
        return Edge(key, self._choice([{}, {"weight": 1}, {"weight": 1.0}, {"weight": 2, "note": self._text()}]))

    def _revision(self, node: Node) -> Revision | None:
        return self._choice([*[node.revision] * 18, Revision(node.revision + 1), None])

    def _text(self) -> str:
        return self._choice([" ", "", "的"]).join(self._random.choices(WORDS, k=self._random.randint(1, 3)))

    def _properties(self) -> dict[str, Value]:
        pool: dict[str, Callable[[], Value]] = {
            "name": self._text,
            "code": self._text,
            "aliases": lambda: self._some(self._text, 3),
            "kind": lambda: self._choice("xyZ"),
            "tags": lambda: self._random.choices("pqr", k=self._random.randrange(4)),
            "area": lambda: self._choice(AREAS),
            "size": lambda: self._random.randint(-2, 3),
            "active": lambda: self._choice([True, False]),
            "order": lambda: self._choice(KEYS),
            "other": lambda: self._choice(OTHERS),
        }
        return {name: draw() for name, draw in pool.items() if self._random.random() < 0.4}

    def _sight(self) -> Sight:
        return self._choice(SIGHTS)

    def _direction(self) -> Direction:
        return self._choice(list(Direction))

    def _as_of(self, head: int) -> Revision | None:
        return self._choice([None, Revision(self._random.randint(0, head))])

    def _window(self, *, ranked: bool = False) -> Window:
        orders: dict[str, Callable[[], str | int]] = {
            "order": lambda: self._choice(KEYS),
            "size": lambda: self._random.randint(-2, 3),
            "name": self._text,
        }
        name = self._choice([None, *orders])
        key: str | int | None = self._random.randrange(4) if ranked else None
        if name is not None:
            key = self._choice([None, orders[name](), orders[name]()])
        after = self._choice([None, Position(key, self._ident())])
        order = None if name is None else Order(name, descending=self._choice([True, False]))
        return Window(self._choice([0, 1, 2, 5, 100]), after, order)

    def _selection(self) -> Selection:
        pool: list[Predicate] = [
            OneOf("kind", tuple(self._some(lambda: self._choice("xyZ"), 3))),
            OneOf("tags", tuple(self._random.choices("pqr", k=2))),
            OneOf("size", (self._random.randint(-2, 3), 0)),
            OneOf("active", (True,)),
            Within("area", self._choice(AREAS)),
        ]
        where = tuple(self._random.sample(pool, self._choice([0, 0, 0, 1, 2])))
        return Selection("Thing", where, self._choice([None, None, self._choice(WORDS), self._text()]))
