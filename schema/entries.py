"""The catalogue's entries: datasets and data items, with all that they relate to."""

from datetime import date

import strawberry

from hub import model
from hub.catalogue import reading as catalogue
from hub.procedure import reading as procedure
from resolvers import access
from schema import references as to
from schema.batching import batched
from schema.connections import Connection, LineageConnection
from schema.enumerations import (
    Acquisition,
    Classification,
    CollectionStatus,
    DataFormat,
    DataType,
    Sensitivity,
    ShareType,
    SharingWay,
    Standing,
    UpdateCycle,
)
from schema.fields import by_code, leaf, paged, short, single
from schema.marks import READ
from schema.nodes import Node

ITEMS_PAGE = 100
"""Most datasets have fewer items than this: a query that does not ask for a page gets them all."""


@strawberry.type(description="A catalogue entry, 政务信息资源.", directives=[READ])
class Dataset(Node):
    """Resolved from `hub.model.Dataset`."""

    code: str = leaf("The immutable code.")
    title: str = leaf("信息资源名称.")
    abstract: str | None = leaf("信息资源摘要.")
    region: str = leaf("The division code of the provider's region.")
    standing: Standing = leaf("How firm the share type is: as the least firm of the items.")
    registered: bool = leaf("Whether the entry came through registration; others were imported.")
    access = batched(
        access.access_to_datasets,
        description="What your department may have of each item for a business matter of its own, by position.",
        graphql_type=list[to.Access],
    )
    share_type: ShareType = leaf("共享类型, derived from the items: all alike gives that type, mixed is conditional.")
    declared_share_type: ShareType | None = leaf("共享类型 as the provider declared it.")
    catalogue_codes: list[str] = leaf("信息资源代码: classification, slash, sequence; one per classification.")
    classification: Classification | None = leaf("信息资源分类.")
    format: DataFormat | None = leaf("信息资源格式, the class.")
    format_type: str | None = leaf("信息资源格式, the type, as XLSX or MySQL.")
    sharing_way: SharingWay | None = leaf("共享方式.")
    share_condition: str | None = leaf("共享条件 in the provider's words, as an old catalogue has it.")
    open_to_society: bool | None = leaf("开放属性: whether the dataset is open to society.")
    open_condition: str | None = leaf("开放条件.")
    update_cycle: UpdateCycle | None = leaf("更新周期.")
    sensitivity: Sensitivity | None = leaf("数据分级.")
    collection_status: CollectionStatus | None = leaf("归集状态 (Art. 15).")
    published_on: date | None = leaf("发布日期.")
    updated_on: date | None = leaf("The day on which the data were last updated.")
    rows: int | None = leaf("The number of records, where it is known.")
    link: str | None = leaf("Where the entry was published before.")
    contact: str | None = leaf("Whom to turn to.")
    protected: bool = leaf("Whether the entry exists for its provider, the authority and those named on it alone.")
    flags: list[str] = leaf("What an import found wanting, as stable codes.")
    provider = by_code(model.Department, "provider", to.Department | None, "The department that provides the dataset.")
    system = by_code(model.System, "system", to.System | None, "The information system in which the dataset is held.")
    libraries = short(
        catalogue.LIBRARIES, list[to.Library], "The base and theme libraries that it belongs to, by title."
    )
    items = paged(catalogue.ITEMS, Connection[to.DataItem], "信息项, by position.", page=ITEMS_PAGE)
    conditions = short(
        catalogue.CONDITIONS, list[to.Condition], "The conditions that the whole dataset is shared under, by title."
    )
    legal_bases = short(catalogue.BASES, list[to.LegalBasis], "The citations for its share type, by title.")
    related = paged(
        catalogue.RELATED, Connection[to.Dataset], "关联资源: the datasets that this one names as related, by title."
    )
    related_by = paged(
        catalogue.RELATED_BY, Connection[to.Dataset], "The datasets that name this one as related, by title."
    )
    upstream = paged(
        catalogue.FED_BY, Connection[to.Dataset], "The datasets that this one is directly made from, by code."
    )
    downstream = paged(
        catalogue.FEEDS, Connection[to.Dataset], "The datasets that are directly made from this one, by code."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a dataset."""
        return isinstance(value, model.Dataset)


@strawberry.type(description="A data item of a dataset, 信息项.", directives=[READ])
class DataItem(Node):
    """Resolved from `hub.model.DataItem`."""

    code: str = leaf("`<dataset code>#<item name>`.")
    name: str = leaf("The immutable name within its dataset: a valid GraphQL name.")
    title: str = leaf("信息项名称.")
    position: int = leaf("The place among the items of its dataset, from 1.")
    share_type: ShareType = leaf(
        "共享类型 by law: unconditional unless a claim with a valid basis restricts it (Art. 18)."
    )
    standing: Standing = leaf("How firm the share type is; unless it is settled, the records are withheld.")
    confirmed: ShareType | None = leaf("共享类型 as the provider or the data authority has confirmed it.")
    access = batched(
        access.access_to_items,
        description="Whether your department may have its records for a business matter of its own, and why.",
        graphql_type=to.Access | None,
    )
    declared_share_type: ShareType | None = leaf("共享类型 as the provider declared it for this item.")
    data_type: DataType | None = leaf("数据类型.")
    length: int | None = leaf("数据长度, in characters or digits.")
    scale: int | None = leaf("Digits after the point.")
    unit: str | None = leaf("计量单位 of its values.")
    key: bool = leaf("Whether the item is (part of) the key, 主键.")
    dictionary: str | None = leaf("数据字典: the code list that its values come from.")
    description: str | None = leaf("What the item says.")
    base: bool = leaf("基础数据项: whether it is an item of Art. 17's base resources.")
    sensitivity: Sensitivity | None = leaf("数据分级.")
    acquisition: Acquisition | None = leaf("How the department came by it (Art. 12).")
    dataset = by_code(model.Dataset, "dataset", to.Dataset | None, "The dataset that the item belongs to.")
    concept = single(catalogue.CONCEPT, to.Concept | None, "The standard data element that the item means.")
    conditions = short(
        catalogue.CONDITIONS, list[to.Condition], "The conditions that this item is shared under, by title."
    )
    legal_bases = short(catalogue.BASES, list[to.LegalBasis], "The citations for its share type, by title.")
    upstream = paged(
        catalogue.SOURCES, LineageConnection[to.DataItem], "The items that this one is directly made from, by code."
    )
    downstream = paged(
        catalogue.DERIVATIVES, LineageConnection[to.DataItem], "The items directly made from this one, by code."
    )
    applications = paged(
        procedure.APPLIED_FOR,
        Connection[to.Application] | None,
        "The applications for this item that you may know of, newest first.",
    )
    grants = paged(
        procedure.GRANTED_BY, Connection[to.Grant] | None, "The grants of this item that you may know of, latest first."
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Tell whether a value is a data item."""
        return isinstance(value, model.DataItem)
