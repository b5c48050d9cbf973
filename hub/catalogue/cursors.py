"""Opaque cursors: where a list was left, bound to the list that it was left in."""

import base64
from hashlib import blake2b

import orjson

from hub.errors import MalformedCursor
from hub.graph.query import Position
from hub.graph.values import NodeId


def list_mark(*parts: object) -> str:
    """Return a short mark of what makes a list the same list: label, filters, search text, order."""
    return blake2b(repr(parts).encode(), digest_size=6).hexdigest()


def cursor_of(position: Position, *, mark: str) -> str:
    """Return the cursor of a position in the list with this mark: URL-safe ASCII."""
    payload = orjson.dumps([mark, position.key, position.node])
    return base64.urlsafe_b64encode(payload).rstrip(b"=").decode()


def position_of(cursor: str, *, mark: str) -> Position:
    """Return the position that a cursor of this list stands for; raise `MalformedCursor` for anything else."""
    try:
        payload = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except ValueError:
        payload = None
    match payload:
        case [str(marked), str() | int() | None as key, str(node)] if not isinstance(key, bool):
            pass
        case _:
            message = "This is no cursor of the hub: pass `endCursor` or a `cursor` exactly as a query returned it."
            raise MalformedCursor(message)
    if marked != mark:
        message = (
            "This cursor belongs to another list: start again without `after` when search, filter or order change."
        )
        raise MalformedCursor(message)
    return Position(key=key, node=NodeId(node))
