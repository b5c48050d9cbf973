"""Documents that attack the hub: too much of something, written small."""

from collections.abc import Mapping
from typing import Final

from schema.execution.measures import CEILING


def chain(length: int) -> str:
    """Return fragments of which each spreads the next one twice."""
    links = "".join(f" fragment F{n} on Dataset {{ ...F{n + 1} ...F{n + 1} }}" for n in range(length))
    return f'{{ dataset(code: "a") {{ ...F0 }} }}{links} fragment F{length} on Dataset {{ a: title }}'


def branches(length: int) -> str:
    """Return fragments of which each spreads the next one in two lists."""
    below = "upstream(first: 0) { nodes { ...F%d } } downstream(first: 0) { nodes { ...F%d } }"
    links = "".join(f" fragment F{n} on Dataset {{ {below % (n + 1, n + 1)} }}" for n in range(length))
    return f'{{ dataset(code: "a") {{ ...F0 }} }}{links} fragment F{length} on Dataset {{ title }}'


def aliases(length: int) -> str:
    """Return one field under many aliases."""
    return "{ viewer { " + " ".join(f"a{n}: anonymous" for n in range(length)) + " } }"


def duplicates(length: int) -> str:
    """Return one field many times."""
    return "{ viewer {" + " anonymous" * length + " } }"


def directives(length: int) -> str:
    """Return a field with many directives."""
    return "{ viewer { anonymous" + " @skip(if: false)" * length + " } }"


def nesting(length: int) -> str:
    """Return fields within one another."""
    return "{ viewer " * length + "{ anonymous }" + " }" * length


def inline(length: int) -> str:
    """Return inline fragments within one another."""
    return "{ viewer { " + "... { " * length + "anonymous" + " }" * length + " } }"


def input_lists(length: int) -> str:
    """Return an argument of lists within one another."""
    return "{ datasets(filter: " + "[" * length + "]" * length + ") { totalCount } }"


ATTACKS: Final[Mapping[str, tuple[str, tuple[str, int, int]]]] = {
    "fragment bomb, 20 deep": (chain(20), ("aliases", 50, 2**20)),
    "fragment bomb, 49 deep": (chain(49), ("aliases", 50, CEILING)),
    "fragment bomb, 60 deep": (chain(60), ("fragments", 50, 61)),
    "branching fragments": (branches(9), ("fields", 2_000, 1 + 4 * (2**9 - 1) + 2**9)),
    "10,000 aliases": (aliases(10_000), ("tokens", 2_000, 2_001)),
    "600 aliases": (aliases(600), ("aliases", 50, 600)),
    "100 root fields": ("{" + " viewer { anonymous }" * 100 + "}", ("root_fields", 20, 100)),
    "2,000 duplicated fields": (duplicates(2_000), ("tokens", 2_000, 2_001)),
    "1,900 duplicated fields": (duplicates(1_900), ("comparisons", 20_000, 1_900 * 1_899 // 2)),
    "280 directives at one place": (directives(280), ("directives", 5, 280)),
    "1,000 levels": (nesting(1_000), ("depth", 20, 201)),
    "100 levels": (nesting(100), ("depth", 20, 101)),
    "a list of lists": (input_lists(100), ("input_depth", 20, 99)),
    "an object of objects": (
        "{ datasets(filter: " + "{a: " * 50 + "1" + "}" * 50 + ") { totalCount } }",
        ("input_depth", 20, 50),
    ),
    "a type of lists": ("query($v: " + "[" * 100 + "Int" + "]" * 100 + ") { viewer }", ("input_depth", 20, 100)),
    "circular introspection": (
        "{ __schema { types { " + "fields { type { " * 4 + "name" + " } }" * 4 + " } } }",
        ("cost", 200_000, 1 + 10 * (1 + 10 * (2 + 10 * (2 + 10 * (2 + 10 * 2))))),
    ),
    "10,000 comments": ("#\n" * 10_000 + "{ viewer { anonymous } }", ("comments", 2_000, 2_001)),
    "pages of pages": (
        "{ datasets(first: 500) { nodes { items(first: 500) { nodes { code } } } } }",
        ("cost", 200_000, 1 + 500 * (1 + 1 + 500)),
    ),
}
"""By name, documents that ask for too much, each with the limit it breaks, its value, and what is found."""

WITHIN: Final[Mapping[str, str]] = {
    "directives": "{ viewer {" + "".join(f" {name} @a @b @c @d @e" for name in ("anonymous", "scopes") * 80) + " } }",
    "unknown fields": "{ viewer {" + "".join(f" x{n}" for n in range(1_900)) + " } }",
    "fragments": "{ viewer {"
    + "".join(f" ...F{n}" for n in range(50))
    + " } }"
    + "".join(f" fragment F{n} on Viewer {{ anonymous }}" for n in range(50)),
    "duplicates": "{ viewer {" + " anonymous" * 200 + " } }",
    "inline fragments": inline(150),
    "variables": "query(" + " ".join(f"$a{n}: Int" for n in range(400)) + ") { viewer { anonymous } }",
}
"""By name, documents that just keep to the limits."""
