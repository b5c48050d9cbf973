"""Where to begin looking for what is meant: with a source, or with the whole label.

Fetching what a source names is right when that is little; walking the label in the list's order until a page is full
is right when much is meant. SQLite cannot know which it is, so a count that gives up early decides.
"""

from functools import lru_cache
from typing import Final

import orjson

from hub.graph.sqlite.connection import Connection
from hub.graph.sqlite.fragments import Parameters, packed
from hub.graph.sqlite.selection import Meant

STATEMENTS: Final = 512
"""How many statements of each kind are remembered; selections come in many shapes, and callers choose among them."""


def best_source(connection: Connection, meant: Meant, parameters: Parameters, *, most: int) -> int | None:
    """Return the number of the source that names fewest nodes, None where all name more than `most`."""
    statement = _sizes(meant)
    if statement is None:
        return None
    text = connection.value(statement, parameters | {"most": most})
    sizes: list[int] = orjson.loads(text)
    least = min(range(len(sizes)), key=sizes.__getitem__)
    return least if sizes[least] <= most else None


@lru_cache(STATEMENTS)
def _sizes(meant: Meant) -> str | None:
    sizes = [f"(SELECT count(*) FROM (SELECT 1 FROM ({source}) LIMIT :most + 1))" for source in meant.sources()]
    return f"SELECT {packed(*sizes)}" if sizes else None
