"""What an executor may tell a resolver of what it is going to ask below, and what of that is read ahead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Protocol, TypeVar

from hub.catalogue.glimpses import Foreseen, Glimpse
from hub.catalogue.listing import PageRequest, Relation
from hub.catalogue.nouns import fields_of, told_by_id
from hub.errors import HubError
from hub.graph.extract import BRANCHES, LEVELS
from hub.model import Noun

NounType = TypeVar("NounType", bound=Noun)

_KEPT: Final = 1_000


class Call(Protocol):
    """A resolver that is going to be called with all objects of a type, with its arguments and what lies below it."""

    @property
    def resolve(self) -> Any:  # noqa: ANN401 – whatever resolver
        """The resolver; one that lists a relation has it as `relation`, and as `page` how many it lists unless told."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Its arguments, by keyword."""

    @property
    def ahead(self) -> "Ahead":
        """What is going to be asked of its results; the very object that it will be called with."""


class Ahead(Protocol):
    """What is going to be asked of a resolver's results, by the name of their GraphQL type."""

    @property
    def reads(self) -> Mapping[str, frozenset[str] | None]:
        """The attributes that are read, None where it may be any."""

    @property
    def fixed(self) -> bool:
        """Whether it is the same object for every run of the same plan, whatever the variables."""

    @property
    def calls(self) -> Mapping[str, Sequence[Call]]:
        """The resolvers that are called."""


def glimpse_of(noun: type[NounType], ahead: Ahead, *, levels: int = LEVELS) -> Glimpse[NounType]:
    """Return what is going to be read of the nouns of a class, and of those that they lead to in so many steps.

    What is too much for one extract is left to the resolvers below, which are told what lies ahead of them in turn.
    """
    hashable: Any = (noun, ahead, levels)  # which mypy does not see of a class
    # What varies is not kept: it holds what callers sent.
    glimpse: Glimpse[NounType] = (_kept_glimpse if ahead.fixed else _glimpse)(*hashable)
    return glimpse


def _glimpse(noun: type[Noun], ahead: Ahead, levels: int) -> Glimpse[Any]:
    fields, told = fields_of(noun), told_by_id(noun)
    reads = ahead.reads.get(noun.__name__, told)
    # A property of the class, other than the code, may read anything.
    read = fields if reads is None or not reads <= fields | told else reads & fields
    calls = ahead.calls.get(noun.__name__, ()) if levels else ()
    # Whoever reads more of a list than its nouns asks for their places.
    placed = any(read is None or "entries" in read for kind, read in ahead.reads.items() if kind != noun.__name__)
    # In one order whatever the query's, so that stores meet fewer kinds of questions.
    lists = [foreseen for call in calls if (foreseen := _foreseen(call, levels - 1))]
    lists.sort(key=lambda foreseen: repr(foreseen.relation.step))
    return Glimpse(noun, read, tuple(_fitting(lists, BRANCHES - (LEVELS - levels))), placed)


_kept_glimpse: Final = lru_cache(_KEPT)(_glimpse)


def _fitting(lists: Iterable[Foreseen], most: int) -> Iterator[Foreseen]:
    """Yield lists, with all that follows them, as long as there are so many at most."""
    for foreseen in lists:
        size = 1 + foreseen.glimpse.size
        if size <= most:
            most -= size
            yield foreseen


def _foreseen(call: Call, levels: int) -> Foreseen | None:
    """Return what a resolver is going to list, None where that is to be found out, or refused, when it is called."""
    relation: Relation[Any] | None = getattr(call.resolve, "relation", None)
    if relation is None or call.arguments.get("after") is not None:
        return None
    try:
        first = PageRequest(call.arguments.get("first", call.resolve.page)).first
    except HubError:
        return None
    return Foreseen(call.ahead, relation, first, glimpse_of(relation.noun, call.ahead, levels=levels))
