"""The hub's settings, read once from the environment; a `HUB_*` name that the hub does not know is refused."""

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from hub.admission import Documents
from hub.errors import MalformedSetting

_LIMITS: Final[Mapping[str, str]] = {
    "HUB_LIMIT_BODY_BYTES": "the largest body of a request, in bytes; 1,000,000 by default",
    "HUB_LIMIT_CHARACTERS": "the longest GraphQL document; 50,000 by default",
    "HUB_LIMIT_TOKENS": "the most tokens of a document, and the most comments; 2,000 by default",
    "HUB_LIMIT_DEPTH": "the most fields within one another; 20 by default",
    "HUB_LIMIT_ALIASES": "the most aliases, fragments written out; 50 by default",
    "HUB_LIMIT_ROOT_FIELDS": "the most fields of an operation itself; 20 by default",
    "HUB_LIMIT_FIELDS": "the most fields, fragments written out; 2,000 by default",
    "HUB_LIMIT_FRAGMENTS": "the most fragments of a document; 50 by default",
    "HUB_LIMIT_DIRECTIVES": "the most directives at one place; 5 by default",
    "HUB_LIMIT_COMPARISONS": "the most pairs of fields with the same response name; 20,000 by default",
    "HUB_LIMIT_INPUT_DEPTH": "the most lists and objects within one another in a value; 20 by default",
    "HUB_LIMIT_COST": "the most objects in the largest answer that a query can have; 200,000 by default",
    "HUB_LIMIT_LIST_SIZE": "the length that the cost takes a list to have which no argument bounds; 10 by default",
    "HUB_LIMIT_SECONDS": "after how many seconds an operation is broken off; 30 by default",
    "HUB_LIMIT_OPERATIONS": "the most operations that run at once over one WebSocket; 20 by default",
    "HUB_LIMIT_STREAMS": "the most streams and WebSockets that a process keeps open; 1,000 by default",
}
_STREAMS: Final[Mapping[str, str]] = {
    "HUB_STREAM_POLL_MILLISECONDS": "how often the store is asked for news while somebody subscribes; 500 by default",
    "HUB_STREAM_HEARTBEAT_SECONDS": "how often an open stream of events gives a sign of life; 15 by default",
    "HUB_STREAM_INIT_SECONDS": "how long a WebSocket may stay open without `connection_init`; 5 by default",
}
SETTINGS: Final[Mapping[str, str]] = {
    "HUB_GRAPH_URL": "the graph: sqlite:///PATH, or neo4j://USER:PASSWORD@HOST; a file in HUB_DATA_DIR by default",
    "HUB_KV_URL": "short-lived state: memory:, which serves one worker, or redis://HOST:PORT; memory: by default",
    "HUB_DATA_DIR": "the folder for what the hub itself keeps; .hub by default",
    "HUB_HOST": "the address to listen on; 127.0.0.1 by default",
    "HUB_PORT": "the port to listen on; 8000 by default",
    "HUB_ISSUER": "the address by which clients know the hub, as https://hub.example; needed unless it is this machine",
    "HUB_LOG_LEVEL": "debug, info, warning or error; info by default",
    "HUB_ANONYMOUS_CATALOGUE": "on or off: whether the catalogue is shown to callers without a token; off by default",
    "HUB_DOCUMENTS": "any or registered: which GraphQL documents anonymous callers may run; any by default",
    "HUB_INTROSPECTION": "on or off: whether callers are told the schema, which is published anyway; on by default",
    "HUB_GRAPHIQL": "on or off: whether the page /graphiql is served; on by default",
    "HUB_ALLOWED_ORIGINS": "pages elsewhere that may open a WebSocket, as https://HOST, with commas; none by default",
    **_STREAMS,
    **_LIMITS,
}
"""Every setting and what it means; README lists the same."""

