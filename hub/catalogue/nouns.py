"""Between the nouns of the model and the nodes of the graph: one plan per class, made from its fields."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final, NamedTuple, TypeVar, get_args, get_type_hints

from hub.graph.values import Node, NodeId, Value, node_id
from hub.model import Application, Client, DataItem, Dataset, Grant, Noun, Registration, TrustedDocument
from hub.vocabulary import ApplicationState

AUTHORITY: Final = "authority"
"""The reader for whom every protected entry exists: the data authority."""

NOBODY: Final = ()
"""The audience of registrations: they exist for no reader."""

AUDITOR: Final = "auditor"
"""The reader for whom every application and grant exists: who manages security and keeps the trace (Art. 28)."""

NounType = TypeVar("NounType", bound=Noun | Registration)
Assign = Callable[[object, object], None]
Decode = Callable[[Any], object]


def id_of(noun_class: type[NounType], key: str) -> NodeId:
    """Return the node id of the noun of a class with a code (of a data item: an item code)."""
    return node_id(noun_class.__name__, key)


def reader(department: str) -> str:
    """Return the reader that stands for a department in the audience of a protected entry."""
    return f"department:{department}"


def audience_of(noun: Dataset | Application | Grant) -> tuple[str, ...] | None:
    """Return for whom a noun exists, None for everyone.

    A dataset, with every item of it, exists for everyone unless it is protected. An application or grant exists for
    the departments that take part in it and for the auditor; a draft for its applicant alone.
    """
    match noun:
        case Dataset():
            if not noun.protected:
                return None
            return (AUTHORITY, *_readers(noun.provider, *noun.disclosed_to))
        case Application():
            if noun.state is ApplicationState.DRAFT:
                return (reader(noun.applicant),)
            return (AUDITOR, *_readers(noun.applicant, noun.provider, noun.authority, noun.coordinator))
        case Grant():
            return (AUDITOR, *_readers(noun.holder, noun.provider, *noun.authorities))


def _readers(*departments: str | None) -> tuple[str, ...]:
    return tuple(reader(code) for code in dict.fromkeys(departments) if code is not None)


def node_of(noun: Noun | Registration, *, audience: tuple[str, ...] | None = None) -> Node:
    """Return a noun as a node; an item is given its dataset's audience, other nouns bring their own.

    A registration exists for nobody, whatever is given.
    """
    properties: dict[str, Value] = {}
    for field, name, encode in _PLANS[type(noun)].encoders:
        value = getattr(noun, field)
        if value is not None and value != ():
            properties[name] = encode(value)
    if isinstance(noun, Dataset | Application | Grant):
        audience = audience_of(noun)
    if isinstance(noun, Client | TrustedDocument):
        audience = NOBODY
    return Node(id=id_of(type(noun), noun.code), properties=properties, audience=audience)


def noun_of(noun_class: type[NounType], node: Node) -> NounType:
    """Return a node as a noun of the class that its label names; raise `ValueError` for a node of another label."""
    plan = _PLANS[noun_class]
    if not node.id.startswith(plan.prefix):
        message = f"{node.id} is no {noun_class.__name__}"
        raise ValueError(message)
    noun = object.__new__(noun_class)
    get = node.properties.get
    # Slots are set directly: a frozen class's __init__ costs several times as much, on the path of every read.
    for assign, name, default in plan.plain:
        assign(noun, get(name, default))
    for assign, name, default, decode in plan.converted:
        value = get(name)
        assign(noun, default if value is None else decode(value))
    return noun


def nouns_of(noun_class: type[NounType], nodes: Sequence[Node | None]) -> list[NounType | None]:
    """Return nodes as nouns, aligned, `None` for `None`."""
    return [None if node is None else noun_of(noun_class, node) for node in nodes]


def fields_of(noun_class: type[NounType]) -> frozenset[str]:
    """Return the names of a class's fields, without those that a node's id tells."""
    return _PLANS[noun_class].fields


def told_by_id(noun_class: type[NounType]) -> frozenset[str]:
    """Return the names of the attributes that a node's id tells: the code, and what it is made of."""
    return _PLANS[noun_class].told


