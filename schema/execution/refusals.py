"""What a gate refuses of a document that cannot be planned: all of it is looked through before anything is run."""

from graphql import (
    SKIP,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_abstract_type,
    is_object_type,
    located_error,
    visit,
)
from graphql.language.visitor import VisitorAction

from schema.execution.resolution import Gate


def refusals_in(document: DocumentNode, schema: GraphQLSchema, gate: Gate) -> list[GraphQLError]:
    """Return the refusals of fields anywhere in a validated document, each coordinate once, in the document's order.

    A field of an interface is refused where that of any type which may stand there is.
    """
    types = TypeInfo(schema)
    finder = _Finder(schema, types, gate)
    visit(document, TypeInfoVisitor(types, finder))
    return list(finder.found.values())


class _Finder(Visitor):
    def __init__(self, schema: GraphQLSchema, types: TypeInfo, gate: Gate) -> None:
        super().__init__()
        self._schema = schema
        self._types = types
        self._gate = gate
        self.found: dict[tuple[str, str], GraphQLError] = {}

    def enter_field(self, node: FieldNode, *_: object) -> VisitorAction:
        """Ask the gate for the field on each object type that it may be one of; below a refused one nobody comes."""
        name = node.name.value
        parents = self._parents()
        refusals = {parent.name: self._gate.refusal(parent, name) for parent in parents}
        for parent, refusal in refusals.items():
            if refusal is not None and (parent, name) not in self.found:
                self.found[parent, name] = located_error(refusal, [node])
        return SKIP if parents and all(refusals.values()) else None

    def _parents(self) -> list[GraphQLObjectType]:
        parent = self._types.get_parent_type()
        if is_abstract_type(parent):
            return list(self._schema.get_possible_types(parent))
        return [parent] if is_object_type(parent) else []
