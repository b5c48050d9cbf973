"""Texts are compared, indexed and ranked by rules of our own, the same in every store."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.graph.text import Rank, folded, matches, query_terms, rank, terms, words

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
few = st.text("人口ab A\u0301ﬁ１ \t-", max_size=12)


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("常住人口", "常住人口"),
        ("  Ｐｏｐ．\t 2020\u3000年 \n", "pop. 2020 年"),
        ("STRASSE", "strasse"),
        ("straße", "strasse"),
        ("ﬁnance", "finance"),
        ("e\u0301", "é"),
        ("ΐ", "ΐ"),
        ("Ϊ́", "ΐ"),
        ("①㎡", "1m2"),
        ("", ""),
        (" \u3000\u00a0", ""),
    ],
)
def test_texts_are_compared_without_width_case_and_blanks(text: str, compared: str) -> None:
    """Width, case, composition and the amount of white space make no difference."""
    assert folded(text) == compared


def test_folding_again_changes_nothing() -> None:
    """Every character is folded as far as it goes, and all its canonical forms fold alike."""
    assert [one for one in EVERY_CHARACTER if folded(folded(one)) != folded(one)] == []
    assert [one for one in EVERY_CHARACTER if folded(unicodedata.normalize("NFD", one)) != folded(one)] == []


def test_case_makes_no_difference() -> None:
    """A character and its capital are the same; only the Turkish dotless i is not what its capital folds to."""
    assert [one for one in EVERY_CHARACTER if folded(one.upper()) != folded(one)] == ["ı"]


def test_words_of_a_query_count_once() -> None:
    """The words are folded and keep their order; a blank query has none."""
    assert words("人口 ＧＤＰ 人口 gdp") == ("人口", "gdp")
    assert words(" \t") == ()


def test_terms_are_characters_and_pairs_within_words() -> None:
    """No pair reaches over a blank; signs are terms like letters."""
    assert terms("人口 A-1") == ("-", "-1", "1", "a", "a-", "人", "人口", "口")
    assert terms(" ") == ()


def test_a_query_asks_for_pairs_or_for_its_only_character() -> None:
    """A word of one character asks for it, a longer one for its pairs."""
    assert query_terms("常住人口 省 a") == ("a", "人口", "住人", "常住", "省")
    assert query_terms("") == ()


@given(texts, texts)
@example("ab", "b a b")
def test_what_matches_is_found_by_the_index(query: str, text: str) -> None:
    """The terms of a query are necessary: whatever matches has all of them."""
    if matches(query, [text]):
        assert set(query_terms(query)) <= set(terms(text))


@given(few, st.lists(few, max_size=3))
def test_every_word_must_be_in_one_of_the_texts(query: str, found_in: list[str]) -> None:
    """A node matches where each word is a part of some text; a blank query matches everything."""
    parts = [part for text in found_in for part in folded(text).split()]
    assert matches(query, found_in) == all(any(word in part for part in parts) for word in folded(query).split())


@pytest.mark.parametrize(
    ("query", "title", "ranked"),
    [
        ("常住人口", "常住人口", Rank.EXACT),
        ("常住人口", " 常住人口 ", Rank.EXACT),
        ("常住", "常住人口", Rank.PREFIX),
        ("人口", "常住人口", Rank.CONTAINS),
        ("人口 常住", "常住人口", Rank.CONTAINS),
        ("人口 省", "常住人口", Rank.ELSEWHERE),
        ("gdp", "ＧＤＰ 2020", Rank.PREFIX),
        ("人口", "", Rank.ELSEWHERE),
        ("", "人口", Rank.PREFIX),
        (" ", "", Rank.EXACT),
    ],
)
def test_a_title_ranks_by_how_well_it_answers(query: str, title: str, ranked: Rank) -> None:
    """The very title comes first, then what begins with the query, what contains it, and what has it elsewhere."""
    assert rank(query, title) is ranked
