"""What a query is going to read is read at once, and nothing else is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import pytest
from graphql import ExecutionResult

from hub.catalogue.nouns import in_part
from hub.graph.extract import BRANCHES, Branch, Content, Extracted, Origin
from hub.graph.port import Graph
from hub.graph.query import Sight
from hub.graph.values import NodeId
from hub.graph.watch import Watch
from hub.model import DataItem, Dataset
from hub.vocabulary import ShareType
from schema.batching import Context
from schema.execution.engine import Engine
from tests.api.conftest import Ask
from tests.execution.test_gates import Closed


@dataclass
class Overheard:
    """A graph, and what its extracts were asked for."""

    graph: Graph
    contents: list[Content] = field(default_factory=list)

    async def extract(self, origin: Origin, content: Content, *, sight: Sight) -> Extracted:
        """Note what is asked for and pass it on."""
        self.contents.append(content)
        return await self.graph.extract(origin, content, sight=sight)

    def __getattr__(self, verb: str) -> object:
        return getattr(self.graph, verb)


async def _asked(engine: Engine, graph: Graph, query: str, *, closed: str = "", **variables: object) -> list[str]:
    """Return what a query made the hub ask for, a text for each extract."""
    overheard = Overheard(graph)
    context = Context(graph=cast("Graph", overheard), watch=Watch(graph.head, seconds=1), now=datetime.now(UTC))
    prepared = engine.prepare(query, variables=variables, gate=Closed(frozenset({closed})))
    assert not isinstance(prepared, ExecutionResult)
    result = await engine.run(prepared, context=context)
    assert [error.message for error in result.errors or ()] == ([f"{closed} is closed."] if closed else [])
    return [_told(content) for content in overheard.contents]


def _told(content: Content) -> str:
    return " ".join([*content.properties, *map(_branch, content.branches)])


def _branch(branch: Branch) -> str:
    linked = "+" if branch.linked else ""
    return f"{branch.step.edge}{linked}:{branch.first}({_told(branch.content)})"


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("{ datasets { nodes { code title } } }", ["title"]),
        ("{ datasets { nodes { id __typename } totalCount pageInfo { endCursor } } }", [""]),
        ("{ datasets { edges { node { title } } } }", ["title"]),
        ("{ dataItems { nodes { name dataset { title } } } }", ["", "title"]),
        (
            "{ datasets { nodes { items { nodes { dataType upstream { nodes { title } } } } } } }",
            ["HAS_ITEM:100(dataType DERIVED_FROM:20(title))"],
        ),
        (
            "{ datasets { nodes { items(first: 3) { nodes { upstream { edges { transformation } } } } } } }",
            ["HAS_ITEM:3(DERIVED_FROM+:20())"],
        ),
        (
            "{ datasets { nodes { a: items(first: 1) { nodes { title } } b: items(first: 2) { nodes { unit } } } } }",
            ["HAS_ITEM:1(title) HAS_ITEM:2(unit)"],
        ),
        (
            """query { datasets { nodes { ...on Dataset { ...more } } } }
            fragment more on Dataset { title items { ...are } }
            fragment are on DataItemConnection { nodes { key concept { definition } } }""",
            ["title HAS_ITEM:100(key MEANS:1(definition))"],
        ),
    ],
)
async def test_what_is_asked_for(engine: Engine, graph: Graph, query: str, asked: list[str]) -> None:
    """The fields of nouns that are selected, with the lists below them; codes and ids are read with every noun."""
    assert await _asked(engine, graph, query) == asked


async def test_what_is_too_much_at_once_is_asked_for_in_parts(engine: Engine, graph: Graph) -> None:
    """A query may ask for more lists than one extract takes: the others' resolvers ask for them."""
    above = "upstream(first: 1) { nodes { unit } }"
    items = f"items(first: 2) {{ nodes {{ conditions {{ title }} legalBases {{ title }} {above} }} }}"
    short = "libraries { code } conditions { title } legalBases { title } upstream(first: 1) { nodes { code } }"
    query = f"{{ datasets(first: 5) {{ nodes {{ {items} {short} downstream(first: 1) {{ nodes {{ {items} }} }} }} }} }}"
    asked = await _asked(engine, graph, query)
    assert sorted(text.count("(") for text in asked) == [1, 4, BRANCHES]


async def test_variables_decide_what_is_asked_for(engine: Engine, graph: Graph) -> None:
    """The same plan reads ahead as many entries as each request wants, and skips what it skips."""
    query = """query ($first: Int!, $all: Boolean!) {
      datasets { nodes { items(first: $first) { nodes { title unit @include(if: $all) } } } }
    }"""
    for first, every in ((1, True), (2, False), (1, True)):
        (asked,) = await _asked(engine, graph, query, first=first, all=every)
        assert asked == f"HAS_ITEM:{first}(title{' unit' if every else ''})"


async def test_what_is_refused_is_not_read(engine: Engine, graph: Graph) -> None:
    """Neither a field that the caller may not have, nor anything below it, is asked of the store."""
    query = "{ datasets { nodes { title contact items { nodes { title } } } } }"
    assert await _asked(engine, graph, query, closed="Dataset.contact") == ["title HAS_ITEM:100(title)"]
    assert await _asked(engine, graph, query, closed="Dataset.items") == ["contact title"]
    assert await _asked(engine, graph, query, closed="DataItem.title") == ["contact title HAS_ITEM:100()"]


async def test_pages_go_on_from_what_was_read_ahead(ask: Ask) -> None:
    """The cursors of lists that were read ahead lead to what follows, below a list as at the root."""
    query = """query ($after: String) {
      datasets(first: 2) { nodes { items(first: 1, after: $after) { nodes { name } pageInfo { endCursor } } } }
    }"""
    names: set[str] = set()
    after = None
    for _ in range(2):
        (items, *_) = [node["items"] for node in (await ask(query, after=after))["data"]["datasets"]["nodes"]]
        after = items["pageInfo"]["endCursor"]
        names |= {item["name"] for item in items["nodes"]}
    assert len(names) == 2


def test_nothing_passes_for_missing_that_was_not_read() -> None:
    """Of a noun in part, what its id tells and what was read can be told; anything else raises."""
    (item,) = in_part(DataItem, [NodeId("DataItem:a#b")], {"shareType": ["CONDITIONAL"], "unit": [None]})
    assert (item.code, item.dataset, item.name) == ("a#b", "a", "b")
    assert (item.share_type, item.unit) == (ShareType.CONDITIONAL, None)
    with pytest.raises(AttributeError):
        _ = item.title
    (dataset,) = in_part(Dataset, [NodeId("Dataset:a:b")], {"flags": [None], "protected": [None]})
    assert (dataset.code, dataset.flags, dataset.protected) == ("a:b", (), False)
