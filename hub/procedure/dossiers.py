"""Applications and grants as the graph keeps them: nodes, the edges that tie them to the catalogue, and back.

The review of an item is on the edge from the application to it, one property for each thing said, as
`providerVerdict`; the conditions recorded for an item are on the edge from the grant to it, as canonical JSON.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import orjson

from hub.catalogue.nouns import id_of, node_of, noun_of
from hub.codes import Code, ItemCode
from hub.graph.change import Expectation
from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, Sight, Window
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Revision, Value, key_of
from hub.law.applications import Case
from hub.law.facts import Stated
from hub.law.notation import read_stored, write_term
from hub.law.reviews import Opinion, Review, settlement_of
from hub.model import Application, BusinessMatter, DataItem, Department, EdgeType, Grant
from hub.procedure.reading import ASKED, GRANTED
from hub.vocabulary import Verdict

MOST_ITEMS: Final = 200
"""The most items that one application asks for."""

_SEATS: Final = ("provider", "authority", "coordinator")
_ALL: Final = Window(first=MOST_ITEMS)
_REMEMBERED: Final = 1_000  # texts of conditions: most grants have the same few


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An application as it was read, and what a change of it relies on."""

    case: Case
    revision: Revision

    @property
    def expectation(self) -> Expectation:
        """That the application is still as it was read; every step of it is a new revision."""
        return Expectation(id_of(Application, self.case.application.code), self.revision)


async def read_dossiers(
    graph: Graph, codes: Sequence[Code], *, sight: Sight, as_of: Revision | None = None
) -> list[Dossier | None]:
    """Return the application of each code with its reviews, None where there is none for this sight; two store calls.

    Whoever knows of an application knows of its reviews, those of protected items included.
    """
    nodes = await graph.get([id_of(Application, code) for code in codes], sight=sight, as_of=as_of)
    there = [node for node in nodes if node is not None]
    cases = iter(await read_cases(graph, [noun_of(Application, node) for node in there], as_of=as_of))
    return [None if node is None else Dossier(case=next(cases), revision=node.revision) for node in nodes]


async def read_cases(graph: Graph, applications: Sequence[Application], *, as_of: Revision | None = None) -> list[Case]:
    """Return applications with their reviews; one store call."""
    nodes = [id_of(Application, application.code) for application in applications]
    found = await graph.expand(nodes, ASKED.step, window=_ALL, sight=EVERYTHING, as_of=as_of)
    cases = []
    for application, neighbours in zip(applications, found, strict=True):
        said = {key_of(link.node.id): link.properties for link in neighbours.links}
        reviews = tuple(_review(item, said.get(item)) for item in application.items)
        cases.append(Case(application=application, reviews=reviews))
    return cases


def parts_of_case(case: Case) -> tuple[Node, list[Edge]]:
    """Return the node of an application, and the edges that tie it to its parties, its matter and its items."""
    application = case.application
    own = id_of(Application, application.code)
    ties = [
        _edge(id_of(Department, application.applicant), EdgeType.FILED, own),
        _edge(own, EdgeType.FOR, id_of(BusinessMatter, application.matter)),
        *(_edge(id_of(Department, code), EdgeType.DECIDES, own) for code in _deciding(application)),
    ]
    if application.extends:
        ties.append(_edge(own, EdgeType.EXTENDS, id_of(Grant, application.extends)))
    return node_of(application), [*ties, *edges_of_reviews(case)]


def edges_of_reviews(case: Case) -> list[Edge]:
    """Return the edges from an application to its items, which are all that a step can change besides its node.

    The other ends of its other edges may have left the catalogue meanwhile, which must not hold up an answer.
    """
    own = id_of(Application, case.application.code)
    return [
        Edge(EdgeKey(own, EdgeType.APPLIES_FOR.value, id_of(DataItem, review.item)), dict(_said(case, review)))
        for review in case.reviews
        if not review.gone
    ]


