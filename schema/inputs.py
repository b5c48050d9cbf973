"""What lists can be filtered and ordered by, as GraphQL inputs, and what that means to the catalogue."""

from enum import Enum
from typing import Protocol, TypeVar

import strawberry
from strawberry.types.unset import UNSET

from hub.catalogue.reading import DatasetCriteria, DepartmentCriteria, ItemCriteria
from hub.graph.query import Order
from schema.enumerations import (
    DataFormat,
    DataType,
    DepartmentRole,
    Level,
    Sensitivity,
    ShareType,
    Standing,
    UpdateCycle,
)

Criterion = TypeVar("Criterion")


def given(value: Criterion | None) -> Criterion | None:
    """Return an argument, None where it was left out."""
    return None if value is UNSET else value


@strawberry.enum(description="Which way a list is ordered.")
class OrderDirection(Enum):
    """Ascending or descending."""

    ASC = "ASC"
    DESC = "DESC"


@strawberry.enum(description="What datasets can be ordered by; equals go by code.")
class DatasetOrderField(Enum):
    """The members' values are properties of the graph."""

    TITLE = "title"
    CODE = "code"
    PUBLISHED_ON = "publishedOn"
    UPDATED_ON = "updatedOn"


@strawberry.enum(description="What data items can be ordered by; equals go by code.")
class DataItemOrderField(Enum):
    """The members' values are properties of the graph."""

    TITLE = "title"
    POSITION = "position"


@strawberry.enum(description="What departments can be ordered by; equals go by code.")
class DepartmentOrderField(Enum):
    """The members' values are properties of the graph."""

    TITLE = "title"
    CODE = "code"
    REGION = "region"


@strawberry.enum(description="What datasets can be counted by.")
class DatasetFacet(Enum):
    """The members' values are properties of the graph."""

    DEPARTMENT = "provider"
    REGION = "region"
    LIBRARY = "libraries"
    SHARE_TYPE = "shareType"
    STANDING = "standing"
    UPDATE_CYCLE = "updateCycle"
    SENSITIVITY = "sensitivity"
    FORMAT = "format"
    FLAG = "flags"


@strawberry.enum(description="What data items can be counted by.")
class DataItemFacet(Enum):
    """The members' values are properties of the graph."""

    SHARE_TYPE = "shareType"
    STANDING = "standing"
    DATA_TYPE = "dataType"
    SENSITIVITY = "sensitivity"
    BASE = "base"


@strawberry.enum(description="What departments can be counted by.")
class DepartmentFacet(Enum):
    """The members' values are properties of the graph."""

    LEVEL = "level"
    REGION = "region"
    ROLE = "role"


@strawberry.input(description="Every criterion given must hold; any one of its values suffices.")
class DatasetFilter:
    """As `hub.catalogue.reading.DatasetCriteria`."""

    department: list[str] | None = strawberry.field(default=UNSET, description="Provided by any of these codes.")
    region: str | None = strawberry.field(
        default=UNSET, description="In this region or one within it: a division code without trailing zeros."
    )
    library: list[str] | None = strawberry.field(default=UNSET, description="Belongs to any of these libraries.")
    share_type: list[ShareType] | None = strawberry.field(default=UNSET, description="Has any of these share types.")
    standing: list[Standing] | None = strawberry.field(default=UNSET, description="Has any of these standings.")
    update_cycle: list[UpdateCycle] | None = strawberry.field(default=UNSET, description="Has any of these cycles.")
    sensitivity: list[Sensitivity] | None = strawberry.field(default=UNSET, description="Has any of these grades.")
    format: list[DataFormat] | None = strawberry.field(default=UNSET, description="Has any of these formats.")

    def criteria(self) -> DatasetCriteria:
        """Return the filter as the catalogue's criteria."""
        return DatasetCriteria(
            departments=given(self.department),
            region=given(self.region),
            libraries=given(self.library),
            share_types=given(self.share_type),
            standings=given(self.standing),
            update_cycles=given(self.update_cycle),
            sensitivities=given(self.sensitivity),
            formats=given(self.format),
        )


@strawberry.input(description="Every criterion given must hold; any one of its values suffices.")
class DataItemFilter:
    """As `hub.catalogue.reading.ItemCriteria`."""

    dataset: list[str] | None = strawberry.field(default=UNSET, description="Belongs to any of these datasets.")
    share_type: list[ShareType] | None = strawberry.field(default=UNSET, description="Has any of these share types.")
    standing: list[Standing] | None = strawberry.field(default=UNSET, description="Has any of these standings.")
    data_type: list[DataType] | None = strawberry.field(default=UNSET, description="Has any of these data types.")
    sensitivity: list[Sensitivity] | None = strawberry.field(default=UNSET, description="Has any of these grades.")
    base: bool | None = strawberry.field(default=UNSET, description="Is, or is not, a base item of Art. 17.")

    def criteria(self) -> ItemCriteria:
        """Return the filter as the catalogue's criteria."""
        return ItemCriteria(
            datasets=given(self.dataset),
            share_types=given(self.share_type),
            standings=given(self.standing),
            data_types=given(self.data_type),
            sensitivities=given(self.sensitivity),
            base=given(self.base),
        )


@strawberry.input(description="Every criterion given must hold; any one of its values suffices.")
class DepartmentFilter:
    """As `hub.catalogue.reading.DepartmentCriteria`."""

    region: str | None = strawberry.field(
        default=UNSET, description="In this region or one within it: a division code without trailing zeros."
    )
    level: list[Level] | None = strawberry.field(default=UNSET, description="Is of any of these levels.")
    role: list[DepartmentRole] | None = strawberry.field(default=UNSET, description="Has any of these roles.")

    def criteria(self) -> DepartmentCriteria:
        """Return the filter as the catalogue's criteria."""
        return DepartmentCriteria(region=given(self.region), levels=given(self.level), roles=given(self.role))


@strawberry.input(description="By what datasets are ordered.")
class DatasetOrder:
    """One property and a direction."""

    field: DatasetOrderField
    direction: OrderDirection = OrderDirection.ASC


@strawberry.input(description="By what data items are ordered.")
class DataItemOrder:
    """One property and a direction."""

    field: DataItemOrderField
    direction: OrderDirection = OrderDirection.ASC


@strawberry.input(description="By what departments are ordered.")
class DepartmentOrder:
    """One property and a direction."""

    field: DepartmentOrderField
    direction: OrderDirection = OrderDirection.ASC


class Ordering(Protocol):
    """An input that orders a list: the value of its field is a property of the graph."""

    @property
    def field(self) -> Enum:
        """The property."""

    direction: OrderDirection


def order_of(asked: Ordering | None) -> Order | None:
    """Return an order as the graph takes it."""
    if asked is None:
        return None
    return Order(asked.field.value, descending=asked.direction is OrderDirection.DESC)
