"""Running a plan breadth-first.

Values travel in columns: one value for each parent of a selection path. In a column, `None` is a null and `FAILED`
marks what has an error already; a `FAILED` moves up, through non-null types, to the nearest place that may be null.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, Final, cast

from graphql import (
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
    located_error,
)
from graphql.execution.values import VariableValues

from schema.execution.ahead import Foresight
from schema.execution.places import Flattened, Keyed, Picked, Place, Root
from schema.execution.plan import Denied, FieldPlan, Plan, SelectionPlan, Typename
from schema.execution.resolution import Attribute, Batch, Computation, Events, Scoped

Column = Sequence[Any]


class _Failed:
    __slots__ = ()

    def __bool__(self) -> bool:
        return False


FAILED: Final = _Failed()


class Run:
    """One running of a plan for one request, or for one event of a subscription; `errors` grows while it runs."""

    def __init__(self, plan: Plan, *, context: Scoped, variables: VariableValues, event: object = None) -> None:
        self._plan = plan
        self._context = context
        self._variables = variables
        self._event = event
        self._foresight = Foresight(variables)
        self._denied: set[tuple[str, ...]] = set()
        """Selection paths whose refusal is told; a path is visited once for each concrete type."""

        self.errors: list[GraphQLError] = []

    async def data(self) -> dict[str, Any] | None:
        """Return the response's data, None where a null moved up to the root."""
        if self._plan.serial:
            return await self._serial()
        (data,) = await self._objects(self._plan.root, [self._event], Root(), scope=None)
        return None if data is FAILED else cast("dict[str, Any]", data)

    async def _serial(self) -> dict[str, Any] | None:
        data: dict[str, Any] = {}
        failed = False
        for field in self._plan.root.fields:
            (value,) = await self._column(field, [None], Root(), self._context.scope(field.key))
            failed = failed or value is FAILED
            data[field.key] = value
            if failed:
                return None
        return data

    async def _objects(self, selection: SelectionPlan, parents: Column, place: Place, *, scope: object) -> list[Any]:
        """Return a dict for each parent, FAILED where one of its fields may not be null but failed."""
        if not selection.fields:
            return [{} for _ in parents]
        columns: list[Column] = [()] * len(selection.fields)
        waiting: list[int] = []
        for at, field in enumerate(selection.fields):
            if field.waits:
                waiting.append(at)
            elif isinstance(field.resolution, Denied):
                columns[at] = self._withheld(field, field.resolution, parents)
            elif field.serialize is not None:
                columns[at] = self._leaves(field, field.type, self._read(field, parents), Keyed(place, field.key))
            else:
                columns[at] = await self._column(field, parents, place, scope)
        work = [self._column(selection.fields[at], parents, place, scope) for at in waiting]
        for at, column in zip(waiting, await _all(work), strict=True):
            columns[at] = column
        return _assembled(selection, columns)

    async def _column(self, field: FieldPlan, parents: Column, place: Place, scope: object) -> Column:
        """Return the completed values of a field, one for each parent."""
        if isinstance(field.resolution, Denied):
            return self._withheld(field, field.resolution, parents)
        scope = self._context.scope(field.key) if scope is None else scope
        if isinstance(field.resolution, Batch):
            raw = await self._batch(field, field.resolution, parents, scope)
        else:
            raw = self._read(field, parents)
        own = Keyed(place, field.key)
        if field.serialize is not None:
            return self._leaves(field, field.type, raw, own)
        return await self._completed(field, field.type, raw, own, scope)

    async def _batch(self, field: FieldPlan, batch: Batch, parents: Column, scope: object) -> Column:
        try:
            arguments = field.arguments(self._variables)
            if batch.foresees:
                arguments = {**arguments, "ahead": self._foresight.of(field)}
            results = await batch.resolve(parents, scope, **arguments)
        except Exception as error:  # noqa: BLE001 – whatever fails is the error of every parent
            return [error] * len(parents)
        if len(results) != len(parents):
            message = f"The resolver of {field.parent}.{field.nodes[0].name.value} answered {len(results)} results for "
            return [RuntimeError(f"{message}{len(parents)} parents.")] * len(parents)
        return results

    def _read(self, field: FieldPlan, parents: Column) -> Column:
        read: Callable[[Any], Any]
        match field.resolution:
            case Typename(name):
                return [name] * len(parents)
            case Attribute(name):
                read = attrgetter(name)
            case Computation(compute):
                read = compute
            case Events():
                return parents
            case Batch() | Denied():  # pragma: no cover – dealt with before
                raise AssertionError
        try:
            return list(map(read, parents))
        except Exception:  # noqa: BLE001 – asked again one by one, to find whose error it is
            return [_attempt(read, parent) for parent in parents]

    def _withheld(self, field: FieldPlan, denied: Denied, parents: Column) -> Column:
        """Return what stands in the place of values that the caller may not have, with one error for all of them."""
        if field.path not in self._denied:
            self._denied.add(field.path)
            self.errors.append(located_error(denied.error, list(field.nodes), list(field.path)))
        return [FAILED if isinstance(field.type, GraphQLNonNull) else None] * len(parents)

    def _leaves(self, field: FieldPlan, output: GraphQLOutputType, raw: Column, place: Place) -> Column:
        """Complete a column of leaves, or of lists of them."""
        nullable = output.of_type if isinstance(output, GraphQLNonNull) else output
        column: list[Any]
        if isinstance(nullable, GraphQLList):
            lists = self._flattened(field, raw, place)
            column = lists.regrouped(self._leaves(field, nullable.of_type, lists.elements, lists.place(place)))
        else:
            assert field.serialize is not None  # noqa: S101 – a leaf has one
            column, doubtful = field.serialize(raw)
            if doubtful:
                column = self._faulted(field, column, place)
        return self._settled(field, output, column, place)

    async def _completed(
        self, field: FieldPlan, output: GraphQLOutputType, raw: Column, place: Place, scope: object
    ) -> Column:
        """Complete a column of objects, or of lists of them."""
        nullable = output.of_type if isinstance(output, GraphQLNonNull) else output
        if isinstance(nullable, GraphQLList):
            lists = self._flattened(field, raw, place)
            inner = await self._completed(field, nullable.of_type, lists.elements, lists.place(place), scope)
            column = lists.regrouped(inner)
        else:
            column = self._faulted(field, raw, place)
            await self._fill(field, column, place, scope)
        return self._settled(field, output, column, place)

    async def _fill(self, field: FieldPlan, column: list[Any], place: Place, scope: object) -> None:
        """Replace the objects of a column by their dicts, those of each concrete type together."""
        groups = list(self._by_type(field, column, place).items())
        work = [
            self._objects(field.selections[name], [column[at] for at in ats], Picked(place, ats), scope=scope)
            for name, ats in groups
        ]
        for (_, ats), objects in zip(groups, await _all(work), strict=True):
            for at, made in zip(ats, objects, strict=True):
                column[at] = made

    def _by_type(self, field: FieldPlan, column: list[Any], place: Place) -> Mapping[str, Sequence[int]]:
        """Return the indexes of a column's objects by the name of their concrete type."""
        present = [at for at, value in enumerate(column) if value is not None and value is not FAILED]
        named = get_named_type(field.type)
        if isinstance(named, GraphQLObjectType):
            return {named.name: present} if present else {}
        assert is_abstract_type(named)  # noqa: S101 – neither a leaf nor an object type
        groups: dict[str, list[int]] = {}
        for at in present:
            name = self._plan.reading.type_name(named, column[at])
            if name in field.selections:
                groups.setdefault(name, []).append(at)
            else:
                message = f"A value of {field.parent}.{field.nodes[0].name.value} is of no type that {named} has."
                column[at] = self._fail(field, TypeError(message), place, at)
        return groups

    def _flattened(self, field: FieldPlan, raw: Column, place: Place) -> "_Lists":
        lists = _Lists()
        if set(map(type, raw)) <= _PLAIN_LISTS:
            lists.extend(raw)
            return lists
        for index, value in enumerate(raw):
            if isinstance(value, list | tuple) or (isinstance(value, Iterable) and not isinstance(value, _SCALARS)):
                lists.add(value)
            elif value is None or value is FAILED:
                lists.skip(value)
            elif isinstance(value, Exception):
                lists.skip(self._fail(field, value, place, index))
            else:
                name = f"'{field.parent}.{field.nodes[0].name.value}'"
                error = GraphQLError(f"Expected Iterable, but did not find one for field {name}.")
                lists.skip(self._fail(field, error, place, index))
        return lists

    def _faulted(self, field: FieldPlan, raw: Column, place: Place) -> list[Any]:
        """Return a column with FAILED in the place of each exception, which becomes an error."""
        if not any(issubclass(kind, Exception) for kind in set(map(type, raw))):
            return list(raw)
        return [
            self._fail(field, value, place, index) if isinstance(value, Exception) else value
            for index, value in enumerate(raw)
        ]

    def _settled(self, field: FieldPlan, output: GraphQLOutputType, column: list[Any], place: Place) -> Column:
        """Return a column as its type allows: no FAILED where it may be null, FAILED for null where it may not."""
        # Nulls and failures are false, so a column of true values is settled; nothing fails without an error.
        if all(column):
            return column
        if not isinstance(output, GraphQLNonNull):
            return [None if value is FAILED else value for value in column] if self.errors else column
        name = f"{field.parent}.{field.nodes[0].name.value}"
        error = TypeError(f"Cannot return null for non-nullable field {name}.")
        return [
            self._fail(field, error, place, index) if value is None else value for index, value in enumerate(column)
        ]

    def _fail(self, field: FieldPlan, error: Exception, place: Place, index: int) -> _Failed:
        self.errors.append(located_error(error, list(field.nodes), place.path(index)))
        return FAILED


