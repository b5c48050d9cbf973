from collections.abc import Iterator
from functools import cache

import pytest

from graph_seed.world import World
from hub.codes import ItemCode
from hub.model import Derivation
from hub.vocabulary import ShareType, Transformation

INDIRECT = {Transformation.JOIN, Transformation.FILTER}


def sources(world: World) -> dict[ItemCode, list[Derivation]]:
    """Return what each item is directly made from."""
    found: dict[ItemCode, list[Derivation]] = {}
    for derivation in world.derivations:
        found.setdefault(derivation.item, []).append(derivation)
    return found


def dataset_of(item: str) -> str:
    """Return the dataset of an item."""
    return item.partition("#")[0]


def department_of(item: str) -> str:
    """Return the provider of an item."""
    return item.partition(".")[0]


def ways(world: World, item: ItemCode, source: ItemCode) -> Iterator[tuple[ItemCode, ...]]:
    """Yield every way from an item up to a source."""
    if item == source:
        yield (item,)
        return
    for derivation in sources(world).get(item, []):
        for way in ways(world, derivation.source, source):
            yield (item, *way)


def test_item_lineage_is_seven_hops_deep_across_departments(world: World) -> None:
    """From a budget back to the citizen: the longest chain crosses eight datasets of four departments."""
    made = sources(world)

    @cache
    def longest(item: ItemCode) -> tuple[ItemCode, ...]:
        chains = (longest(derivation.source) for derivation in made.get(item, []))
        return (item, *max(chains, key=len, default=()))

    chain = max((longest(item) for item in made), key=len)

    assert [dataset_of(item) for item in chain] == [
        "gd-czt.subsidy-budget",
        "gd-zsj.livelihood-topic",
        "gd-mzt.assistance-statistics",
        "gd-mzt.assistance-recipient",
        "gd-mzt.economic-check",
        "gd-mzt.family",
        "gd-gat.household",
        "gd-gat.resident-population",
    ]
    assert len({department_of(item) for item in chain}) == 4


def test_lineage_forks_and_joins_again(world: World) -> None:
    """The coverage of assistance is made from the population on two ways: by recipients and by indicators."""
    top, bottom = ItemCode("gd-mzt.assistance-statistics#coverage"), ItemCode("gd-gat.resident-population#citizen_id")
    through = {tuple(dataset_of(item) for item in way[1:-1]) for way in ways(world, top, bottom)}

    assert ("gd-tjj.population-indicator",) in through
    assert ("gd-mzt.assistance-recipient", "gd-mzt.economic-check", "gd-mzt.family") in through


def test_every_transformation_occurs(world: World) -> None:
    """Lineage copies, changes, aggregates, joins, filters, and masks."""
    assert {derivation.transformation for derivation in world.derivations} == set(Transformation)
    assert sum(derivation.masks for derivation in world.derivations) == 19


def test_masks_lie_only_over_values_that_arrive(world: World) -> None:
    """What only joins or filters is never called masked."""
    masking = {derivation.transformation for derivation in world.derivations if derivation.masks}

    assert masking.isdisjoint(INDIRECT)


def test_between_two_items_there_is_one_derivation(world: World) -> None:
    """No pair of items is linked twice, and no item is made from itself."""
    pairs = [(derivation.item, derivation.source) for derivation in world.derivations]

    assert len(set(pairs)) == len(pairs)
    assert all(item != source for item, source in pairs)


def test_masking_opens_what_was_conditional(world: World) -> None:
    """Where an unconditional item shows a value of a conditional or withheld one, it masks or aggregates it."""
    types = {part.item.code: part.item.share_type for entry in world.entries for part in entry.items}
    plain = [
        (derivation.item, derivation.source)
        for derivation in world.derivations
        if derivation.transformation is Transformation.IDENTITY
        and types[derivation.item] is ShareType.UNCONDITIONAL
        and types[derivation.source] is not ShareType.UNCONDITIONAL
    ]

    assert plain == []


@pytest.mark.parametrize("dataset", ["gd-mzt.economic-check", "gd-fgw.credit-record", "gd-zsj.livelihood-topic"])
def test_some_datasets_bring_many_departments_together(world: World, dataset: str) -> None:
    """A check, a credit record and a topic are each made from the data of at least three departments."""
    providers = {
        department_of(derivation.source) for derivation in world.derivations if dataset_of(derivation.item) == dataset
    }

    assert len(providers) >= 3
