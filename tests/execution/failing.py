"""The hub's schema with resolvers that fail here and there: for the same parents, whichever executor asks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from zlib import crc32

from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    default_field_resolver,
)

from schema.batching import StrawberryReading
from schema.building import build_schema, stock_of, type_name_of
from schema.execution.limits import Limits
from schema.execution.resolution import Attribute, Batch, Computation, Reading, Resolution
from tests.api.twice import EngineAskedTwice

_WHOLE: Final = object()
"""What a field comes out as that does not fail: what it is."""


@dataclass(slots=True)
class Fate:
    """Decides by a field and its parent alone whether it fails; another `seed` decides otherwise."""

    seed: int = 0

    def of(self, coordinate: str, parent: object) -> object:
        """Return an exception to raise or None in the place of a value, and `_WHOLE` most of the time."""
        roll = crc32(f"{self.seed} {coordinate} {parent!r}".encode()) % 40
        if roll < 3:
            return ValueError(f"{coordinate} fails")
        return None if roll == 3 else _WHOLE


class FailingReading:
    """Reads a schema as another reading does, for resolvers that fail as their fate is."""

    def __init__(self, reading: Reading, fate: Fate) -> None:
        self._reading = reading
        self._fate = fate

    def resolution(self, parent: GraphQLObjectType, name: str, field: GraphQLField) -> Resolution | None:
        """Return how a field is resolved, or fails."""
        fate = partial(self._fate.of, f"{parent.name}.{name}")
        match self._reading.resolution(parent, name, field):
            case Attribute(attribute):
                return Computation(_failing(lambda value: getattr(value, attribute), fate))
            case Computation(compute):
                return Computation(_failing(compute, fate))
            case Batch(resolve, convert):
                return Batch(_failing_batch(resolve, fate), convert)
            case other:
                return other

    def type_name(self, abstract: GraphQLAbstractType, value: object) -> str | None:
        """Return the name of the object type of a value."""
        return self._reading.type_name(abstract, value)


def failing_engine(fate: Fate, limits: Limits) -> EngineAskedTwice:
    """Return an engine of the hub's schema whose resolvers fail as their fate is, in both executors."""
    built = build_schema()
    core = built._schema  # noqa: SLF001 – Strawberry has no public name for graphql-core's schema
    for kind in core.type_map.values():
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__"):
            for name, field in kind.fields.items():
                own = partial(fate.of, f"{kind.name}.{name}")
                field.resolve = partial(_stock, field.resolve or default_field_resolver, own)
    reading = FailingReading(StrawberryReading(built, type_name_of), fate)
    return EngineAskedTwice(core, reading, stock=stock_of(core), limits=limits)


def _failing(compute: Callable[[Any], Any], fate: Callable[[Any], object]) -> Callable[[Any], Any]:
    def failing(parent: object) -> object:
        met = fate(parent)
        if isinstance(met, Exception):
            raise met
        return compute(parent) if met is _WHOLE else met

    return failing


def _failing_batch(
    resolve: Callable[..., Awaitable[Sequence[Any]]], fate: Callable[[Any], object]
) -> Callable[..., Awaitable[Sequence[Any]]]:
    async def failing(parents: Sequence[Any], scope: object, **arguments: Any) -> Sequence[Any]:  # noqa: ANN401
        met = [fate(parent) for parent in parents]
        whole = [parent for parent, each in zip(parents, met, strict=True) if each is _WHOLE]
        try:
            results = iter(await resolve(whole, scope, **arguments) if whole else ())
        except Exception as error:  # noqa: BLE001 – whatever fails is the error of all that do not fail by fate
            results = iter([error] * len(whole))
        return [next(results) if each is _WHOLE else each for each in met]

    return failing


def _stock(
    resolve: Callable[..., Any],
    fate: Callable[[Any], object],
    source: object,
    info: GraphQLResolveInfo[Any],
    /,
    **given: object,
) -> object:
    met = fate(source)
    if isinstance(met, Exception):
        raise met
    return resolve(source, info, **given) if met is _WHOLE else met
