"""The generated province: the same every time, lawful throughout, and of the shape that was asked for."""

import os
import subprocess
import sys
from collections import Counter, defaultdict
from functools import cache
from hashlib import sha256

import pytest

from graph_seed.generator.datasets import entries
from graph_seed.generator.lineage import derivations
from graph_seed.generator.offices import RARE_TOPICS
from graph_seed.generator.plans import Plans
from graph_seed.generator.records import kinds
from graph_seed.generator.scale import SEED, ground
from graph_seed.planting import Ground
from graph_seed.reading.grounds import read_grounds
from graph_seed.world import FOLDER
from hub.codes import Code, ItemCode, code, item_name, split_item_code
from hub.graph.ledger import canonical
from hub.model import Condition, Department, Derivation, LegalBasis
from hub.registration.entries import Entry, classified
from hub.vocabulary import BasisKind, LibraryKind, ShareType

SIZE = 300
GROUNDS = read_grounds(FOLDER)
PLANS = Plans(seed=SEED)


@pytest.fixture(scope="module")
def catalogue() -> list[Entry]:
    """The first entries."""
    return list(entries(PLANS, seed=SEED, numbers=range(SIZE)))


@pytest.fixture(scope="module")
def lineage() -> list[Derivation]:
    """What their items are made from."""
    return list(derivations(PLANS, seed=SEED, numbers=range(SIZE)))


@pytest.fixture(scope="module")
def nouns() -> list[Ground]:
    """What the entries refer to."""
    return list(ground(GROUNDS, PLANS.bodies_of(SIZE)))


def digest(*, datasets: int, seed: int) -> str:
    """Return a digest of a generated catalogue."""
    plans = Plans(seed=seed)
    parts = (
        [repr(noun) for noun in ground(GROUNDS, plans.bodies_of(datasets))],
        [repr(entry) for entry in entries(plans, seed=seed, numbers=range(datasets))],
        [repr(derivation) for derivation in derivations(plans, seed=seed, numbers=range(datasets))],
    )
    return sha256(canonical(parts)).hexdigest()


def digest_elsewhere(*, datasets: int, seed: int, hashing: int) -> str:
    """Return the digest that another process comes to, in which strings hash differently."""
    program = f"from {__name__} import digest; print(digest(datasets={datasets}, seed={seed}))"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": str(hashing)},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip()


def test_the_same_size_and_seed_give_the_same_catalogue() -> None:
    """Another process with other hashes generates the same; another seed does not."""
    here = digest(datasets=100, seed=SEED)

    assert digest_elsewhere(datasets=100, seed=SEED, hashing=1) == here
    assert digest_elsewhere(datasets=100, seed=SEED, hashing=2) == here
    assert digest(datasets=100, seed=SEED + 1) != here


