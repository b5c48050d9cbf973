"""That a hub and its peer answer the same: checked before either is timed."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import orjson

from tests.bench.lines import Line, Unanswered
from tests.bench.questions import Kind

Tree = Mapping[str, Any]

_PATIENCE: Final = 10
"""How often a service that is warming up may fail to answer."""


class Unequal(Exception):
    """A hub and its peer answer the same question differently."""


def checked(kind: Kind, text: bytes) -> bytes:
    """Return an answer; raise `Unanswered` where it has errors or no data."""
    if b'"errors":' in text or not text.startswith(b'{"data":'):
        message = f"{kind.name}: {text[:300]!r}"
        raise Unanswered(message)
    return text


async def agreed(kind: Kind, about: str, *, hub: Line, peer: Line) -> int:
    """Return how many objects a hub and its peer both tell of something; raise `Unequal` where they do not.

    The peer does not know that protected entries exist only for some: its items that are protected are left out, and
    there is no answer to compare, 0, where a dataset is. Its lists below the first level may have another order.
    """
    theirs = _datasets(await _answer(kind, peer, kind.body(about, to_peer=True, telling="audience")))
    if any(dataset["audience"] for dataset in theirs):
        return 0
    ours = [_plain(dataset) for dataset in _datasets(await _answer(kind, hub, kind.body(about)))]
    told = [_plain(dataset) for dataset in theirs]
    if ours != told:
        message = f"{kind.name}, {about}: the hub answers {str(ours)[:500]}, the peer {str(told)[:500]}"
        raise Unequal(message)
    return sum(map(_size, ours))


async def _answer(kind: Kind, line: Line, body: bytes) -> bytes:
    for _ in range(_PATIENCE):
        with suppress(Unanswered):
            return checked(kind, await line.post("/graphql", body))
    return checked(kind, await line.post("/graphql", body))


def _datasets(text: bytes) -> list[Tree]:
    data = orjson.loads(text)["data"]
    found: list[Tree] = [data["dataset"]] if "dataset" in data else _members(data["datasets"])
    return found


def _plain(node: Tree) -> Tree:
    """Return an object without what tells the hub's answers from its peer's: connections, ids, and lists in order."""
    plain: dict[str, Any] = {}
    for name, value in node.items():
        if name == "id":
            plain["code"] = value.partition(":")[2]
        elif isinstance(value, list | dict):
            shown = (_plain(member) for member in _members(value) if not member.get("audience"))
            plain[name] = sorted(shown, key=lambda each: each.get("name") or each["code"])
        elif name != "audience":
            plain[name] = value
    return plain


def _members(value: Any) -> list[Tree]:  # noqa: ANN401 – a list as the one or the other writes it
    members: list[Tree] = value["nodes"] if isinstance(value, dict) else value
    return members


def _size(node: Tree) -> int:
    return 1 + sum(_size(each) for value in node.values() if isinstance(value, list) for each in value)
