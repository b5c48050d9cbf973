"""The root of the queries."""

from collections.abc import Sequence
from datetime import datetime

import strawberry

from hub import model
from hub.access import deciding as decisions
from hub.access import holders
from hub.access import seeing as sightings
from hub.catalogue.listing import Listing, PageRequest
from hub.catalogue.reading import DatasetCriteria, DepartmentCriteria, ItemCriteria
from hub.codes import code as to_code
from hub.graph.query import Selection
from hub.procedure.reading import ApplicationCriteria, GrantCriteria
from resolvers import access, catalogue, procedure, registration, seeing
from resolvers.ahead import Ahead
from resolvers.asking import Asking
from resolvers.relations import DEFAULT_PAGE
from schema.access import Access
from schema.batching import batched
from schema.bodies import Department
from schema.entries import DataItem, Dataset
from schema.enumerations import Channel, Standing
from schema.inputs import (
    DataItemFilter,
    DataItemOrder,
    DatasetFilter,
    DatasetOrder,
    DepartmentFilter,
    DepartmentOrder,
    order_of,
)
from schema.marks import FOLLOW, PUBLIC, READ
from schema.nodes import Node
from schema.procedure import Application, Grant
from schema.procedure_inputs import ApplicationFilter, ApplicationOrder, GrantFilter, GrantOrder
from schema.searches import (
    ApplicationSearchConnection,
    DataItemSearchConnection,
    DatasetSearchConnection,
    DepartmentSearchConnection,
    GrantSearchConnection,
)
from schema.seeing import Holders, Sightings
from schema.viewer import Viewer, viewers

Roots = Sequence[None]
SEEN_PAGE = 50
"""How many datasets `whatCanISee` returns where `first` is not given."""


async def _access(
    parents: Roots,
    asking: Asking,
    *,
    items: list[str],
    purpose: str | None = None,
    department: str | None = None,
    channel: Channel = Channel.PAGE,
    as_of: datetime | None = None,
) -> Sequence[Sequence[decisions.Access | None]]:
    del parents
    return [
        await access.access(asking, items=items, purpose=purpose, department=department, channel=channel, as_of=as_of)
    ]


async def _who_can_see(
    parents: Roots, asking: Asking, *, item: str, channel: Channel = Channel.PAGE
) -> Sequence[holders.Holders | None]:
    del parents
    return [await seeing.who_can_see(asking, item=item, channel=channel)]


async def _what_can_i_see(
    parents: Roots,
    asking: Asking,
    *,
    purpose: str,
    channel: Channel = Channel.PAGE,
    first: int = SEEN_PAGE,
    after: str | None = None,
) -> Sequence[sightings.Sightings]:
    del parents
    return [await seeing.what_can_i_see(asking, purpose=purpose, channel=channel, first=first, after=after)]


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
    ahead: Ahead | None = None,
) -> Sequence[Listing[model.Department, Selection]]:
    del parents
    criteria = filter.criteria() if filter else DepartmentCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await catalogue.departments(asking, search=search, criteria=criteria, order=order, page=page, ahead=ahead)]


async def _department(
    parents: Roots, asking: Asking, *, code: str, ahead: Ahead | None = None
) -> Sequence[model.Department | None]:
    del parents
    return await catalogue.department(asking, asked=code, ahead=ahead)


async def _datasets(
    parents: Roots,
    asking: Asking,
    *,
    search: str | None = None,
    filter: DatasetFilter | None = None,
    order_by: DatasetOrder | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
    ahead: Ahead | None = None,
) -> Sequence[Listing[model.Dataset, Selection]]:
    del parents
    criteria = filter.criteria() if filter else DatasetCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await catalogue.datasets(asking, search=search, criteria=criteria, order=order, page=page, ahead=ahead)]


async def _dataset(
    parents: Roots, asking: Asking, *, code: str, as_of: datetime | None = None, ahead: Ahead | None = None
) -> Sequence[model.Dataset | None]:
    del parents
    return await catalogue.dataset(asking, asked=code, as_of=as_of, ahead=ahead)


async def _data_items(
    parents: Roots,
    asking: Asking,
    *,
    search: str | None = None,
    filter: DataItemFilter | None = None,
    order_by: DataItemOrder | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
    ahead: Ahead | None = None,
) -> Sequence[Listing[model.DataItem, Selection]]:
    del parents
    criteria = filter.criteria() if filter else ItemCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await catalogue.items(asking, search=search, criteria=criteria, order=order, page=page, ahead=ahead)]


