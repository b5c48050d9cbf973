"""Resolvers of the catalogue's root fields; each has one parent, the query itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from hub.catalogue.glimpses import glimpse_selection
from hub.catalogue.identifiers import parse_global_id
from hub.catalogue.listing import Listing, PageRequest, list_selection, search_text
from hub.catalogue.nouns import noun_of
from hub.catalogue.reading import DatasetCriteria, DepartmentCriteria, ItemCriteria, selection
from hub.codes import code, split_item_code
from hub.errors import BadInput, MalformedPage
from hub.graph.query import Order, Selection
from hub.model import DataItem, Dataset, Department, Noun
from resolvers.ahead import Ahead, glimpse_of
from resolvers.asking import Asking
from resolvers.relations import nouns_named

NounType = TypeVar("NounType", bound=Noun)

MAX_NODES: Final = 200
"""The most ids that `nodes` takes at once."""


async def datasets(
    asking: Asking,
    *,
    search: str | None,
    criteria: DatasetCriteria,
    order: Order | None,
    page: PageRequest,
    ahead: Ahead | None = None,
) -> Listing[Dataset, Selection]:
    """Return a page of the datasets that match; without an order a search is ranked, a list goes by code."""
    asked = selection(Dataset, criteria.predicates(), text=search_text(search))
    return await _selected(asking, Dataset, asked, page=page, order=order, ahead=ahead)


async def items(
    asking: Asking,
    *,
    search: str | None,
    criteria: ItemCriteria,
    order: Order | None,
    page: PageRequest,
    ahead: Ahead | None = None,
) -> Listing[DataItem, Selection]:
    """Return a page of the data items that match, over all datasets."""
    asked = selection(DataItem, criteria.predicates(), text=search_text(search))
    return await _selected(asking, DataItem, asked, page=page, order=order, ahead=ahead)


async def departments(
    asking: Asking,
    *,
    search: str | None,
    criteria: DepartmentCriteria,
    order: Order | None,
    page: PageRequest,
    ahead: Ahead | None = None,
) -> Listing[Department, Selection]:
    """Return a page of the departments that match."""
    asked = selection(Department, criteria.predicates(), text=search_text(search))
    return await _selected(asking, Department, asked, page=page, order=order, ahead=ahead)


async def _selected(
    asking: Asking,
    noun: type[NounType],
    asked: Selection,
    *,
    page: PageRequest,
    order: Order | None,
    ahead: Ahead | None,
) -> Listing[NounType, Selection]:
    graph, sight = asking.graph, asking.sight
    if ahead is None:
        return await list_selection(graph, noun, asked, page=page, order=order, sight=sight)
    glimpse = glimpse_of(noun, ahead)
    return await glimpse_selection(graph, glimpse, asked, page=page, order=order, sight=sight, ahead=asking.ahead)


async def dataset(
    asking: Asking, *, asked: str, as_of: datetime | None, ahead: Ahead | None = None
) -> Sequence[Dataset | None]:
    """Return the one dataset with a code, as it is or as it was recorded at a moment, None where there is none."""
    await rewind(asking, as_of)
    return await nouns_named(asking, Dataset, [code(asked)], ahead)


async def data_item(asking: Asking, *, asked: str, ahead: Ahead | None = None) -> Sequence[DataItem | None]:
    """Return the one data item with an item code, None where there is none."""
    split_item_code(asked)
    return await nouns_named(asking, DataItem, [asked], ahead)


async def department(asking: Asking, *, asked: str, ahead: Ahead | None = None) -> Sequence[Department | None]:
    """Return the one department with a code, None where there is none."""
    return await nouns_named(asking, Department, [code(asked)], ahead)


async def nodes(asking: Asking, *, ids: Sequence[str]) -> Sequence[Noun | None]:
    """Return the noun of each global id, None where there is none; one store call."""
    if len(ids) > MAX_NODES:
        message = f"`ids` has {len(ids)} entries: ask for at most {MAX_NODES} at a time."
        raise MalformedPage(message, ids=len(ids), limit=MAX_NODES)
    parsed = [parse_global_id(text) for text in ids]
    found: Sequence[Any] = await asking.graph.get([node for _, node in parsed], sight=asking.sight)
    return [None if node is None else noun_of(noun, node) for (noun, _), node in zip(parsed, found, strict=True)]


async def rewind(asking: Asking, moment: datetime | None) -> None:
    """Have everything below a root field read as it was recorded at a moment, if one is given."""
    if moment is None:
        return
    if moment.tzinfo is None:
        message = "`asOf` has no offset: write a moment such as 2026-03-01T09:00:00+08:00."
        raise BadInput(message)
    asking.as_of, asking.now = await asking.graph.revision_at(moment), moment
