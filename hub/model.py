"""The nouns of the catalogue as values, with the metadata of the national template (N) and of practice (P).

Beside the catalogue stand the registrations: the programs that ask the hub, and what they may run.

Every noun is one node; its properties in the graph are its fields in camel case, without those that are `None` or
empty. What links nouns is edges, listed in `EdgeType`; a code of another noun held in a field repeats an edge so
that lists can be filtered by it. Titles and descriptions are Chinese data, all else is English.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hub.codes import Code, DocumentId, ItemCode, ItemName, item_code
from hub.vocabulary import (
    Acquisition,
    BasisKind,
    Classification,
    CollectionStatus,
    ConditionKind,
    DataFormat,
    DataType,
    DepartmentRole,
    Level,
    LibraryKind,
    Sensitivity,
    ShareType,
    SharingWay,
    Transformation,
    UpdateCycle,
)


class EdgeType(StrEnum):
    """The edges of the catalogue and of the registrations, named from source to target."""

    PART_OF = "PART_OF"  # Department → parent Department; Dataset → Library
    PROVIDES = "PROVIDES"  # Department → Dataset
    RUNS = "RUNS"  # Department → System
    HELD_IN = "HELD_IN"  # Dataset → System
    HAS_ITEM = "HAS_ITEM"  # Dataset → DataItem
    RELATED_TO = "RELATED_TO"  # Dataset → Dataset, 关联资源
    UNDER = "UNDER"  # Dataset or DataItem → Condition
    BASED_ON = "BASED_ON"  # Dataset, DataItem, Condition or BusinessMatter → LegalBasis
    MEANS = "MEANS"  # DataItem → Concept
    DERIVED_FROM = "DERIVED_FROM"  # DataItem → the DataItem it is made from
    FEEDS = "FEEDS"  # Dataset → a Dataset made from it
    CARRIES_OUT = "CARRIES_OUT"  # Department → BusinessMatter
    OPERATES = "OPERATES"  # Department → Client
    MAY_RUN = "MAY_RUN"  # Client → TrustedDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A body that provides, uses, supervises or runs data sharing (Arts 28, 32, 33).

    `region` is a division code without trailing zeros: 44 the province, 4401 a city, 440106 a county, so that a
    region's code begins with its parent's. `credit_code` is the unified social credit code (GB 32100), unchecked.
    """

    code: Code
    title: str
    level: Level
    region: str
    role: DepartmentRole = DepartmentRole.DEPARTMENT
    parent: Code | None = None
    credit_code: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A business information system in which datasets arise (Arts 11, 15); `department` is the one that runs it."""

    code: Code
    title: str
    department: Code
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A base or theme library that the province integrates (Art. 17)."""

    code: Code
    title: str
    kind: LibraryKind
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A citation: `title` of the instrument, `article` as cited (第十八条), `number` of the document."""

    code: Code
    title: str
    kind: BasisKind
    article: str | None = None
    number: str | None = None
    issuer: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A concrete sharing condition as its provider states it (Art. 18); `statement` is its wording."""

    code: Code
    title: str
    kind: ConditionKind
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A standard data element that items of several departments share, such as 公民身份号码."""

    code: Code
    title: str
    definition: str | None = None
    data_type: DataType | None = None
    standard: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessMatter:
    """A concrete business (具体业务) of a department: the only thing shared data may be used for (Art. 16)."""

    code: Code
    title: str
    department: Code
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A catalogue entry, 信息资源 (N).

    `region` is the provider's. `declared_share_type` is what the provider wrote, `share_type` what the hub derives
    from the items. `protected` entries exist only for the provider, the data authority and the departments of
    `disclosed_to`. `flags` name what an import found wanting, as stable codes. `rows` is the number of records.
    """

    code: Code
    title: str
    provider: Code
    region: str
    share_type: ShareType
    declared_share_type: ShareType | None = None
    catalogue_codes: tuple[str, ...] = ()
    classification: Classification | None = None
    abstract: str | None = None
    libraries: tuple[Code, ...] = ()
    system: Code | None = None
    format: DataFormat | None = None
    format_type: str | None = None
    sharing_way: SharingWay | None = None
    share_condition: str | None = None
    open_to_society: bool | None = None
    open_condition: str | None = None
    update_cycle: UpdateCycle | None = None
    sensitivity: Sensitivity | None = None
    collection_status: CollectionStatus | None = None
    published_on: date | None = None
    updated_on: date | None = None
    rows: int | None = None
    link: str | None = None
    contact: str | None = None
    protected: bool = False
    disclosed_to: tuple[Code, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataItem:
    """A data item, 信息项 (N), of one dataset.

    `position` counts from 1. `share_type` is the effective one: the item's own declaration, else its dataset's,
    else unconditional (Art. 18). `base` marks an item of Art. 17's base resources. `length` is in characters or
    digits, `scale` in digits after the point. `unit` is the unit of measurement of its values.
    """

    dataset: Code
    name: ItemName
    title: str
    position: int
    share_type: ShareType
    declared_share_type: ShareType | None = None
    data_type: DataType | None = None
    length: int | None = None
    scale: int | None = None
    unit: str | None = None
    key: bool = False
    dictionary: str | None = None
    description: str | None = None
    base: bool = False
    sensitivity: Sensitivity | None = None
    acquisition: Acquisition | None = None

    @property
    def code(self) -> ItemCode:
        """The item's code: its dataset's code and its own name."""
        return item_code(self.dataset, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """That `item` is made from `source`: how, in words, and whether values are masked on the way."""

    item: ItemCode
    source: ItemCode
    transformation: Transformation
    description: str | None = None
    masks: bool = False


Noun = Department | System | Library | LegalBasis | Condition | Concept | BusinessMatter | Dataset | DataItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A program that asks the hub on behalf of a department; a `restricted` one runs its trusted documents alone."""

    code: Code
    title: str
    department: Code
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedDocument:
    """A GraphQL document that was judged before it is run; `code` is made from `text`, `clients` may run it."""

    code: DocumentId
    text: str
    clients: tuple[Code, ...]


Registration = Client | TrustedDocument
"""What the hub keeps of those who ask it: no part of the catalogue, and shown to nobody who asks."""
