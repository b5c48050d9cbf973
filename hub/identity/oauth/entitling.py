"""Whether a department has what a token for records is asked for: the law is asked before one is issued (Arts 16-19).

That is a courtesy and no gate: who asks learns at once what is missing, and the law is asked again for every record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from hub.access.facts import facts_of_items, with_grants
from hub.access.inquiring import asker_of
from hub.catalogue.listing import MAX_PAGE
from hub.catalogue.neighbours import every_neighbour
from hub.catalogue.nouns import id_of, noun_of
from hub.catalogue.reading import ITEMS, MATTERS, fetch
from hub.codes import Code, ItemCode, item_code
from hub.graph.port import Graph
from hub.graph.query import Window
from hub.identity.oauth.refusals import Refused
from hub.law.access import decide, permits
from hub.law.facts import Asker, ItemFacts, Purpose, Request
from hub.law.remedies import remedies
from hub.law.sentences import sentence_of_reason, sentence_of_remedy
from hub.model import BusinessMatter, DataItem, Dataset, Department
from hub.principals import Principal, sight_of
from hub.scopes import Detail, Records
from hub.vocabulary import Channel, ShareType

_ALL = Window(first=MAX_PAGE)


@dataclass(frozen=True, slots=True)
class _Wish:
    """Items of a dataset, all of them (None) or some, for any purpose of the department's (None) or one."""

    dataset: Code
    items: tuple[ItemCode, ...] | None
    purpose: Code | None


async def require_entitled(graph: Graph, principal: Principal, *, now: datetime) -> None:
    """Raise `Refused` with the reason and the remedy where the law gives a principal none of what it asks for.

    Of items that are named each must be had, in some way and for some purpose; of a whole dataset, one. What does not
    exist for the principal is refused in the same words as what does not exist.
    """
    wishes = list(_wishes(principal))
    if not wishes:
        return
    (department,) = await fetch(graph, Department, [principal.department], sight=sight_of(principal))
    if department is None:
        raise Refused("invalid_scope", f"There is no department '{principal.department}' that could have records.")
    ((*matters,),) = await every_neighbour(graph, [id_of(Department, department.code)], MATTERS.step)
    own = [noun_of(BusinessMatter, node).code for node in matters]
    asking = _Asking(principal=principal, asker=asker_of(department), own=own, now=now)
    for wish in wishes:
        await _require(graph, asking, wish)


def _wishes(principal: Principal) -> Iterator[_Wish]:
    for scope in sorted(principal.rights.scopes, key=str):
        if isinstance(scope, Records) and scope.dataset is not None:
            items = None if scope.item is None else (item_code(scope.dataset, scope.item),)
            yield _Wish(scope.dataset, items, None)
    for detail in principal.rights.details:
        yield _Wish(detail.dataset, _items(detail), detail.purpose)


def _items(detail: Detail) -> tuple[ItemCode, ...] | None:
    return None if detail.items is None else tuple(item_code(detail.dataset, name) for name in sorted(detail.items))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """Who asks, with the business matters that his department carries out, and when."""

    principal: Principal
    asker: Asker
    own: Sequence[Code]
    now: datetime


async def _require(graph: Graph, asking: _Asking, wish: _Wish) -> None:
    sight = sight_of(asking.principal)
    items = wish.items
    if items is None:
        (page,) = await graph.expand([id_of(Dataset, wish.dataset)], ITEMS.step, window=_ALL, sight=sight)
        items = tuple(noun_of(DataItem, link.node).code for link in page.links)
        if not items:
            raise Refused("invalid_scope", f"There is no dataset '{wish.dataset}' with items for you.")
    facts = await facts_of_items(graph, items, sight=sight)
    known = await with_grants(graph, facts, holder=asking.asker.department)
    reasons = [
        _absent(item) if one is None else _reason(one, asking, wish) for item, one in zip(items, known, strict=True)
    ]
    if (wish.items is None and None in reasons) or not any(reasons):
        return
    raise Refused("invalid_scope", next(reason for reason in reasons if reason is not None))


def _absent(item: ItemCode) -> str:
    return f"There is no item '{item}' for you: search for it with dataItems."


def _reason(facts: ItemFacts, asking: _Asking, wish: _Wish) -> str | None:
    """Return why an item may not be had, and what would change that, None where it may."""
    requests = [
        Request(asker=asking.asker, purpose=purpose, channel=channel, security=asking.principal.security)
        for purpose, channel in product(_purposes(facts, asking, wish), Channel)
    ]
    decisions = [decide([facts], request, asking.now)[0] for request in requests]
    if any(map(permits, decisions)):
        return None
    told = [f"{facts.item}: {sentence_of_reason(decisions[0].reasons[0]).en}"]
    found = remedies(facts, requests[0], asking.now)
    told += [sentence_of_remedy(remedy).en for remedy in sorted(found[0], key=str)] if found else []
    return " ".join(told)


def _purposes(facts: ItemFacts, asking: _Asking, wish: _Wish) -> list[Purpose | None]:
    """Return the purposes for which an item could be had: the one that is named, those of grants, else any own one."""
    own, asker = asking.own, asking.asker
    if wish.purpose is not None:
        return [Purpose(matter=wish.purpose, department=asker.department)] if wish.purpose in own else [None]
    if facts.claim is ShareType.CONDITIONAL and facts.grants:
        return [Purpose(matter=grant.matter, department=asker.department) for grant in facts.grants]
    return [Purpose(matter=matter, department=asker.department) for matter in own[:1]] or [None]
