"""The small world with everything open: what its people and clients ask tokens for, the law gives them."""

from dataclasses import replace

from hub.catalogue.nouns import id_of, node_of
from hub.codes import Code, ItemName
from hub.graph.change import Change
from hub.graph.values import Edge, EdgeKey
from hub.model import BusinessMatter, DataItem, Dataset, EdgeType
from hub.registration.entries import edges_of_matter
from hub.vocabulary import ShareType
from tests.api.world import CHILDREN, HEALTH, RESIDENTS

_RELIEF = BusinessMatter(code=Code("relief"), title="救助审核", department=HEALTH.code)


def opening() -> Change:
    """Return the change that opens the items of two datasets, one of them new, and gives the department a business."""
    items = [entry.item for dataset in (RESIDENTS, CHILDREN) for entry in dataset.items]
    born = replace(RESIDENTS.items[0].item, name=ItemName("birth_date"), title="出生日期", position=99)
    open_ = {"declared_share_type": ShareType.UNCONDITIONAL, "confirmed": ShareType.UNCONDITIONAL}
    opened = [replace(item, **open_) for item in (*items, born)]  # type: ignore[arg-type]  # fields by name
    owner = Edge(EdgeKey(id_of(Dataset, born.dataset), EdgeType.HAS_ITEM.value, id_of(DataItem, born.code)))
    return Change(
        actor="test",
        action="world.open",
        puts=(*(node_of(item) for item in opened), node_of(_RELIEF)),
        links=(owner, *edges_of_matter(_RELIEF)),
    )
