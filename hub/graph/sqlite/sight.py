"""The one visibility predicate, as a piece of SQL: every statement that names a node contains it."""

from enum import Enum

import orjson

from hub.graph.query import Sight


class View(Enum):
    """The kinds of sight that make different SQL."""

    EVERYTHING = "EVERYTHING"
    READERS = "READERS"
    PUBLIC = "PUBLIC"


def view_of(sight: Sight) -> View:
    """Return the kind of a sight."""
    if sight.everything:
        return View.EVERYTHING
    return View.READERS if sight.readers else View.PUBLIC


def seen(audience: str, view: View) -> str:
    """Return the condition that an audience, given as the SQL expression of its code, admits the asker.

    Code 0 is everyone. The list of admitted codes does not depend on the row, so SQLite makes it once per statement.
    """
    match view:
        case View.EVERYTHING:
            return "1"
        case View.PUBLIC:
            return f"{audience} = 0"
        case View.READERS:
            readers = "SELECT value FROM json_each(:readers)"
            return f"{audience} IN (SELECT 0 UNION ALL SELECT audience FROM admits WHERE reader IN ({readers}))"


def asker(sight: Sight) -> dict[str, str]:
    """Return the parameters that `seen` names.

    Readers are compared as JSON texts: SQLite's JSON would cut a reader at a zero character.
    """
    if sight.everything or not sight.readers:
        return {}
    return {"readers": orjson.dumps([orjson.dumps(reader).decode() for reader in sight.readers]).decode()}
