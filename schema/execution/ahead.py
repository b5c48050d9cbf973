"""Looking ahead: what a plan is going to read and call below a field, told to the batch resolver that asks for it.

It stops at batch fields, which may give any objects, but tells of those that look ahead themselves how they are going
to be called, and so on; whoever reads from a store can then read all of it at once.
"""

from collections.abc import Iterator

from graphql import GraphQLError
from graphql.execution.values import VariableValues

from schema.execution.plan import FieldPlan, SelectionPlan
from schema.execution.resolution import Ahead, Attribute, Batch, Call, Computation, Reads


class Foresight:
    """Looks ahead for one run: of one field, the answer is always the same object."""

    def __init__(self, variables: VariableValues) -> None:
        self._variables = variables
        self._found: dict[int, Ahead] = {}

    def of(self, field: FieldPlan) -> Ahead:
        """Return what lies below a field."""
        if field.ahead is not None:
            return field.ahead
        found = self._found.get(id(field))
        if found is None:
            found = self._found[id(field)] = self._seen(field)
            if found.fixed:
                field.ahead = found  # the plan serves many runs
        return found

    def _seen(self, field: FieldPlan) -> Ahead:
        reads: dict[str, Reads] = {}
        calls: dict[str, list[Call]] = {}
        fixed = True
        for kind, below in _below(field):
            read = _reads(below)
            before = reads.get(kind, frozenset())
            reads[kind] = None if read is None or before is None else before | read
            if isinstance(below.resolution, Batch):
                fixed = fixed and below.constant is not None
                if below.resolution.foresees and (call := self._call(below, below.resolution)) is not None:
                    calls.setdefault(kind, []).append(call)
                    fixed = fixed and call.ahead.fixed
        return Ahead(reads, calls, fixed)

    def _call(self, field: FieldPlan, batch: Batch) -> Call | None:
        try:
            arguments = field.arguments(self._variables)
        except GraphQLError:
            return None  # told where the field is
        return Call(batch.resolve, arguments, self.of(field))


def _below(field: FieldPlan) -> Iterator[tuple[str, FieldPlan]]:
    """Yield the fields whose parents come with a field's values, without another batch, with their parents' type."""
    selections: list[SelectionPlan] = list(field.selections.values())
    while selections:
        selection = selections.pop()
        for below in selection.fields:
            yield selection.type.name, below
            if not isinstance(below.resolution, Batch):
                selections += below.selections.values()


def _reads(field: FieldPlan) -> Reads:
    match field.resolution:
        case Attribute(name):
            return frozenset({name})
        case Computation(_, reads) | Batch(reads=reads):
            return reads
        case _:
            return frozenset()
