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


def column_of(
    noun_class: type[NounType], attribute: str, ids: Sequence[NodeId], columns: Mapping[str, Sequence[Any]]
) -> Sequence[Any] | None:
    """Return an attribute of nouns of which only some is known: their ids, and the fields in columns by property.

    None where the attribute is not among that, or is neither a field nor told by the id.
    """
    plan = _PLANS[noun_class]
    if attribute in plan.told:
        codes = [id_[len(plan.prefix) :] for id_ in ids]
        if attribute == "code":
            return codes
        part = 2 * plan.code.index(attribute)
        return [code.partition("#")[part] for code in codes]
    field = plan.properties.get(attribute)
    if field is None or field.property not in columns:
        return None
    column, default, decode = columns[field.property], field.default, field.decode
    if decode is not None:
        return [default if value is None else decode(value) for value in column]
    return column if default is None else [default if value is None else value for value in column]


def in_part(noun_class: type[NounType], ids: Sequence[NodeId], columns: Mapping[str, Sequence[Any]]) -> list[NounType]:
    """Return nouns of which only some is known: what makes their code, and the fields in columns by property.

    To read anything else of them raises `AttributeError`: what was not read is never taken for missing.
    """
    plan = _PLANS[noun_class]
    nouns = [object.__new__(noun_class) for _ in ids]
    for attribute, assign in plan.assigns.items():
        column = column_of(noun_class, attribute, ids, columns)
        if column is not None:
            # A loop in C: this runs for every field of every noun of large answers.
            deque(map(assign, nouns, column), maxlen=0)
    return nouns


def property_of(field: str) -> str:
    """Return the name that a field has in the graph and in GraphQL: camel case."""
    head, *rest = field.split("_")
    return head + "".join(word.capitalize() for word in rest)


class _Field(NamedTuple):
    """How a field is read from its property: what stands for a missing value, and how another becomes Python's."""

    property: str
    default: Any
    decode: Decode | None


class _Plan(NamedTuple):
    """How the nouns of a class are read and written, without a look at the class itself.

    `code` names what a code is made of: of a data item its dataset's code and its name. `fields` are the others,
    `properties` tells how a field is read and `assigns` how it is set, whichever it is. `plain` and `converted` are all
    that a node has.
    """

    prefix: str
    code: tuple[str, ...]
    told: frozenset[str]
    fields: frozenset[str]
    properties: Mapping[str, _Field]
    assigns: Mapping[str, Assign]
    encoders: tuple[tuple[str, str, Callable[[Any], Value]], ...]
    plain: tuple[tuple[Assign, str, Any], ...]
    converted: tuple[tuple[Assign, str, object, Decode], ...]


def _planned(noun_class: type[Noun | Registration]) -> _Plan:
    hints = get_type_hints(noun_class)
    encoders, found = [], {}
    for field in fields(noun_class):
        default = None if field.default is MISSING else field.default
        encode, decode = _conversion(hints[field.name])
        encoders.append((field.name, property_of(field.name), encode))
        found[field.name] = _Field(property_of(field.name), default, decode)
    assigns = {name: getattr(noun_class, name).__set__ for name in found}
    code = ("dataset", "name") if noun_class is DataItem else ("code",)
    return _Plan(
        prefix=id_of(noun_class, ""),
        code=code,
        told=frozenset({"code", *code}),
        fields=frozenset(found).difference(code),
        properties=found,
        assigns=assigns,
        encoders=tuple(encoders),
        plain=tuple((assigns[name], each.property, each.default) for name, each in found.items() if not each.decode),
        converted=tuple(
            (assigns[name], each.property, each.default, each.decode) for name, each in found.items() if each.decode
        ),
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
