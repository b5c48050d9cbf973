"""What a gate refuses of a document that cannot be planned: all of it is looked through before anything is run."""

from graphql import (
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

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """Ask the gate for the field on each object type that it may be a field of."""
        name = node.name.value
        for parent in self._parents():
            refusal = self._gate.refusal(parent, name)
            if refusal is not None and (parent.name, name) not in self.found:
                self.found[parent.name, name] = located_error(refusal, [node])

    def _parents(self) -> list[GraphQLObjectType]:
        parent = self._types.get_parent_type()
        if is_abstract_type(parent):
            return list(self._schema.get_possible_types(parent))
        return [parent] if is_object_type(parent) else []
