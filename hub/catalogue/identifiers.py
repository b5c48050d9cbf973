"""Global ids: the node id of a noun, made opaque as GraphQL's `ID`."""

import base64
from typing import Final, get_args

from hub.catalogue.nouns import id_of
from hub.errors import MalformedId
from hub.graph.values import NodeId, label_of
from hub.model import Noun

_NOUNS: Final[dict[str, type[Noun]]] = {noun.__name__: noun for noun in get_args(Noun)}


def global_id(noun: Noun) -> str:
    """Return the global id of a noun: URL-safe ASCII, the same for ever."""
    return base64.urlsafe_b64encode(id_of(type(noun), noun.code).encode()).rstrip(b"=").decode()


def parse_global_id(text: str) -> tuple[type[Noun], NodeId]:
    """Return the class and the node id that a global id stands for; raise `MalformedId` for anything else."""
    try:
        node = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        node = ""
    noun = _NOUNS.get(label_of(NodeId(node)))
    if noun is None:
        message = f"'{text[:100]}' is not an id of this hub: pass an `id` exactly as a query returned it."
        raise MalformedId(message, value=text[:100])
    return noun, NodeId(node)
