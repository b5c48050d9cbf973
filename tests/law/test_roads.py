"""Every case on every road: the use case, and each field of the API that tells what may be had, on both stores."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from hub.access.deciding import access_of
from hub.access.inquiring import inquiry_of
from hub.access.memory import Memory
from hub.graph.port import Graph
from hub.law.access import decide, permits
from hub.law.decision import Decision
from hub.law.facts import ItemFacts, Request
from hub.model import DataItem, Dataset
from hub.principals import Principal, sight_of
from hub.vocabulary import Channel, Role, ShareType, Standing
from schema.execution.engine import Engine
from tests.law.asking import TOLD, ask, global_id
from tests.law.casebook import cast
from tests.law.planting import Planted
from tests.law.world import facts

Shown = dict[str, Any]
Told = dict[str, Any]

EVERY: Final = 1 if os.environ.get("CI") == "true" else 4  # of so many questions one is put where each costs much
TOGETHER: Final = 40  # how many cases one query asks about
QUESTION: Final = f"""
query ($codes: [String!]!, $items: [ID!]!, $datasets: [ID!]!, $purpose: String, $channel: Channel!) {{
  access(items: $codes, purpose: $purpose, channel: $channel) {{ {TOLD} }}
  items: nodes(ids: $items) {{ ... on DataItem {{ access(purpose: $purpose, channel: $channel) {{ {TOLD} }} }} }}
  datasets: nodes(ids: $datasets) {{ ... on Dataset {{
    access(purpose: $purpose, channel: $channel) {{ {TOLD} }}
    items(first: 10) {{ nodes {{ code shareType standing access(purpose: $purpose, channel: $channel) {{ {TOLD} }} }} }}
  }} }}
}}
"""


SEEING: Final = f"""
query ($purpose: String!, $channel: Channel!, $after: String) {{
  whatCanISee(purpose: $purpose, channel: $channel, first: 50, after: $after) {{
    nodes {{ access {{ {TOLD} }} }} hasNextPage endCursor
  }}
}}
"""
SEEN: Final = f"""
query ($item: String!) {{
  whoCanSee(item: $item) {{
    everyone complete provider {{ code }}
    access {{ department {{ code }} purpose {{ code }} {TOLD} }}
  }}
}}
"""


async def test_the_use_case_decides_every_case_as_the_law_does(town: Graph, planted: Sequence[Planted]) -> None:
    """What is gathered from the graph leads to the decision that the facts of the case lead to; remembered or not."""
    memory = Memory(town.head)
    for remembering in (None, memory, memory):
        told: Told = {}
        for request, now, together in _asked_together(planted):
            principal = _principal(request)
            accesses = await access_of(
                town,
                [one.item for case in together for one in case.facts],
                inquiry_of(principal, purpose=_matter(request), channel=request.channel),
                principal=principal,
                now=now,
                sight=sight_of(principal),
                memory=remembering,
            )
            told |= {one.decision.item: _shown(one.decision) for one in accesses if one is not None}
        assert told == _expected(planted, channel=None)


async def test_every_field_tells_of_every_case_what_the_law_says(
    town: Graph, planted: Sequence[Planted], engine: Engine
) -> None:
    """`access`, `Dataset.access`, `DataItem.access` by itself and in a list say the same, and so do the share types."""
    roads: dict[str, Told] = {road: {} for road in ("access", "DataItem.access", "Dataset.access", "in a list")}
    types: Told = {}
    for request, now, together in _asked_together(planted):
        said = await _ask(town, engine, request, now, together)
        listed = [node for dataset in said["datasets"] for node in dataset["items"]["nodes"]]
        roads["access"] |= _by_item(said["access"])
        roads["DataItem.access"] |= _by_item(node["access"] for node in said["items"])
        roads["Dataset.access"] |= _by_item(one for dataset in said["datasets"] for one in dataset["access"])
        roads["in a list"] |= _by_item(node["access"] for node in listed)
        types |= {node["code"]: (node["shareType"], node["standing"]) for node in listed}
    expected = _expected(planted, channel=Channel.PAGE)
    assert roads == dict.fromkeys(roads, expected)
    assert types == {item: (one["shareType"], one["standing"]) for item, one in expected.items()}


async def test_what_a_department_can_see_is_what_the_law_permits(
    town: Graph, planted: Sequence[Planted], engine: Engine
) -> None:
    """`whatCanISee`, paged through, lists of all entries the items that the law permits, with its decisions."""
    for request, now in _questions(planted)[::EVERY]:
        if request.purpose is None:
            continue
        asked = replace(request, channel=request.channel or Channel.PAGE)
        found: list[Shown] = []
        after, more = None, True
        while more:
            said = await ask(
                town,
                engine,
                SEEING,
                principal=_principal(asked),
                now=now,
                purpose=_matter(asked),
                channel=asked.channel and asked.channel.value,
                after=after,
            )
            assert said["errors"] == []
            page = said["data"]["whatCanISee"]
            found += [one for seen in page["nodes"] for one in seen["access"]]
            after, more = page["endCursor"], page["hasNextPage"]
        permitted = [one for case in planted for one in _decisions(case, asked, now) if permits(one)]
        assert len(found) == len(permitted)
        assert _by_item(found) == {one.item: _shown(one) for one in permitted}


async def test_who_can_see_an_item_is_whom_the_law_permits(
    town: Graph, planted: Sequence[Planted], engine: Engine
) -> None:
    """To its provider `whoCanSee` names every department and purpose that a grant permits, with the decision."""
    told: Told = {}
    expected: Told = {}
    for case in planted[::EVERY]:
        for one in case.facts:
            principal = Principal(department=one.provider, role=Role.PROVIDER)
            said = await ask(town, engine, SEEN, principal=principal, now=case.case.now, item=one.item)
            assert said["errors"] == []
            told[one.item] = _settled(said["data"]["whoCanSee"])
        expected |= _holders(case)
    assert told == expected


def _holders(case: Planted) -> Told:
    """Return who may have each item of a case: everyone, or by grant; how others' clients are secured is not known."""
    found: dict[str, list[Shown]] = {one.item: [] for one in case.facts}
    decisions = {str(one.item): one for one in _decisions(case, case.case.request, case.case.now)}
    pairs = {(grant.department, grant.matter) for grant in case.world.grants}
    for department, matter in pairs - {(case.world.entry.provider, matter) for _, matter in pairs}:
        request = Request(
            asker=cast().departments[department], purpose=cast().matters[matter], channel=Channel.PAGE, security=None
        )
        for one in _decisions(case, request, case.case.now):
            if permits(one) and one.grant is not None:
                holder = {"department": {"code": department}, "purpose": {"code": matter}}
                found[one.item].append({**holder, **_shown(one)})
    return {
        item: _settled(
            {
                "everyone": (decisions[item].share_type, decisions[item].standing)
                == (ShareType.UNCONDITIONAL, Standing.SETTLED),
                "complete": True,
                "provider": {"code": case.world.entry.provider},
                "access": access,
            }
        )
        for item, access in found.items()
    }


