"""Asks the logic program in `oracle.lp`: facts and requests become its facts, its one answer set becomes answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from clingo import Control, Symbol

from hub.codes import Code, ItemName, split_item_code
from hub.law.decision import RowLimit
from hub.law.facts import Granted, ItemFacts, Request
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    AtMostDays,
    Between,
    Clause,
    DailyQuota,
    ForMatters,
    Mask,
    Masked,
    Not,
    OnlyItems,
    RowScope,
    RowsOf,
    Secured,
    Term,
    Through,
    Undertaken,
    WithinRegions,
)
from hub.vocabulary import MaskMethod, Outcome, ShareType, Standing
from tests.law.answer import Answer, ordered
from tests.law.casebook import RULES

PROGRAM: Final = Path(__file__).parent / "oracle.lp"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNSAID: Final = Answer(
    outcome=Outcome.DENY, rule=RULES["purpose"], share_type=ShareType.NOT_SHARED, standing=Standing.UNCONFIRMED
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What `hub.law.access.decide` is asked."""

    items: tuple[ItemFacts, ...]
    request: Request
    now: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """An answer, and when it ends by itself."""

    answer: Answer
    until: datetime | None = None


def rulings(questions: Sequence[Question]) -> list[tuple[Ruling, ...]]:
    """Return what the logic program says of each item of each question; all are solved in one go."""
    writing = _Writing()
    asked = [writing.question(question) for question in questions]
    control = Control(["--warn=none"])
    control.load(str(PROGRAM))
    control.add("base", [], "\n".join(writing.lines))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        (shown,) = [list(model.symbols(shown=True)) for model in handle]
    found = _read(shown, writing)
    return [tuple(found[item] for item in items) for items in asked]


