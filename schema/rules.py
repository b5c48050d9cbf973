"""What sharing rests on: legal bases, sharing conditions, and the concepts that items mean."""

import strawberry

from hub import model
from hub.catalogue import reading as catalogue
from schema import references as to
from schema.connections import Connection
from schema.enumerations import BasisKind, ConditionKind, DataType
from schema.fields import leaf, paged, short
from schema.marks import READ
from schema.nodes import Node


@strawberry.type(
    description="A citation of a law, regulation or rule, 法律、法规、规章依据 (Arts 16, 18).", directives=[READ]
)
class LegalBasis(Node):
    """Resolved from `hub.model.LegalBasis`."""

    code: str = leaf("The immutable code.")
    title: str = leaf("The title of the instrument.")
    kind: BasisKind = leaf("What kind of instrument it is.")
    article: str | None = leaf("The article as cited.")
    number: str | None = leaf("The document number, 文号.")
    issuer: str | None = leaf("Who issued the instrument.")
    text: str | None = leaf("The words cited.")
    conditions = paged(
        catalogue.CONDITIONS_BASED, Connection[to.Condition], "The sharing conditions that rest on it, by title."
    )
    datasets = paged(catalogue.DATASETS_BASED, Connection[to.Dataset], "The datasets that cite it, by title.")
    items = paged(catalogue.ITEMS_BASED, Connection[to.DataItem], "The data items that cite it, by title.")
    business_matters = paged(
        catalogue.MATTERS_BASED, Connection[to.BusinessMatter], "The business that it assigns, by title."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a legal basis."""
        return isinstance(value, model.LegalBasis)


@strawberry.type(
    description="A concrete sharing condition as its provider states it, 共享条件 (Art. 18).", directives=[READ]
)
class Condition(Node):
    """Resolved from `hub.model.Condition`."""

    code: str = leaf("The immutable code.")
    title: str = leaf("The short name.")
    kind: ConditionKind = leaf("What the condition limits.")
    statement: str = leaf("The wording.")
    terms: str | None = leaf("The same as terms that are decided, as JSON (docs/law.md); null for words alone.")
    legal_bases = short(
        catalogue.BASES, list[to.LegalBasis], "The law, regulation or rule that justifies it, by title."
    )
    datasets = paged(
        catalogue.DATASETS_UNDER, Connection[to.Dataset], "The datasets that are shared under it, by title."
    )
    items = paged(catalogue.ITEMS_UNDER, Connection[to.DataItem], "The data items that are shared under it, by title.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a condition."""
        return isinstance(value, model.Condition)


@strawberry.type(
    description="A standard data element that items of several departments share, 数据元.", directives=[READ]
)
class Concept(Node):
    """Resolved from `hub.model.Concept`."""

    code: str = leaf("The immutable code.")
    title: str = leaf("The name.")
    definition: str | None = leaf("What it means.")
    data_type: DataType | None = leaf("The type of its values.")
    standard: str | None = leaf("The standard that defines it.")
    items = paged(catalogue.MEANT_BY, Connection[to.DataItem], "The data items that mean it, by title.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a concept."""
        return isinstance(value, model.Concept)
