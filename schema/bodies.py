"""Who provides and keeps data: departments, their systems and business, and the libraries."""

import strawberry

from hub import model
from hub.catalogue import reading as catalogue
from hub.procedure import reading as procedure
from schema import references as to
from schema.connections import Connection
from schema.enumerations import DepartmentRole, Level, LibraryKind
from schema.fields import by_code, leaf, paged, short
from schema.marks import READ
from schema.nodes import Node


@strawberry.type(
    description="A body that provides, uses, supervises or runs data sharing (Arts 28, 32, 33).", directives=[READ]
)
class Department(Node):
    """Resolved from `hub.model.Department`."""

    code: str = leaf("The immutable code.")
    title: str = leaf("The name, 政务部门名称.")
    level: Level = leaf("The level of government.")
    region: str = leaf("The division code without trailing zeros: 44 province, 4401 city, 440106 county.")
    role: DepartmentRole = leaf("What the body is in the sharing system.")
    credit_code: str | None = leaf("The unified social credit code, 统一社会信用代码 (GB 32100).")
    contact: str | None = leaf("Whom to turn to.")
    parent = by_code(model.Department, "parent", to.Department | None, "The department that this one belongs to.")
    children = paged(catalogue.CHILDREN, Connection[to.Department], "The departments that belong to this one, by code.")
    datasets = paged(catalogue.PROVIDED, Connection[to.Dataset], "The datasets that the department provides, by title.")
    systems = paged(catalogue.SYSTEMS, Connection[to.System], "The information systems that it runs, by title.")
    business_matters = paged(
        catalogue.MATTERS, Connection[to.BusinessMatter], "The business that it carries out, by title."
    )
    applications = paged(
        procedure.FILED,
        Connection[to.Application] | None,
        "Its applications for access that you may know of, newest first.",
    )
    applications_to_decide = paged(
        procedure.DECIDED,
        Connection[to.Application] | None,
        "The applications that it reviews or coordinates, or did, and that you may know of, newest first.",
    )
    grants = paged(
        procedure.HELD, Connection[to.Grant] | None, "The grants it holds that you may know of, latest first."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a department."""
        return isinstance(value, model.Department)


@strawberry.type(description="A business information system in which datasets arise (Arts 11, 15).", directives=[READ])
class System(Node):
    """Resolved from `hub.model.System`."""

    code: str = leaf("The immutable code.")
    title: str = leaf("The name, 系统名称.")
    description: str | None = leaf("What the system is for.")
    department = by_code(model.Department, "department", to.Department | None, "The department that runs the system.")
    datasets = paged(catalogue.HELD, Connection[to.Dataset], "The datasets that are held in the system, by title.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a system."""
        return isinstance(value, model.System)


@strawberry.type(
    description="A base or theme library that the province integrates, 基础数据库 or 主题数据库 (Art. 17).",
    directives=[READ],
)
class Library(Node):
    """Resolved from `hub.model.Library`."""

    code: str = leaf("The immutable code.")
    title: str = leaf("The name.")
    kind: LibraryKind = leaf("Base or theme.")
    description: str | None = leaf("What the library brings together.")
    datasets = paged(catalogue.MEMBERS, Connection[to.Dataset], "The datasets that belong to the library, by title.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a library."""
        return isinstance(value, model.Library)


@strawberry.type(
    description="A concrete business of a department, 具体业务: all that shared data may be used for (Art. 16).",
    directives=[READ],
)
class BusinessMatter(Node):
    """Resolved from `hub.model.BusinessMatter`."""

    code: str = leaf("The immutable code: what `purpose` takes.")
    title: str = leaf("The name of the business.")
    description: str | None = leaf("What is done in it.")
    department = by_code(model.Department, "department", to.Department | None, "The department that carries it out.")
    legal_bases = short(
        catalogue.BASES, list[to.LegalBasis], "The law, regulation or rule that assigns the business, by title."
    )
    applications = paged(
        procedure.APPLICATIONS_FOR,
        Connection[to.Application] | None,
        "The applications for this purpose that you may know of, newest first.",
    )
    grants = paged(
        procedure.GRANTS_FOR,
        Connection[to.Grant] | None,
        "The grants for this purpose that you may know of, latest first.",
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a business matter."""
        return isinstance(value, model.BusinessMatter)
