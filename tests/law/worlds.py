"""Random questions of law, drawn so that every rule decides often.

Random terms alone would be unmet nearly always, so a term is drawn towards the value that is wished for: the draw
knows the request and the grant, and aims.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final, Literal, TypeVar

from hub.codes import ItemName, code, item_code
from hub.law.facts import Asker, Citation, Granted, ItemFacts, Purpose, Request, Stated
from hub.law.terms import (
    AllOf,
    AmongDepartments,
    AnyOf,
    AtLevels,
    AtMostDays,
    Between,
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
from hub.vocabulary import BasisKind, Channel, ClientSecurity, GrantState, Level, MaskMethod, ShareType
from tests.law.notation import ZONE
from tests.law.oracle import Question

Wish = Literal["met", "unmet", "unknown", "any"]
Drawn = TypeVar("Drawn")

NOW: Final = datetime(2026, 3, 2, tzinfo=ZONE)  # midnight: bounds fall on it often
DEPARTMENTS: Final = tuple(map(code, ("police", "health", "civil", "tax")))
MATTERS: Final = tuple(map(code, ("matter-one", "matter-two", "matter-three")))
NAMES: Final = tuple(map(ItemName, ("alpha", "beta", "gamma")))
REGIONS: Final = ("44", "4401", "440113", "4403", "")
UNDERTAKINGS: Final = tuple(map(code, ("u-one", "u-two")))
GAPS: Final = tuple(
    timedelta(seconds=seconds, microseconds=micros)
    for seconds, micros in ((0, 0), (0, 1), (1, 0), (86400, 0), (86400 * 30, 0), (86400 * 400, 0))
)
OPPOSITE: Final[dict[Wish, Wish]] = {"met": "unmet", "unmet": "met", "unknown": "unknown", "any": "any"}


def questions(seed: int, number: int) -> list[Question]:
    """Draw questions; the same seed draws the same."""
    dice = Random(seed)  # noqa: S311 – nothing is secret here
    return [question(dice) for _ in range(number)]


def question(dice: Random) -> Question:
    """Draw a request with one to three items."""
    asker = Asker(
        department=dice.choice(DEPARTMENTS),
        level=dice.choice(list(Level)),
        region=dice.choice(REGIONS[:4] * 3 + REGIONS),
    )
    drawer = _Drawer(dice, _request(dice, asker))
    names = dice.sample(NAMES, dice.randint(1, 3))
    return Question(items=tuple(map(drawer.item, names)), request=drawer.request, now=NOW)


def _request(dice: Random, asker: Asker) -> Request:
    carrier = asker.department if dice.random() < 0.95 else dice.choice(DEPARTMENTS)
    purpose = Purpose(matter=dice.choice(MATTERS), department=carrier) if dice.random() < 0.96 else None
    return Request(
        asker=asker,
        purpose=purpose,
        channel=dice.choice([None, *Channel]),
        security=dice.choice([None, *ClientSecurity]),
    )


class _Drawer:
    """Draws items, grants and terms for one request."""

    def __init__(self, dice: Random, request: Request) -> None:
        self.request = request
        self._dice = dice
        self._count = 0

    def item(self, name: ItemName) -> ItemFacts:
        claim = self._weighted(
            {ShareType.CONDITIONAL: 15, ShareType.NOT_SHARED: 2, ShareType.UNCONDITIONAL: 1, None: 2}
        )
        return ItemFacts(
            item=item_code(code("entry"), name),
            provider=self._one_of(DEPARTMENTS, self.request.asker.department, hit=0.06),
            claim=claim,
            inherited=claim is not None and self._odds(0.5),
            citations=tuple(_cited(kind) for kind in self._kinds()),
            conditions=self._conditions(name, "p", None),
            base=self._odds(0.05),
            confirmed=self._weighted({None: 6, **dict.fromkeys(ShareType, 1)}),
            registered=self._odds(0.3),
            grants=tuple(self._grant(name) for _ in range(self._weighted({0: 1, 1: 6, 2: 4, 3: 2}))),
        )

    def _kinds(self) -> list[BasisKind]:
        kinds = self._weighted({"valid": 9, "mixed": 2, "inadmissible": 1, "missing": 1})
        admissible = [BasisKind.LAW, BasisKind.REGULATION, BasisKind.RULE]
        valid = [self._dice.choice(admissible)] if kinds in {"valid", "mixed"} else []
        return valid + [BasisKind.INTERNAL_MEASURE] * (kinds in {"mixed", "inadmissible"})

    def _grant(self, name: ItemName) -> Granted:
        self._count += 1
        since = NOW - self._dice.choice(GAPS) if self._odds(0.93) else NOW + self._dice.choice(GAPS)
        until = NOW + self._dice.choice(GAPS[1:]) if self._odds(0.93) else NOW - self._dice.choice(GAPS)
        matter = self.request.purpose.matter if self.request.purpose else MATTERS[0]
        bare = Granted(
            grant=code(f"grant-{self._dice.choice('ABab')}{self._count}"),
            matter=self._one_of(MATTERS, matter, hit=0.9),
            state=self._weighted(dict(zip(GrantState, (14, 4, 1, 1), strict=True))),
            since=since,
            until=until,
            undertakings=frozenset(self._dice.sample(UNDERTAKINGS, self._dice.randint(0, 2))),
            records_today=self._dice.choice([None, 0, 0, 5, 5, 10]),
        )
        return replace(bare, conditions=self._conditions(name, bare.grant, bare))

    def _conditions(self, name: ItemName, prefix: str, grant: Granted | None) -> tuple[Stated, ...]:
        drawn: list[Term | None] = [
            None if self._odds(0.1) else self.term(self._weighted({"met": 6, "any": 2}), 3, name, grant)
            for _ in range(self._weighted({0: 1, 1: 4, 2: 3}))
        ]
        return tuple(
            Stated(condition=code(f"{prefix}-c{place}"), title="条件", terms=term) for place, term in enumerate(drawn)
        )

    def term(self, wish: Wish, depth: int, name: ItemName, grant: Granted | None) -> Term:
        """Draw a term that most likely has the value wished for."""
        if depth == 0 or self._odds(0.45):
            return self._clause(wish, name, grant)

        def deeper(one: Wish) -> Term:
            return self.term(one, depth - 1, name, grant)

        match self._weighted({"all": 3, "any": 4, "not": 2}):
            case "not":
                return Not(deeper(OPPOSITE[wish]))
            case "all":
                return AllOf(tuple(map(deeper, self._parts(wish, decisive="unmet"))))
            case _:
                return AnyOf(tuple(map(deeper, self._parts(wish, decisive="met"))))

    def _parts(self, wish: Wish, *, decisive: Wish) -> list[Wish]:
        """Return wishes for the parts of a term that one `decisive` part decides."""
        if wish == "any":
            return ["any"] * self._dice.randint(0, 3)
        others: list[Wish] = [self._dice.choice(("unmet", "met", "unknown"))] * self._dice.randint(0, 2)
        if wish != decisive:
            return [wish, *(one for one in others if one in {wish, OPPOSITE[decisive]})]
        parts = [wish, *others]
        self._dice.shuffle(parts)
        return parts

    def _clause(self, wish: Wish, name: ItemName, grant: Granted | None) -> Term:
        drawn = [self._any_clause(name, grant) for _ in range(6)]
        fitting = [one for one in drawn if wish in {"any", _likely(one, self.request, name, grant)}]
        return (fitting or drawn)[0]

    def _any_clause(self, name: ItemName, grant: Granted | None) -> Term:  # noqa: C901, PLR0911, PLR0912 – one line each
        dice, request = self._dice, self.request
        match dice.randrange(18):
            case 0:
                return AmongDepartments(departments=self._some(DEPARTMENTS))
            case 1:
                return AtLevels(levels=self._some(tuple(Level)))
            case 2:
                return WithinRegions(regions=self._some(REGIONS))
            case 3:
                return ForMatters(matters=self._some(MATTERS))
            case 4:
                return OnlyItems(items=self._some(NAMES))
            case 5 | 14:
                return RowsOf(item=dice.choice(NAMES), scope=dice.choice(list(RowScope)))
            case 6 | 7 | 15:
                return Masked(mask=self._mask(), items=self._some((name, *NAMES)) if self._odds(0.6) else ())
            case 8 | 9:
                return Between(since=self._bound(), until=self._bound())
            case 10:
                held = (NOW - grant.since).days if grant else 1
                return AtMostDays(days=max(0, held + dice.choice((-1, 0, 1, 30))))
            case 11 | 16 | 17:
                return DailyQuota(records=dice.choice((0, 5, 6, 10, 100)))
            case 12:
                return Through(channels=self._some(tuple(Channel)))
            case _ if request.security is not None and self._odds(0.5):
                return Secured(least=dice.choice(list(ClientSecurity)))
            case _:
                return Undertaken(undertaking=dice.choice(UNDERTAKINGS))

    def _mask(self) -> Mask:
        method = self._dice.choice(list(MaskMethod))
        counted = method in {MaskMethod.FIRST, MaskMethod.LAST, MaskMethod.BAND, MaskMethod.REGION}
        return Mask(method=method, amount=self._dice.randint(1, 4) if counted else None)

    def _bound(self) -> datetime | None:
        return None if self._odds(0.3) else NOW + self._dice.choice((-1, 1)) * self._dice.choice(GAPS)

    def _some(self, values: Sequence[Drawn]) -> tuple[Drawn, ...]:
        return tuple(self._dice.sample(values, self._dice.randint(0, len(values))))

    def _one_of(self, values: Sequence[Drawn], wanted: Drawn, *, hit: float) -> Drawn:
        return wanted if self._odds(hit) else self._dice.choice([one for one in values if one != wanted])

    def _weighted(self, weights: dict[Drawn, int]) -> Drawn:
        return self._dice.choices(list(weights), list(weights.values()))[0]

    def _odds(self, chance: float) -> bool:
        return self._dice.random() < chance


def _cited(kind: BasisKind) -> Citation:
    return Citation(basis=code(f"basis-{kind.name.lower()}"), kind=kind, title="某法")


def _likely(term: Term, request: Request, name: ItemName, grant: Granted | None) -> Wish:  # noqa: C901, PLR0911 – one line each
    """Guess the value of a clause; only to aim, so that a wrong guess would cost variety and nothing else."""
    match term:
        case AmongDepartments():
            return _met(request.asker.department in term.departments)
        case AtLevels():
            return _met(request.asker.level in term.levels)
        case OnlyItems():
            return _met(name in term.items)
        case ForMatters() if request.purpose:
            return _met(request.purpose.matter in term.matters)
        case Through() if request.channel:
            return _met(request.channel in term.channels)
        case Undertaken():
            return _met(grant is not None and term.undertaking in grant.undertakings)
        case DailyQuota() if grant and grant.records_today is not None:
            return _met(grant.records_today < term.records)
        case Between():
            return _met((term.since or NOW) <= NOW < (term.until or NOW + GAPS[1]))
        case RowsOf() | Masked():
            return "met"
        case ForMatters() | Through() | DailyQuota():
            return "unknown"
        case _:
            return "any"


def _met(holds: bool) -> Wish:  # noqa: FBT001 – the one argument that there is
    return "met" if holds else "unmet"
