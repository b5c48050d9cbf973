"""The cases in `tests/law/cases/`, read: who asks what of which world, and what the law says.

Each file sets a scene (`setting`) that each of its cases may change key by key; `cast.yaml` has the departments, the
business matters and the instruments that all cases share. What a case does not expect, it expects not to be there:
no grant, mask, row limit or quota, and a settled standing. `until`, `lacks`, `because` and `remedies` are compared
where a case tells them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from hub.codes import Code, ItemName, code, item_name
from hub.law.decision import Remedy, RowLimit, RuleId, Step
from hub.law.facts import Asker, Citation, ItemFacts, Purpose, Request
from hub.law.terms import RowScope
from hub.vocabulary import (
    BasisKind,
    Channel,
    ClientSecurity,
    GrantState,
    Level,
    Outcome,
    ShareType,
    Standing,
)
from tests.law.answer import Answer, ordered
from tests.law.notation import codes, conditions, mask, member, moment, names, number
from tests.law.sheet import Part, Unreadable, changed, keys, listed, load, text, texts
from tests.law.world import Entry, Grant, Item, World, facts

CASES: Final = Path(__file__).parent / "cases"
RULES: Final[Mapping[str, RuleId]] = {
    "purpose": RuleId("G-PURPOSE"),
    "own data": RuleId("G-OWN"),
    "contested": RuleId("G-CONTESTED"),
    "unconfirmed": RuleId("G-UNCONFIRMED"),
    "self-service": RuleId("G-SELF"),
    "not shared": RuleId("G-NOTSHARED"),
    "grant": RuleId("G-GRANT"),
    "no grant": RuleId("G-APPLY"),
    "condition": RuleId("G-COND"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a case says of one item; None where it does not tell.

    `lacks` are the clauses, by class, that are unmet (True) or unknown (False); `because` are the rules that bore on
    it, with the facts that matched (the one that decided only if there are some).
    """

    answer: Answer
    until: datetime | None
    lacks: frozenset[tuple[str, bool]] | None
    because: Mapping[str, Mapping[str, str]] | None
    remedies: frozenset[frozenset[tuple[Step, str]]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One question of law: `group` is its file, `name` what it probes; expectations by the name of the item."""

    group: str
    name: str
    articles: str
    world: World
    request: Request
    now: datetime
    expected: Mapping[ItemName, Expected]

    @property
    def facts(self) -> tuple[ItemFacts, ...]:
        """The facts of the case's items as they are told to the law, in order."""
        return facts(self.world, self.request.asker.department)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who and what all cases share, by code."""

    departments: Mapping[Code, Asker]
    matters: Mapping[Code, Purpose]
    instruments: Mapping[str, Citation]


@cache
def cast() -> Cast:
    """Return the cast."""
    found = keys(load(CASES / "cast.yaml"), "cast", needed=["departments", "matters", "instruments"])
    return Cast(
        departments={code(name): _department(name, one) for name, one in keys(found["departments"], "cast").items()},
        matters={
            code(name): Purpose(matter=code(name), department=code(text(one, name)))
            for name, one in keys(found["matters"], "cast").items()
        },
        instruments={name: _instrument(name, one) for name, one in keys(found["instruments"], "cast").items()},
    )


@cache
def casebook() -> tuple[Case, ...]:
    """Return every case, in the order of files and within them; raise `Unreadable` where a file is malformed."""
    files = sorted(file for file in CASES.glob("*.yaml") if file.name != "cast.yaml")
    return tuple(case for file in files for case in _cases(file))


def read(part: Part, group: str, articles: str, setting: Part) -> Case:
    """Return a case as it is written, on top of the setting of its file."""
    where = f"{group}: {text(keys(part, group, needed=['case'])['case'], group)}"
    found = keys(changed(setting, part), where, needed=_NEEDED, allowed=["why", "grants"])
    entry = _entry(found["dataset"], found["items"], where)
    request = _request(found["asks"], where)
    expected = keys(found["expect"], where, needed=[item.name for item in entry.items], allowed=[])
    return Case(
        group=group,
        name=text(found["case"], where),
        articles=articles,
        world=World(entry=entry, grants=tuple(_grants(found.get("grants", {}), entry, where))),
        request=request,
        now=moment(found["at"], where),
        expected={item_name(name): _expected(one, f"{where}, {name}") for name, one in expected.items()},
    )


_NEEDED: Final = ("case", "dataset", "items", "asks", "at", "expect")


def _cases(file: Path) -> Iterator[Case]:
    found = keys(load(file), file.name, needed=["articles", "words", "setting", "cases"], allowed=[])
    for part in listed(found["cases"], file.name):
        yield read(part, file.stem, text(found["articles"], file.name), found["setting"])


def _department(name: str, part: Part) -> Asker:
    found = keys(part, name, needed=["level", "region", "title"], allowed=[])
    return Asker(department=code(name), level=member(Level, found["level"], name), region=text(found["region"], name))


def _instrument(name: str, part: Part) -> Citation:
    found = keys(part, name, needed=["kind", "title"], allowed=["article"])
    article = text(found["article"], name) if "article" in found else None
    return Citation(
        basis=code(name), kind=member(BasisKind, found["kind"], name), title=text(found["title"], name), article=article
    )


def _entry(part: Part, items: Part, where: str) -> Entry:
    found = keys(part, where, needed=["provider"], allowed=["code", "claim", "cites", "conditions", "registered"])
    return Entry(
        code=code(text(found.get("code", "entry"), where)),
        provider=_known(found["provider"], where),
        items=tuple(_item(name, one, where) for name, one in keys(items, where).items()),
        claim=_claim(found, where),
        cites=_cites(found, where),
        conditions=conditions(found.get("conditions", []), where, prefix="of-dataset"),
        registered=_flag(found, "registered", where),
    )


def _item(name: str, part: Part, where: str) -> Item:
    where = f"{where}, {name}"
    found = keys(part, where, allowed=["claim", "cites", "conditions", "base", "confirmed"])
    return Item(
        name=item_name(name),
        claim=_claim(found, where),
        cites=_cites(found, where),
        conditions=conditions(found.get("conditions", []), where, prefix=f"of-{name.replace('_', '-')}"),
        base=_flag(found, "base", where),
        confirmed=_claim(found, where, "confirmed"),
    )


def _claim(found: Mapping[str, Part], where: str, key: str = "claim") -> ShareType | None:
    return member(ShareType, found[key], where) if key in found else None


def _cites(found: Mapping[str, Part], where: str) -> tuple[Citation, ...]:
    return tuple(cast().instruments[name] for name in texts(found.get("cites", []), where))


def _flag(found: Mapping[str, Part], key: str, where: str) -> bool:
    return {"yes": True, "no": False}[text(found.get(key, "no"), where)]


def _known(part: Part, where: str) -> Code:
    name = code(text(part, where))
    if name not in cast().departments:
        message = f"{where}: '{name}' is not in the cast"
        raise Unreadable(message)
    return name


def _grants(part: Part, entry: Entry, where: str) -> Iterator[Grant]:
    needed = ["to", "for", "since", "until"]
    allowed = ["items", "state", "under", "accepted", "had today"]
    for name, one in keys(part, where).items():
        found = keys(one, f"{where}, {name}", needed=needed, allowed=allowed)
        matter = code(text(found["for"], where))
        yield Grant(
            code=code(name),
            department=_known(found["to"], where),
            items=frozenset(names(found["items"], where) if "items" in found else (item.name for item in entry.items)),
            matter=cast().matters[matter].matter,
            state=member(GrantState, found.get("state", "active"), where),
            since=moment(found["since"], where),
            until=moment(found["until"], where),
            conditions=conditions(found.get("under", []), f"{where}, {name}", prefix=f"of-{name}"),
            undertakings=frozenset(codes(found.get("accepted", []), where)),
            records_today=number(found["had today"], where) if "had today" in found else None,
        )


def _request(part: Part, where: str) -> Request:
    found = keys(part, where, needed=["department"], allowed=["for", "through", "client"])
    matter = code(text(found["for"], where)) if "for" in found else None
    return Request(
        asker=cast().departments[_known(found["department"], where)],
        purpose=None if matter is None else cast().matters[matter],
        channel=member(Channel, found["through"], where) if "through" in found else None,
        security=member(ClientSecurity, found["client"], where) if "client" in found else None,
    )


def _expected(part: Part, where: str) -> Expected:
    ((said, by),) = [(key, one) for key, one in keys(part, where).items() if key in {"allow", "mask", "deny"}]
    allowed = ["standing", "grant", "masks", "rows", "quota", "until", "lacks", "because", "remedies"]
    found = keys(part, where, needed=[said, "as"], allowed=allowed)
    answer = Answer(
        outcome=member(Outcome, said, where),
        rule=RULES[text(by, where)],
        share_type=member(ShareType, found["as"], where),
        standing=member(Standing, found.get("standing", "settled"), where),
        grant=code(text(found["grant"], where)) if "grant" in found else None,
        masks=ordered(mask(one, where) for one in listed(found.get("masks", []), where)),
        rows=ordered(_row(one, where) for one in texts(found.get("rows", []), where)),
        quota=number(found["quota"], where) if "quota" in found else None,
    )
    return Expected(
        answer=answer,
        until=moment(found["until"], where) if "until" in found else None,
        lacks=frozenset(map(_lack, texts(found["lacks"], where))) if "lacks" in found else None,
        because=_because(found["because"], where) if "because" in found else None,
        remedies=_remedies(found["remedies"], where) if "remedies" in found else None,
    )


def _row(said: str, where: str) -> RowLimit:
    """Return a row limit: `region_code begins with 4401`, `department_code is health`."""
    for words, scope in ((" begins with ", RowScope.OWN_REGION), (" is ", RowScope.OWN_DEPARTMENT)):
        item, found, value = said.partition(words)
        if found:
            return RowLimit(item=item_name(item), scope=scope, value=value)
    message = f"{where}: '{said}' tells no rows"
    raise Unreadable(message)


def _because(part: Part, where: str) -> dict[str, dict[str, str]]:
    rules = {rule: keys(facts, where) for rule, facts in keys(part, where).items()}
    return {rule: {name: text(one, where) for name, one in facts.items()} for rule, facts in rules.items()}


def _lack(said: str) -> tuple[str, bool]:
    """Return a clause that is lacking: `daily quota`, `through, unknown`."""
    words, _, unknown = said.partition(", ")
    return words.title().replace(" ", ""), unknown != "unknown"


def _remedies(part: Part, where: str) -> frozenset[frozenset[tuple[Step, str]]]:
    return frozenset(frozenset(_step(one, where) for one in texts(remedy, where)) for remedy in listed(part, where))


def _step(said: str, where: str) -> tuple[Step, str]:
    """Return a change and its value: `use purpose tax-audit`, `wait until 2026-03-01 00:00`, `obtain grant`."""
    step = next((one for one in Step if said.upper().replace(" ", "_").startswith(one.value)), None)
    if step is None:
        message = f"{where}: '{said}' is no change"
        raise Unreadable(message)
    value = said[len(step.value) :].strip()
    return step, moment(value, where).isoformat() if step is Step.WAIT_UNTIL else value


def remedies_of(sets: tuple[frozenset[Remedy], ...]) -> frozenset[frozenset[tuple[Step, str]]]:
    """Return remedy sets as the cases tell them: without the agents."""
    return frozenset(frozenset((one.step, one.value) for one in remedy) for remedy in sets)
