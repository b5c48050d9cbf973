"""What a client asks for, in the words of those who are asked: Chinese, then English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from hub.catalogue.nouns import id_of, noun_of
from hub.codes import Code, ItemName, item_code
from hub.graph.port import Graph
from hub.graph.query import PUBLIC
from hub.model import BusinessMatter, DataItem, Dataset, Department
from hub.scopes import Action, Records, Rights

_ACTIONS: Final[Mapping[Action, tuple[str, str]]] = {
    Action.CATALOGUE_READ: ("查阅政务数据目录", "Read the catalogue"),
    Action.CATALOGUE_WRITE: ("编制、修改本部门的目录", "Write the catalogue of your department"),
    Action.ACCESS_APPLY: ("以本部门名义提出数据使用申请", "Apply for data in the name of your department"),
    Action.ACCESS_DECIDE: ("审核数据使用申请", "Decide on applications for data"),
    Action.LINEAGE_WRITE: ("登记数据来源关系", "Record which data is made from which"),
    Action.LEDGER_READ: ("查阅操作日志", "Read the ledger of what was done"),
}
_EVERY_DATASET: Final = (
    "读取所有依法可以共享给本部门的数据",
    "Read the records of every dataset that the law allows your department",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that is asked for, in both languages; `parts` are the titles of the items that it names."""

    chinese: str
    english: str
    parts: tuple[str, ...] = ()


async def sentences(graph: Graph, rights: Rights) -> list[Sentence]:
    """Return what rights allow, one sentence for each scope and detail, in the order of their names.

    Titles come from the catalogue as everyone may see it: an entry that is protected is called by the code that the
    client wrote, as one that does not exist is.
    """
    titles = await _titles(graph, rights)
    said = [_of_scope(scope, titles) for scope in sorted(rights.scopes, key=str)]
    return said + [_of_items(each.dataset, each.items, each.purpose, titles) for each in rights.details]


async def department_title(graph: Graph, code: Code) -> str:
    """Return what a department is called, its code where the catalogue does not have it."""
    (found,) = await graph.get([id_of(Department, code)], sight=PUBLIC)
    return code if found is None else noun_of(Department, found).title


def _of_scope(scope: Action | Records, titles: Mapping[str, str]) -> Sentence:
    if isinstance(scope, Action):
        return Sentence(*_ACTIONS[scope])
    if scope.dataset is None:
        return Sentence(*_EVERY_DATASET)
    return _of_items(scope.dataset, None if scope.item is None else frozenset({scope.item}), None, titles)


def _of_items(
    dataset: Code, items: frozenset[ItemName] | None, purpose: Code | None, titles: Mapping[str, str]
) -> Sentence:
    title = titles.get(dataset, dataset)
    chinese = f"读取“{title}”的{'全部信息项' if items is None else '以下信息项'}"
    english = f"Read {'all items' if items is None else 'these items'} of “{title}”"
    if purpose is not None:
        matter = titles.get(f"matter {purpose}", purpose)
        chinese, english = f"{chinese}，仅用于“{matter}”", f"{english}, for “{matter}” and nothing else"
    named = [titles.get(item_code(dataset, item), item) for item in sorted(items or ())]
    return Sentence(chinese, english, tuple(named))


async def _titles(graph: Graph, rights: Rights) -> dict[str, str]:
    datasets, items = set(_datasets(rights)), set(_items(rights))
    matters = {detail.purpose for detail in rights.details if detail.purpose is not None}
    names = [*sorted(datasets), *sorted(items), *(f"matter {matter}" for matter in sorted(matters))]
    ids = [
        *(id_of(Dataset, each) for each in sorted(datasets)),
        *(id_of(DataItem, each) for each in sorted(items)),
        *(id_of(BusinessMatter, each) for each in sorted(matters)),
    ]
    found = await graph.get(ids, sight=PUBLIC)
    return {name: str(node.properties["title"]) for name, node in zip(names, found, strict=True) if node is not None}


def _datasets(rights: Rights) -> Iterator[Code]:
    yield from (scope.dataset for scope in rights.scopes if isinstance(scope, Records) and scope.dataset is not None)
    yield from (detail.dataset for detail in rights.details)


def _items(rights: Rights) -> Iterator[str]:
    for scope in rights.scopes:
        if isinstance(scope, Records) and scope.dataset is not None and scope.item is not None:
            yield item_code(scope.dataset, scope.item)
    for detail in rights.details:
        yield from (item_code(detail.dataset, item) for item in detail.items or ())
