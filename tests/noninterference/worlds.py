"""Two worlds that differ in nothing but what is hidden from those who ask."""

from collections.abc import Iterator
from random import Random
from typing import Final

from hub.catalogue.nouns import node_of
from hub.codes import Code, ItemCode, ItemName, item_code
from hub.graph.change import Change
from hub.model import BusinessMatter, DataItem, Dataset, Derivation
from hub.registration.entries import Entry, ItemEntry, edges_of, edges_of_matter, lineage_of, nodes_of
from hub.vocabulary import ShareType, Transformation
from tests.api.world import HEALTH, ID_NUMBER, ON_DUTY, PEOPLE, POLICE, PRIVACY, REGISTER, RESIDENTS

OPEN_ITEMS: Final = tuple(ItemCode(entry.item.code) for entry in RESIDENTS.items)
WORDS: Final = ("常住人口", "重点人口", "适龄儿童人口名册", "人口", "residents", "姓名")
"""What is hidden is called as what is open is, so that it would be found wherever that is."""

HIDDEN: Final = tuple(Code(f"residents-{number}") for number in range(3))
"""The codes of datasets that exist in one of the worlds, for their provider and the authority alone."""


def ground() -> Change:
    """Return what both worlds have beside the small world: a business of the provider, and of who asks."""
    matters = [
        BusinessMatter(code=Code(f"{department.code}.duty"), title="履职", department=department.code)
        for department in (POLICE, HEALTH)
    ]
    return Change(
        actor="test",
        action="world.plant",
        puts=tuple(node_of(matter) for matter in matters),
        links=tuple(edge for matter in matters for edge in edges_of_matter(matter)),
    )


def hidden(dice: Random) -> Change:
    """Return the change that makes one world different: protected entries, tied to open ones in every way there is."""
    entries = [_entry(code, dice) for code in HIDDEN]
    items = [ItemCode(entry.item.code) for each in entries for entry in each.items]
    return Change(
        actor="test",
        action="dataset.hide",
        puts=tuple(node for entry in entries for node in nodes_of(entry)),
        links=(*(edge for entry in entries for edge in edges_of(entry)), *lineage_of(tuple(_lineage(items, dice)))),
    )


def _entry(code: Code, dice: Random) -> Entry:
    dataset = Dataset(
        code=code,
        title=dice.choice(WORDS),
        abstract=dice.choice(WORDS),
        provider=POLICE.code,
        region=dice.choice(("44", "4401")),
        share_type=ShareType.CONDITIONAL,
        declared_share_type=ShareType.CONDITIONAL,
        protected=True,
        libraries=(PEOPLE.code,),
        system=REGISTER.code,
    )
    items = tuple(
        ItemEntry(
            item=DataItem(
                dataset=code,
                name=ItemName(f"name_{at}"),
                title=dice.choice(WORDS),
                position=at,
                share_type=dice.choice(list(ShareType)),
            ),
            concept=ID_NUMBER.code if dice.random() < 0.5 else None,
        )
        for at in range(1, dice.randrange(2, 5))
    )
    related = (RESIDENTS.dataset.code,) if dice.random() < 0.5 else ()
    return Entry(dataset=dataset, items=items, conditions=(ON_DUTY.code,), bases=(PRIVACY.code,), related=related)


def _lineage(items: list[ItemCode], dice: Random) -> Iterator[Derivation]:
    for item in items:
        other = dice.choice(OPEN_ITEMS)
        first, second = (item, other) if dice.random() < 0.5 else (other, item)
        yield Derivation(item=first, source=second, transformation=Transformation.IDENTITY)


def hidden_items() -> list[ItemCode]:
    """Return codes of items that may exist in one of the worlds."""
    return [item_code(code, ItemName("name_1")) for code in HIDDEN]