_SCALARS: Final = (str, bytes, Mapping)
_PLAIN_LISTS: Final = {list, tuple}


class _Lists:
    """The lists of a column, their elements one after another, so that these are completed together."""

    def __init__(self) -> None:
        self.elements: list[Any] = []
        self._starts: list[int] = []
        self._missing: dict[int, Any] = {}

    def add(self, values: Iterable[Any]) -> None:
        """Append a list."""
        self._starts.append(len(self.elements))
        self.elements.extend(values)

    def extend(self, lists: Sequence[Sequence[Any]]) -> None:
        """Append several lists at once, where there is none yet."""
        *self._starts, _ = accumulate(map(len, lists), initial=0)
        self.elements = list(chain.from_iterable(lists))

    def skip(self, value: Any) -> None:  # noqa: ANN401 – None or FAILED
        """Append what stands in the place of a list."""
        self._missing[len(self._starts)] = value
        self._starts.append(len(self.elements))

    def place(self, lists: Place) -> Place:
        """Return the place of the elements."""
        return Flattened(lists, self._starts)

    def regrouped(self, elements: Column) -> list[Any]:
        """Return the lists made of completed elements; a list with a FAILED element, which may not be null, fails."""
        ends = [*self._starts[1:], len(elements)]
        column: list[Any] = [list(elements[start:end]) for start, end in zip(self._starts, ends, strict=False)]
        if not all(elements):
            column = [FAILED if any(value is FAILED for value in values) else values for values in column]
        for index, value in self._missing.items():
            column[index] = value
        return column


