"""Random operations on the toy schema, with random values and errors behind them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)

from tests.execution.toy import Record, SourceFailure

_SPREADS: Final = {
    "Query": ("Query",),
    "Thing": ("Thing", "Named"),
    "Cat": ("Cat", "Named"),
    "Named": ("Thing", "Cat", "Named"),
    "Pet": ("Thing", "Cat", "Named"),
}


@dataclass
class Author:
    """Writes one random operation; fragments and variables are gathered while it writes."""

    schema: GraphQLSchema
    dice: Random
    fragments: list[str] = field(default_factory=list)
    variables: dict[str, bool] = field(default_factory=dict)

    def operation(self) -> str:
        """Return the text of a query with its fragments."""
        return self._written("query", self._selection("Query", 4))

    def subscription(self) -> str:
        """Return the text of a subscription with its fragments."""
        roots = {"thing": "Thing", "thing(first: 2)": "Thing", "pet": "Pet", "things": "Thing", "number": None}
        root = self.dice.choice(list(roots))
        of = roots[root]
        return self._written("subscription", f"{{ {root} {self._selection(of, 3) if of else ''} }}")

    def _written(self, kind: str, selection: str) -> str:
        declared = ", ".join(f"${name}: Boolean!" for name in self.variables)
        head = f"{kind} ({declared}) " if declared else f"{kind} "
        return "\n".join((head + selection, *self.fragments))

    def _selection(self, parent: str, depth: int) -> str:
        parts = [self._part(parent, depth) for _ in range(self.dice.randint(1, 4))]
        return "{ " + " ".join(parts) + " }"

    def _part(self, parent: str, depth: int) -> str:
        roll = self.dice.random()
        if roll < 0.1:
            return "__typename" + self._directive()
        if roll < 0.25 and depth > 0:
            onto = self.dice.choice(_SPREADS[parent])
            condition = f" on {onto}" if onto != parent or self.dice.random() < 0.5 else ""
            return f"...{condition}{self._directive()} {self._selection(onto, depth - 1)}"
        if roll < 0.35 and depth > 0:
            onto = self.dice.choice(_SPREADS[parent])
            name = f"F{len(self.fragments)}"
            self.fragments.append("")
            at = len(self.fragments) - 1
            self.fragments[at] = f"fragment {name} on {onto} {self._selection(onto, depth - 1)}"
            return f"...{name}{self._directive()}"
        return self._field(parent, depth)

    def _field(self, parent: str, depth: int) -> str:
        kind = self.schema.type_map[parent]
        if isinstance(kind, GraphQLUnionType):
            return "__typename"
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        fields = [
            name
            for name, definition in kind.fields.items()
            if name != "unplanned" and (depth > 0 or not is_composite_type(get_named_type(definition.type)))
        ]
        if not fields:
            return "__typename"
        name = self.dice.choice(fields)
        # A key says which field and arguments it stands for, so that equal keys can always be merged.
        arguments, key = self._arguments(name)
        alias = f"{key}: " if arguments or self.dice.random() < 0.2 else ""
        below = self._below(kind.fields[name].type, depth)
        return f"{alias}{name}{arguments}{self._directive()}{below}"

    def _arguments(self, name: str) -> tuple[str, str]:
        if name == "others" and self.dice.random() < 0.5:
            first = self.dice.randint(0, 3)
            return f"(first: {first})", f"others{first}"
        if name == "echo" and self.dice.random() < 0.5:
            return '(text: "t", point: {x: 1})', "echoT"
        return "", f"{name}Again"

    def _below(self, output: GraphQLOutputType, depth: int) -> str:
        named = get_named_type(output)
        return f" {self._selection(named.name, depth - 1)}" if is_composite_type(named) else ""

    def _directive(self) -> str:
        roll = self.dice.random()
        if roll > 0.2:
            return ""
        directive = self.dice.choice(("skip", "include"))
        if roll > 0.1:
            return f" @{directive}(if: {self.dice.choice(('true', 'false'))})"
        name = self.dice.choice("abc")
        self.variables.setdefault(name, self.dice.random() < 0.5)
        return f" @{directive}(if: ${name})"


def world(dice: Random) -> Record:
    """Return a root record with random things behind it; about every tenth value is null, wrong or an error."""
    return Record(
        "Query",
        one=_odd(dice, _thing(dice, 3)),
        must=_thing(dice, 3),
        many=_odd(dice, [_odd(dice, _thing(dice, 2)) for _ in range(dice.randint(0, 4))]),
        all=[_thing(dice, 2) for _ in range(dice.randint(0, 3))],
        pets=[_odd(dice, _pet(dice)) for _ in range(dice.randint(0, 4))],
        named=_odd(dice, [_pet(dice) for _ in range(dice.randint(0, 4))]),
        matrix=_odd(dice, [_odd(dice, [_odd(dice, 1), 2]), []]),
        strict=[[1, 2], [_odd(dice, 3)]],
        count=_odd(dice, 5),
    )


def events(dice: Random) -> Record:
    """Return a root record with a random source of events for each field of a subscription; some of them fail."""
    sources: dict[str, Callable[[], object]] = {
        "thing": lambda: _odd(dice, _thing(dice, 2)),
        "pet": lambda: _odd(dice, _pet(dice)),
        "things": lambda: _odd(dice, [_odd(dice, _thing(dice, 1)) for _ in range(2)]),
        "number": lambda: _odd(dice, 5),
    }
    return Record("Subscription", **{name: _source(dice, make) for name, make in sources.items()})


def _source(dice: Random, make: Callable[[], object]) -> object:
    if dice.random() < 0.05:
        return ValueError("no source")
    happened = [make() for _ in range(dice.randint(0, 4))]
    return [*happened, SourceFailure("broken off")] if dice.random() < 0.2 else happened


def _thing(dice: Random, depth: int) -> Record:
    return Record(
        "Thing",
        id=_odd(dice, dice.randint(1, 99)),
        name=_odd(dice, "n"),
        nick=_odd(dice, "k"),
        size=_odd(dice, 4),
        ratio=_odd(dice, 0.5),
        ok=_odd(dice, value=True),
        kind=_odd(dice, dice.choice(("A", "B"))),
        odd=_odd(dice, {"x": 1}),
        tags=_odd(dice, [_odd(dice, "t"), "u"]),
        notes=_odd(dice, [_odd(dice, "t"), "u"]),
        friend=_odd(dice, _thing(dice, depth - 1)) if depth else None,
        parent=_odd(dice, _thing(dice, depth - 1)) if depth else None,
        others=_odd(dice, [_odd(dice, _thing(dice, depth - 1)) for _ in range(2)]) if depth else [],
        pet=_odd(dice, _pet(dice)) if depth else None,
    )


def _pet(dice: Random) -> Record:
    if dice.random() < 0.5:
        return Record("Cat", name=_odd(dice, "c"), lives=_odd(dice, 9), owner=_odd(dice, _thing(dice, 0)))
    return _thing(dice, 0)


def _odd(dice: Random, value: object) -> object:
    roll = dice.random()
    if roll < 0.03:
        return None
    return ValueError(f"error {dice.randint(0, 9)}") if roll < 0.06 else value
