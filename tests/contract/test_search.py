from hub.graph.port import Graph
from hub.graph.query import EVERYTHING, PUBLIC, OneOf, Position, Selection, Sight
from hub.graph.text import Rank
from tests.contract.world import ALL, box, end, found, ident, idents, put, thing


def asking(text: str) -> Selection:
    """Return the Things that match a text."""
    return Selection("Thing", text=text)


CATALOGUE = {
    "a": "人口统计年鉴",
    "b": "常住人口",
    "c": "常住人口登记",
    "d": "流动人口",
    "e": "广东省常住人口",
    "f": "人口",
    "g": "口人",
    "h": "常住",
    "i": "企业登记",
}


async def test_the_exact_title_comes_first(graph: Graph) -> None:
    """A search ranks exact titles, then prefixes, then titles that contain it, then other places; equals by id."""
    await put(graph, *(thing(key, name=name) for key, name in CATALOGUE.items()))
    await put(graph, thing("0", name="年报", notes="含常住人口"), thing("1", code="RK-人口"))
    assert await found(graph, asking("常住人口")) == idents("bce0")
    assert await found(graph, asking("人口")) == idents("fabcde01")
    page = await graph.find(asking("常住人口"), window=ALL, sight=PUBLIC)
    assert [hit.position for hit in page.hits] == [
        Position(Rank.EXACT, ident("b")),
        Position(Rank.PREFIX, ident("c")),
        Position(Rank.CONTAINS, ident("e")),
        Position(Rank.ELSEWHERE, ident("0")),
    ]


TEXTS = {
    "a": "人口腔",
    "b": "人口 口腔",
    "c": "口腔与人口",
    "d": "Population of Guangdong",
    "e": "POPULATION (2020)",
    "f": "Straße ＡＢＣ１２３",
    "g": "𠮷野家😀菜单",
    "h": "C:\\data*.csv",
    "i": 'say "hello" AND go',
    "j": "a+b-c~d^e:f!g/h",
    "k": "100% under_score",
    "l": "(试行)〔2018〕50号",
    "m": "x OR y NOT z NEAR w",
    "n": "first\tsecond\n\nthird\u3000fourth",
    "o": "ﬁle ①",
    "p": "é composed, e\u0301 decomposed",
    "q": "the a b the",
    "r": "O'Brien; DROP TABLE--",
    "s": "aaa",
    "t": "[list] {map} <tag> |pipe|",
    "u": "ñañú ö \u0308x ไทย العربية हिन्दी 한국어 ㈱ ℃ — 、。「」· ①②",
    "v": "\ue02a \ue022\uf8ff private",
    "w": "zero \x00 with \x01\x02",
}


FOUND = {
    "人口腔": "a",
    "人口 口腔": "abc",
    "口腔　人口": "abc",
    "口": "abc",
    "腔口": "",
    "人腔": "",
    "population": "de",
    "POPULATION": "de",
    "guangdong Population": "d",
    "popu lation": "de",
    "populations": "",
    "STRASSE": "f",
    "straße": "f",
    "abc123": "f",
    "ａｂｃ１２３": "f",
    "bc1": "f",
    "2020": "e",
    "２０２０": "e",
    "𠮷": "g",
    "吉": "",
    "😀": "g",
    "家😀菜": "g",
    "C:\\": "h",
    "\\": "h",
    "*": "h",
    "data*": "h",
    "dat*": "",
    "popul*": "",
    '"': "i",
    '"hello"': "i",
    '"hello': "i",
    '"say hello"': "",
    "AND": "i",
    "say AND hello": "i",
    "population AND guangdong": "",
    "population OR 人口": "",
    "NEAR": "m",
    "x NOT y": "m",
    "-人口": "",
    "NOT population": "",
    "+": "j",
    "a+b-c~d^e:f!g/h": "j",
    "~": "j",
    "d~": "",
    "population~": "",
    "^": "j",
    "^e": "j",
    ":": "hj",
    "name:population": "",
    "!": "j",
    "/": "j",
    "%": "k",
    "_": "k",
    "1%": "",
    "0%": "k",
    "r_s": "k",
    "under score": "k",
    "(": "elu",
    "(试行)": "l",
    "（试行）": "l",
    "〔2018〕": "l",
    "50号": "l",
    "NEAR(": "",
    "second third": "n",
    "secondthird": "",
    "  first\n\nfourth  ": "n",
    "file": "o",
    "é": "p",
    "e\u0301": "p",
    "the": "q",
    "'": "r",
    "';": "",
    ";": "r",
    "--": "r",
    "aa": "s",
    "aaa": "s",
    "aaaa": "",
    "[": "t",
    "{map}": "t",
    "<tag>": "t",
    "|": "t",
    "||": "",
    "ñ": "u",
    "n\u0303": "u",
    "ñanu": "",
    "ทย": "u",
    "हिन": "u",
    "(株)": "u",
    "°c": "u",
    "。「": "u",
    "\ue02a": "v",
    "\x00": "w",
    "\x01\x02": "w",
}


