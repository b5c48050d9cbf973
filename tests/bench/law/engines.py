"""Two engines in this process: the hub's law, and Cedar by cedarpy, each given its facts as it likes them best.

Facts are gathered before anybody is timed: for the law the facts of the items with the asker's grants of them, for
Cedar a parsed set of the principal's own policies and parsed entities. Cedar is asked in one batch.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Final

import cedarpy
import orjson

from hub.codes import Code, ItemName, item_code
from hub.law.access import decide, permits
from hub.law.facts import Asker, Citation, Granted, ItemFacts, Purpose, Request, Stated
from hub.law.terms import WithinRegions
from hub.vocabulary import BasisKind, GrantState, Level, ShareType
from tests.bench.law import scene
from tests.bench.law.scene import Asking

Engine = Callable[[], list[bool]]
"""Decides one question about some items, and says for each whether it may be had."""

_STATED: Final = Stated(condition=Code("region"), title="粤", terms=WithinRegions(regions=(scene.REGION,)))
_CITED: Final = Citation(basis=Code("law"), kind=BasisKind.LAW, title="法")

_GENERAL: Final = """
permit(principal, action == Action::"read", resource) when { resource.provider == principal };
permit(principal, action == Action::"read", resource) when { resource.shareType == "UNCONDITIONAL" && context.own };
"""
_GRANT: Final = """
permit(principal == Department::"{department}", action == Action::"read", resource in Dataset::"{dataset}")
when {{ resource.shareType == "CONDITIONAL" && context.own && context.purpose == "{matter}" &&
    context.now >= {since} && context.now < {until} && principal.region like "{region}*" }};
"""


def law(asking: Asking, *, items: int) -> Engine:
    """Return the hub's law, with the facts of the first items asked for."""
    held = [grant for grant in _held(asking) if grant.dataset == asking.dataset]
    granted = tuple(
        Granted(
            grant=grant.code,
            matter=grant.matter,
            state=GrantState.ACTIVE,
            since=scene.SINCE,
            until=scene.UNTIL,
            conditions=(_STATED,),
        )
        for grant in held
    )
    facts = [_facts(asking, name, kind, granted) for name, kind in islice(scene.ITEMS.items(), items)]
    asker = Asker(department=asking.department, level=Level.CITY, region=f"{scene.REGION}01")
    request = Request(asker=asker, purpose=Purpose(matter=asking.matter, department=asking.department))
    return lambda: [permits(decision) for decision in decide(facts, request, scene.NOW)]


def cedar(asking: Asking, *, items: int) -> Engine:
    """Return Cedar, with the policies that the asker's own grants make and the entities of the first items."""
    policies = cedarpy.PolicySet.from_str(_GENERAL + "".join(map(_policy, _held(asking))))
    entities = cedarpy.Entities.from_json_str(orjson.dumps(_entities(asking, items)).decode())
    context = {"purpose": asking.matter, "now": _seconds(scene.NOW), "own": True}
    requests = [
        {
            "principal": {"type": "Department", "id": asking.department},
            "action": {"type": "Action", "id": "read"},
            "resource": {"type": "Item", "id": item},
            "context": context,
        }
        for item in asking.items[:items]
    ]
    if items == 1:
        return lambda: [cedarpy.is_authorized(requests[0], policies, entities).allowed]
    batch = partial(cedarpy.is_authorized_batch, requests, policies, entities)
    return lambda: [answer.allowed for answer in batch()]


def _held(asking: Asking) -> Sequence[scene.Held]:
    return list(scene.held_by(int(asking.department.rpartition("-")[2])))


def _facts(asking: Asking, name: ItemName, kind: ShareType, granted: tuple[Granted, ...]) -> ItemFacts:
    conditional = kind is ShareType.CONDITIONAL
    return ItemFacts(
        item=item_code(asking.dataset, name),
        provider=scene.provider_of(asking.dataset),
        claim=kind,
        citations=() if kind is ShareType.UNCONDITIONAL else (_CITED,),
        conditions=(_STATED,) if conditional else (),
        registered=True,
        grants=granted if conditional else (),
    )


def _policy(grant: scene.Held) -> str:
    return _GRANT.format(
        department=grant.department,
        dataset=grant.dataset,
        matter=grant.matter,
        since=_seconds(scene.SINCE),
        until=_seconds(scene.UNTIL),
        region=scene.REGION,
    )


def _entities(asking: Asking, items: int) -> list[object]:
    parent = {"type": "Dataset", "id": asking.dataset}
    provider = {"__entity": {"type": "Department", "id": scene.provider_of(asking.dataset)}}
    department = {"type": "Department", "id": asking.department}
    return [
        {"uid": parent, "attrs": {}, "parents": []},
        {"uid": department, "attrs": {"region": f"{scene.REGION}01"}, "parents": []},
        *(
            {
                "uid": {"type": "Item", "id": item},
                "attrs": {"shareType": kind.value, "provider": provider},
                "parents": [parent],
            }
            for item, kind in zip(asking.items[:items], scene.ITEMS.values(), strict=False)
        ),
    ]


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
