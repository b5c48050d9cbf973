import pytest

from hub.graph.port import Graph
from hub.graph.query import EVERYTHING
from hub.graph.values import Edge, Node, Value
from tests.contract.world import ALL, LEADS, arrows, exact, ident, idents, key, leads, put, thing

SCALARS: dict[str, Value] = {
    "no": False,
    "yes": True,
    "zero": 0,
    "one": 1,
    "greatest": 2**63 - 1,
    "least": -(2**63),
    "float_zero": 0.0,
    "float_one": 1.0,
    "tenth": 0.1,
    "large": 1.7976931348623157e308,
    "small": 5e-324,
    "beyond_the_integers_of_a_double": 2**53 + 1,
}
STRINGS: dict[str, Value] = {
    "empty": "",
    "blanks": "  two before, two after  ",
    "number": "007",
    "true": "true",
    "null": "null",
    "json": '{"a": [1, "b"]}',
    "chinese": "常住人口",
    "beyond_the_plane": "𠮷野家 😀 👩‍👩‍👧",
    "composed": "é",
    "decomposed": "e\u0301",
    "wide": "ＡＢＣ１２３",
    "controls": "".join(chr(code) for code in range(32)) + "\x7f\x85\u2028\u2029\ufeff\ufffe",
    "quotes": "'\"`\\$%{}[];--/*",
    "long": "省政务服务数据管理局" * 10_000,
}
LISTS: dict[str, Value] = {
    "none": [],
    "one": ["a"],
    "empty_string": [""],
    "repeated": ["b", "a", "b"],
    "chinese": ["教育", "医疗，卫生", "a|b", 'c"d'],
    "long": [str(number) for number in range(2_000)],
}
NAMES: dict[str, Value] = {
    "Name": "upper",
    "name": "lower",
    "名称": "wide",
    "a.b": 1,
    "a b": 2,
    "`": 3,
    "'\"": 4,
    "select": 5,
}


@pytest.mark.parametrize("properties", [SCALARS, STRINGS, LISTS, NAMES], ids=["scalars", "strings", "lists", "names"])
async def test_values_come_back_as_they_were_put(graph: Graph, properties: dict[str, Value]) -> None:
    """Nodes, edges, and both in the past, keep every value and its type."""
    first = await put(graph, Node(ident("a"), properties), thing("b"), Edge(key("a", "b"), properties))
    await put(graph, thing("a"), leads("a", "b"))
    await put(graph, Node(ident("a"), properties), Edge(key("a", "b"), properties))
    for as_of in (None, first):
        (node,) = await graph.get([ident("a")], sight=EVERYTHING, as_of=as_of)
        (neighbours,) = await graph.expand([ident("a")], LEADS, window=ALL, sight=EVERYTHING, as_of=as_of)
        assert node is not None
        assert exact(node.properties) == exact(properties)
        assert exact(neighbours.links[0].properties) == exact(properties)


async def test_a_put_replaces_all_properties(graph: Graph) -> None:
    """What a put does not name is gone, on nodes and on edges."""
    await put(graph, thing("a", name="Anna", size=1, tags=["x"]), thing("b"), leads("a", "b", name="way", weight=2))
    await put(graph, thing("a", size=2), leads("a", "b", weight=3))
    (node,) = await graph.get([ident("a")], sight=EVERYTHING)
    (neighbours,) = await graph.expand([ident("a")], LEADS, window=ALL, sight=EVERYTHING)
    assert node is not None
    assert node.properties == {"size": 2}
    assert [link.properties for link in neighbours.links] == [{"weight": 3}]


CHANGES: list[tuple[Value, Value]] = [(1, True), (True, 1), (0, False), (1, 1.0), (1.0, 1), (1.0, True), ("1", 1)]


async def test_another_type_is_another_value(graph: Graph) -> None:
    """To put a value where an equal one of another type was is a change, on nodes and on edges."""
    names = [str(at) for at in range(len(CHANGES))]
    await put(graph, thing("o"))
    for values in zip(*CHANGES, strict=True):
        pairs = list(zip(names, values, strict=True))
        revision = await put(
            graph,
            *(thing(name, value=value) for name, value in pairs),
            *(leads("o", name, value=value) for name, value in pairs),
        )
        (neighbours,) = await graph.expand([ident("o")], LEADS, window=ALL, sight=EVERYTHING)
        assert [link.node.revision for link in neighbours.links] == [revision] * len(CHANGES)
        assert exact([link.node.properties["value"] for link in neighbours.links]) == exact(list(values))
        assert exact([link.properties["value"] for link in neighbours.links]) == exact(list(values))


async def test_the_order_of_a_list_is_part_of_it(graph: Graph) -> None:
    """To put the same elements in another order is a change."""
    await put(graph, thing("a", tags=["x", "y"]))
    revision = await put(graph, thing("a", tags=["y", "x"]))
    (node,) = await graph.get([ident("a")], sight=EVERYTHING)
    assert node == Node(ident("a"), {"tags": ["y", "x"]}, None, revision)


async def test_audiences_come_back_as_they_were_put(graph: Graph) -> None:
    """An audience is kept as it is: nobody is not everyone, and its order stays."""
    audiences = [None, (), ("reader",), ("b", "a", "c"), ("读者", "ａ", "a ", "")]
    await put(graph, *(thing(str(at), audience=audience) for at, audience in enumerate(audiences)))
    nodes = await graph.get(idents("01234"), sight=EVERYTHING)
    assert exact([node and node.audience for node in nodes]) == exact(audiences)


async def test_edges_without_properties(graph: Graph) -> None:
    """An edge needs no properties."""
    await put(graph, thing("a"), thing("b"), *arrows("ab"))
    (neighbours,) = await graph.expand([ident("a")], LEADS, window=ALL, sight=EVERYTHING)
    assert [link.properties for link in neighbours.links] == [{}]
