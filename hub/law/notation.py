"""Conditions as canonical JSON, and what a stated condition must be: well-formed and decidable (Art. 18).

A clause is `{"Through": {"channels": ["PAGE"]}}`, a composition `{"AllOf": [...]}`, `{"AnyOf": [...]}` or
`{"Not": {...}}`. Canonical means sorted names, no blanks, nothing that is its default: terms stated alike give equal
texts.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Final, get_args, get_origin, get_type_hints

import orjson

from hub.errors import MalformedCondition
from hub.law.soundness import fault_of
from hub.law.terms import AllOf, AnyOf, Clause, Mask, Not, Term

_DEEPEST: Final = 12
_LONGEST: Final = 20_000  # characters
_REMEMBERED: Final = 1_000  # terms are few, and read for every item that is decided
_CLAUSES: Final[Mapping[str, type[Clause]]] = {kind.__name__: kind for kind in get_args(Clause)}
_HINTS: Final = {kind: get_type_hints(kind) for kind in (*_CLAUSES.values(), Mask)}


def write_term(term: Term) -> str:
    """Return a term as canonical JSON."""
    return orjson.dumps(_written(term), option=orjson.OPT_SORT_KEYS).decode()


def read_term(text: str) -> Term:
    """Return the term that a JSON text states; raise `MalformedCondition` for one that is ill-formed or undecidable."""
    if len(text) > _LONGEST:
        raise _malformed(f"it has {len(text)} characters, and may have {_LONGEST}")
    try:
        stated = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _malformed(f"it is not JSON ({error})") from error
    return term_of(stated)


def term_of(stated: object) -> Term:
    """Return the term that a JSON value states; raises as `read_term` does."""
    term = _term(stated, depth=0)
    fault = fault_of(term)
    if fault:
        raise _malformed(fault)
    return term


@lru_cache(maxsize=_REMEMBERED)
def read_stored(text: str) -> Term:
    """Return the term of a text that `write_term` made, without judging it again."""
    return _term(orjson.loads(text), depth=0)


def _written(value: object) -> object:
    if isinstance(value, AllOf | AnyOf):
        return {type(value).__name__: [_written(term) for term in value.terms]}
    if isinstance(value, Not):
        return {"Not": _written(value.term)}
    if isinstance(value, tuple):
        return [_written(entry) for entry in value]
    if isinstance(value, Enum):
        return value.value
    if type(value) in _HINTS:
        inner = {
            field.name: _written(getattr(value, field.name))
            for field in fields(value)  # type: ignore[arg-type]  # a dataclass, as its type is among the hints
            if getattr(value, field.name) != field.default
        }
        return inner if isinstance(value, Mask) else {type(value).__name__: inner}
    return value.isoformat() if isinstance(value, datetime) else value


def _term(stated: object, *, depth: int) -> Term:
    if depth > _DEEPEST:
        raise _malformed(f"it nests more than {_DEEPEST} levels")
    if not isinstance(stated, dict) or len(stated) != 1:
        raise _malformed('a term is an object with one member, as {"Through": {"channels": ["PAGE"]}}')
    ((name, inner),) = stated.items()
    if name == "Not":
        return Not(_term(inner, depth=depth + 1))
    if name in {"AllOf", "AnyOf"}:
        if not isinstance(inner, list):
            raise _malformed(f"{name} takes a list of terms")
        terms = tuple(_term(part, depth=depth + 1) for part in inner)
        return AllOf(terms) if name == "AllOf" else AnyOf(terms)
    if name not in _CLAUSES:
        raise _malformed(
            f"there is no clause '{name[:40]}': use one of {', '.join((*_CLAUSES, 'AllOf', 'AnyOf', 'Not'))}"
        )
    clause: Clause = _built(_CLAUSES[name], inner, name)
    return clause


def _built(kind: type[Any], inner: object, name: str) -> Any:  # noqa: ANN401 – an instance of `kind`
    if not isinstance(inner, dict):
        raise _malformed(f"{name} takes an object")
    hints = _HINTS[kind]
    for member in inner:
        if member not in hints:
            raise _malformed(f"{name} has no member '{member[:40]}': it has {', '.join(hints)}")
    for field in fields(kind):
        if field.default is MISSING and field.name not in inner:
            raise _malformed(f"{name} lacks its member '{field.name}'")
    return kind(**{member: _value(hints[member], value, f"{name}.{member}") for member, value in inner.items()})


def _value(hint: Any, value: object, place: str) -> object:  # noqa: ANN401 – a type as `get_type_hints` has it
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise _malformed(f"{place} takes a list")
        return tuple(_value(get_args(hint)[0], entry, place) for entry in value)
    if get_origin(hint) is types.UnionType:
        return None if value is None else _value(get_args(hint)[0], value, place)
    return _plain(getattr(hint, "__supertype__", hint), value, place)


def _plain(kind: type, value: object, place: str) -> object:
    if kind is Mask:
        return _built(Mask, value, place)
    if issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        if not isinstance(value, str) or value not in members:
            raise _malformed(f"{place} is one of {', '.join(members)}")
        return members[value]
    if kind is datetime:
        return _moment(value, place)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _malformed(f"{place} takes {'a whole number' if kind is int else 'a text'}")
    return value


def _moment(value: object, place: str) -> datetime:
    try:
        return datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise _malformed(f"{place} is a moment with offset, as 2026-03-01T09:00:00+08:00") from error


def _malformed(what: str) -> MalformedCondition:
    return MalformedCondition(f"This condition cannot be decided: {what}.", fault=what)