async def _contested_items(
    parents: Roots,
    asking: Asking,
    *,
    standing: list[Standing] | None = None,
    dataset: str | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
) -> Sequence[Listing[model.DataItem, Selection]]:
    del parents
    wanted = (Standing.CONTESTED, Standing.UNCONFIRMED) if standing is None else standing
    of = None if dataset is None else to_code(dataset)
    return [await registration.contested_items(asking, standings=wanted, dataset=of, page=PageRequest(first, after))]


async def _data_item(
    parents: Roots, asking: Asking, *, code: str, ahead: Ahead | None = None
) -> Sequence[model.DataItem | None]:
    del parents
    return await catalogue.data_item(asking, asked=code, ahead=ahead)


async def _applications(
    parents: Roots,
    asking: Asking,
    *,
    filter: ApplicationFilter | None = None,
    order_by: ApplicationOrder | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
) -> Sequence[Listing[model.Application, Selection]]:
    del parents
    criteria = filter.criteria() if filter else ApplicationCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await procedure.list_applications(asking, criteria=criteria, order=order, page=page)]


async def _application(parents: Roots, asking: Asking, *, code: str) -> Sequence[model.Application | None]:
    del parents
    return [await procedure.application(asking, asked=code)]


async def _grants(
    parents: Roots,
    asking: Asking,
    *,
    filter: GrantFilter | None = None,
    order_by: GrantOrder | None = None,
    first: int = DEFAULT_PAGE,
    after: str | None = None,
) -> Sequence[Listing[model.Grant, Selection]]:
    del parents
    criteria = filter.criteria() if filter else GrantCriteria()
    page, order = PageRequest(first, after), order_of(order_by)
    return [await procedure.list_grants(asking, criteria=criteria, order=order, page=page)]


async def _grant(parents: Roots, asking: Asking, *, code: str) -> Sequence[model.Grant | None]:
    del parents
    return [await procedure.grant(asking, asked=code)]


@strawberry.type(directives=[READ])
class Query:
    """The fields that a query begins with."""

    access = batched(
        _access,
        description="What a department, yours unless you name another, may have of the items with these codes for a "
        "business matter, through a channel; null for an item that does not exist. With `asOf`, by the facts of that "
        "moment. Another department's access is for the provider and the overseers of sharing to know.",
        graphql_type=list[Access | None] | None,
    )
    who_can_see = batched(
        _who_can_see,
        description="Who may have an item through a channel, as far as you may know; null where it does not exist.",
        graphql_type=Holders | None,
    )
    what_can_i_see = batched(
        _what_can_i_see,
        description="The datasets of which your department may have something for a business matter of its own.",
        graphql_type=Sightings | None,
    )
    viewer = batched(viewers, description="Who is asking.", graphql_type=Viewer, mark=PUBLIC)
    node = batched(_node, description="Anything by its global id; null where there is none.", graphql_type=Node | None)
    nodes = batched(
        _nodes, description="As `node`, for up to 200 ids, in their order.", graphql_type=list[Node | None] | None
    )
    departments = batched(
        _departments,
        description="Departments, best match first in a search, else by code.",
        graphql_type=DepartmentSearchConnection | None,
    )
    department = batched(_department, description="The department with a code.", graphql_type=Department | None)
    datasets = batched(
        _datasets,
        description="Datasets whose title, code or abstract contains every word of `search`: those with that very "
        "title first, then those that begin with it, contain it, or have it elsewhere; by code without a search.",
        graphql_type=DatasetSearchConnection | None,
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
        graphql_type=DataItemSearchConnection | None,
    )
    contested_items = batched(
        _contested_items,
        description="Imported items whose share type is not settled, by code: their records are withheld until "
        "somebody confirms (`confirmShareType`) or cites a basis (`updateDataset`).",
        graphql_type=DataItemSearchConnection | None,
    )
    data_item = batched(
        _data_item, description="The data item with a code, `<dataset code>#<item name>`.", graphql_type=DataItem | None
    )
    applications = batched(
        _applications,
        description="Applications for access that exist for you: the newest first unless `orderBy` says otherwise.",
        graphql_type=ApplicationSearchConnection | None,
        mark=FOLLOW,
    )
    application = batched(
        _application,
        description="The application for access with a code.",
        graphql_type=Application | None,
        mark=FOLLOW,
    )
    grants = batched(
        _grants,
        description="Grants that exist for you: the latest first unless `orderBy` says otherwise.",
        graphql_type=GrantSearchConnection | None,
        mark=FOLLOW,
    )
    grant = batched(_grant, description="The grant with a code.", graphql_type=Grant | None, mark=FOLLOW)
