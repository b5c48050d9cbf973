"""Who imports what. import-linter judges how the four packages depend on each other; here are the narrower rules."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGES = ("hub", "schema", "resolvers", "graph_seed")

# Where each library is imported. Drivers and frameworks have one home, so that their types and errors stay there.
HOMES: dict[str, tuple[str, ...]] = {
    "apsw": ("hub.graph.sqlite",),
    "argon2": ("hub.identity.passwords",),
    "authlib": ("hub.identity.oauth.core",),
    "chinese_calendar": ("hub.calendars",),
    "click": ("hub.__main__", "hub.commands"),
    "duckdb": ("graph_seed.records",),
    "granian": ("hub.serving",),
    "graphql": ("schema",),
    "jinja2": ("hub.identity.oauth.pages",),
    "joserfc": ("hub.identity.jose",),
    "neo4j": ("hub.graph.neo4j",),
    "openpyxl": ("hub.intake.workbook",),
    "orjson": PACKAGES,
    "pypinyin": ("hub.intake.naming",),
    "redis": ("hub.kv.redis",),
    "starlette": (
        "hub.app",
        "hub.identity.oauth",
        "hub.web",
        "schema.conversation",
        "schema.endpoint",
        "schema.leaving",
        "schema.requests",
        "schema.service",
        "schema.sockets",
        "schema.streaming",
    ),
    "strawberry": ("schema",),
    "yaml": ("graph_seed.reading", "hub.intake.document"),
}

# What these packages may know of the hub; everything else in it is beyond their horizon.
HORIZONS: dict[str, tuple[str, ...]] = {
    "hub.graph": ("hub.graph", "hub.errors"),
    "hub.kv": ("hub.kv", "hub.errors"),
    "hub.law": ("hub.law", "hub.model", "hub.vocabulary", "hub.codes", "hub.errors"),
}


@pytest.fixture(scope="module")
def imports(pytestconfig: pytest.Config) -> list[tuple[str, str]]:
    """Every import in the four packages, as importing module and imported module."""
    return [
        (importer, imported)
        for package in PACKAGES
        for file in sorted((pytestconfig.rootpath / package).rglob("*.py"))
        for importer in [module_of(file.relative_to(pytestconfig.rootpath))]
        for imported in imported_by(file)
    ]


def module_of(file: Path) -> str:
    """Return the dotted name of a module, a package for its `__init__`."""
    return ".".join(file.with_suffix("").parts).removesuffix(".__init__")


def imported_by(file: Path) -> Iterator[str]:
    """Yield the modules that a file imports anywhere in it; a relative import as dots."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def within(module: str, places: tuple[str, ...]) -> bool:
    """Tell whether a module is one of the places or lies in one."""
    return any(module == place or module.startswith(f"{place}.") for place in places)


def test_each_library_is_imported_where_it_is_at_home(imports: list[tuple[str, str]]) -> None:
    """A library outside its home, or one without a home, is a mistake."""
    libraries = [(importer, imported.partition(".")[0]) for importer, imported in imports]
    astray = [
        (importer, library)
        for importer, library in libraries
        if (library in HOMES or library not in {*PACKAGES, *sys.stdlib_module_names})
        and not within(importer, HOMES.get(library, ()))
    ]
    assert astray == []


def test_imports_are_absolute(imports: list[tuple[str, str]]) -> None:
    """Each import names the whole path, as a reader searches for it."""
    assert [pair for pair in imports if pair[1].startswith(".")] == []


@pytest.mark.parametrize("place", HORIZONS)
def test_a_package_sees_no_further_than_its_horizon(imports: list[tuple[str, str]], place: str) -> None:
    """The graph port knows nothing of the domain, and the law nothing of stores or the web."""
    beyond = [
        (importer, imported)
        for importer, imported in imports
        if within(importer, (place,)) and within(imported, PACKAGES) and not within(imported, HORIZONS[place])
    ]
    assert beyond == []
