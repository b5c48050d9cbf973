"""Running a plan breadth-first.

Values travel in columns (`schema.execution.columns`); a `FAILED` moves up, through non-null types, to the nearest
place that may be null. Objects that a resolver returns in a table are not made as long as columns will do.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
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
from schema.execution.columns import FAILED, Column, Lists, as_table, assembled, joined
from schema.execution.places import Keyed, Picked, Place, Root
from schema.execution.plan import Denied, FieldPlan, Plan, SelectionPlan, Typename
from schema.execution.resolution import Attribute, Batch, Computation, Events, Scoped


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
            return [{} for _ in range(len(parents))]
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
        return assembled(selection, columns)

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
                table = as_table(parents)
                column = None if table is None else table.column(name)
                if column is not None:
                    return column
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
        elif isinstance(nullable, GraphQLObjectType) and as_table(raw) is not None:
            column = await self._objects(field.selections[nullable.name], raw, place, scope=scope)
        else:
            column = await self._filled(field, self._faulted(field, raw, place), place, scope)
        return self._settled(field, output, column, place)

    async def _filled(self, field: FieldPlan, column: list[Any], place: Place, scope: object) -> list[Any]:
        """Return a column with dicts in the place of its objects, those of each concrete type made together."""
        groups = list(self._by_type(field, column, place).items())
        if len(groups) == 1 and len(groups[0][1]) == len(column):
            return await self._objects(field.selections[groups[0][0]], column, place, scope=scope)
        work = [
            self._objects(field.selections[name], [column[at] for at in ats], Picked(place, ats), scope=scope)
            for name, ats in groups
        ]
        for (_, ats), objects in zip(groups, await _all(work), strict=True):
            for at, made in zip(ats, objects, strict=True):
                column[at] = made
        return column

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

    def _flattened(self, field: FieldPlan, raw: Column, place: Place) -> Lists:
        lists = joined(raw)
        if lists is not None:
            return lists
        elements: list[Any] = []
        starts: list[int] = []
        missing: dict[int, Any] = {}
        for index, value in enumerate(raw):
            starts.append(len(elements))
            if isinstance(value, list | tuple) or (isinstance(value, Iterable) and not isinstance(value, _SCALARS)):
                elements.extend(value)
            elif value is None or value is FAILED:
                missing[index] = value
            elif isinstance(value, Exception):
                missing[index] = self._fail(field, value, place, index)
            else:
                name = f"'{field.parent}.{field.nodes[0].name.value}'"
                error = GraphQLError(f"Expected Iterable, but did not find one for field {name}.")
                missing[index] = self._fail(field, error, place, index)
        return Lists(elements, starts, missing)

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

    def _fail(self, field: FieldPlan, error: Exception, place: Place, index: int) -> object:
        self.errors.append(located_error(error, list(field.nodes), place.path(index)))
        return FAILED


_SCALARS: Final = (str, bytes, Mapping)


def _attempt(read: Callable[[Any], Any], parent: object) -> object:
    try:
        return read(parent)
    except Exception as error:  # noqa: BLE001 – the error of this parent's value
        return error


async def _all(work: Sequence[Coroutine[Any, Any, Any]]) -> Sequence[Any]:
    # One coroutine needs no task of its own, none at all not even a future; several are awaited side by side.
    return await asyncio.gather(*work) if len(work) > 1 else [await one for one in work]
