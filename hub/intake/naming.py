"""Names for data items that came without one: pinyin of the title, a valid GraphQL name, unique in the dataset.

A name depends on the titles of the dataset's items alone, not on their order: where several titles sound alike
(数 and 树), each gets a hash of itself; where a title occurs twice, its later occurrences are numbered. On a hub that
already holds the dataset, its items keep their names (`hub.intake.matching`); new names avoid those, and those of
items that the dataset once had under another title, so that no grant ever comes to mean another item.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import count
from typing import Final

from hub.codes import ItemName, item_name
from hub.errors import MalformedCode
from hub.intake.minting import short_hash

LONGEST: Final = 56
"""Characters of a minted name before anything is added to it; longer ones are cut and marked by a hash."""

_WORD: Final = re.compile(r"[a-z0-9]+")


def pinyin_name(title: str) -> str:
    """Return the pinyin of a title as words joined by underscores, at most 80 characters, with a hash where cut.

    A title without a letter or digit that pinyin or ASCII can write gives `item_` and a hash.
    """
    spelled = unicodedata.normalize("NFKD", _spelled(unicodedata.normalize("NFKC", title)))
    words = _WORD.findall("".join(letter for letter in spelled if not unicodedata.combining(letter)).casefold())
    name = "_".join(words)
    if len(name) > LONGEST:
        name = f"{_cut(words)}_{short_hash(title)}"
    if not name:
        return f"item_{short_hash(title)}"
    return f"_{name}" if name[0].isdigit() else name


def minted_names(titles: Sequence[str], *, taken: Collection[str] = ()) -> list[ItemName]:
    """Return a name for each title, aligned: valid, different from each other and from the names taken.

    The result for a title depends on the titles as a set of occurrences and on `taken`, never on their order.
    """
    occurrences: dict[str, list[int]] = defaultdict(list)
    for at, title in enumerate(titles):
        occurrences[title].append(at)
    alike: dict[str, list[str]] = defaultdict(list)
    for title in sorted(occurrences):
        alike[pinyin_name(title)].append(title)
    used = set(taken)
    names: dict[int, str] = {}
    for base, group in sorted(alike.items()):
        for title in group:
            wanted = base if len(group) == 1 else f"{base}_{short_hash(title)}"
            names[occurrences[title][0]] = _unused(wanted, title, used)
    for title in sorted(occurrences):
        for number, at in enumerate(occurrences[title][1:], start=2):
            names[at] = _unused(f"{pinyin_name(title)}_{number}", f"{title} {number}", used)
    return [item_name(names[at]) for at in range(len(titles))]


def given_name(text: str | None) -> ItemName | None:
    """Return a name that a file or mapping gives, `None` where it is no valid item name."""
    try:
        return item_name(text) if text else None
    except MalformedCode:
        return None


def _spelled(text: str) -> str:
    # Its dictionaries cost 50 MB and a good part of a second, which a hub that imports nothing need not spend.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return " ".join(lazy_pinyin(text))


def _unused(wanted: str, title: str, used: set[str]) -> str:
    name = wanted
    for attempt in count(1):
        if name not in used:
            break
        name = f"{wanted}_{short_hash(title, str(attempt))}"
    used.add(name)
    return name


def _cut(words: Sequence[str]) -> str:
    kept: list[str] = []
    length = 0
    for word in words:
        length += len(word) + 1
        if length > LONGEST:
            break
        kept.append(word)
    return "_".join(kept) or words[0][:LONGEST]
