"""The world of every case in one graph: each case has a dataset, conditions and grants of its own, under its number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph_seed.planting import plant
from hub.codes import Code, code, item_code
from hub.graph.change import Change
from hub.graph.port import Graph
from hub.graph.values import Edge, Node
from hub.law.facts import ItemFacts, Stated
from hub.law.notation import write_term
from hub.model import BusinessMatter, Condition, DataItem, Dataset, Department, EdgeType, LegalBasis
from hub.model import Grant as HeldGrant
from hub.procedure.dossiers import parts_of_grant
from hub.registration.entries import Entry, ItemEntry, classified
from hub.vocabulary import BasisKind, ConditionKind, ShareType
from tests.law import world
from tests.law.casebook import Case, cast

Ground = Department | BusinessMatter | LegalBasis | Condition
_UNTOLD: Final = Code("an-application")


@dataclass(frozen=True, slots=True)
class Planted:
    """A case as the graph holds it: its world under codes of its own."""

    case: Case
    world: world.World

    @property
    def facts(self) -> tuple[ItemFacts, ...]:
        """The facts of the planted items as the cases tell them."""
        return world.facts(self.world, self.case.request.asker.department)


def numbered(number: int, case: Case) -> Planted:
    """Return a case under codes that no other case has; their order among each other stays."""
    mark = f"c{number:03}-"

    def marked(stated: tuple[Stated, ...]) -> tuple[Stated, ...]:
        return tuple(replace(one, condition=code(mark + one.condition)) for one in stated)

    entry = replace(
        case.world.entry,
        code=code(f"{mark}{case.world.entry.code}"),
        conditions=marked(case.world.entry.conditions),
        items=tuple(replace(item, conditions=marked(item.conditions)) for item in case.world.entry.items),
    )
    grants = tuple(
        replace(grant, code=code(mark + grant.code), conditions=marked(grant.conditions)) for grant in case.world.grants
    )
    return Planted(case, world.World(entry=entry, grants=grants))


async def plant_cases(graph: Graph, cases: Sequence[Planted]) -> None:
    """Commit the cast and every case to a graph that holds nothing of it."""
    valid = {one.basis for one in cast().instruments.values() if one.kind is not BasisKind.INTERNAL_MEASURE}
    await plant(
        graph,
        actor="tests",
        action="cases.plant",
        nouns=[*_cast(), *(condition for planted in cases for condition in _conditions(planted.world.entry))],
        entries=[classified(_entry(planted.world.entry), valid=valid) for planted in cases],
    )
    grants = [parts for planted in cases for parts in _grants(planted.world)]
    await graph.commit(
        Change(
            actor="tests",
            action="cases.grant",
            puts=tuple(node for node, _ in grants),
            links=tuple(edge for _, edges in grants for edge in edges),
        )
    )


def _cast() -> Iterator[Ground]:
    for one in cast().departments.values():
        yield Department(code=one.department, title=one.department, level=one.level, region=one.region)
    for matter in cast().matters.values():
        yield BusinessMatter(code=matter.matter, title=matter.matter, department=matter.department)
    for basis in cast().instruments.values():
        yield LegalBasis(code=basis.basis, title=basis.title, kind=basis.kind, article=basis.article)


def _conditions(entry: world.Entry) -> Iterator[Condition]:
    for stated in (*entry.conditions, *(one for item in entry.items for one in item.conditions)):
        yield Condition(
            code=stated.condition,
            title=stated.title,
            kind=ConditionKind.LIMITED_AUDIENCE,
            statement=stated.title,
            terms=None if stated.terms is None else write_term(stated.terms),
        )


def _entry(entry: world.Entry) -> Entry:
    provider = cast().departments[entry.provider]
    return Entry(
        dataset=Dataset(
            code=entry.code,
            title=entry.code,
            provider=entry.provider,
            region=provider.region,
            share_type=ShareType.UNCONDITIONAL,
            declared_share_type=entry.claim,
            registered=entry.registered,
        ),
        items=tuple(_item(entry.code, position, item) for position, item in enumerate(entry.items, start=1)),
        conditions=tuple(stated.condition for stated in entry.conditions),
        bases=tuple(citation.basis for citation in entry.cites),
    )


def _item(dataset: Code, position: int, item: world.Item) -> ItemEntry:
    return ItemEntry(
        item=DataItem(
            dataset=dataset,
            name=item.name,
            title=item.name,
            position=position,
            share_type=ShareType.UNCONDITIONAL,
            declared_share_type=item.claim,
            base=item.base,
            confirmed=item.confirmed,
        ),
        conditions=tuple(stated.condition for stated in item.conditions),
        bases=tuple(citation.basis for citation in item.cites),
    )


def _grants(planted: world.World) -> Iterator[tuple[Node, list[Edge]]]:
    entry = planted.entry
    for grant in planted.grants:
        items = tuple(item_code(entry.code, item.name) for item in entry.items if item.name in grant.items)
        held = HeldGrant(
            code=grant.code,
            holder=grant.department,
            provider=entry.provider,
            matter=grant.matter,
            items=items,
            state=grant.state,
            since=grant.since,
            until=grant.until,
            application=_UNTOLD,
            undertakings=tuple(sorted(grant.undertakings)),
        )
        node, edges = parts_of_grant(held, dict.fromkeys(items, grant.conditions), application=_UNTOLD)
        yield node, [edge for edge in edges if edge.key.type != EdgeType.ARISES_FROM]