def test_a_larger_catalogue_begins_with_the_smaller_one(catalogue: list[Entry], nouns: list[Ground]) -> None:
    """A dataset, its lineage and its department do not depend on how many datasets there are."""
    alone = list(entries(Plans(seed=SEED), seed=SEED, numbers=[SIZE - 1]))

    assert alone == catalogue[-1:]
    fewer = list(ground(GROUNDS, PLANS.bodies_of(SIZE // 3)))
    assert nouns[: len(fewer)] == fewer


def test_every_code_keeps_its_grammar(catalogue: list[Entry], nouns: list[Ground]) -> None:
    """Codes and names are what the hub accepts from anybody."""
    for noun in nouns:
        assert code(noun.code) == noun.code
    for entry in catalogue:
        assert code(entry.dataset.code) == entry.dataset.code
        assert [item_name(part.item.name) for part in entry.items] == [part.item.name for part in entry.items]


def test_kinds_of_record_refer_to_what_the_written_world_has() -> None:
    """Libraries, conditions, legal bases and concepts are those of the written world."""
    for kind in kinds().values():
        columns = (*kind.columns, *kind.common, *kind.topical)
        assert {column.concept for column in columns if column.concept} <= GROUNDS.elements.keys()
        assert set(kind.libraries) <= GROUNDS.libraries.keys()
        assert set(kind.conditions) <= GROUNDS.conditions.keys()
        assert set(kind.bases) <= GROUNDS.legal_bases.keys()


def test_share_types_are_those_of_the_law(catalogue: list[Entry]) -> None:
    """Share types follow from declarations, and no dataset declares what its items contradict (Art. 18)."""
    for entry in catalogue:
        assert classified(entry, valid=GROUNDS.admissible) == entry
        assert entry.dataset.declared_share_type in {None, entry.dataset.share_type}


def test_what_is_not_unconditional_has_its_grounds(catalogue: list[Entry], nouns: list[Ground]) -> None:
    """What is conditional is under a condition; what is not unconditional cites law, regulation or rule (Art. 18)."""
    admissible = {
        noun.code for noun in nouns if isinstance(noun, LegalBasis) and noun.kind is not BasisKind.INTERNAL_MEASURE
    }
    conditions = {noun.code for noun in nouns if isinstance(noun, Condition)}
    for entry in catalogue:
        for part in entry.items:
            bases = {*entry.bases, *part.bases}
            if part.item.share_type is not ShareType.UNCONDITIONAL:
                assert bases
                assert bases <= admissible
            if part.item.share_type is ShareType.CONDITIONAL:
                assert part.conditions or entry.conditions
                assert {*part.conditions, *entry.conditions} <= conditions


def test_base_items_are_unconditional(catalogue: list[Entry]) -> None:
    """Base items are in base libraries and shared unconditionally (Art. 17)."""
    base = [(entry, part.item) for entry in catalogue for part in entry.items if part.item.base]

    assert {item.share_type for _, item in base} == {ShareType.UNCONDITIONAL}
    assert {GROUNDS.libraries[library].kind for entry, _ in base for library in entry.dataset.libraries} == {
        LibraryKind.BASE
    }


def test_the_mixture_is_that_of_a_province(catalogue: list[Entry], lineage: list[Derivation]) -> None:
    """Just over half is unconditional, a third conditional; 15 items a dataset; four derivations to three items."""
    types = Counter(entry.dataset.share_type for entry in catalogue)
    items = sum(len(entry.items) for entry in catalogue)

    assert 0.50 < types[ShareType.UNCONDITIONAL] / SIZE < 0.60
    assert 0.30 < types[ShareType.CONDITIONAL] / SIZE < 0.40
    assert 0.05 < types[ShareType.NOT_SHARED] / SIZE < 0.15
    assert 14 < items / SIZE < 16
    assert 1.1 < len(lineage) / items < 1.5
    assert sum("人口" in entry.dataset.title for entry in catalogue) > SIZE / 100


def test_a_large_catalogue_has_the_pinned_size() -> None:
    """100,000 datasets have about 1.5 million items and 5,000 departments; few are about a rare topic."""
    plans = [PLANS[number] for number in range(100_000)]
    topics = Counter(plan.topic for plan in plans)

    assert 1_450_000 < sum(plan.size for plan in plans) < 1_550_000
    assert 5_000 < len(PLANS.bodies_of(100_000)) < 5_500
    assert all(10 < topics[topic] < 30 for topic, _ in RARE_TOPICS)
    assert 0.015 < sum(count for topic, count in topics.items() if "人口" in topic) / 100_000 < 0.025


def test_every_department_comes_after_its_parent(catalogue: list[Entry], nouns: list[Ground]) -> None:
    """Departments form trees, and every provider and every department disclosed to is among them."""
    known: set[Code] = set()
    for noun in nouns:
        if isinstance(noun, Department):
            assert noun.parent is None or noun.parent in known
            known.add(noun.code)

    named = (code for entry in catalogue for code in (entry.dataset.provider, *entry.dataset.disclosed_to))
    assert set(named) <= known


def test_lineage_goes_several_hops_and_never_round(catalogue: list[Entry], lineage: list[Derivation]) -> None:
    """An item is made from one to four others of datasets before its own, over four hops and more."""
    existing = {part.item.code for entry in catalogue for part in entry.items}
    numbers = {entry.dataset.code: number for number, entry in enumerate(catalogue)}
    sources: dict[ItemCode, list[ItemCode]] = defaultdict(list)
    for derivation in lineage:
        assert {derivation.item, derivation.source} <= existing
        assert numbers[split_item_code(derivation.source)[0]] < numbers[split_item_code(derivation.item)[0]]
        sources[derivation.item].append(derivation.source)

    assert {len(found) for found in sources.values()} == {1, 2, 3, 4}
    assert all(len(set(found)) == len(found) for found in sources.values())

    @cache
    def hops(item: ItemCode) -> int:
        return 1 + max((hops(source) for source in sources[item]), default=-1)

    assert max(hops(item) for item in list(sources)) >= 4


def test_some_datasets_feed_far_more_than_others(lineage: list[Derivation]) -> None:
    """A few hubs feed several times as many datasets as a dataset usually does."""
    fed: dict[Code, set[Code]] = defaultdict(set)
    for derivation in lineage:
        fed[split_item_code(derivation.source)[0]].add(split_item_code(derivation.item)[0])
    widths = sorted(len(found) for found in fed.values())

    assert widths[-1] > 3 * widths[len(widths) // 2]
