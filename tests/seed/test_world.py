from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from graph_seed.world import FOLDER, World
from hub.codes import Code
from hub.model import DataItem, Dataset
from hub.registration.entries import Entry, classified
from hub.vocabulary import (
    Acquisition,
    BasisKind,
    CollectionStatus,
    ConditionKind,
    DataFormat,
    DataType,
    DepartmentRole,
    Level,
    LibraryKind,
    Sensitivity,
    ShareType,
    Standing,
    UpdateCycle,
)

BASE_LIBRARIES = {"population", "legal-entity", "natural-resources", "e-licence"}
LONGEST_FILE = 400


def datasets(world: World) -> dict[str, Dataset]:
    """Return the datasets by code."""
    return {entry.dataset.code: entry.dataset for entry in world.entries}


def items(world: World) -> list[DataItem]:
    """Return every item."""
    return [part.item for entry in world.entries for part in entry.items]


def registered(world: World) -> list[Entry]:
    """Return the entries that were not merely imported."""
    return [entry for entry in world.entries if entry.dataset.registered]


def entry_of(world: World, code: str) -> Entry:
    """Return the entry of a dataset."""
    return next(entry for entry in world.entries if entry.dataset.code == code)


def test_it_is_as_large_as_a_small_province(world: World) -> None:
    """It has over a hundred datasets with over a thousand items, from two in five of its departments."""
    providers = {entry.dataset.provider for entry in world.entries}

    assert len(world.entries) == 117
    assert len(items(world)) == 1074
    assert len(providers) == 43
    assert len(world.derivations) == 376


def test_its_nouns_are_counted(world: World) -> None:
    """What entries stand on: departments, systems, libraries, legal bases, conditions, concepts, matters."""
    counted = Counter(type(noun).__name__ for noun in world.nouns)

    assert counted == {
        "Department": 80,
        "System": 40,
        "Library": 8,
        "LegalBasis": 46,
        "Condition": 25,
        "Concept": 33,
        "BusinessMatter": 66,
    }


def test_every_role_of_the_measure_is_filled(world: World) -> None:
    """Authority, operating centre, third-party manager and three supervisors are separate bodies (Art. 28)."""
    of_the_province = [body for body in world.grounds.departments.values() if body.region == "44"]
    roles = Counter(body.role for body in of_the_province)
    [authority] = [body for body in of_the_province if body.role is DepartmentRole.DATA_AUTHORITY]

    assert authority.title == "广东省政务服务数据管理局"
    assert roles[DepartmentRole.OPERATING_CENTRE] == 1
    assert roles[DepartmentRole.SECURITY_MANAGER] == 1
    assert roles[DepartmentRole.SUPERVISOR] == 3


def test_central_bodies_take_part(world: World) -> None:
    """The tax bureau and its like are central bodies in the province, and share their data like others (Art. 33)."""
    central = {body.code for body in world.grounds.departments.values() if body.level is Level.CENTRAL}

    assert central == {"gd-swj", "gd-qxj", "gd-dcd"}
    assert central <= {entry.dataset.provider for entry in world.entries}


def test_five_cities_have_an_authority_and_departments(world: World) -> None:
    """Each of five cities, and each of its counties, has a government, one data authority and other departments."""
    bodies = sorted(world.grounds.departments.values(), key=lambda body: body.region)
    by_region = {region: list(group) for region, group in groupby(bodies, key=lambda body: body.region)}
    local = {region: group for region, group in by_region.items() if region != "44"}
    authorities = [sum(body.role is DepartmentRole.DATA_AUTHORITY for body in group) for group in local.values()]

    assert [region for region in local if len(region) == 4] == ["4401", "4403", "4406", "4413", "4419"]
    assert [region for region in local if len(region) == 6] == ["440106", "440305", "440605", "441322"]
    assert set(authorities) == {1}
    assert min(len(group) for group in local.values()) >= 3


def test_every_body_leads_up_to_the_province(world: World) -> None:
    """Following parents ends at the provincial government, save for central bodies and Party offices."""
    departments = world.grounds.departments

    def top(code: str) -> str:
        above = next(body.parent for body in departments.values() if body.code == code)
        return top(above) if above else code

    assert {top(code) for code in departments} == {"gd", "gd-wxb", "gd-swj", "gd-qxj", "gd-dcd"}


def test_there_are_four_base_and_four_theme_libraries(world: World) -> None:
    """The base libraries are the four that Art. 17 names, and every library holds datasets."""
    libraries = world.grounds.libraries.values()
    held = {code for entry in world.entries for code in entry.dataset.libraries}

    assert {library.code for library in libraries if library.kind is LibraryKind.BASE} == BASE_LIBRARIES
    assert sum(library.kind is LibraryKind.THEME for library in libraries) == 4
    assert held == set(world.grounds.libraries)


