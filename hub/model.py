"""The nouns of the catalogue as values, with the metadata of the national template (N) and of practice (P).

Beside the catalogue stand the registrations: the programs that ask the hub, and what they may run.

Every noun is one node; its properties in the graph are its fields in camel case, without those that are `None` or
empty. What links nouns is edges, listed in `EdgeType`; a code of another noun held in a field repeats an edge so
that lists can be filtered by it. Titles and descriptions are Chinese data, all else is English.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hub.codes import Code, DocumentId, ItemCode, ItemName, item_code
from hub.vocabulary import (
    Acquisition,
    ApplicationState,
    BasisKind,
    Classification,
    CollectionStatus,
    ConditionKind,
    DataFormat,
    DataType,
    DepartmentRole,
    GrantState,
    Level,
    LibraryKind,
    Sensitivity,
    ShareType,
    SharingWay,
    Standing,
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
    FILED = "FILED"  # Department → the Application it made
    DECIDES = "DECIDES"  # Department → an Application that it reviews or coordinates
    APPLIES_FOR = "APPLIES_FOR"  # Application → DataItem, with the reviews of that item
    FOR = "FOR"  # Application or Grant → BusinessMatter
    EXTENDS = "EXTENDS"  # Application → the Grant that it asks to have extended
    HOLDS = "HOLDS"  # Department → the Grant it was given
    GRANTS = "GRANTS"  # Grant → DataItem; `conditions` are those recorded for the item, as canonical JSON
    ARISES_FROM = "ARISES_FROM"  # Grant → the Application that was approved


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
    """A concrete sharing condition as its provider states it (Art. 18); `statement` is its wording.

    `terms` says the same so that it can be decided (`hub.law.notation`); None where there is free text alone.
    """

    code: Code
    title: str
    kind: ConditionKind
    statement: str
    terms: str | None = None


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
    `standing` is that of its least firm item; `opens` tells that at least one item is unconditional and settled.
    `registered` tells that the entry came through registration.
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
    standing: Standing = Standing.UNCONFIRMED
    opens: bool = False
    registered: bool = False
    rows: int | None = None
    link: str | None = None
    contact: str | None = None
    protected: bool = False
    disclosed_to: tuple[Code, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataItem:
    """A data item, 信息项 (N), of one dataset.

    `position` counts from 1. `share_type` is the one that counts by law, and `standing` how firm it is (docs/law.md);
    `confirmed` is the share type that the provider or the authority has confirmed. `base` marks an item of Art. 17's
    base resources. `collected_under` are the legal bases for collecting it (Art. 12), `collection_reason` tells why
    it is collected although another department shares it (Art. 13). `length` is in characters or digits, `scale` in
    digits after the point. `unit` is the unit of measurement of its values.
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
    collected_under: tuple[Code, ...] = ()
    collection_reason: str | None = None
    standing: Standing = Standing.UNCONFIRMED
    confirmed: ShareType | None = None

    @property
    def code(self) -> ItemCode:
        """The item's code: its dataset's code and its own name."""
        return item_code(self.dataset, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application of one department for items of one provider, for one business matter of its own (Art. 19).

    `authority` is the data authority of the provider's level, None where applicant or provider is that authority;
    `coordinator` the next-higher authority, None at the top. `statement` tells the use in words, `days` for how many
    calendar days a grant is asked for. `received` is when it was submitted; `statutory_due` the day by which the law
    wants an answer, which never moves; `due` the same by the working clock, which a request for a supplement
    (`wanted`) pauses on a day and the supplement sets going again; None while it stands still. Days are those of
    Asia/Shanghai; they are `provisional` where the calendar of a year was not published. `region` is the provider's.
    `extends` is the grant whose extension is asked for. `steps` counts what was done: every step is a new revision.
    """

    code: Code
    applicant: Code
    provider: Code
    region: str
    matter: Code
    items: tuple[ItemCode, ...]
    state: ApplicationState
    days: int
    steps: int = 1
    statement: str | None = None
    authority: Code | None = None
    coordinator: Code | None = None
    received: datetime | None = None
    due: date | None = None
    statutory_due: date | None = None
    provisional: bool = False
    paused_on: date | None = None
    resumed_on: date | None = None
    wanted: str | None = None
    supplement: str | None = None
    extends: Code | None = None
    closed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a department was granted on an application: items of one provider for one matter, from `since` to `until`.

    `conditions` recorded for an item are on the edge to it. `authorities` took part in the decision. `undertakings`
    are those that the holder has accepted. `reason` and `bases` (legal bases) are those of the last step that limited
    the grant, `suspended_by` the department that suspended it.
    """

    code: Code
    holder: Code
    provider: Code
    matter: Code
    items: tuple[ItemCode, ...]
    state: GrantState
    since: datetime
    until: datetime
    application: Code
    authorities: tuple[Code, ...] = ()
    extended: bool = False
    undertakings: tuple[Code, ...] = ()
    suspended_by: Code | None = None
    reason: str | None = None
    bases: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """That `item` is made from `source`: how, in words, and whether values are masked on the way."""

    item: ItemCode
    source: ItemCode
    transformation: Transformation
    description: str | None = None
    masks: bool = False


Noun = (
    Department
    | System
    | Library
    | LegalBasis
    | Condition
    | Concept
    | BusinessMatter
    | Dataset
    | DataItem
    | Application
    | Grant
)


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
