"""Measuring a document before it is validated: every selection is looked at once, every fragment is measured once.

A field counts as often as it is written, fragments written out; `skip` and `include` are taken to select it. The cost
is the number of objects in the largest answer. A list has as many as its `first` says, or its required argument that
is a list, where it has neither a default or a value, `Limits.list_size`. A connection's `first` counts its `nodes` and
its `edges` (Relay's cursor connections), and leaves cost nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from schema.execution.limits import Limits, check_literal, exceeded
from schema.execution.measures import CEILING, Measure, capped
from schema.execution.sizes import Size, Sizes, sized, written_size

_ENTRIES: Final = frozenset({"edges", "nodes"})
_INCREMENTAL: Final = frozenset({"defer", "stream"})


@dataclass(frozen=True, slots=True)
class _Entry:
    """The field through which a selection is entered."""

    size: Size
    listed: bool
    of_connection: bool


@dataclass(slots=True)
class _Block:
    """One selection set: its own counts, and how it belongs to the one around it; no entry for an inline fragment."""

    type: GraphQLNamedType | None
    above: int = -1
    entry: _Entry | None = None
    fields: int = 0
    aliases: int = 0
    spreads: list[str] = field(default_factory=list)


class Analysis:
    """A document, looked at once.

    `sizing` names the variables that say how long a list is; `visited` counts the nodes that were looked at, here and
    in measuring.
    """

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> None:
        """Look at a document; raise `GraphQLError` where it goes beyond a limit, or its fragments go in a circle."""
        self.visited = 0
        self._schema = schema
        self._limits = limits
        self._names: Counter[str] = Counter()
        self._variables: set[str] = set()
        self._fragments: dict[str, list[_Block]] = {}
        self._operations: list[tuple[OperationDefinitionNode, list[_Block]]] = []
        self._refuse("fragments", sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions))
        for definition in document.definitions:
            self._visit_definition(definition)
        self._refuse("comparisons", sum(count * (count - 1) // 2 for count in self._names.values()))
        self._order = self._ordered()
        self._check()
        self.sizing = tuple(sorted(self._variables))

    def cost(self, operation: OperationDefinitionNode, sizes: Sizes) -> int:
        """Return the cost of an operation, where variables have these sizes."""
        measures = self._measured_fragments(sizes)
        blocks = next(blocks for node, blocks in self._operations if node is operation)
        measure = self._measured(blocks, measures, sizes)
        return capped(measure.cost + self._limits.list_size * measure.entry_cost)

    def _check(self) -> None:
        # A list whose variable is not known yet has no objects here: only what is too much in any case is refused.
        fragments = self._measured_fragments(None)
        operations = [self._measured(blocks, fragments, None) for _, blocks in self._operations]
        for measure in operations:
            self._refuse("root_fields", measure.own_fields)
        for measure in (*operations, *fragments.values()):
            for limit in ("depth", "aliases", "fields", "cost"):
                self._refuse(limit, getattr(measure, limit))

    def _refuse(self, limit: str, found: int) -> None:
        value: int = getattr(self._limits, limit)
        if found > value:
            raise exceeded(limit, value=value, found=found, least=found == CEILING)

    def _visit_definition(self, definition: Node) -> None:
        self.visited += 1
        match definition:
            case OperationDefinitionNode():
                for variable in definition.variable_definitions or ():
                    self._visit_input(variable.type, variable.default_value)
                    self._visit_directives(variable.directives)
                root = self._schema.get_root_type(definition.operation)
                self._operations.append((definition, self._blocks(definition, root)))
            case FragmentDefinitionNode():
                on = self._schema.get_type(definition.type_condition.name.value)
                self._fragments[definition.name.value] = self._blocks(definition, on)
            case _:
                pass

    def _blocks(
        self, definition: OperationDefinitionNode | FragmentDefinitionNode, on: GraphQLNamedType | None
    ) -> list[_Block]:
        """Return the selection sets of a definition, each behind the one that it is in."""
        self._visit_directives(definition.directives)
        blocks = [_Block(on)]
        pending = [(0, definition.selection_set)]
        while pending:
            at, selection_set = pending.pop()
            for selection in selection_set.selections:
                self.visited += 1
                self._visit_directives(selection.directives)
                match selection:
                    case FieldNode():
                        entry = self._visit_field(selection, blocks[at])
                        below, within = entry, selection.selection_set
                    case InlineFragmentNode(type_condition=condition):
                        named = self._schema.get_type(condition.name.value) if condition else blocks[at].type
                        below, within = _Block(named), selection.selection_set
                    case FragmentSpreadNode():
                        blocks[at].spreads.append(selection.name.value)
                        continue
                    case _:  # pragma: no cover – there are no other selections
                        continue
                if within:
                    below.above = at
                    blocks.append(below)
                    pending.append((len(blocks) - 1, within))
        return blocks

    def _visit_field(self, node: FieldNode, block: _Block) -> _Block:
        """Count a field, and return the block of its selection."""
        block.fields += 1
        block.aliases += node.alias is not None
        self._names[(node.alias or node.name).value] += 1
        self._visit_input(*(argument.value for argument in node.arguments or ()))
        definition = self._definition(block.type, node.name.value)
        if definition is None:
            return _Block(None, entry=_Entry(None, listed=False, of_connection=False))
        size = written_size(definition, node)
        if not isinstance(size, int) and size is not None:
            self._variables.add(size.variable)
        listed = is_list_type(get_nullable_type(definition.type))
        entry = _Entry(size, listed=listed, of_connection=listed and size is None and node.name.value in _ENTRIES)
        return _Block(get_named_type(definition.type), entry=entry)

    def _definition(self, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
        if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return self._schema.get_field(parent, name)
        return None

    def _visit_directives(self, directives: Sequence[DirectiveNode] | None) -> None:
        self._refuse("directives", len(directives or ()))
        for directive in directives or ():
            self.visited += 1
            if directive.name.value in _INCREMENTAL:
                raise _whole(directive)
            self._visit_input(*(argument.value for argument in directive.arguments or ()))

    def _visit_input(self, *values: Any) -> None:  # noqa: ANN401 – literals and types, or None
        for value in values:
            if value is not None:
                self.visited += check_literal(value, self._limits)

    def _ordered(self) -> Sequence[str]:
        """Return the names of the fragments, each behind those that it spreads."""
        spreads = {name: {s for b in blocks for s in b.spreads} for name, blocks in self._fragments.items()}
        try:
            return [name for name in TopologicalSorter(spreads).static_order() if name in self._fragments]
        except CycleError as error:
            # Of a circle, the names are listed against the direction in which the fragments spread each other.
            first, *others = dict.fromkeys(reversed(error.args[1]))
            via = f" via {', '.join(repr(name) for name in others)}" if others else ""
            message = f"Cannot spread fragment '{first}' within itself{via}: take one of the spreads out."
            raise GraphQLError(message, extensions={"code": "GRAPHQL_VALIDATION_FAILED"}) from None

    def _measured_fragments(self, sizes: Sizes | None) -> dict[str, Measure]:
        measures: dict[str, Measure] = {}
        for name in self._order:
            measures[name] = self._measured(self._fragments[name], measures, sizes)
        return measures

    def _measured(self, blocks: Sequence[_Block], fragments: Mapping[str, Measure], sizes: Sizes | None) -> Measure:
        """Return what a definition asks for, from its innermost selections outwards."""
        totals = [Measure(int(b.fields > 0), b.fields, b.aliases, b.fields) for b in blocks]
        for block, total in zip(reversed(blocks), reversed(totals), strict=True):
            self.visited += 1 + len(block.spreads)
            for name in block.spreads:
                if name in fragments:
                    total.add(fragments[name])
            if block.entry is not None:
                self._enter(totals[block.above], block.entry, total, sizes)
            elif block.above >= 0:
                totals[block.above].add(total)
        return totals[0]

    def _enter(self, above: Measure, entry: _Entry, below: Measure, sizes: Sizes | None) -> None:
        default = self._limits.list_size
        number = sized(entry.size, sizes, otherwise=default)
        if entry.listed:
            times = 1 if entry.of_connection else number
            above.add_below(below, times=times, entries=default, as_entry=entry.of_connection)
        else:
            above.add_below(below, times=1, entries=number, as_entry=False)


def _whole(directive: DirectiveNode) -> GraphQLError:
    message = "The hub sends every answer whole, never in parts: take out `@defer` and `@stream`, whatever you accept."
    return GraphQLError(message, nodes=directive, extensions={"code": "INCREMENTAL_DELIVERY"})