def parts_of_grant(
    grant: Grant, conditions: Mapping[ItemCode, Sequence[Stated]], *, application: Code
) -> tuple[Node, list[Edge]]:
    """Return the node of a grant that an application made or extended, and its edges, with each item's conditions."""
    own = id_of(Grant, grant.code)
    return node_of(grant), [
        _edge(id_of(Department, grant.holder), EdgeType.HOLDS, own),
        _edge(own, EdgeType.FOR, id_of(BusinessMatter, grant.matter)),
        _edge(own, EdgeType.ARISES_FROM, id_of(Application, application)),
        *(
            Edge(
                EdgeKey(own, EdgeType.GRANTS.value, id_of(DataItem, item)),
                {"conditions": write_conditions(conditions.get(item, ()))},
            )
            for item in grant.items
        ),
    ]


async def read_conditions(graph: Graph, grant: Code) -> dict[ItemCode, tuple[Stated, ...]]:
    """Return the conditions recorded for each item of a grant."""
    (found,) = await graph.expand([id_of(Grant, grant)], GRANTED.step, window=_ALL, sight=EVERYTHING)
    return {ItemCode(key_of(link.node.id)): conditions_of(str(link.properties["conditions"])) for link in found.links}


def write_conditions(conditions: Sequence[Stated]) -> str:
    """Return conditions as canonical JSON: a list of `{"condition": …, "title": …, "terms": …}`."""
    stated = [
        {
            "condition": condition.condition,
            "title": condition.title,
            "terms": None if condition.terms is None else orjson.loads(write_term(condition.terms)),
        }
        for condition in conditions
    ]
    return orjson.dumps(stated, option=orjson.OPT_SORT_KEYS).decode()


@lru_cache(maxsize=_REMEMBERED)
def conditions_of(text: str) -> tuple[Stated, ...]:
    """Return the conditions that `write_conditions` wrote."""
    return tuple(
        Stated(
            condition=Code(stated["condition"]),
            title=stated["title"],
            terms=None if stated["terms"] is None else read_stored(orjson.dumps(stated["terms"]).decode()),
        )
        for stated in orjson.loads(text)
    )


def _deciding(application: Application) -> Iterator[Code]:
    parties = (application.provider, application.authority, application.coordinator)
    return (code for code in dict.fromkeys(parties) if code is not None)


def _said(case: Case, review: Review) -> Iterator[tuple[str, Value]]:
    for seat in _SEATS:
        opinion: Opinion | None = getattr(review, seat)
        if opinion is None:
            continue
        yield f"{seat}Verdict", opinion.verdict.value
        yield f"{seat}Department", opinion.department
        yield f"{seat}At", opinion.at.isoformat()
        if opinion.reason:
            yield f"{seat}Reason", opinion.reason
        if opinion.bases:
            yield f"{seat}Bases", list(opinion.bases)
    settlement = settlement_of(review, together=case.together, top=case.top)
    if settlement is not None:
        yield "settlement", settlement.value


def _review(item: ItemCode, said: Mapping[str, Any] | None) -> Review:
    if said is None:
        return Review(item=item, gone=True)
    provider, authority, coordinator = (_opinion(seat, said) for seat in _SEATS)
    return Review(item=item, provider=provider, authority=authority, coordinator=coordinator)


def _opinion(seat: str, said: Mapping[str, Any]) -> Opinion | None:
    if f"{seat}Verdict" not in said:
        return None
    return Opinion(
        verdict=Verdict(said[f"{seat}Verdict"]),
        department=Code(said[f"{seat}Department"]),
        at=datetime.fromisoformat(said[f"{seat}At"]),
        reason=said.get(f"{seat}Reason"),
        bases=tuple(Code(basis) for basis in said.get(f"{seat}Bases", ())),
    )


def _edge(source: NodeId, edge: EdgeType, target: NodeId) -> Edge:
    return Edge(EdgeKey(source, edge.value, target))
