"""The root of the queries."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from hub import model
from hub.catalogue import DatasetCriteria, DepartmentCriteria, ItemCriteria
from hub.graph.query import Selection
from hub.listing import Listing, PageRequest
from resolvers import catalogue
from resolvers.asking import Asking
from resolvers.relations import DEFAULT_PAGE
from schema.batching import batched
from schema.bodies import Department
from schema.entries import DataItem, Dataset
from schema.inputs import (
    DataItemFilter,
    DataItemOrder,
    DatasetFilter,
    DatasetOrder,
    DepartmentFilter,
    DepartmentOrder,
    order_of,
)
from schema.nodes import Node
from schema.searches import DataItemSearchConnection, DatasetSearchConnection, DepartmentSearchConnection
from schema.viewer import Viewer, viewers

Roots = Sequence[None]


async def _node(parents: Roots, asking: Asking, *, id: strawberry.ID) -> Sequence[model.Noun | None]:
    del parents
    return await catalogue.nodes(asking, ids=[id])


async def _nodes(parents: Roots, asking: Asking, *, ids: list[strawberry.ID]) -> Sequence[Sequence[model.Noun | None]]:
    del parents
    return [await catalogue.nodes(asking, ids=ids)]


async def _departments(
    parents: Roots,
    asking: Asking,
    *,
    search: str | None = None,
    filter: DepartmentFilter | None = None,
    order_by: DepartmentOrder | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
) -> Sequence[Listing[model.Department, Selection]]:
    del parents
    criteria = filter.criteria() if filter else DepartmentCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await catalogue.departments(asking, search=search, criteria=criteria, order=order, page=page)]


async def _department(parents: Roots, asking: Asking, *, code: str) -> Sequence[model.Department | None]:
    del parents
    return [await catalogue.department(asking, asked=code)]


async def _datasets(
    parents: Roots,
    asking: Asking,
    *,
    search: str | None = None,
    filter: DatasetFilter | None = None,
    order_by: DatasetOrder | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
) -> Sequence[Listing[model.Dataset, Selection]]:
    del parents
    criteria = filter.criteria() if filter else DatasetCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await catalogue.datasets(asking, search=search, criteria=criteria, order=order, page=page)]


async def _dataset(
    parents: Roots, asking: Asking, *, code: str, as_of: datetime | None = None
) -> Sequence[model.Dataset | None]:
    del parents
    return [await catalogue.dataset(asking, asked=code, as_of=as_of)]


async def _data_items(
    parents: Roots,
    asking: Asking,
    *,
    search: str | None = None,
    filter: DataItemFilter | None = None,
    order_by: DataItemOrder | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
) -> Sequence[Listing[model.DataItem, Selection]]:
    del parents
    criteria = filter.criteria() if filter else ItemCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await catalogue.items(asking, search=search, criteria=criteria, order=order, page=page)]


async def _data_item(parents: Roots, asking: Asking, *, code: str) -> Sequence[model.DataItem | None]:
    del parents
    return [await catalogue.data_item(asking, asked=code)]


@strawberry.type
class Query:
    """The fields that a query begins with."""

    viewer = batched(viewers, description="Who is asking.", graphql_type=Viewer)
    node = batched(_node, description="Anything by its global id; null where there is none.", graphql_type=Node | None)
    nodes = batched(_nodes, description="As `node`, for up to 200 ids, in their order.", graphql_type=list[Node | None])
    departments = batched(
        _departments,
        description="Departments, best match first in a search, else by code.",
        graphql_type=DepartmentSearchConnection,
    )
    department = batched(_department, description="The department with a code.", graphql_type=Department | None)
    datasets = batched(
        _datasets,
        description="Datasets whose title, code or abstract contains every word of `search`: those with that very "
        "title first, then those that begin with it, contain it, or have it elsewhere; by code without a search.",
        graphql_type=DatasetSearchConnection,
    )
    dataset = batched(
        _dataset,
        description="The dataset with a code; with `asOf`, it and all below it as recorded at that moment.",
        graphql_type=Dataset | None,
    )
    data_items = batched(
        _data_items,
        description="Data items of all datasets whose title, name or description contains every word of `search`; "
        "ranked as datasets are.",
        graphql_type=DataItemSearchConnection,
    )
    data_item = batched(
        _data_item, description="The data item with a code, `<dataset code>#<item name>`.", graphql_type=DataItem | None
    )
