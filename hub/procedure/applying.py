"""Making an application for access: the facts it is judged by, and the change that files it (Arts 16, 18, 19)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from hub.access.facts import facts_of_items
from hub.calendars import read_calendar
from hub.catalogue.nouns import noun_of
from hub.catalogue.reading import fetch
from hub.codes import Code, ItemCode, code, split_item_code
from hub.errors import BadInput, Conflict, NotFound
from hub.graph.change import Change, Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, OneOf, Selection, Window
from hub.law.applications import OPEN, Case
from hub.law.facts import ItemFacts
from hub.law.filing import Filing, file_application
from hub.law.refusals import Refusal
from hub.model import Application, BusinessMatter, Department
from hub.principals import Principal, actor_of, sight_of
from hub.procedure.authorities import authorities_over
from hub.procedure.dossiers import MOST_ITEMS, parts_of_case

MOST_DAYS: Final = 1_095
"""The longest time that a grant is asked for, in calendar days: three years (design)."""

MOST_TEXT: Final = 2_000
"""The longest text that an application takes, in characters."""

MOST_BASES: Final = 20
"""The most legal bases that one decision cites."""

TRIES: Final = 5
"""How often a step that others got in the way of is tried again, from the facts on."""

_WINDOW: Final = Window(first=500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a department asks for: items, for a purpose (a business matter's code), for so many days."""

    items: tuple[ItemCode, ...]
    purpose: str
    days: int
    statement: str | None = None
    draft: bool = False
    extends: Code | None = None

    def __post_init__(self) -> None:
        """Refuse a wish that no application can have: raises `BadInput` or `MalformedCode`."""
        if not 0 < len(self.items) <= MOST_ITEMS or len(set(self.items)) < len(self.items):
            message = f"An application names 1 to {MOST_ITEMS} items, each once: it names {len(self.items)}."
            raise BadInput(message, items=len(self.items))
        if not 0 < self.days <= MOST_DAYS:
            message = f"A grant is asked for 1 to {MOST_DAYS} days, not {self.days}: it can be extended later."
            raise BadInput(message, days=self.days)
        for item in self.items:
            split_item_code(item)
        code(self.purpose)
        check_text("statement", self.statement)


def check_text(name: str, text: str | None) -> None:
    """Raise `BadInput` for a text that is too long."""
    if text is not None and len(text) > MOST_TEXT:
        message = f"`{name}` has {len(text)} characters: write at most {MOST_TEXT}."
        raise BadInput(message, field=name, limit=MOST_TEXT)


def check_bases(bases: Sequence[Code]) -> None:
    """Raise `BadInput` for legal bases that nobody cites together: too many, or one of them twice."""
    if len(bases) > MOST_BASES or len(set(bases)) < len(bases):
        message = f"A decision cites at most {MOST_BASES} legal bases, each once: it cites {len(bases)}."
        raise BadInput(message, bases=len(bases))


async def apply(graph: Graph, principal: Principal, wish: Wish, *, now: datetime) -> Case | Refusal:
    """File an application of the caller's department, and return it, or why it may not be made.

    An application for the same items that reached the hub a moment earlier refuses this one, so that a request may be
    sent again. Raises `NotFound` for an item that does not exist for the caller, and `Conflict` where others kept
    getting in the way.
    """
    for _ in range(TRIES):
        filing = await gather(graph, principal, wish)
        calendar, years = await read_calendar(graph, now=now)
        made = file_application(filing, actor_of(principal), now=now, calendar=calendar)
        if isinstance(made, Refusal):
            return made
        node, edges = parts_of_case(made)
        change = Change(
            actor=principal.name,
            action="application.draft" if wish.draft else "application.submit",
            puts=(node,),
            links=tuple(edges),
            expects=(Expectation(node.id, None), *years),
            facts={"provider": made.application.provider, "matter": made.application.matter, "items": len(wish.items)},
        )
        try:
            await graph.commit(change)
        except Conflict:
            continue
        return made
    raise busy(wish.purpose)


def busy(what: str) -> Conflict:
    """Return the error that tells that a step was tried as often as makes sense."""
    return Conflict(f"Others kept changing what concerns '{what}': look at it again, and repeat the step.")


async def gather(graph: Graph, principal: Principal, wish: Wish) -> Filing:
    """Return the facts that an application is judged by; raise `NotFound` for an item that does not exist."""
    sight = sight_of(principal)
    found = await facts_of_items(graph, wish.items, sight=sight)
    items = tuple(present(item, facts) for item, facts in zip(wish.items, found, strict=True))
    (matter,) = await fetch(graph, BusinessMatter, [wish.purpose], sight=sight)
    codes = tuple(dict.fromkeys(item.provider for item in items))
    providers = await fetch(graph, Department, codes, sight=sight)
    provider = providers[0] if len(codes) == 1 else None
    return Filing(
        code=await _code(graph, principal, wish),
        purpose=wish.purpose,
        matter=matter,
        items=items,
        providers=codes,
        provider=provider,
        authorities=() if provider is None else await authorities_over(graph, provider),
        pending=await _pending(graph, principal, wish),
        days=wish.days,
        statement=wish.statement,
        extends=wish.extends,
        draft=wish.draft,
    )


def present(item: ItemCode, facts: ItemFacts | None) -> ItemFacts:
    """Return the facts of an item; raise `NotFound` where it does not exist for whoever asked."""
    if facts is None:
        message = f"There is no item '{item}' for you: search for it with `dataItems`."
        raise NotFound(message, item=item)
    return facts


def _own(principal: Principal, purpose: str) -> tuple[OneOf, OneOf]:
    return OneOf("applicant", (principal.department,)), OneOf("matter", (purpose,))


async def _pending(graph: Graph, principal: Principal, wish: Wish) -> dict[ItemCode, Code]:
    """Return the items of a wish that an open application of the department for the same purpose has."""
    states = OneOf("state", tuple(state.value for state in OPEN))
    wanted = Selection("Application", (*_own(principal, wish.purpose), states, OneOf("items", wish.items)))
    page = await graph.find(wanted, window=_WINDOW, sight=EVERYTHING)
    applications = [noun_of(Application, hit.node) for hit in page.hits]
    return {item: application.code for application in applications for item in application.items}


async def _code(graph: Graph, principal: Principal, wish: Wish) -> Code:
    """Return the code of the application to be: the same for two that are made at once, so that one of them wins.

    Whatever items they are for: the loser looks again, and finds those that the other one has.
    """
    counts = await graph.count(Selection("Application", _own(principal, wish.purpose)), sight=EVERYTHING)
    parts = (principal.department, wish.purpose, str(counts.total))
    return Code("A" + sha256("\n".join(parts).encode()).hexdigest()[:15])


async def refiled(graph: Graph, principal: Principal, draft: Application, *, now: datetime) -> Refusal | None:
    """Return why a draft may no longer be submitted as it stands, None where it may."""
    wish = Wish(items=draft.items, purpose=draft.matter, days=draft.days, extends=draft.extends)
    filing = replace(await gather(graph, principal, wish), code=draft.code)
    calendar, _ = await read_calendar(graph, now=now)
    made = file_application(filing, actor_of(principal), now=now, calendar=calendar)
    return made if isinstance(made, Refusal) else None