_ORIGIN: Final = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process."""

    graph_url: str
    kv_url: str
    data_dir: Path
    host: str
    port: int
    issuer: str
    """The hub's address as its clients know it, which tokens name: never taken from a request."""
    log_level: str
    anonymous_catalogue: bool
    documents: Documents
    introspection: bool
    graphiql: bool
    limits: Mapping[str, int]
    """The limits that the environment sets, by what they are of, as `tokens`; the others keep their defaults."""

    streams: Mapping[str, int]
    """What the environment sets of the pace of streams, as `heartbeat_seconds`; the rest keeps its defaults."""

    allowed_origins: frozenset[str]
    """The origins of pages elsewhere that may open a WebSocket."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment; raise `MalformedSetting` for an unknown name or an unusable value."""
    _refuse_unknown(environment)
    host, port = environment.get("HUB_HOST") or "127.0.0.1", _port(environment.get("HUB_PORT") or "8000")
    data_dir = Path(environment.get("HUB_DATA_DIR") or ".hub")
    return Settings(
        graph_url=environment.get("HUB_GRAPH_URL") or f"sqlite:///{data_dir / 'graph.sqlite'}",
        kv_url=environment.get("HUB_KV_URL") or "memory:",
        data_dir=data_dir,
        host=host,
        port=port,
        issuer=_issuer(environment.get("HUB_ISSUER") or f"http://{f'[{host}]' if ':' in host else host}:{port}"),
        log_level=_choice(environment, "HUB_LOG_LEVEL", ("info", "debug", "warning", "error")),
        anonymous_catalogue=_choice(environment, "HUB_ANONYMOUS_CATALOGUE", ("off", "on")) == "on",
        documents=Documents(_choice(environment, "HUB_DOCUMENTS", tuple(Documents))),
        introspection=_choice(environment, "HUB_INTROSPECTION", ("on", "off")) == "on",
        graphiql=_choice(environment, "HUB_GRAPHIQL", ("on", "off")) == "on",
        limits=_numbers(environment, _LIMITS, prefix="HUB_LIMIT_"),
        streams=_numbers(environment, _STREAMS, prefix="HUB_STREAM_"),
        allowed_origins=_origins(environment.get("HUB_ALLOWED_ORIGINS") or ""),
    )


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    for name in sorted(environment):
        if name.startswith("HUB_") and name not in SETTINGS:
            nearest = get_close_matches(name, SETTINGS, n=1, cutoff=0)[0]
            message = f"{name} is no setting of the hub: did you mean {nearest}? `hub settings` lists them all."
            raise MalformedSetting(message, setting=name)


def _choice(environment: Mapping[str, str], name: str, options: Sequence[str]) -> str:
    """Return what a setting says, the first option where it says nothing."""
    chosen = environment.get(name) or options[0]
    if chosen in options:
        return chosen
    message = f"{name} is '{chosen[:40]}': use one of {', '.join(options)}."
    raise MalformedSetting(message, setting=name)


def is_loopback(host: str) -> bool:
    """Tell whether a host, as an address or as `localhost`, is this machine and no other can reach it."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _issuer(text: str) -> str:
    """Return an address that is safe to send a secret to (RFC 8414, section 2; RFC 9700, section 2.6)."""
    found = _ORIGIN.fullmatch(text)
    if found is not None and (text.startswith("https:") or is_loopback(found[1])):
        return text
    message = (
        f"'{text[:80]}' is no address that tokens may name: set HUB_ISSUER to the one by which clients reach the hub, "
        "as https://hub.example, without a path; http is for this machine alone."
    )
    raise MalformedSetting(message, setting="HUB_ISSUER")


def _port(text: str) -> int:
    # 0 asks the system for a free port.
    if text.isascii() and text.isdigit() and int(text) < 2**16:
        return int(text)
    message = f"HUB_PORT is '{text[:40]}': use a number from 0 to 65535."
    raise MalformedSetting(message, setting="HUB_PORT")


def _origins(text: str) -> frozenset[str]:
    origins = [part.strip().lower() for part in text.split(",") if part.strip()]
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            message = f"HUB_ALLOWED_ORIGINS has '{origin[:100]}': write origins as https://HOST or http://HOST:PORT."
            raise MalformedSetting(message, setting="HUB_ALLOWED_ORIGINS")
    return frozenset(origins)


def _numbers(environment: Mapping[str, str], names: Iterable[str], *, prefix: str) -> Mapping[str, int]:
    return {
        name.removeprefix(prefix).lower(): _number(name, environment[name]) for name in names if environment.get(name)
    }


def _number(name: str, text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) > 0:
        return int(text)
    message = f"{name} is '{text[:40]}': use a whole number from 1 to {10**_DIGITS - 1:,}, without separators."
    raise MalformedSetting(message, setting=name)