def in_part(noun_class: type[NounType], ids: Sequence[NodeId], columns: Mapping[str, Sequence[Any]]) -> list[NounType]:
    """Return nouns of which only some is known: what makes their code, and the fields in columns by property.

    To read anything else of them raises `AttributeError`: what was not read is never taken for missing.
    """
    plan = _PLANS[noun_class]
    nouns = [object.__new__(noun_class) for _ in ids]
    codes = [id_[len(plan.prefix) :] for id_ in ids]
    if len(plan.code) == 1:
        _fill(nouns, plan.code[0], codes)
    else:
        parts = [code.partition("#") for code in codes]
        for assign, at in zip(plan.code, (0, 2), strict=True):
            _fill(nouns, assign, [part[at] for part in parts])
    for assign, name, default in plan.plain:
        if name in columns:
            _fill(nouns, assign, [default if value is None else value for value in columns[name]])
    for assign, name, default, decode in plan.converted:
        if name in columns:
            _fill(nouns, assign, [default if value is None else decode(value) for value in columns[name]])
    return nouns


def _fill(nouns: Sequence[object], assign: Assign, values: Sequence[object]) -> None:
    # A loop in C: this runs for every field of every noun of large answers.
    deque(map(assign, nouns, values), maxlen=0)


def property_of(field: str) -> str:
    """Return the name that a field has in the graph and in GraphQL: camel case."""
    head, *rest = field.split("_")
    return head + "".join(word.capitalize() for word in rest)


class _Plan(NamedTuple):
    """How the nouns of a class are read and written, without a look at the class itself.

    `code` assigns what a code is made of: of a data item its dataset's code and its name.
    """

    prefix: str
    code: tuple[Assign, ...]
    told: frozenset[str]
    fields: frozenset[str]
    encoders: tuple[tuple[str, str, Callable[[Any], Value]], ...]
    plain: tuple[tuple[Assign, str, Any], ...]
    converted: tuple[tuple[Assign, str, object, Decode], ...]


def _planned(noun_class: type[Noun | Registration]) -> _Plan:
    hints = get_type_hints(noun_class)
    encoders, plain, converted = [], [], []
    for field in fields(noun_class):
        name, assign = property_of(field.name), getattr(noun_class, field.name).__set__
        default = None if field.default is MISSING else field.default
        encode, decode = _conversion(hints[field.name])
        encoders.append((field.name, name, encode))
        if decode is None:
            plain.append((assign, name, default))
        else:
            converted.append((assign, name, default, decode))
    code = ("dataset", "name") if noun_class is DataItem else ("code",)
    assigns = tuple(getattr(noun_class, name).__set__ for name in code)
    others = frozenset(field.name for field in fields(noun_class)).difference(code)
    return _Plan(
        id_of(noun_class, ""),
        assigns,
        frozenset({"code", *code}),
        others,
        tuple(encoders),
        tuple(plain),
        tuple(converted),
    )


def _conversion(hint: object) -> tuple[Callable[[Any], Value], Callable[[Any], object] | None]:
    if str(hint).startswith("tuple["):
        return list, tuple
    kinds = [kind for kind in get_args(hint) or (hint,) if kind is not type(None)]
    kind = kinds[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        return (lambda member: str(member.value)), members.__getitem__
    if kind is datetime:
        return _written_moment, datetime.fromisoformat
    if kind is date:
        return date.isoformat, date.fromisoformat
    return (lambda value: value), None


def _written_moment(moment: datetime) -> str:
    # All in one offset and of one length, so that texts are ordered as moments are.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


_PLANS: Final[Mapping[type, _Plan]] = {kind: _planned(kind) for kind in get_args(Noun | Registration)}
