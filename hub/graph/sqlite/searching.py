"""Matching and ranking a text as SQL, exactly as `hub.graph.text` does it.

`f` is a row of the label, which holds the folded title, `t` its other folded texts, one a line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hub.graph.sqlite.filing import tokens
from hub.graph.sqlite.fragments import Parameters, bindable, carried, carrying
from hub.graph.text import folded, query_terms, words

_TERMS: Final = 16
"""How many terms of a search the full-text index is asked for: enough to find candidates, few enough to be quick."""
_SPELLED: Final = 32
"""Up to how many words are conditions of their own; SQLite's parser takes only so many."""
_PAIR: Final = 2
"""The length of an index term."""


@dataclass(frozen=True, slots=True)
class Search:
    """The shape of a search, without its words.

    `proven` tells of each word whether the full-text index is proof enough: it is for a word no longer than a term, of
    letters and digits, which stand in the index as they are. Very many words are not `spelled` out in the statement.
    """

    proven: tuple[bool, ...]
    spelled: bool = True

    def checks(self, *, indexed: bool) -> Iterator[str]:
        """Yield the conditions that a node matches, less those that its being found in the index has met."""
        for number, proven in enumerate(self.proven):
            if not (proven and indexed):
                yield self._each("(instr(f.title, {word}) OR instr(t.texts, {word}))", number)

    def reads_texts(self, *, indexed: bool) -> bool:
        """Tell whether the conditions name `t`."""
        return bool(self.proven) and not (indexed and all(self.proven))

    def rank(self) -> str:
        """Return the expression of `hub.graph.text.rank`."""
        contained = [self._each("instr(f.title, {word})", number) for number in range(len(self.proven))]
        return f"""
            CASE WHEN f.title = :whole THEN 0 WHEN instr(f.title, :whole) = 1 THEN 1
            WHEN {" AND ".join(contained) or "1"} THEN 2 ELSE 3 END
        """

    def _each(self, found: str, number: int) -> str:
        if self.spelled:
            return found.format(word=f":word{number}")
        return f"NOT EXISTS (SELECT 1 FROM json_each(:words) w WHERE NOT {found.format(word=carried('w.value'))})"


def search_of(text: str) -> Search:
    """Return the shape of a search for a text; a blank one has no words."""
    sought = words(text)
    if len(sought) > _SPELLED:
        return Search((False,), spelled=False)
    indexed = len(query_terms(text)) <= _TERMS
    return Search(tuple(indexed and len(word) <= _PAIR and word.isalnum() for word in sought))


def search_parameters(text: str) -> Parameters:
    """Return the parameters that a search names."""
    sought = words(text)
    # A term is quoted because the index's query language has words of its own.
    quoted = (tokens([term]).replace('"', '""') for term in query_terms(text)[:_TERMS])
    terms = " AND ".join(f'"{term}"' for term in quoted)
    spelled: Parameters = {f"word{number}": bindable(word) for number, word in enumerate(sought[:_SPELLED])}
    return {"terms": bindable(terms), "whole": bindable(folded(text)), **spelled, **carrying(words=sought)}
