"""What catalogue entries stand on: departments, libraries, legal bases, conditions, concepts, matters, systems."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph_seed.reading.documents import Fields, code_of, entries_of, malformed, mapping_of, read_document, read_entries
from graph_seed.reading.notation import Form, form_of
from hub.codes import Code
from hub.errors import MalformedCondition
from hub.law.classification import ADMISSIBLE
from hub.law.notation import term_of, write_term
from hub.model import BusinessMatter, Concept, Condition, Department, LegalBasis, Library, System
from hub.vocabulary import BasisKind, ConditionKind, DepartmentRole, Level, LibraryKind, Sensitivity


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A concept with the form, unit, dictionary and least sensitivity that items take from it."""

    concept: Concept
    form: Form | None = None
    unit: str | None = None
    dictionary: str | None = None
    sensitivity: Sensitivity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Every noun but the datasets, by code and in the order of the files.

    `branches` are the classes (类 and 项) of the libraries. `bases` are the legal bases of conditions and matters.
    """

    departments: Mapping[Code, Department]
    systems: Mapping[Code, System]
    libraries: Mapping[Code, Library]
    branches: Mapping[Code, str]
    legal_bases: Mapping[Code, LegalBasis]
    conditions: Mapping[Code, Condition]
    elements: Mapping[Code, Element]
    matters: Mapping[Code, BusinessMatter]
    bases: Mapping[Code, tuple[Code, ...]]

    @property
    def admissible(self) -> frozenset[Code]:
        """The codes of the laws, regulations and rules (Art. 16)."""
        return frozenset(basis.code for basis in self.legal_bases.values() if basis.kind in ADMISSIBLE)


def read_grounds(folder: Path) -> Grounds:
    """Read the nouns from the folder's files; raise `MalformedFile` naming file and entry where one is not well made.

    Whether codes refer to something that exists is checked later, over the whole world.
    """
    libraries = {code: _library(code, fields) for code, fields in _coded(folder / "libraries.yaml")}
    conditions = {code: _condition(code, fields) for code, fields in _coded(folder / "conditions.yaml")}
    matters = {code: _matter(code, fields) for code, fields in _coded(folder / "matters.yaml")}
    return Grounds(
        departments={department.code: department for department in _departments(folder / "departments.yaml")},
        systems={code: _system(code, fields) for code, fields in _coded(folder / "systems.yaml")},
        libraries={code: library for code, (library, _) in libraries.items()},
        branches={code: branch for code, (_, branch) in libraries.items()},
        legal_bases={code: _legal_basis(code, fields) for code, fields in _coded(folder / "bases.yaml")},
        conditions={code: condition for code, (condition, _) in conditions.items()},
        elements={code: _element(code, fields) for code, fields in _coded(folder / "concepts.yaml")},
        matters={code: matter for code, (matter, _) in matters.items()},
        bases={code: bases for code, (_, bases) in (*conditions.items(), *matters.items())},
    )


def owner_of(code: Code) -> Code:
    """Return the department with which the code of a dataset, system or matter begins."""
    return Code(code.partition(".")[0])


def _coded(file: Path) -> Iterator[tuple[Code, Fields]]:
    for name, fields in read_entries(file):
        yield code_of(name, place=fields.place), fields


def _departments(file: Path) -> Iterator[Department]:
    groups = read_document(file)
    if not isinstance(groups, list):
        raise malformed(file.name, "a list of groups of departments is expected here")
    seen: set[str] = set()
    for at, group in enumerate(groups, start=1):
        shared = Fields(mapping_of(group, place=f"{file.name}, group {at}"), place=f"{file.name}, group {at}")
        region, level = shared.text("region"), shared.needed("level", Level)
        parent, bodies = shared.take("parent", str), shared.nested("bodies")
        shared.finish()
        for name, fields in entries_of(bodies, place=file.name):
            if name in seen:
                raise malformed(fields.place, "the code is written twice")
            seen.add(name)
            yield _department(name, fields, region=region, level=level, parent=parent)


def _department(name: str, fields: Fields, *, region: str, level: Level, parent: str | None) -> Department:
    above = fields.take("parent", str) or parent
    department = Department(
        code=code_of(name, place=fields.place),
        title=fields.text("title"),
        level=level,
        region=region,
        role=fields.member("role", DepartmentRole) or DepartmentRole.DEPARTMENT,
        parent=code_of(above, place=fields.place) if above else None,
        contact=fields.take("contact", str),
    )
    fields.finish()
    return department


def _library(code: Code, fields: Fields) -> tuple[Library, str]:
    kind = fields.needed("kind", LibraryKind)
    library = Library(code=code, title=fields.text("title"), kind=kind, description=fields.take("description", str))
    branch = fields.text("branch")
    fields.finish()
    return library, branch


def _system(code: Code, fields: Fields) -> System:
    system = System(
        code=code,
        title=fields.text("title"),
        department=owner_of(code),
        description=fields.take("description", str),
    )
    fields.finish()
    return system


def _legal_basis(code: Code, fields: Fields) -> LegalBasis:
    kind = fields.needed("kind", BasisKind)
    basis = LegalBasis(
        code=code,
        title=fields.text("title"),
        kind=kind,
        article=fields.take("article", str),
        number=fields.take("number", str),
        issuer=fields.take("issuer", str),
        text=fields.take("text", str),
    )
    fields.finish()
    return basis


def _condition(code: Code, fields: Fields) -> tuple[Condition, tuple[Code, ...]]:
    kind, terms = fields.needed("kind", ConditionKind), fields.take("terms", dict)
    condition = Condition(
        code=code,
        title=fields.text("title"),
        kind=kind,
        statement=fields.text("statement"),
        terms=None if terms is None else _terms(terms, fields.place),
    )
    bases = fields.codes("bases") or ()
    fields.finish()
    return condition, bases


def _terms(stated: object, place: str) -> str:
    try:
        return write_term(term_of(stated))
    except MalformedCondition as error:
        raise malformed(place, error.message) from error


def _element(code: Code, fields: Fields) -> Element:
    form = form_of(fields.text("type"), place=fields.place)
    element = Element(
        concept=Concept(
            code=code,
            title=fields.text("title"),
            definition=fields.take("definition", str),
            data_type=form.data_type,
            standard=fields.take("standard", str),
        ),
        form=form,
        unit=fields.take("unit", str),
        dictionary=fields.take("dictionary", str),
        sensitivity=fields.member("sensitivity", Sensitivity),
    )
    fields.finish()
    return element


def _matter(code: Code, fields: Fields) -> tuple[BusinessMatter, tuple[Code, ...]]:
    matter = BusinessMatter(
        code=code,
        title=fields.text("title"),
        department=owner_of(code),
        description=fields.take("description", str),
    )
    bases = fields.codes("bases") or ()
    fields.finish()
    return matter, bases