def test_all_share_types_occur_on_datasets_and_items(world: World) -> None:
    """Most is shared, something is conditional, little is withheld."""
    of_datasets = Counter(entry.dataset.share_type for entry in world.entries)
    of_items = Counter(item.share_type for item in items(world))

    assert of_datasets == {ShareType.CONDITIONAL: 70, ShareType.UNCONDITIONAL: 45, ShareType.NOT_SHARED: 2}
    assert of_items == {ShareType.UNCONDITIONAL: 703, ShareType.CONDITIONAL: 320, ShareType.NOT_SHARED: 51}


def test_mixed_items_make_a_dataset_conditional(world: World) -> None:
    """常住人口 has items of all three types and is conditional (Art. 18)."""
    entry = entry_of(world, "gd-gat.resident-population")

    assert {part.item.share_type for part in entry.items} == set(ShareType)
    assert entry.dataset.share_type is ShareType.CONDITIONAL


def test_declared_share_types_are_those_that_the_items_make(world: World) -> None:
    """Every registered dataset declares its share type, and classifying any again changes nothing."""
    assert [classified(entry, valid=world.grounds.admissible) for entry in world.entries] == list(world.entries)
    assert all(entry.dataset.declared_share_type is entry.dataset.share_type for entry in registered(world))


def test_what_is_registered_is_settled_and_what_was_imported_is_not(world: World) -> None:
    """One imported dataset is contested, for it rests on an internal measure; one claims nothing."""
    assert {entry.dataset.standing for entry in registered(world)} == {Standing.SETTLED}
    assert {
        entry.dataset.code: (entry.dataset.share_type, entry.dataset.standing, entry.dataset.opens)
        for entry in world.entries
        if not entry.dataset.registered
    } == {
        "gd-gxt.energy-ledger": (ShareType.UNCONDITIONAL, Standing.CONTESTED, False),
        "gd-slt.small-reservoir": (ShareType.UNCONDITIONAL, Standing.UNCONFIRMED, False),
    }


def test_what_is_withheld_rests_on_law(world: World) -> None:
    """What is not unconditional cites law, regulation or rule; what is conditional states conditions (Art. 18)."""
    admissible = {
        basis.code
        for basis in world.grounds.legal_bases.values()
        if basis.kind in (BasisKind.LAW, BasisKind.REGULATION, BasisKind.RULE)
    }
    for entry in world.entries:
        for part in entry.items:
            inherits = part.item.declared_share_type is None
            bases = part.bases or (entry.bases if inherits else ())
            conditions = part.conditions or (entry.conditions if inherits else ())
            if part.item.share_type is ShareType.UNCONDITIONAL:
                assert part.bases == part.conditions == ()
            else:
                assert bases
                assert admissible.issuperset(bases)
                assert (part.item.share_type is ShareType.CONDITIONAL) == bool(conditions)


def test_nothing_rests_on_the_internal_measure(world: World) -> None:
    """The internal measure is there as a counter-example; nothing that is registered cites it (Art. 16)."""
    internal = {basis.code for basis in world.grounds.legal_bases.values() if basis.kind is BasisKind.INTERNAL_MEASURE}
    cited = {
        *(code for entry in registered(world) for code in entry.bases),
        *(code for entry in registered(world) for part in entry.items for code in part.bases),
        *(code for bases in world.grounds.bases.values() for code in bases),
    }

    assert internal == {"internal-example"}
    assert set(world.grounds.legal_bases) - cited == internal


def test_base_items_are_unconditional(world: World) -> None:
    """Base items lie in base libraries, are shared with everyone (Art. 17), and each base library has some."""
    bases = [(entry, part.item) for entry in world.entries for part in entry.items if part.item.base]
    libraries = {code for entry, _ in bases for code in entry.dataset.libraries}

    assert {item.share_type for _, item in bases} == {ShareType.UNCONDITIONAL}
    assert all(BASE_LIBRARIES & set(entry.dataset.libraries) for entry, _ in bases)
    assert libraries >= BASE_LIBRARIES


def test_population_is_easy_to_search(world: World) -> None:
    """One dataset is titled 常住人口, ten others have 人口 in their titles."""
    titled = [entry.dataset.code for entry in world.entries if entry.dataset.title == "常住人口"]

    assert titled == ["gd-gat.resident-population"]
    assert sum("人口" in entry.dataset.title for entry in world.entries) == 11


def test_some_entries_are_protected(world: World) -> None:
    """Protected entries name the departments to which they are disclosed."""
    protected = {code: set(dataset.disclosed_to) for code, dataset in datasets(world).items() if dataset.protected}

    assert protected == {
        "gd-gat.missing-person": {"gd-mzt", "gd-wjw"},
        "gd-gat.offence-record": {"gd-jyt", "gd-mzt", "gd-wjw", "gd-sft"},
        "gd-mzt.orphan": {"gd-jyt", "gd-ybj", "gd-gat"},
        "gd-wjw.mental-disorder": {"gd-gat", "gd-mzt", "gd-cl"},
        "gd-swj.individual-income": {"gd-mzt", "gd-czt", "gd-rst", "gd-rst-sbj", "gd-ybj"},
    }


