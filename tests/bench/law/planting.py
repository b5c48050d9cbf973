"""The scene as a catalogue with grants, planted into a store."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from graph_seed.planting import plant
from hub.codes import Code, ItemCode, item_code
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.graph.values import Edge, Node
from hub.law.facts import Stated
from hub.law.notation import write_term
from hub.law.terms import WithinRegions
from hub.model import BusinessMatter, Condition, DataItem, Dataset, Department, EdgeType, Grant, LegalBasis
from hub.procedure.dossiers import parts_of_grant
from hub.registration.entries import Entry, ItemEntry
from hub.vocabulary import BasisKind, ConditionKind, GrantState, Level, ShareType
from tests.bench.law import scene

_ACTOR: Final = "bench"
_LAW: Final = LegalBasis(code=Code("law"), title="法", kind=BasisKind.LAW)
_TERMS: Final = WithinRegions(regions=(scene.REGION,))
_REGION: Final = Condition(
    code=Code("region"),
    title="粤",
    kind=ConditionKind.LIMITED_AUDIENCE,
    statement="粤",
    terms=write_term(_TERMS),
)
_STATED: Final = Stated(condition=_REGION.code, title=_REGION.title, terms=_TERMS)
_AT_ONCE: Final = 500
"""How many grants one change holds."""


async def plant_scene(graph: Graph) -> None:
    """Plant every department with its matters, every dataset with its items, and every grant."""
    await plant(
        graph,
        actor=_ACTOR,
        action="scene.plant",
        nouns=[_LAW, _REGION, *_bodies(), *_matters()],
        bases={_REGION.code: (_LAW.code,)},
        entries=map(_entry, map(scene.dataset, range(scene.DATASETS))),
    )
    grants = map(_granted, scene.grants())
    while parts := list(islice(grants, _AT_ONCE)):
        puts = tuple(node for node, _ in parts)
        links = tuple(edge for _, edges in parts for edge in edges)
        await graph.commit(Change(_ACTOR, "grant.plant", puts=puts, links=links))


def _bodies() -> Iterator[Department]:
    codes = [scene.department(number) for number in range(scene.DEPARTMENTS)]
    codes += [scene.provider_of(scene.dataset(number)) for number in range(scene.DATASETS)]
    for code in codes:
        yield Department(code=code, title=code, level=Level.CITY, region=f"{scene.REGION}01")


def _matters() -> Iterator[BusinessMatter]:
    for number in range(scene.DEPARTMENTS):
        holder = scene.department(number)
        for turn in range(scene.HELD + 1):
            code = Code(f"{holder}.matter-{turn:02d}")
            yield BusinessMatter(code=code, title=code, department=holder)


def _entry(code: Code) -> Entry:
    items = tuple(
        ItemEntry(
            item=DataItem(dataset=code, name=name, title=name, position=at, share_type=kind, declared_share_type=kind)
        )
        for at, (name, kind) in enumerate(scene.ITEMS.items(), start=1)
    )
    dataset = Dataset(
        code=code,
        title=code,
        provider=scene.provider_of(code),
        region=f"{scene.REGION}01",
        share_type=ShareType.CONDITIONAL,
        registered=True,
    )
    return Entry(dataset=dataset, items=items, conditions=(_REGION.code,), bases=(_LAW.code,))


def _granted(held: scene.Held) -> tuple[Node, list[Edge]]:
    items = tuple(
        ItemCode(item_code(held.dataset, name)) for name, kind in scene.ITEMS.items() if kind is ShareType.CONDITIONAL
    )
    grant = Grant(
        code=held.code,
        holder=held.department,
        provider=scene.provider_of(held.dataset),
        matter=held.matter,
        items=items,
        state=GrantState.ACTIVE,
        since=scene.SINCE,
        until=scene.UNTIL,
        application=held.code,
    )
    node, edges = parts_of_grant(grant, dict.fromkeys(items, (_STATED,)), application=held.code)
    # There is no application here: the grants are what is asked about.
    return node, [edge for edge in edges if edge.key.type != EdgeType.ARISES_FROM.value]
