"""Whether a seed world is sound: its references lead somewhere, and what it withholds is withheld as the law allows.

Every check yields faults, a place (file, entry, item) and what is wrong there; none of them raises.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from graph_seed.reading.grounds import Grounds
from graph_seed.reading.notation import MEASURED
from hub.codes import Code, ItemCode
from hub.model import Dataset, Derivation
from hub.registration.entries import Entry, ItemEntry
from hub.vocabulary import BasisKind, CollectionStatus, LibraryKind, ShareType

Fault = tuple[str, str]
"""A place and what is wrong there."""

TITLE_LENGTH: Final = 50
ABSTRACT_LENGTH: Final = 256
"""信息资源名称 and 信息资源摘要, in characters (P)."""

CATALOGUE_CODE: Final = re.compile(r"[123]\d{5,}/\d{6}")
"""信息资源代码: 类 1 digit, 项 2, 目 3, 细目 any; a slash; the sequence number (N, P)."""

_LEVEL_OF_REGION: Final = {2: ("PROVINCE", "CENTRAL"), 4: ("CITY",), 6: ("COUNTY",)}


def faults_of_grounds(grounds: Grounds) -> Iterator[Fault]:
    """Yield what is wrong with the nouns that entries stand on."""
    for department in grounds.departments.values():
        place = f"departments.yaml, {department.code}"
        yield from _unknown(department.parent, grounds.departments, "department", place=place)
        if department.level.value not in _LEVEL_OF_REGION.get(len(department.region), ()):
            yield place, f"region {department.region} is none of the level {department.level.value}"
        above = grounds.departments.get(department.parent) if department.parent else None
        if above and not department.region.startswith(above.region):
            yield place, f"region {department.region} does not lie in its parent's, {above.region}"
    for system in grounds.systems.values():
        yield from _unknown(system.department, grounds.departments, "department", place=f"systems.yaml, {system.code}")
    for matter in grounds.matters.values():
        yield from _unknown(matter.department, grounds.departments, "department", place=f"matters.yaml, {matter.code}")
        yield from _bases(grounds.bases[matter.code], grounds, place=f"matters.yaml, {matter.code}")
    for condition in grounds.conditions.values():
        place = f"conditions.yaml, {condition.code}"
        yield from _bases(grounds.bases[condition.code], grounds, place=place)
        if not grounds.bases[condition.code]:
            yield place, "a condition needs a legal basis (Art. 18)"


def faults_of_entries(placed: Sequence[tuple[str, Entry]], grounds: Grounds) -> Iterator[Fault]:
    """Yield what is wrong with catalogue entries, each given with its place."""
    known = {entry.dataset.code for _, entry in placed}
    yield from _repeated(((place, entry.dataset.code) for place, entry in placed), "code")
    yield from _repeated(((place, entry.dataset.title) for place, entry in placed), "title")
    codes = ((place, code) for place, entry in placed for code in entry.dataset.catalogue_codes)
    yield from _repeated(codes, "catalogue code")
    for place, entry in placed:
        yield from _description(entry.dataset, place=place)
        yield from _references(entry, grounds, known, place=place)
        if entry.dataset.registered:
            yield from _terms(entry.dataset.share_type, entry.conditions, entry.bases, grounds, place=place)
        yield from _filing(entry.dataset, grounds, place=place)
        yield from _collection(entry.dataset, grounds, place=place)
        if entry.items and not any(part.item.key for part in entry.items):
            yield place, "no item is a key"
        for part in entry.items:
            yield from _item(part, entry, grounds, place=f"{place}, {part.item.name}")


def faults_of_lineage(placed: Sequence[tuple[str, Derivation]], entries: Iterable[Entry]) -> Iterator[Fault]:
    """Yield what is wrong with derivations, each given with its place."""
    items = {part.item.code for entry in entries for part in entry.items}
    for place, derivation in placed:
        for end in (derivation.item, derivation.source):
            yield from _unknown(end, items, "item", place=place)
    pairs = ((place, f"{derivation.item} from {derivation.source}") for place, derivation in placed)
    yield from _repeated(pairs, "derivation")
    for item in _in_circles([derivation for _, derivation in placed]):
        yield next(place for place, derivation in placed if derivation.item == item), f"{item} is made from itself"


def _description(dataset: Dataset, *, place: str) -> Iterator[Fault]:
    if len(dataset.title) > TITLE_LENGTH:
        yield place, f"the title has more than {TITLE_LENGTH} characters"
    if len(dataset.abstract or "") > ABSTRACT_LENGTH:
        yield place, f"the abstract has more than {ABSTRACT_LENGTH} characters"
    if dataset.published_on and dataset.updated_on and dataset.updated_on < dataset.published_on:
        yield place, "it was updated before it was published"
    needed = {
        "cycle": dataset.update_cycle,
        "sensitivity": dataset.sensitivity,
        "status": dataset.collection_status,
        "way": dataset.sharing_way,
        "published": dataset.published_on,
        "codes": dataset.catalogue_codes,
    }
    yield from ((place, f"'{field}' is missing") for field, value in needed.items() if not value)


def _references(entry: Entry, grounds: Grounds, datasets: Collection[Code], *, place: str) -> Iterator[Fault]:
    dataset = entry.dataset
    yield from _unknown(dataset.system, grounds.systems, "system", place=place)
    for code in dataset.libraries:
        yield from _unknown(code, grounds.libraries, "library", place=place)
    for code in dataset.disclosed_to:
        yield from _unknown(code, grounds.departments, "department", place=place)
    for code in entry.related:
        yield from _unknown(code, datasets, "dataset", place=place)
    if dataset.disclosed_to and not dataset.protected:
        yield place, "only what is protected is disclosed to named departments"


def _filing(dataset: Dataset, grounds: Grounds, *, place: str) -> Iterator[Fault]:
    """Yield where catalogue codes and libraries disagree: a dataset in a library has a code of the library's branch."""
    for code in dataset.catalogue_codes:
        if not CATALOGUE_CODE.fullmatch(code):
            yield place, f"'{code}' is no catalogue code, as 101001/000001 is one"
    for library in dataset.libraries:
        branch = grounds.branches.get(library)
        if branch and not any(code.startswith(branch) for code in dataset.catalogue_codes):
            yield place, f"it is in the library '{library}' without a catalogue code that begins with {branch}"