async def test_queries(graph: Graph) -> None:
    """A node matches where one of its texts contains each word, folded; nothing in a query is an operator."""
    await put(graph, *(thing(key, name=text) for key, text in TEXTS.items()))
    told = {query: set(await found(graph, asking(query))) for query in FOUND}
    assert told == {query: set(idents(keys)) for query, keys in FOUND.items()}


async def test_every_part_of_a_text_finds_it(graph: Graph) -> None:
    """Whatever is cut out of a text finds its node."""
    await put(graph, *(thing(key, name=text) for key, text in TEXTS.items()))
    for key, text in TEXTS.items():
        for length in (1, 2, 3, len(text)):
            for at in range(0, len(text) - length + 1, 3):
                part = text[at : at + length]
                assert not part.split() or ident(key) in await found(graph, asking(part)), part


async def test_words_may_stand_in_different_texts(graph: Graph) -> None:
    """Each word may be found in another property or element, but no word runs across two."""
    await put(
        graph,
        thing("a", name="常住", code="人口", notes="年鉴"),
        thing("b", name="常住", aliases=["人口", "年鉴"]),
        thing("c", aliases=["常住", "人口"]),
    )
    assert await found(graph, asking("人口 常住")) == idents("abc")
    assert await found(graph, asking("常住人口")) == []
    assert await found(graph, asking("人口年鉴")) == []
    assert await found(graph, asking("年鉴 人口 常住")) == idents("ab")


async def test_ranks_of_several_words(graph: Graph) -> None:
    """Several words: the whole query as title, as its beginning, all words in the title, or elsewhere."""
    names = {"a": "住房 统计 年报", "b": "统计住房", "c": "住房 统计", "d": "住房"}
    await put(graph, *(thing(key, name=name, notes="统计") for key, name in names.items()))
    assert await found(graph, asking("住房　统计")) == idents("cabd")


async def test_only_the_shape_s_text_properties_are_searched(graph: Graph) -> None:
    """Other properties, numbers and truth values are no texts."""
    await put(graph, thing("a", kind="word", other="word"), thing("b", name="word"), thing("c", code=17, notes=True))
    assert await found(graph, asking("word")) == idents("b")
    assert await found(graph, asking("17")) == []
    assert await found(graph, asking("true")) == []


async def test_a_search_keeps_to_its_label(graph: Graph) -> None:
    """A search of one label does not find nodes of another."""
    await put(graph, thing("a", name="人口"), box("a", name="人口"), box("b", code="人口"))
    assert await found(graph, asking("人口")) == idents("a")
    assert await found(graph, Selection("Box", text="人口")) == [box("a").id]


async def test_a_search_with_filters(graph: Graph) -> None:
    """Filters and text narrow together."""
    await put(
        graph, *(thing(key, name="人口", kind="xy"[at % 2]) for at, key in enumerate("abcd")), thing("e", kind="x")
    )
    assert await found(graph, Selection("Thing", (OneOf("kind", ("x",)),), "人口")) == idents("ac")


async def test_a_search_keeps_to_the_sight(graph: Graph) -> None:
    """A hidden node is not found by its text."""
    await put(graph, thing("a", name="人口"), thing("b", name="人口", audience=("reader",)))
    assert await found(graph, asking("人口"), sight=PUBLIC) == idents("a")
    assert await found(graph, asking("人口"), sight=Sight(frozenset({"reader"}))) == idents("ab")


async def test_a_blank_text_matches_every_node(graph: Graph) -> None:
    """A text without a word asks for nothing, so every node of the label matches it."""
    await put(graph, thing("a", name="x"), thing("b"), box("c", name="x"))
    for text in ("", " ", "\t\n\u3000"):
        assert set(await found(graph, asking(text))) == set(idents("ab"))
        assert (await graph.count(asking(text), sight=EVERYTHING)).total == 2


async def test_a_search_follows_changes(graph: Graph) -> None:
    """A changed text is found by its new words only, an ended node by none, one that came back by its own."""
    await put(graph, thing("a", name="常住人口"), thing("b", name="常住人口"))
    await put(graph, thing("a", name="流动人口"))
    await end(graph, ident("b"))
    assert await found(graph, asking("常住")) == []
    assert await found(graph, asking("人口")) == idents("a")
    await put(graph, thing("b", notes="户籍"))
    assert await found(graph, asking("人口")) == idents("a")
    assert await found(graph, asking("户籍")) == idents("b")


async def test_long_texts_and_long_queries(graph: Graph) -> None:
    """A long text is found by its end, and a query may have more pairs of characters than a store's parser takes."""
    long = "".join(chr(0x4E00 + at) for at in range(3_000))
    await put(graph, thing("a", notes=long), thing("b", notes=long[:-1]))
    assert await found(graph, asking(long[-3:])) == idents("a")
    assert await found(graph, asking(long)) == idents("a")
    assert await found(graph, asking(" ".join(long[:-1]))) == idents("ab")
