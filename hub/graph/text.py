"""Search terms and ranking, made by our own code so that both stores find the same nodes in the same order.

Chinese has no blanks and the stores' own analysers cut it differently, so a text is indexed by its single characters
and its pairs of neighbours. The index only finds candidates; `matches` decides and `rank` orders.
"""

import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from operator import add


class Rank(IntEnum):
    """How well a node answers a search; smaller is better, equals are ordered by id."""

    EXACT = 0
    PREFIX = 1
    CONTAINS = 2
    ELSEWHERE = 3


def folded(text: str) -> str:
    """Return a text as it is compared: NFKC, case folded, runs of white space made one blank, ends trimmed."""
    # Case folding takes some letters apart that NFKC had composed, so that a second NFKC must compose them again.
    return " ".join(_composed(_composed(text).casefold()).split())


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def words(query: str) -> tuple[str, ...]:
    """Return the folded words of a query, each once, in their order; a node must contain every one of them."""
    return tuple(dict.fromkeys(folded(query).split()))


def terms(text: str) -> tuple[str, ...]:
    """Return the index terms of a text, sorted: every character and every pair of neighbours within a word.

    Characters that are neither letters nor digits are terms as well, written like all others, so that any
    substring of the text is found.
    """
    found: set[str] = set()
    for word in folded(text).split():
        found.update(word)
        found.update(map(add, word, word[1:]))
    return tuple(sorted(found))


def query_terms(query: str) -> tuple[str, ...]:
    """Return the fewest terms whose presence is necessary for `matches`: the pairs of a word, or its one character."""
    found: set[str] = set()
    for word in words(query):
        found.update(map(add, word, word[1:]) if len(word) > 1 else word)
    return tuple(sorted(found))


def matches(query: str, texts: Sequence[str]) -> bool:
    """Tell whether every word of the query is a substring of one of the folded texts."""
    prepared = [folded(text) for text in texts]
    return all(any(word in text for text in prepared) for word in words(query))


def rank(query: str, title: str) -> Rank:
    """Return the rank of a node with this title that `matches` the query: exact, prefix, contains, elsewhere."""
    whole, name = folded(query), folded(title)
    if name == whole:
        return Rank.EXACT
    if name.startswith(whole):
        return Rank.PREFIX
    return Rank.CONTAINS if all(word in name for word in whole.split()) else Rank.ELSEWHERE
