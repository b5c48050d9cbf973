"""Batch resolvers under the stock executor, which asks object by object.

All calls for one selection path are gathered and answered by one call of the batch resolver. The stock executor
starts the children of one batch within one turn of the event loop, so a batch is complete when the next turn begins.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from inspect import Parameter, Signature, signature
from typing import Any

import strawberry
from strawberry.types import Info
from strawberry.types.unset import UNSET

from hub.graph.port import Graph
from hub.graph.query import PUBLIC, Sight
from resolvers.asking import Asking

Path = tuple[str, ...]
BatchResolver = Callable[..., Awaitable[Sequence[Any]]]


@dataclass(slots=True)
class Batch:
    """The parents gathered so far for one selection path, and who waits for their results."""

    parents: list[Any] = field(default_factory=list)
    waiting: list[asyncio.Future[Any]] = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """The context of one request; every root field asks on its own."""

    graph: Graph
    sight: Sight = PUBLIC
    batches: dict[Path, Batch] = field(default_factory=dict)
    askings: dict[str, Asking] = field(default_factory=dict)
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def asking(self, root: str) -> Asking:
        """Return what the resolvers below a root field are told; `root` is its response key."""
        return self.askings.setdefault(root, Asking(graph=self.graph, sight=self.sight))


def batched(resolver: BatchResolver, *, description: str, name: str | None = None, graphql_type: Any) -> Any:  # noqa: ANN401 – Strawberry's own field types
    """Return a field of a GraphQL type that a batch resolver answers.

    The resolver takes all parents, an `Asking`, and the field's arguments by keyword; it returns one result for each
    parent, in their order. A result that is an exception becomes the error of its parent alone.
    """

    def resolve(parent: Any, info: Info[Context, None], **arguments: Any) -> asyncio.Future[Any]:  # noqa: ANN401
        given = {name: value for name, value in arguments.items() if value is not UNSET}
        return _join(resolver, parent, info, given)

    asked = [_optional(parameter) for parameter in list(signature(resolver).parameters.values())[2:]]
    own = [Parameter("root", Parameter.POSITIONAL_OR_KEYWORD)]
    own.append(Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=Info))
    resolve.__signature__ = Signature([*own, *asked])  # type: ignore[attr-defined]  # what Strawberry reads
    resolve.__annotations__ = {"info": Info} | {parameter.name: parameter.annotation for parameter in asked}
    resolve.__module__ = resolver.__module__
    return strawberry.field(resolver=resolve, name=name, description=description, graphql_type=graphql_type)


def _optional(parameter: Parameter) -> Parameter:
    # An argument that may be left out has no default in the schema, where `= null` would be noise.
    return parameter.replace(default=UNSET) if parameter.default is None else parameter


def _join(
    resolver: BatchResolver, parent: object, info: Info[Context, None], arguments: dict[str, Any]
) -> asyncio.Future[Any]:
    context, loop = info.context, asyncio.get_running_loop()
    path = tuple(key for key in info.path.as_list() if isinstance(key, str))
    batch = context.batches.get(path)
    if batch is None:
        batch = context.batches[path] = Batch()
        loop.call_soon(_start, context, path, resolver, arguments)
    batch.parents.append(parent)
    batch.waiting.append(loop.create_future())
    return batch.waiting[-1]


def _start(context: Context, path: Path, resolver: BatchResolver, arguments: dict[str, Any]) -> None:
    batch = context.batches.pop(path)
    task = asyncio.create_task(_run(batch, resolver(batch.parents, context.asking(path[0]), **arguments)))
    context.running.add(task)
    task.add_done_callback(context.running.discard)


async def _run(batch: Batch, answer: Awaitable[Sequence[Any]]) -> None:
    try:
        results = await answer
    except Exception as error:  # noqa: BLE001 – every parent gets it; nothing is swallowed
        results = [error] * len(batch.parents)
    for future, result in zip(batch.waiting, results, strict=True):
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