class _Writing:
    """The facts of all questions; items, grants and nodes of conditions are numbered."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.askers: dict[int, Request] = {}
        self.grants: dict[int, Code] = {}
        self._numbers = count()

    def say(self, predicate: str, *arguments: object) -> None:
        self.lines.append(f"{predicate}({','.join(map(str, arguments))}).")

    def question(self, question: Question) -> list[int]:
        world, request = next(self._numbers), question.request
        self.say("asks", world, _text(request.asker.department))
        self.say("level", world, request.asker.level.name.lower())
        for length in range(len(request.asker.region) + 1):
            self.say("begins", world, _text(request.asker.region[:length]))
        self.say("now", world, _moment(question.now))
        if request.purpose is not None:
            self.say("purpose", world, _text(request.purpose.matter), _text(request.purpose.department))
        if request.channel is not None:
            self.say("channel", world, request.channel.name.lower())
        if request.security is not None:
            self.say("security", world, request.security.name.lower())
        return [self._item(item, world, request) for item in question.items]

    def _item(self, item: ItemFacts, world: int, request: Request) -> int:
        number = next(self._numbers)
        self.askers[number] = request
        self.say("item", number, world)
        self.say("name", number, _text(split_item_code(item.item)[1]))
        self.say("provider", number, _text(item.provider))
        for citation in item.citations:
            self.say("cites", number, citation.kind.name.lower())
        for predicate, share_type in (("claim", item.claim), ("confirmed", item.confirmed)):
            if share_type is not None:
                self.say(predicate, number, share_type.name.lower())
        for predicate, true in (("base", item.base), ("registered", item.registered)):
            if true:
                self.say(predicate, number)
        for grant in item.grants:
            self._grant(grant, number)
        return number

    def _grant(self, grant: Granted, item: int) -> None:
        number = next(self._numbers)
        self.grants[number] = grant.grant
        self.say("grant", number, item)
        self.say("code", number, _text(grant.grant))
        self.say("matter", number, _text(grant.matter))
        self.say("state", number, grant.state.name.lower())
        self.say("since", number, _moment(grant.since))
        self.say("until", number, _moment(grant.until))
        for undertaking in grant.undertakings:
            self.say("accepted", number, _text(undertaking))
        if grant.records_today is not None:
            self.say("had", number, grant.records_today)
        for condition in grant.conditions:
            if condition.terms is not None:
                self.say("recorded", number, self._term(condition.terms, number))

    def _term(self, term: Term, grant: int) -> int:
        node = next(self._numbers)
        match term:
            case AllOf() | AnyOf():
                self.say("all" if isinstance(term, AllOf) else "any", node, grant)
                for position, part in enumerate(term.terms):
                    self.say("part", node, position, self._term(part, grant))
            case Not():
                self.say("negation", node, grant)
                self.say("part", node, 0, self._term(term.term, grant))
            case _:
                kind, facts = _clause(term)
                self.say("clause", node, kind, grant)
                for predicate, arguments in facts:
                    self.say(predicate, node, arguments)
        return node


def _clause(clause: Clause) -> tuple[str, list[tuple[str, object]]]:  # noqa: C901, PLR0911, PLR0912 – one line per clause
    match clause:
        case AmongDepartments():
            return "among_departments", [("lists", _text(one)) for one in clause.departments]
        case AtLevels():
            return "at_levels", [("lists", one.name.lower()) for one in clause.levels]
        case WithinRegions():
            return "within_regions", [("lists", _text(one)) for one in clause.regions]
        case ForMatters():
            return "for_matters", [("lists", _text(one)) for one in clause.matters]
        case OnlyItems():
            return "only_items", [("lists", _text(one)) for one in clause.items]
        case RowsOf():
            return "rows_of", [("rows", f"{_text(clause.item)},{clause.scope.name.lower()}")]
        case Masked():
            amount = "none" if clause.mask.amount is None else clause.mask.amount
            to = ("mask", f"{clause.mask.method.name.lower()},{amount}")
            return "masked", [to, *(("lists", _text(one)) for one in clause.items)]
        case Between():
            bounds = (("from", clause.since), ("to", clause.until))
            return "between", [(side, _moment(bound)) for side, bound in bounds if bound is not None]
        case AtMostDays():
            return "at_most_days", [("days", clause.days)]
        case DailyQuota():
            return "daily_quota", [("quota", clause.records)]
        case Through():
            return "through", [("lists", one.name.lower()) for one in clause.channels]
        case Undertaken():
            return "undertaken", [("lists", _text(clause.undertaking))]
        case Secured():
            return "secured", [("lists", clause.least.name.lower())]


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _moment(moment: datetime) -> str:
    since = moment - _EPOCH
    return f"({since.days},{since.seconds},{since.microseconds})"


def _read(shown: list[Symbol], writing: _Writing) -> dict[int, Ruling]:
    found = {item: Ruling(_UNSAID) for item in writing.askers}
    for symbol in shown:
        item, *said = symbol.arguments
        found[item.number] = _told(found[item.number], symbol.name, said, writing, writing.askers[item.number])
    return found


def _told(ruling: Ruling, predicate: str, said: list[Symbol], writing: _Writing, request: Request) -> Ruling:
    answer = ruling.answer
    match predicate:
        case "decided":
            outcome, rule = Outcome[said[0].name.upper()], RULES[_words(said[1])]
            answer = replace(answer, outcome=outcome, rule=rule)
        case "share":
            answer = replace(answer, share_type=ShareType[said[0].name.upper()])
        case "standing":
            answer = replace(answer, standing=Standing[said[0].name.upper()])
        case "granted":
            answer = replace(answer, grant=writing.grants[said[0].number])
        case "limited":
            answer = _limited(answer, said[0], request)
        case _:  # ends
            return replace(ruling, until=_time(said[0]))
    return replace(ruling, answer=answer)


def _words(symbol: Symbol) -> str:
    words = symbol.name.replace("_", " ")
    return "self-service" if words == "self service" else words


def _limited(answer: Answer, limit: Symbol, request: Request) -> Answer:
    match limit.name, limit.arguments:
        case "mask", [method, amount]:
            left = None if str(amount) == "none" else amount.number
            mask = Mask(method=MaskMethod[method.name.upper()], amount=left)
            return replace(answer, masks=ordered((*answer.masks, mask)))
        case "rows", [item, scope]:
            row = _row(ItemName(item.string), scope.name, request)
            return replace(answer, rows=ordered((*answer.rows, row)))
        case _, arguments:  # left
            return replace(answer, quota=arguments[0].number)


def _row(item: ItemName, name: str, request: Request) -> RowLimit:
    scope = RowScope[name.upper()]
    value = request.asker.region if scope is RowScope.OWN_REGION else request.asker.department
    return RowLimit(item=item, scope=scope, value=value)


def _time(symbol: Symbol) -> datetime:
    days, seconds, microseconds = (part.number for part in symbol.arguments)
    return _EPOCH + timedelta(days=days, seconds=seconds, microseconds=microseconds)