def _questions(planted: Sequence[Planted]) -> list[tuple[Request, datetime]]:
    return list(dict.fromkeys((case.case.request, case.case.now) for case in planted))


def _asked_together(planted: Sequence[Planted]) -> Iterator[tuple[Request, datetime, list[Planted]]]:
    """Yield the cases in which the same is asked at the same moment, some at a time."""
    groups: dict[tuple[Request, datetime], list[Planted]] = {}
    for case in planted:
        groups.setdefault((case.case.request, case.case.now), []).append(case)
    for (request, now), cases in groups.items():
        for start in range(0, len(cases), TOGETHER):
            yield request, now, cases[start : start + TOGETHER]


async def _ask(town: Graph, engine: Engine, request: Request, now: datetime, cases: Sequence[Planted]) -> Told:
    codes = [one.item for case in cases for one in case.facts]
    variables = {
        "codes": codes,
        "items": [global_id(DataItem, item) for item in codes],
        "datasets": [global_id(Dataset, case.world.entry.code) for case in cases],
        "purpose": _matter(request),
        "channel": (request.channel or Channel.PAGE).value,
    }
    said = await ask(town, engine, QUESTION, principal=_principal(request), now=now, **variables)
    assert said["errors"] == []
    return dict(said["data"])


def _by_item(accesses: Iterable[Shown]) -> Told:
    return {one["code"]: _settled(one) for one in accesses}


def _principal(request: Request) -> Principal:
    return Principal(department=request.asker.department, role=Role.CONSUMER, security=request.security)


def _matter(request: Request) -> str | None:
    return None if request.purpose is None else request.purpose.matter


def _expected(planted: Sequence[Planted], *, channel: Channel | None) -> Told:
    """Return what the law says of every item as the graph tells it, where the channel is this one unless one is named.

    Nobody counts the day's use yet.
    """
    told: Told = {}
    for case in planted:
        request = replace(case.case.request, channel=case.case.request.channel or channel)
        told |= {one.item: _shown(one) for one in _decisions(case, request, case.case.now)}
    return told


def _decisions(case: Planted, request: Request, now: datetime) -> tuple[Decision, ...]:
    """Return what the law says of the world of a case, whoever asks."""
    known = facts(case.world, request.asker.department)
    return decide([_uncounted(one) for one in known], request, now)


def _uncounted(item: ItemFacts) -> ItemFacts:
    return replace(item, grants=tuple(replace(grant, records_today=None) for grant in item.grants))


def _shown(decision: Decision) -> Shown:
    """Return a decision as the API shows it."""
    told: Shown = _settled(
        {
            "code": decision.item,
            "outcome": decision.outcome.value,
            "shareType": decision.share_type.value,
            "standing": decision.standing.value,
            "quota": decision.quota,
            "until": decision.until and decision.until.isoformat(),
            "grant": decision.grant and {"code": decision.grant},
            "reasons": [
                {"rule": one.rule, "facts": [{"name": name, "value": value} for name, value in one.facts.items()]}
                for one in decision.reasons
            ],
            "lacking": [{"clause": one.clause, "known": one.known, "wanted": one.wanted} for one in decision.lacking],
            "masks": [{"method": one.method.value, "amount": one.amount} for one in decision.masks],
            "rows": [{"item": one.item, "scope": one.scope.value, "value": one.value} for one in decision.rows],
        }
    )
    return told


def _settled(said: Any) -> Any:  # noqa: ANN401 – JSON of any kind
    """Return what is said with moments in UTC and lists in an order of their own; `by` tells the rule that decided."""
    match said:
        case {"reasons": [{"rule": rule}, *_]} if "by" not in said:
            return _settled({**said, "by": rule})
        case dict():
            return {name: _settled(value) for name, value in said.items()}
        case list():
            return sorted(map(_settled, said), key=repr)
        case str() if ", " in said:
            return ", ".join(sorted(said.split(", ")))
        case str():
            return _moment(said)
        case _:
            return said


def _moment(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.astimezone(UTC).isoformat() if found.tzinfo else text
