"""A catalogue entry as one piece: a dataset with its items and links, and the nodes and edges that hold it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hub.catalogue.nouns import audience_of, id_of, node_of
from hub.codes import Code, ItemCode, split_item_code
from hub.graph.values import Edge, EdgeKey, Node, NodeId, Value
from hub.law.classification import Classified, classified_by, dataset_share_type, dataset_standing
from hub.model import (
    BusinessMatter,
    Concept,
    Condition,
    DataItem,
    Dataset,
    Department,
    Derivation,
    EdgeType,
    LegalBasis,
    Library,
    System,
)
from hub.vocabulary import ShareType, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry:
    """A data item with the codes of its conditions, legal bases and concept."""

    item: DataItem
    conditions: tuple[Code, ...] = ()
    bases: tuple[Code, ...] = ()
    concept: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A dataset with its items, the codes of its conditions and legal bases, and related datasets (关联资源)."""

    dataset: Dataset
    items: tuple[ItemEntry, ...] = ()
    conditions: tuple[Code, ...] = ()
    bases: tuple[Code, ...] = ()
    related: tuple[Code, ...] = ()


def classified(entry: Entry, *, valid: Collection[Code], held: Mapping[NodeId, bool] | None = None) -> Entry:
    """Return an entry with the share types that count by law, and their standing, of each item and of the dataset.

    `valid` are the codes of laws, regulations and rules. `held` tells of nodes that cite something besides what the
    entry says whether one of these is among it. An item that makes a claim of its own brings its own citations; where
    it has none, and where the claim is its dataset's, its dataset's count.
    """
    dataset, declared = entry.dataset, entry.dataset.declared_share_type
    held = held or {}
    shared = _founded(id_of(Dataset, dataset.code), entry.bases, valid, held)
    items = tuple(_classified(part, entry, valid, held, shared=shared) for part in entry.items)
    whole = classified_by(declared, founded=shared, base=False, confirmed=None, registered=dataset.registered)
    return replace(entry, dataset=derived(dataset, [part.item for part in items], whole=whole), items=items)


def derived(dataset: Dataset, items: Sequence[DataItem], *, whole: Classified) -> Dataset:
    """Return a dataset with the share type and the standing that its items make, without items those of the `whole`."""
    share_type = dataset_share_type((item.share_type for item in items), declared=whole.share_type)
    standing = dataset_standing(item.standing for item in items) if items else whole.standing
    opens = any(item.share_type is ShareType.UNCONDITIONAL and item.standing is Standing.SETTLED for item in items)
    return replace(dataset, share_type=share_type, standing=standing, opens=opens)


def _classified(
    part: ItemEntry, entry: Entry, valid: Collection[Code], held: Mapping[NodeId, bool], *, shared: bool
) -> ItemEntry:
    item = part.item
    own = item.declared_share_type is not None
    node = id_of(DataItem, item.code)
    cites = bool(part.bases) or node in held
    share_type, standing = classified_by(
        item.declared_share_type or entry.dataset.declared_share_type,
        founded=_founded(node, part.bases, valid, held) if own and cites else shared,
        base=item.base,
        confirmed=item.confirmed,
        registered=entry.dataset.registered,
    )
    return replace(part, item=replace(item, share_type=share_type, standing=standing))


def _founded(node: NodeId, bases: Iterable[Code], valid: Collection[Code], held: Mapping[NodeId, bool]) -> bool:
    return held.get(node, False) or any(code in valid for code in bases)


def nodes_of(entry: Entry) -> Iterator[Node]:
    """Yield the nodes of an entry, the dataset's first; all exist for the same audience."""
    audience = audience_of(entry.dataset)
    yield node_of(entry.dataset)
    for part in entry.items:
        yield node_of(part.item, audience=audience)


def edges_of(entry: Entry) -> Iterator[Edge]:
    """Yield the edges that an entry brings; their other ends must exist when it is committed."""
    dataset = entry.dataset
    own = id_of(Dataset, dataset.code)
    yield _edge(id_of(Department, dataset.provider), EdgeType.PROVIDES, own)
    yield from (_edge(own, EdgeType.PART_OF, id_of(Library, code)) for code in dataset.libraries)
    yield from (_edge(own, EdgeType.RELATED_TO, id_of(Dataset, code)) for code in entry.related)
    if dataset.system:
        yield _edge(own, EdgeType.HELD_IN, id_of(System, dataset.system))
    yield from _rules(own, entry.conditions, entry.bases)
    for part in entry.items:
        item = id_of(DataItem, part.item.code)
        yield _edge(own, EdgeType.HAS_ITEM, item)
        yield from _rules(item, part.conditions, part.bases)
        if part.concept:
            yield _edge(item, EdgeType.MEANS, id_of(Concept, part.concept))


def lineage_of(derivations: Iterable[Derivation]) -> Iterator[Edge]:
    """Yield an edge per derivation, and one per pair of datasets that derivations link."""
    feeds: dict[EdgeKey, Edge] = {}
    for derivation in derivations:
        source, target = _dataset(derivation.source), _dataset(derivation.item)
        if source != target:
            edge = _edge(source, EdgeType.FEEDS, target)
            feeds[edge.key] = edge
        yield _derived(derivation)
    yield from feeds.values()


def edge_of_parent(department: Department) -> Iterator[Edge]:
    """Yield the edge from a department to its parent, if it has one."""
    if department.parent:
        yield _edge(id_of(Department, department.code), EdgeType.PART_OF, id_of(Department, department.parent))


def edge_of_system(system: System) -> Edge:
    """Return the edge from the department that runs a system to it."""
    return _edge(id_of(Department, system.department), EdgeType.RUNS, id_of(System, system.code))


def edges_of_matter(matter: BusinessMatter, *, bases: Iterable[Code] = ()) -> Iterator[Edge]:
    """Yield the edges that tie a business matter to its department and to its legal bases."""
    own = id_of(BusinessMatter, matter.code)
    yield _edge(id_of(Department, matter.department), EdgeType.CARRIES_OUT, own)
    yield from _rules(own, (), tuple(bases))


def edges_of_condition(condition: Condition, *, bases: Iterable[Code]) -> Iterator[Edge]:
    """Yield the edges from a condition to the legal bases that justify it."""
    yield from _rules(id_of(Condition, condition.code), (), tuple(bases))


def _rules(own: NodeId, conditions: Iterable[Code], bases: Iterable[Code]) -> Iterator[Edge]:
    yield from (_edge(own, EdgeType.UNDER, id_of(Condition, code)) for code in conditions)
    yield from (_edge(own, EdgeType.BASED_ON, id_of(LegalBasis, code)) for code in bases)


def _derived(derivation: Derivation) -> Edge:
    properties: dict[str, Value] = {
        "transformation": derivation.transformation.value,
        "masks": derivation.masks,
    }
    if derivation.description:
        properties["description"] = derivation.description
    item, source = id_of(DataItem, derivation.item), id_of(DataItem, derivation.source)
    return Edge(EdgeKey(item, EdgeType.DERIVED_FROM.value, source), properties)


def _dataset(item: ItemCode) -> NodeId:
    return id_of(Dataset, split_item_code(item)[0])


def _edge(source: NodeId, edge: EdgeType, target: NodeId) -> Edge:
    return Edge(EdgeKey(source, edge.value, target))