def _assembled(selection: SelectionPlan, columns: Sequence[Column]) -> list[Any]:
    objects: list[Any] = _objects_of(selection.keys, columns)
    for field, column in zip(selection.fields, columns, strict=True):
        if isinstance(field.type, GraphQLNonNull) and not all(column):
            objects = [FAILED if value is FAILED else made for made, value in zip(objects, column, strict=True)]
    return objects


def _objects_of(keys: Sequence[str], columns: Sequence[Column]) -> list[Any]:
    """Return a dict for each row; most are small, and displays cost a third of `dict(zip())`."""
    match keys:
        case (one,):
            return [{one: value} for value in columns[0]]
        case (one, two):
            return [{one: first, two: second} for first, second in zip(*columns, strict=True)]
        case (one, two, three):
            return [{one: a, two: b, three: c} for a, b, c in zip(*columns, strict=True)]
        case (one, two, three, four):
            return [{one: a, two: b, three: c, four: d} for a, b, c, d in zip(*columns, strict=True)]
        case _:
            return [dict(zip(keys, row, strict=True)) for row in zip(*columns, strict=True)]


def _attempt(read: Callable[[Any], Any], parent: object) -> object:
    try:
        return read(parent)
    except Exception as error:  # noqa: BLE001 – the error of this parent's value
        return error


async def _all(work: Sequence[Coroutine[Any, Any, Any]]) -> Sequence[Any]:
    # One coroutine needs no task of its own; several are awaited side by side.
    return [await work[0]] if len(work) == 1 else await asyncio.gather(*work)
