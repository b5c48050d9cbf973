"""OpenFGA on PostgreSQL, told the scene, and its batch check over HTTP.

It runs as its makers ship it, without its caches: with them a revoked grant would go on for as long as they are told to
keep an answer, and here a revocation bites on the next request.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from hub.codes import Code, item_code
from hub.vocabulary import ShareType
from tests.bench.law import scene
from tests.bench.law.scene import Asking
from tests.bench.lines import Line, connected
from tests.bench.services import Service, started
from tests.servers import Unobtainable
from tests.servers.cache import cache_folder
from tests.servers.ports import free_port
from tests.servers.postgres import postgres_server

VERSION: Final = "v1.22.1"
_AT_ONCE: Final = 100
"""How many tuples one request may write."""

_PATIENCE: Final = 1_800  # seconds of a build on a busy machine

Tuple = dict[str, Any]

_MODEL: Final = {
    "schema_version": "1.1",
    "type_definitions": [
        {"type": "department"},
        {
            "type": "dataset",
            "relations": {"provider": {"this": {}}, "granted": {"this": {}}},
            "metadata": {
                "relations": {
                    "provider": {"directly_related_user_types": [{"type": "department"}]},
                    "granted": {"directly_related_user_types": [{"type": "department", "condition": "live"}]},
                }
            },
        },
        {
            "type": "item",
            "relations": {
                "open": {"this": {}},
                "dataset": {"this": {}},
                "home": {"this": {}},
                "may_have": {
                    "union": {
                        "child": [
                            {"computedUserset": {"relation": "open"}},
                            {
                                "tupleToUserset": {
                                    "tupleset": {"relation": "dataset"},
                                    "computedUserset": {"relation": "granted"},
                                }
                            },
                            {
                                "tupleToUserset": {
                                    "tupleset": {"relation": "home"},
                                    "computedUserset": {"relation": "provider"},
                                }
                            },
                        ]
                    }
                },
            },
            "metadata": {
                "relations": {
                    "open": {"directly_related_user_types": [{"type": "department", "wildcard": {}}]},
                    "dataset": {"directly_related_user_types": [{"type": "dataset"}]},
                    "home": {"directly_related_user_types": [{"type": "dataset"}]},
                }
            },
        },
    ],
    "conditions": {
        "live": {
            "name": "live",
            "expression": (f"purpose == matter && region.startsWith('{scene.REGION}') && now >= since && now < until"),
            "parameters": {
                **{name: {"type_name": "TYPE_NAME_STRING"} for name in ("purpose", "region", "matter")},
                **{name: {"type_name": "TYPE_NAME_TIMESTAMP"} for name in ("now", "since", "until")},
            },
        }
    },
}
"""An item may be had if it is open, or granted by its dataset's grants, or the dataset is the asker's own.

Only a conditional item points to the dataset whose grants open it; every item points to the one it is at home in.
"""


class OpenFga:
    """A running OpenFGA that was told the scene."""

    def __init__(self, service: Service, store: str, model: str) -> None:
        self.service = service
        self._path = f"/stores/{store}/batch-check"
        self._model = model

    async def ask(self, asking: Asking, line: Line) -> list[bool]:
        """Return for each item asked for whether it may be had; raises `Unanswered`."""
        context = {"purpose": asking.matter, "region": f"{scene.REGION}01", "now": _written(scene.NOW)}
        checks = [
            {
                "tuple_key": {
                    "user": f"department:{asking.department}",
                    "relation": "may_have",
                    "object": _item(item),
                },
                "context": context,
                "correlation_id": str(at),
            }
            for at, item in enumerate(asking.items)
        ]
        body = orjson.dumps({"authorization_model_id": self._model, "checks": checks})
        result = orjson.loads(await line.post(self._path, body))["result"]
        return [bool(result[str(at)].get("allowed")) for at in range(len(checks))]


@asynccontextmanager
async def openfga() -> AsyncIterator[OpenFga]:
    """Run OpenFGA on a PostgreSQL of its own until the block ends; raises `Unobtainable` where one is not to be had."""
    program = _built()
    with postgres_server() as url:
        store = ("--datastore-engine", "postgres", "--datastore-uri", url)
        await asyncio.to_thread(_run, [str(program), "migrate", *store])
        port = free_port()
        addresses = ("--http-addr", f"127.0.0.1:{port}", "--grpc-addr", f"127.0.0.1:{free_port()}")
        silent = ("--log-level", "error", "--playground-enabled=false", "--metrics-enabled=false")
        command = [str(program), "run", *store, *addresses, *silent]
        async with started(command, port=port, settings={}) as service:
            yield await _told(service)


def _run(command: Sequence[str], **settings: str) -> None:
    environment = {**os.environ, **settings}
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=_PATIENCE)


def _built() -> Path:
    """Return the program, built from its Go module once and kept outside the repository."""
    home = cache_folder() / f"openfga-{VERSION}"
    if not (home / "openfga").exists():
        go = shutil.which("go")
        if go is None:
            message = "no go to build OpenFGA with"
            raise Unobtainable(message)
        home.mkdir(parents=True, exist_ok=True)
        _run([go, "install", f"github.com/openfga/openfga/cmd/openfga@{VERSION}"], GOBIN=str(home))
    return home / "openfga"


async def _told(service: Service) -> OpenFga:
    line = await connected(service.port)
    store = orjson.loads(await line.post("/stores", b'{"name": "scene"}'))["id"]
    answer = await line.post(f"/stores/{store}/authorization-models", orjson.dumps(_MODEL))
    model = orjson.loads(answer)["authorization_model_id"]
    tuples = list(_tuples())
    for start in range(0, len(tuples), _AT_ONCE):
        writes = {"tuple_keys": tuples[start : start + _AT_ONCE]}
        body = orjson.dumps({"authorization_model_id": model, "writes": writes})
        await line.post(f"/stores/{store}/write", body)
    await line.hang_up()
    return OpenFga(service, store, model)


def _item(code: str) -> str:
    """Return an item as an object; the sign `#` is for relations there."""
    return f"item:{code.replace('#', '/')}"


def _tuples() -> Iterator[Tuple]:
    for number in range(scene.DATASETS):
        yield from _tuples_of(scene.dataset(number))
    for grant in scene.grants():
        context = {"matter": grant.matter, "since": _written(scene.SINCE), "until": _written(scene.UNTIL)}
        condition = {"name": "live", "context": context}
        yield {
            **_tuple(f"department:{grant.department}", "granted", f"dataset:{grant.dataset}"),
            "condition": condition,
        }


def _tuples_of(dataset: Code) -> Iterator[Tuple]:
    yield _tuple(f"department:{scene.provider_of(dataset)}", "provider", f"dataset:{dataset}")
    for name, kind in scene.ITEMS.items():
        item = _item(item_code(dataset, name))
        yield _tuple(f"dataset:{dataset}", "home", item)
        if kind is ShareType.UNCONDITIONAL:
            yield _tuple("department:*", "open", item)
        if kind is ShareType.CONDITIONAL:
            yield _tuple(f"dataset:{dataset}", "dataset", item)


def _tuple(user: str, relation: str, target: str) -> Tuple:
    return {"user": user, "relation": relation, "object": target}


def _written(moment: datetime) -> str:
    return moment.isoformat()