def test_one_dataset_has_no_items(world: World) -> None:
    """A dataset of images has no items and the share type that it declares."""
    [bare] = [entry.dataset for entry in world.entries if not entry.items]

    assert (bare.code, bare.format, bare.share_type) == (
        "gd-zrzyt.orthophoto",
        DataFormat.IMAGE,
        ShareType.CONDITIONAL,
    )


def test_concepts_link_departments(world: World) -> None:
    """Every concept is meant by some item, and 公民身份号码 by items of many departments."""
    meant = [(part.concept, entry.dataset.provider) for entry in world.entries for part in entry.items if part.concept]

    assert {concept for concept, _ in meant} == set(world.grounds.elements)
    assert len({provider for concept, provider in meant if concept == "citizen-id"}) == 23
    assert len({provider for concept, provider in meant if concept == "credit-code"}) == 22


def test_an_item_takes_the_form_of_its_concept(world: World) -> None:
    """An item that says nothing else is titled, typed and coded like its concept."""
    [item] = [
        part.item for part in entry_of(world, "gd-gat.resident-population").items if part.item.name == "ethnicity"
    ]

    assert item.title == "民族"
    assert (item.data_type, item.length) == (DataType.TEXT, 2)
    assert item.dictionary == "GB/T 3304 中国各民族名称的罗马字母拼写法和代码"


def test_identity_numbers_are_sensitive_everywhere(world: World) -> None:
    """An item is at least as sensitive as its concept, whatever its dataset is."""
    levels = {part.item.sensitivity for entry in world.entries for part in entry.items if part.concept == "citizen-id"}

    assert levels == {Sensitivity.SENSITIVE, Sensitivity.IMPORTANT, Sensitivity.CORE}


def test_everything_is_used(world: World) -> None:
    """Every condition is set somewhere and every system holds a dataset."""
    conditions = {
        *(code for entry in world.entries for code in entry.conditions),
        *(code for entry in world.entries for part in entry.items for code in part.conditions),
    }

    assert conditions == set(world.grounds.conditions)
    assert {entry.dataset.system for entry in world.entries} - {None} == set(world.grounds.systems)


def test_every_kind_of_metadata_occurs(world: World) -> None:
    """Vocabularies are shown in full, but for the few members that nothing in this world needs."""
    entries = datasets(world).values()

    assert {dataset.update_cycle for dataset in entries} == set(UpdateCycle) - {UpdateCycle.TEN_DAYS}
    assert {dataset.format for dataset in entries} == set(DataFormat)
    assert {dataset.sensitivity for dataset in entries} == set(Sensitivity)
    assert {dataset.collection_status for dataset in entries} == set(CollectionStatus)
    assert {item.data_type for item in items(world)} == set(DataType) - {DataType.FLOAT}
    assert {item.acquisition for item in items(world)} == set(Acquisition)
    assert {condition.kind for condition in world.grounds.conditions.values()} == set(ConditionKind)


def test_lower_units_on_upper_units_systems_are_exempt(world: World) -> None:
    """A department that works on an upper unit's system need not report its data again (Art. 15)."""
    exempt = {
        code: dataset.system
        for code, dataset in datasets(world).items()
        if dataset.collection_status is CollectionStatus.EXEMPT
    }

    assert exempt == {
        "gd-yjj.drug-licence": "gd-scjgj.system.supervision",
        "gz-gaj.migrant-population": "gd-gat.system.residence",
        "gz-th-mzj.elderly-population": "gd-mzt.system.affairs",
        "gz-th-jyj.school-place": "gd-jyt.system.education",
        "fs-mzj.assistance-list": "gd-mzt.system.assistance",
        "hz-bl-nynj.farm-subsidy": "gd-nynct.system.rural",
        "dg-rsj.unemployment": "gd-rst.system.employment",
    }


def test_conditions_are_worded(world: World) -> None:
    """A conditional dataset's 共享条件 is the wording of its conditions, a withheld one's what it rests on."""
    found = datasets(world)

    assert (
        found["gd-mzt.economic-check"].share_condition
        == world.grounds.conditions[Code("assistance-checking")].statement
    )
    assert found["gd-tjj.industrial-unit"].share_condition == "《中华人民共和国统计法（2009年修订）》第二十五条"
    assert found["gd-jyt.school"].share_condition is None


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.*")), ids=lambda file: file.name)
def test_files_stay_readable(file: Path) -> None:
    """No file of the world is longer than a person reads in one go."""
    assert len(file.read_text(encoding="utf-8").splitlines()) < LONGEST_FILE