def _collection(dataset: Dataset, grounds: Grounds, *, place: str) -> Iterator[Fault]:
    """Yield where the status and the system disagree: on an upper unit's system nothing is reported (Art. 15)."""
    system = grounds.systems.get(dataset.system) if dataset.system else None
    upper = system is not None and _above(system.department, dataset.provider, grounds)
    if upper and dataset.collection_status is not CollectionStatus.EXEMPT:
        yield place, f"it lies in the upper unit's system {dataset.system} and is therefore EXEMPT (Art. 15)"
    if dataset.collection_status is CollectionStatus.EXEMPT and not upper:
        yield place, "only what lies in an upper unit's system is EXEMPT (Art. 15)"


def _above(upper: Code, lower: Code, grounds: Grounds) -> bool:
    """Tell whether a department is an upper unit of another: its parent, or a body of a region around its own."""
    high, low = grounds.departments.get(upper), grounds.departments[lower]
    around = high is not None and high.region != low.region and low.region.startswith(high.region)
    return around or low.parent == upper


def _item(part: ItemEntry, entry: Entry, grounds: Grounds, *, place: str) -> Iterator[Fault]:
    item, dataset = part.item, entry.dataset
    # Terms stand where the share type is declared: an item without its own takes its dataset's with it.
    inherited = entry if item.declared_share_type is None and item.share_type is not ShareType.UNCONDITIONAL else None
    conditions = part.conditions or (inherited.conditions if inherited else ())
    bases = part.bases or (inherited.bases if inherited else ())
    if dataset.registered:
        yield from _terms(item.share_type, conditions, bases, grounds, place=place)
    if item.base and not any(_is_base(code, grounds) for code in dataset.libraries):
        yield place, "a base item belongs to a dataset of a base library (Art. 17)"
    if (item.data_type in MEASURED) != bool(item.unit):
        yield place, "values that measure or count have a unit, others have none"


def _is_base(library: Code, grounds: Grounds) -> bool:
    found = grounds.libraries.get(library)
    return found is not None and found.kind is LibraryKind.BASE


def _terms(
    share: ShareType,
    conditions: Sequence[Code],
    bases: Sequence[Code],
    grounds: Grounds,
    *,
    place: str,
) -> Iterator[Fault]:
    """Yield where terms are not those that a share type asks for (Arts 16, 18)."""
    for code in conditions:
        yield from _unknown(code, grounds.conditions, "condition", place=place)
    yield from _bases(bases, grounds, place=place)
    if share is ShareType.UNCONDITIONAL:
        if conditions or bases:
            yield place, "what is shared unconditionally has no conditions and no legal bases"
        return
    if not bases:
        yield place, f"{share.value} needs a law, regulation or rule as its legal basis (Art. 18)"
    if share is ShareType.CONDITIONAL and not conditions:
        yield place, "CONDITIONAL needs a concrete condition (Art. 18)"


def _bases(codes: Sequence[Code], grounds: Grounds, *, place: str) -> Iterator[Fault]:
    for code in codes:
        yield from _unknown(code, grounds.legal_bases, "legal basis", place=place)
        basis = grounds.legal_bases.get(code)
        if basis and basis.kind is BasisKind.INTERNAL_MEASURE:
            yield place, f"'{code}' is an internal measure, on which no refusal may rest (Art. 16)"


def _unknown(code: str | None, known: Collection[str], kind: str, *, place: str) -> Iterator[Fault]:
    if code is not None and code not in known:
        yield place, f"there is no {kind} '{code}'"


def _repeated(named: Iterable[Fault], kind: str) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for place, name in named:
        if name in seen:
            yield place, f"the {kind} '{name}' is already that of {seen[name]}"
        seen.setdefault(name, place)


def _in_circles(derivations: Sequence[Derivation]) -> Iterator[ItemCode]:
    """Yield the items that are, over any number of steps, made from themselves or from such an item."""
    sources: dict[ItemCode, set[ItemCode]] = {}
    for derivation in derivations:
        sources.setdefault(derivation.item, set()).add(derivation.source)
    settled = True
    while settled:
        leaves = {item for item, made_from in sources.items() if made_from.isdisjoint(sources)}
        settled = bool(leaves)
        for item in leaves:
            del sources[item]
    yield from sources
