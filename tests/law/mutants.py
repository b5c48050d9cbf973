"""Mutants of the law: its modules with one comparison, guard, connective, member or case changed, run on the cases."""

import ast
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final, cast

from hub.codes import split_item_code
from hub.law.decision import Decision
from hub.law.facts import ItemFacts, Request
from hub.vocabulary import BasisKind, GrantState, Outcome, ShareType, Standing
from tests.law.answer import answer_of, because
from tests.law.casebook import Case

MODULES: Final = ("hub.law.classification", "hub.law.conditions", "hub.law.access")
"""What is mutated, in the order in which the modules build on each other; the last one decides."""

Decide = Callable[[Sequence[ItemFacts], Request, datetime], tuple[Decision, ...]]

_OPPOSITE: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_BOUNDARY: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_MEMBERS: Final = {
    **{enum.__name__: list(enum.__members__) for enum in (BasisKind, GrantState, Outcome, ShareType, Standing)},
    "Truth": ["MET", "UNMET", "UNKNOWN"],
}
_SWAPPED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one place changed: in which function, what stood there, and what stands there now."""

    module: str
    function: str
    before: str
    after: str
    code: CodeType

    def decide(self) -> Decide:
        """Return the law with this mutant in it."""
        return _law({name: self.code if name == self.module else _code(name) for name in MODULES})


def mutants(module: str, *, every: int = 1) -> Iterator[Mutant]:
    """Yield the mutants of a module, in the order of its source; only one in `every`, if told so."""
    tree = ast.parse(_source(module))
    changes = [(name, node, change) for name, node in _places(tree) for change in _changes(node)]
    for function, node, change in changes[::every]:
        fields, before = {field: getattr(node, field) for field in node._fields}, _words(node)
        for field, value in change.items():
            setattr(node, field, value)
        code = compile(ast.fix_missing_locations(tree), module, "exec")
        yield Mutant(module, function, before, _words(node), code)
        for field, value in fields.items():
            setattr(node, field, value)


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield every node with the name of the function or constant that it stands in."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield from ((statement.name, node) for node in ast.walk(statement))
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            yield from ((ast.unparse(statement.target), node) for node in ast.walk(statement.value))


def killer(decide: Decide, cases: Sequence[Case]) -> Case | None:
    """Return the first case whose expectation a law does not meet, None where it meets them all."""
    return next((case for case in cases if not _meets(decide, case)), None)


def _meets(decide: Decide, case: Case) -> bool:
    try:
        decisions = decide(case.facts, case.request, case.now)
        return len(decisions) == len(case.expected) and all(_as_expected(one, case) for one in decisions)
    except Exception:  # noqa: BLE001 – a law that falls over is found out, however it falls
        return False


def _as_expected(decision: Decision, case: Case) -> bool:
    expected = case.expected[split_item_code(decision.item)[1]]
    lacks = frozenset((lack.clause, lack.known) for lack in decision.lacking)
    return (
        answer_of(decision) == expected.answer
        and expected.until in {None, decision.until}
        and expected.lacks in {None, lacks}
        and expected.because in (None, because(decision))
    )


def _changes(node: ast.AST) -> Iterator[Mapping[str, object]]:  # noqa: C901, PLR0912 – one case per kind of node
    """Yield ways to turn a node round, as what its fields become."""
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                for table in (_OPPOSITE, _BOUNDARY):
                    if type(operator) in table:
                        yield {"ops": [*node.ops[:place], table[type(operator)](), *node.ops[place + 1 :]]}
        case ast.Set(elts=elements):
            for place in range(len(elements)):
                yield {"elts": [*elements[:place], *elements[place + 1 :]]}
        case ast.Dict(keys=keys, values=values):
            for place in range(len(keys)):
                yield {"keys": [*keys[:place], *keys[place + 1 :]], "values": [*values[:place], *values[place + 1 :]]}
        case ast.Match(cases=[_, _, *_] as cases):
            for place in range(len(cases)):
                yield {"cases": [*cases[:place], *cases[place + 1 :]]}
        case ast.BoolOp():
            yield {"op": ast.Or() if isinstance(node.op, ast.And) else ast.And()}
        case ast.BinOp(op=ast.Add()):
            yield {"op": ast.Sub()}
        case ast.BinOp(op=ast.Sub()):
            yield {"op": ast.Add()}
        case ast.If() | ast.IfExp():
            yield {"test": ast.Constant(value=False)}
            yield {"test": ast.Constant(value=True)}
        case ast.comprehension(ifs=[_, *_]):
            yield {"ifs": []}
        case ast.match_case(guard=ast.expr()):
            yield {"guard": None}
        case ast.Attribute(value=ast.Name(id=enum)) if enum in _MEMBERS and node.attr in _MEMBERS[enum]:
            members = _MEMBERS[enum]
            yield {"attr": members[(members.index(node.attr) + 1) % len(members)]}
        case ast.Call(func=ast.Name(id=name)) if name in _SWAPPED:
            yield {"func": ast.Name(id=_SWAPPED[name], ctx=ast.Load())}
        case ast.UnaryOp(op=ast.Not()):
            yield {"op": ast.UAdd(), "operand": _call("bool", node.operand)}
        case ast.Return(value=ast.expr()):
            yield {"value": ast.Constant(value=None)}
        case _:  # nothing to turn round
            pass


def _call(function: str, argument: ast.expr) -> ast.Call:
    return ast.Call(func=ast.Name(id=function, ctx=ast.Load()), args=[argument], keywords=[])


def _words(node: ast.AST) -> str:
    match node:
        case ast.If(test=test):
            words = f"if {ast.unparse(test)}"
        case ast.Match(subject=subject, cases=cases):
            words = f"match {ast.unparse(subject)}: {', '.join(ast.unparse(case.pattern) for case in cases)}"
        case _:
            words = ast.unparse(node)
    return " ".join(words.split())


def _law(codes: dict[str, CodeType]) -> Decide:
    """Execute the modules of the law anew, beside those that the process uses, and return what decides."""
    kept = {name: sys.modules[name] for name in codes}
    try:
        for name, code in codes.items():
            sys.modules[name] = ModuleType(name)
            exec(code, sys.modules[name].__dict__)  # noqa: S102 – the law's own source
        return cast("Decide", sys.modules[MODULES[-1]].__dict__["decide"])
    finally:
        sys.modules.update(kept)


@cache
def _code(module: str) -> CodeType:
    return compile(_source(module), module, "exec")


@cache
def _source(module: str) -> str:
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8")
